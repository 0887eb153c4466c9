"""Notes as the Web Annotation model of the W3C has them (JSON-LD)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cablegram.web.answers import Answer, json_bytes
from cablegram.web.places import item_place, place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cablegram.archive.desk import DossierItem, Note, Passage, Pointer

MEDIA_TYPE: Final = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"


def annotation(note: Note, source: str) -> dict[str, Any]:
    """Return a note as an annotation.

    Args:
        note: The note.
        source: The place of the cable.
    """
    made: dict[str, Any] = {
        "type": "Annotation",
        "id": f"urn:cablegram:note:{note.note_id}",
        "motivation": "commenting",
        "created": note.created,
        "modified": note.changed,
        "body": {"type": "TextualBody", "value": note.body, "format": "text/plain"},
        "target": source,
    }
    if note.passage is not None:
        made["target"] = {"source": source, "selector": selectors(note.passage)}
    return made


def selectors(passage: Passage) -> list[dict[str, Any]]:
    """Return the ways by which a passage is found: by its words, and by its position.

    Both are within the paragraph, if that has a number.
    """
    ways: list[dict[str, Any]] = []
    if passage.exact:
        ways = [
            {
                "type": "TextQuoteSelector",
                "exact": passage.exact,
                "prefix": passage.prefix,
                "suffix": passage.suffix,
            },
            {"type": "TextPositionSelector", "start": passage.start, "end": passage.end},
        ]
    if passage.paragraph is None:
        return ways
    paragraph = {"type": "FragmentSelector", "value": f"p{passage.paragraph}"}
    return [{**paragraph, "refinedBy": way} for way in ways] or [paragraph]


def item_annotation(item: DossierItem, source: str) -> dict[str, Any]:
    """Return what a dossier says of a cable as an annotation."""
    return {
        "type": "Annotation",
        "id": f"urn:cablegram:item:{item.item_id}",
        "motivation": "commenting",
        "created": item.added,
        "body": {"type": "TextualBody", "value": item.note, "format": "text/plain"},
        "target": source,
    }


def collection(label: str, name: str, items: Iterable[dict[str, Any]]) -> Answer:
    """Return annotations as a collection with its only page.

    Args:
        label: For people.
        name: What it is called in addresses.
        items: The annotations, in order.
    """
    found = list(items)
    about = f"urn:cablegram:notes:{name}"
    document = {
        "@context": CONTEXT,
        "id": about,
        "type": "AnnotationCollection",
        "label": label,
        "total": len(found),
        "first": {
            "id": f"{about}:1",
            "type": "AnnotationPage",
            "partOf": about,
            "startIndex": 0,
            "items": found,
        },
    }
    return Answer(body=json_bytes(document), media_type=MEDIA_TYPE)


def source_of(pointer: Pointer, cable_ids: Sequence[int] = ()) -> str:
    """Return the place of what a pointer is at; of what has no number, where it is held."""
    if pointer.mrn is not None:
        return place_of(pointer.mrn)
    return item_place(cable_ids[0]) if cable_ids else "urn:cablegram:unknown"
