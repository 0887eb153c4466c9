"""Finding: the query language, the index, and why a cable matched."""

from cablegram.search.archive import START, Archive, Hit, Results
from cablegram.search.cursor import InvalidCursor
from cablegram.search.explain import explain
from cablegram.search.facets import Facet
from cablegram.search.parser import parse_query
from cablegram.search.snippet import Snippet
from cablegram.search.table import Row, table
from cablegram.search.tree import ParsedQuery

__all__ = [
    "START",
    "Archive",
    "Facet",
    "Hit",
    "InvalidCursor",
    "ParsedQuery",
    "Results",
    "Row",
    "Snippet",
    "explain",
    "parse_query",
    "table",
]
