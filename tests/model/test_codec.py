"""JSON: a cable of any form comes back as it was, and is as its published schema says."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import cablegram
from cablegram import MRN, Cable
from cablegram.model import FrozenMap, Level, Marking, Paragraph, Precedence, Span, Tree
from cablegram.model.codec import from_json, mrn_from_text, to_json
from cablegram.model.schema import FIELD_TYPES, json_schema
from cablegram.sample import FORMS, generate

SCHEMA = json_schema()
PUBLISHED = Path(__file__).parents[2] / "docs" / "reference" / "cable.schema.json"
CABLES = [
    cablegram.parse(message.data)
    for form in FORMS
    for message in generate(6, seed=5, forms=[form], size=1500)
]
TYPES: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
    "number": (int, float), "integer": int,
}  # fmt: skip


def faults(value: Any, schema: dict[str, Any], path: str = "$") -> list[str]:  # noqa: ANN401
    """Return where a value is not as a schema says; the words that our schema uses are known."""
    if "$ref" in schema:
        return faults(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], path)
    if "anyOf" in schema:
        options = [faults(value, option, path) for option in schema["anyOf"]]
        return [] if any(not option for option in options) else min(options, key=len)
    found: list[str] = []
    if "const" in schema and value != schema["const"]:
        found.append(f"{path} is {value!r}, not {schema['const']!r}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{path}: {value!r} is not one of {schema['enum']}")
    kind = schema.get("type")
    if kind and not (
        isinstance(value, TYPES[kind]) and isinstance(value, bool) is (kind == "boolean")
    ):
        return [f"{path}: {value!r} is no {kind}"]
    if "pattern" in schema and not re.search(schema["pattern"], value):
        found.append(f"{path}: {value!r} is not as {schema['pattern']}")
    if schema.get("format") == "date-time":
        assert datetime.fromisoformat(value).tzinfo == UTC, path
    if schema.get("format") == "date" and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        found.append(f"{path}: {value!r} is no date")
    if kind == "array":
        parts = schema.get("prefixItems") or [schema["items"]] * len(value)
        for place, (item, part) in enumerate(zip(value, parts, strict=True)):
            found += faults(item, part, f"{path}[{place}]")
    if kind == "object":
        known = schema.get("properties", {})
        found += [
            f"{path} lacks {name}" for name in schema.get("required", ()) if name not in value
        ]
        for name, item in value.items():
            part = known.get(name) or schema.get("additionalProperties")
            found += faults(item, part, f"{path}.{name}") if part else [f"{path}.{name} is unknown"]
    return found


def test_every_form_is_there() -> None:
    assert {cable.form for cable in CABLES} >= {
        "acp127",
        "sas",
        "smart",
        "web",
        "tei",
        "mail",
        "rows",
    }


@pytest.mark.parametrize("cable", CABLES, ids=lambda cable: f"{cable.form}-{cable.mrn}")
def test_there_and_back(cable: Cable) -> None:
    """STYLE section 9: `from_dict(to_dict(c)) == c`, through real JSON text."""
    back = Cable.from_dict(json.loads(json.dumps(cable.to_dict())))
    assert back == cable
    assert back.tree == cable.tree
    assert back.spans == cable.spans
    assert (back.source, back.carrier, back.encoding) == (
        cable.source,
        cable.carrier,
        cable.encoding,
    )
    assert [each.span for each in back.paragraphs] == [each.span for each in cable.paragraphs]
    assert back.to_dict() == cable.to_dict()


@pytest.mark.parametrize("cable", CABLES, ids=lambda cable: f"{cable.form}-{cable.mrn}")
def test_the_written_function_gives_what_asking_each_value_gives(cable: Cable) -> None:
    data = cable.to_dict()
    asked = {name: to_json(getattr(cable, name)) for name in FIELD_TYPES if name != "tree"}
    assert {name: data[name] for name in asked} == asked
    assert json.dumps({name: data[name] for name in asked}) == json.dumps(asked)
    assert list(data) == ["schema", *FIELD_TYPES, "coverage"]


@pytest.mark.parametrize("cable", CABLES, ids=lambda cable: f"{cable.form}-{cable.mrn}")
def test_as_the_schema_says(cable: Cable) -> None:
    assert faults(cable.to_dict(), SCHEMA) == []


def test_the_checker_of_schemas_finds_faults() -> None:
    data = CABLES[0].to_dict()
    assert faults({**data, "mrn": "no number"}, SCHEMA)
    assert faults({**data, "coverage": "all"}, SCHEMA)
    assert faults({**data, "surprise": 1}, SCHEMA)
    assert faults({**data, "tree": [["kind"]]}, {"type": "object", "properties": {"schema": {}}})
    assert faults({name: data[name] for name in data if name != "tree"}, SCHEMA) == ["$ lacks tree"]


def test_all_fields_are_in_the_schema() -> None:
    assert set(SCHEMA["properties"]) == {*FIELD_TYPES, "schema", "coverage"}
    assert set(CABLES[0].to_dict()) == set(SCHEMA["properties"])


def test_the_published_schema_is_this_one() -> None:
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == SCHEMA


def test_values_in_json() -> None:
    assert to_json(datetime(2008, 4, 2, 14, 24, tzinfo=UTC)) == "2008-04-02T14:24:00Z"
    assert to_json(date(2018, 4, 2)) == "2018-04-02"
    assert to_json(MRN(2008, "LISBON", 9)) == "08LISBON9"
    assert to_json(Precedence.NIACT_IMMEDIATE) == Precedence.NIACT_IMMEDIATE.value
    assert to_json(frozenset({"B", "A"})) == ["A", "B"]
    assert to_json(Span(1, 2)) == {"start": 1, "end": 2}
    assert to_json(None) is None


@pytest.mark.parametrize("when", [date(2018, 4, 2), "AFTER THE TALKS", "OADR", None])
def test_declassification_is_a_date_or_words(when: date | str | None) -> None:
    cable = Cable(
        form="telegram", source_text="A", tree=Tree("A", (1,), ("unknown",)), declassify_on=when
    )
    assert Cable.from_dict(cable.to_dict()).declassify_on == when


@pytest.mark.parametrize(
    "mrn",
    [
        MRN(2008, "LISBON", 9),
        MRN(1973, "BANGKOK", 50, airgram=True),
        MRN(None, "STATE", 1),
        MRN(1958, "BEIRUT", 1983),
    ],
    ids=str,
)
def test_numbers_come_back_without_a_look_up(mrn: MRN) -> None:
    assert mrn_from_text(str(mrn)) == mrn
    assert from_json(MRN, to_json(mrn)) == mrn


def test_letters_and_numbers_that_a_paragraph_uses() -> None:
    text = "A"
    paragraph = Paragraph(text=text, references=("B", MRN(2008, "LISBON", 9)))
    cable = Cable(
        form="telegram",
        source_text=text,
        tree=Tree(text, (1,), ("unknown",)),
        paragraphs=(paragraph,),
    )
    assert Cable.from_dict(cable.to_dict()).paragraphs == (paragraph,)


def test_unknown_keys_of_a_newer_program_are_passed_over() -> None:
    data = CABLES[0].to_dict()
    assert Cable.from_dict({**data, "mood": "good"}) == CABLES[0]


WRONG: list[tuple[type | Any, Any, type[Exception]]] = [
    (Marking, [], TypeError),
    (Level, "cosmic", ValueError),
    (str, 7, TypeError),
    (MRN, "x", ValueError),
    (date, "yesterday", ValueError),
    (Span, {"start": 3, "end": 1}, ValueError),
    (int | str, "A", TypeError),
]


@pytest.mark.parametrize(("kind", "data", "error"), WRONG)
def test_wrong_data_is_refused(kind: Any, data: object, error: type[Exception]) -> None:  # noqa: ANN401
    with pytest.raises(error):
        from_json(kind, data)


def test_a_tree_that_does_not_tile_is_refused() -> None:
    data = CABLES[0].to_dict()
    with pytest.raises(ValueError, match="tile"):
        Cable.from_dict({**data, "tree": [["unknown", 1]]})


def test_frozen_maps_are_values() -> None:
    one, two = FrozenMap({"a": 1, "b": 2}), FrozenMap({"b": 2, "a": 1})
    assert one == two
    assert hash(one) == hash(two)
    assert list(one) == ["a", "b"]
    assert repr(one) == "FrozenMap({'a': 1, 'b': 2})"
    assert len(one) == 2
    with pytest.raises(TypeError):
        one["c"] = 3  # type: ignore[index]


def test_numbers_of_floats_come_from_whole_numbers() -> None:
    assert isinstance(from_json(float, 1), float)
