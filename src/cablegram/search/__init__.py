"""Finding: the query language, the index, and why a cable matched."""

from cablegram.search.archive import Archive, Hit, Results
from cablegram.search.parser import parse_query
from cablegram.search.snippet import Snippet
from cablegram.search.tree import ParsedQuery

__all__ = ["Archive", "Hit", "ParsedQuery", "Results", "Snippet", "parse_query"]
