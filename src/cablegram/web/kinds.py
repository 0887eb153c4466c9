"""The kinds of files that the room gives: ending, media type, name for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: `plain` is its media type without parameters."""

    media_type: str
    name: str

    @property
    def plain(self) -> str:
        """The media type without its parameters."""
        return self.media_type.partition(";")[0]


HTML: Final = Kind("text/html; charset=utf-8", "a page")
#: By ending, with its full stop.
KINDS: Final = {
    ".json": Kind("application/json", "JSON"),
    ".csv": Kind("text/csv; charset=utf-8", "CSV"),
    ".jsonld": Kind(
        'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"', "Web Annotations"
    ),
    ".ndjson": Kind("application/x-ndjson", "NDJSON"),
    ".parquet": Kind("application/vnd.apache.parquet", "Parquet"),
    ".atom": Kind("application/atom+xml; charset=utf-8", "Atom"),
    ".txt": Kind("text/plain; charset=utf-8", "plain text"),
    ".tei.xml": Kind("application/tei+xml", "TEI"),
    ".ris": Kind("application/x-research-info-systems", "RIS"),
    ".bib": Kind("application/x-bibtex", "BibTeX"),
    ".csl.json": Kind("application/vnd.citationstyles.csl+json", "CSL-JSON"),
    ".html": Kind("text/html; charset=utf-8", "HTML"),
    ".md": Kind("text/markdown; charset=utf-8", "Markdown"),
    ".pdf": Kind("application/pdf", "PDF"),
    ".docx": Kind(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word"
    ),
}


def kind_of(ending: str) -> Kind:
    """Return the kind of a file by its ending; without one it is a page."""
    return KINDS[ending] if ending else HTML
