"""Finding: the query language, the index, and why a cable matched."""

from cablegram.search.archive import START, Archive, Hit, Results
from cablegram.search.completing import Completed, complete
from cablegram.search.counts import count_by
from cablegram.search.cursor import InvalidCursor
from cablegram.search.explain import explain
from cablegram.search.facets import COUNTED, Counts, Facet
from cablegram.search.parser import parse_query
from cablegram.search.proposing import Proposal
from cablegram.search.snippet import Snippet
from cablegram.search.table import Row, table
from cablegram.search.tree import ParsedQuery

__all__ = [
    "COUNTED",
    "START",
    "Archive",
    "Completed",
    "Counts",
    "Facet",
    "Hit",
    "InvalidCursor",
    "ParsedQuery",
    "Proposal",
    "Results",
    "Row",
    "Snippet",
    "complete",
    "count_by",
    "explain",
    "parse_query",
    "table",
]
