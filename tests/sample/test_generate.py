from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from cablegram.intake.split import split_file
from cablegram.sample import FORMS, SampleMessage, SampleTruth, generate
from cablegram.sample.faults import FAULTS
from cablegram.sample.posts import post
from cablegram.sample.serials import number_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COUNT = 500


@pytest.fixture(scope="module")
def messages() -> tuple[SampleMessage, ...]:
    return tuple(generate(COUNT, seed=1))


@pytest.fixture(scope="module")
def truths(messages: tuple[SampleMessage, ...]) -> tuple[SampleTruth, ...]:
    return tuple(truth for message in messages for truth in message.truths)


def digest(messages: Iterator[SampleMessage]) -> str:
    found = hashlib.sha256()
    for message in messages:
        found.update(message.name.encode() + b"\0" + message.data)
        found.update(repr(message.truths).encode())
    return found.hexdigest()


def test_same_seed_gives_the_same_messages() -> None:
    assert digest(generate(80, seed=4)) == digest(generate(80, seed=4))
    assert digest(generate(80, seed=4)) != digest(generate(80, seed=5))


def test_fewer_cables_are_the_first_of_more() -> None:
    few = [message.truths[0].mrn for message in generate(40, seed=2, forms=("sas",))]
    more = [message.truths[0].mrn for message in generate(90, seed=2, forms=("sas",))]
    assert more[: len(few)] == few


@pytest.mark.parametrize("count", [0, 1, 7, 60])
def test_count_is_of_cables(count: int) -> None:
    assert sum(len(message.truths) for message in generate(count, seed=3)) == count


@pytest.mark.parametrize("form", FORMS)
def test_each_form_alone(form: str) -> None:
    found = list(generate(30, seed=6, forms=(form,)))
    assert {message.form for message in found} == {form}
    assert {truth.form for message in found for truth in message.truths} == {form}


def test_all_forms_and_decades_are_there(truths: Sequence[SampleTruth]) -> None:
    assert {truth.form for truth in truths} == set(FORMS)
    decades = {truth.year // 10 * 10 for truth in truths}
    assert decades >= {1950, 1960, 1970, 1980, 1990, 2000, 2010}


def test_names_are_relative_and_each_is_used_once(messages: Sequence[SampleMessage]) -> None:
    names = [message.name for message in messages]
    assert len(set(names)) == len(names)
    for name in names:
        assert ".." not in name
        assert not name.startswith("/")
        assert "\\" not in name


def test_numbers_rise_with_the_date(truths: Sequence[SampleTruth]) -> None:
    series: dict[tuple[str, int], set[tuple[int, object]]] = {}
    for truth in truths:
        if truth.dtg is not None:
            series.setdefault((truth.station, truth.year), set()).add((truth.number, truth.dtg))
    for found in series.values():
        moments = [moment for _, moment in sorted(found, key=lambda pair: pair[0])]
        assert moments == sorted(moments, key=str)


def test_no_number_goes_beyond_what_the_post_has_sent(truths: Sequence[SampleTruth]) -> None:
    for truth in truths:
        if truth.dtg is not None:
            assert truth.number <= number_by(post(truth.station), truth.dtg) + 3, truth.mrn


def test_one_number_is_one_cable(truths: Sequence[SampleTruth]) -> None:
    again = Counter(truth.mrn for truth in truths)
    for truth in truths:
        if again[truth.mrn] > 1:
            assert {"duplicate", "corrected_copy"} & set(truth.faults), truth.mrn


def key(year: int | None, station: str | None, number: int | None) -> str:
    return f"{year} {station} {number}"


def test_references_lead_back_and_are_held_if_they_say_so() -> None:
    # A whole archive: what is cut off at the end cannot be cited before.
    truths = [truth for message in generate(1200, seed=9) for truth in message.truths]
    held = {key(truth.year, truth.station, truth.number): truth for truth in truths}
    seen = Counter[bool]()
    for truth in truths:
        for reference in truth.references:
            if reference.kind != "cable":
                continue
            cited = held.get(key(reference.year, reference.station, reference.number))
            assert (cited is not None) == reference.held, (truth.mrn, reference)
            seen[reference.held] += 1
            if cited is not None:
                assert cited.day <= truth.day, (truth.mrn, cited.mrn)
    assert seen[True] > 300
    assert seen[False] > 40


def test_a_year_left_out_is_this_year_or_can_only_be_last_year() -> None:
    truths = [truth for message in generate(2500, seed=8) for truth in message.truths]
    last_year = 0
    for truth in truths:
        for reference in truth.references:
            if reference.kind != "cable" or reference.year_written or truth.dtg is None:
                continue
            if reference.year == truth.year:
                continue
            last_year += 1
            assert reference.year == truth.year - 1
            assert reference.station is not None
            assert reference.number is not None
            assert reference.number > number_by(post(reference.station), truth.dtg)
    assert last_year > 10


def test_own_references_have_lower_numbers(truths: Sequence[SampleTruth]) -> None:
    for truth in truths:
        for reference in truth.references:
            if reference.kind == "cable" and reference.station == truth.station:
                assert (reference.year, reference.number) < (truth.year, truth.number)


def test_labels_are_letters_in_order(truths: Sequence[SampleTruth]) -> None:
    for truth in truths:
        labels = [reference.label for reference in truth.references]
        if len(labels) == 1:
            assert labels == [None]
        else:
            assert labels == [chr(65 + place) for place in range(len(labels))]


def test_every_fault_has_a_meaning_and_nearly_all_are_made() -> None:
    found = Counter(
        fault
        for message in generate(4000, seed=2)
        for truth in message.truths
        for fault in truth.faults
    )
    assert set(found) <= set(FAULTS)
    assert set(FAULTS) - set(found) == set()


def test_without_faults_there_are_none_but_what_the_form_lacks() -> None:
    found = {
        fault
        for message in generate(400, seed=2, faults=False)
        for truth in message.truths
        for fault in truth.faults
    }
    assert found <= {"heading_absent", "station_alias"}


def test_a_section_is_missing_once(truths: Sequence[SampleTruth]) -> None:
    lost = [truth for truth in truths if "section_missing" in truth.faults]
    assert lost
    assert all(truth.sections > 1 for truth in lost)


def test_one_truth_of_many_is_refused(messages: Sequence[SampleMessage]) -> None:
    many = next(message for message in messages if len(message.truths) > 1)
    with pytest.raises(ValueError, match="holds"):
        _ = many.truth
    one = next(message for message in messages if len(message.truths) == 1)
    assert one.truth == one.truths[0]


@pytest.mark.parametrize(
    ("count", "forms"), [(-1, None), (1, ("fax",)), (1, ())], ids=["negative", "unknown", "none"]
)
def test_misuse_is_refused_at_once(count: int, forms: tuple[str, ...] | None) -> None:
    with pytest.raises(ValueError, match=r"form|count"):
        generate(count, forms=forms)


@pytest.mark.parametrize(
    ("count", "seed", "size", "within"),
    [(1500, 1, 3500, 0.03), (1500, 2, 3500, 0.03), (400, 1, 20_000, 0.1)],
)
def test_size_is_the_mean_of_the_mixture_in_bulk(
    count: int, seed: int, size: int, within: float
) -> None:
    sizes = [
        len(item.data)
        for file in generate(count, seed=seed, size=size, bulk=True)
        for item in split_file(file.name, file.data, None)
    ]
    assert sum(sizes) / len(sizes) == pytest.approx(size, rel=within)
    assert min(sizes) < size * 0.6  # the mean, not the least
