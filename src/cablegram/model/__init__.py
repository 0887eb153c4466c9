"""Value types: what a cable says, and where it says it. Standard library only, no I/O."""

from cablegram.model.address import Addressee, Attention
from cablegram.model.cable import Cable
from cablegram.model.codes import CODES, Code
from cablegram.model.diagnostic import Diagnostic, Severity, Span, locate
from cablegram.model.frozen_map import FrozenMap
from cablegram.model.marking import Marking
from cablegram.model.mrn import MRN, InvalidMRN, find_mrns
from cablegram.model.ordered import Level, Precedence
from cablegram.model.schema import json_schema
from cablegram.model.subject import Reference, ReferenceKind, Tag, TagFamily
from cablegram.model.text import (
    Attribute,
    ClassifiedBy,
    ExecutiveOrder,
    Paragraph,
    ReleaseEvent,
)
from cablegram.model.transmission import PageLine, Section, Transmission
from cablegram.model.tree import Leaf, Tree

__all__ = [
    "CODES",
    "MRN",
    "Addressee",
    "Attention",
    "Attribute",
    "Cable",
    "ClassifiedBy",
    "Code",
    "Diagnostic",
    "ExecutiveOrder",
    "FrozenMap",
    "InvalidMRN",
    "Leaf",
    "Level",
    "Marking",
    "PageLine",
    "Paragraph",
    "Precedence",
    "Reference",
    "ReferenceKind",
    "ReleaseEvent",
    "Section",
    "Severity",
    "Span",
    "Tag",
    "TagFamily",
    "Transmission",
    "Tree",
    "find_mrns",
    "json_schema",
    "locate",
]
