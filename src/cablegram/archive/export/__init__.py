"""Cables out of the archive, in the formats of other programs.

Each format is a function that takes records (`Cable.to_dict`, or what a reader may see of it) and
a binary stream, writes them as they come, and returns how many there were. Memory does not grow
with their number, but for some 100 bytes each where cables have keys (BibTeX, CSL-JSON, mail).
"""

from cablegram.archive.export.columns import COLUMNS, Column, row_of
from cablegram.archive.export.each import EACH, Written, export_each
from cablegram.archive.export.formats import FORMATS, Export, export

__all__ = [
    "COLUMNS",
    "EACH",
    "FORMATS",
    "Column",
    "Export",
    "Written",
    "export",
    "export_each",
    "row_of",
]
