"""The REF line in all its spellings (reference section 2.6)."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.model import MRN, Reference, ReferenceKind
from cablegram.read.context import Context
from cablegram.read.passage import Passage
from cablegram.read.ref_letters import reference_letters, tie_letters, unlisted_letters
from cablegram.read.references import MAX_ENTRIES, read_references
from cablegram.read.usmtf_references import read_usmtf_references

DAY = date(2008, 12, 1)


def read(
    text: str, on: date | None = DAY, station: str | None = "LISBON", **more: object
) -> tuple[tuple[Reference, ...], Context]:
    context = Context(date=on, station=station, mrn=more.pop("mrn", None))  # type: ignore[arg-type]
    passage = Passage.whole(text, 7)
    found = read_references(passage, context, **more)  # type: ignore[arg-type]
    for reference in found:
        assert reference.span is not None
        assert text[reference.span.start - 7 : reference.span.end - 7] == reference.text
    return found, context


def brief(text: str, **more: object) -> str:
    """Return label, number without year, and marks of each reference, as one line."""
    parts = []
    for reference in read(text, **more)[0]:  # type: ignore[arg-type]
        number = "?"
        if reference.mrn is not None:
            air = "A-" if reference.mrn.airgram else ""
            number = f"{reference.mrn.station} {air}{reference.mrn.number}"
            if reference.year_written:
                number = f"{reference.mrn.year} {number}"
        elif reference.kind is not ReferenceKind.CABLE:
            number = reference.kind.value
        marks = "*" * reference.notal + "<" * reference.and_previous
        parts.append(f"{reference.label or '-'}:{number}{marks}")
    return " ".join(parts)


SPELLINGS = {
    # labels
    "REF: LISBON 12": "-:LISBON 12",
    "REFTEL: LISBON 12": "-:LISBON 12",
    "RETEL LISBON 12": "-:LISBON 12",
    "REF : LISBON 12": "-:LISBON 12",
    "REFERENCES: LISBON 12": "-:LISBON 12",
    "REF(S): LISBON 12": "-:LISBON 12",
    "Ref(s): Lisbon 12": "-:LISBON 12",
    "PROGRAM REF: LISBON 12": "-:LISBON 12",
    "REF A) LISBON 12": "A:LISBON 12",
    # bullets
    "A. LISBON 12 B. PARIS 13": "A:LISBON 12 B:PARIS 13",
    "(A) LISBON 12; (B) PARIS 13": "A:LISBON 12 B:PARIS 13",
    "A) LISBON 12, B) PARIS 13": "A:LISBON 12 B:PARIS 13",
    "[A] LISBON 12 [B] PARIS 13": "A:LISBON 12 B:PARIS 13",
    "A: LISBON 12 B: PARIS 13": "A:LISBON 12 B:PARIS 13",
    "A - LISBON 12\nB - PARIS 13": "A:LISBON 12 B:PARIS 13",
    "\u00b6A. LISBON 12\n\u00b6B. PARIS 13": "A:LISBON 12 B:PARIS 13",
    "[1](#)A. LISBON 12\n[1](#)B. PARIS 13": "A:LISBON 12 B:PARIS 13",
    "A. (A) LISBON 12\nB. (B) PARIS 13": "A:LISBON 12 B:PARIS 13",
    "A. A) LISBON 12": "A:LISBON 12",
    "A. REF A LISBON 12\nB. REF B PARIS 13": "A:LISBON 12 B:PARIS 13",
    "(A) LISBON 12; (BL PARIS 13": "A:LISBON 12 B:PARIS 13",
    "LISBON 12 (B) PARIS 13": "-:LISBON 12 B:PARIS 13",
    "A. (U) LISBON 12\nB. (C) PARIS 13": "A:LISBON 12 B:PARIS 13",
    "A. Embtel 12. Reference: B. Embtel 13.": "A:LISBON 12 B:LISBON 13",
    "1. LISBON 12\n2. PARIS 13": "1:LISBON 12 2:PARIS 13",
    # lists in which the station is said once
    "PARIS 7472 AND 7677": "-:PARIS 7472 -:PARIS 7677",
    "KABUL 936/935": "-:KABUL 936 -:KABUL 935",
    "KABUL 936/35": "-:KABUL 936 -:KABUL 935",
    "GUANGZHOU 11657 and 7743, 12155": "-:GUANGZHOU 11657 -:GUANGZHOU 7743 -:GUANGZHOU 12155",
    "A. LISBON 2961\nB. 2962 AND PREVIOUS": "A:LISBON 2961 B:LISBON 2962<",
    "2962 AND PREVIOUS": "-:LISBON 2962<",
    "STATE 12345-47": "-:STATE 12345 -:STATE 12346 -:STATE 12347",
    "STATE 12345-12346": "-:STATE 12345 -:STATE 12346",
    "QUITO 0059, STATE 23904": "-:QUITO 59 -:STATE 23904",
    "LIMA 0246, AND LIMA 244": "-:LIMA 246 -:LIMA 244",
    "STATE 12 (NOTAL) AND LIMA 244 NOTAL": "-:STATE 12* -:LIMA 244*",
    "LISBON 12: LISBON A-70": "-:LISBON 12 -:LISBON A-70",
    # years
    "08 TUNIS 44": "-:2008 TUNIS 44",
    "2008 TUNIS 0044": "-:2008 TUNIS 44",
    "STATE (01) 201265": "-:2001 STATE 201265",
    "TUNIS 117 (2002)": "-:2002 TUNIS 117",
    "TUNIS 117-91": "-:1991 TUNIS 117",
    "TUNIS 1170/08": "-:2008 TUNIS 1170",
    "TUNIS 1170 99": "-:1999 TUNIS 1170",
    "TUNIS 1170 OF JUNE 5, 2007": "-:2007 TUNIS 1170",
    "TUNIS 1170 DTD 051200Z JUN 07": "-:2007 TUNIS 1170",
    "TUNIS 1170 OF 11/30/07": "-:2007 TUNIS 1170",
    "TUNIS 1170 JULY 2007": "-:2007 TUNIS 1170",
    "08 LISBON 9, 10 AND 11": "-:2008 LISBON 9 -:2008 LISBON 10 -:2008 LISBON 11",
    # stations
    "RIO DE JAN 44": "-:RIODEJANEIRO 44",
    "08 RIO DE JAN 0044": "-:2008 RIODEJANEIRO 44",
    "ST. PETERSBURG 12": "-:STPETERSBURG 12",
    "HK 12; BA 13; SECSTATE 15": "-:HONGKONG 12 -:BUENOSAIRES 13 -:STATE 15",
    "870 ULAANBAATAR": "-:ULAANBAATAR 870",
    "BAGHDAD #3565": "-:BAGHDAD 3565",
    "LAGOS O1512": "-:LAGOS 1512",
    "PRAGUE, 1228": "-:PRAGUE 1228",
    "LA\nPAZ 12": "-:LAPAZ 12",
    "(A) STATE\n131738 (MAY 24, 2007); (B) LIMA\n10034": "A:2007 STATE 131738 B:LIMA 10034",
    "MINISTRY 12": "-:MINISTRY 12",
    # what the reference calls garbled
    "08SECTION02OF03TRIPOLI583": "-:2008 TRIPOLI 583",
    "06EFTOBAKU1165": "-:2006 BAKU 1165",
    "85NOFORNMOGADISHU1643": "-:1985 MOGADISHU 1643",
    "07AMEMBASSYHANOI1284": "-:2007 HANOI 1284",
    "07SOIA828": "-:2007 SOFIA 828",
    # 002583 is the serial, in six digits; behind the signal stand the figures of the note
    "06MADRID002583ZFR2585": "-:2006 MADRID 2583",
    "06ASTANA": "-:other",
    "7575LIBREVILLE1895": "-:1975 LIBREVILLE 1895",
    # series and aliases
    "STATE 255577 TOSEC 140323": "-:STATE 255577",
    "SECTO 10373": "-:SECTO 10373",
    # airgrams
    "ACCRA A-150": "-:ACCRA A-150",
    "STATE CA-3400 NOV 2, 1966": "-:1966 STATE A-3400",
    "STATE A4683": "-:STATE A-4683",
    "73BANGKOK-A50": "-:1973 BANGKOK A-50",
    "Seoul\u2019s A\u2013540": "-:SEOUL A-540",
    "STATE 12; A-110": "-:STATE 12 -:LISBON A-110",
    "A. A-121, JUNE 15, 1973": "A:1973 LISBON A-121",
    # relays of the same telegram are no references of their own
    "Department telegram 509, repeated USUN 289": "-:STATE 509",
    "A. Embtel 12 rptd Tokyo 1980, Saigon 1944; B. Tokyo 13": "A:LISBON 12 B:TOKYO 13",
    # words in the place of a station
    "Embtels 1200 and 1201": "-:LISBON 1200 -:LISBON 1201",
    "Deptel to Paris 2893": "-:STATE 2893",
    "Your 658": "-:STATE 658",
    "State Circular 131558": "-:STATE 131558",
    "Depcirtel 1443": "-:DEPCIRTEL 1443",
    "Bonn's 8568, 8569": "-:BONN 8568 -:BONN 8569",
    # messages known by their date-time group
    "SECDEF 162245Z OCT 08": "-:?",
    "R162245Z": "-:?",
    "LISBON 12 DTG 301601Z SEP 08": "-:2008 LISBON 12",
    "SEPTEL": "-:?",
    # other kinds
    "9 FAM 41.31": "-:document",
    "IIR 6 899 0149 10": "-:document",
    "TD-314/21795-05": "-:document",
    "OSC EUP20080707950031": "-:document",
    "DIPLOMATIC NOTE 123 OF MAY 3": "-:document",
    "MEMCON OF AUGUST 2, 2007": "-:document",
    "PARIS POINTS JULY 15": "-:other",
    "E-MAIL FROM SAPT TO HENTZAU OF MARCH 3": "-:email",
    "SAPT/HENTZAU TELCON 3 MAY": "-:telephone",
    "MEETING WITH FOREIGN MINISTER, MAY 3": "-:meeting",
    "LIMA 638\n  SAPT/AMBASSADOR TELECON JAN 31": "-:LIMA 638 -:telephone",
    "A. LIMA 12 B. MY LETTER OF MARCH 3": "A:LIMA 12 B:letter",
    "A. SAPT/\nHENTZAU TELECON MARCH 9": "A:telephone",
    # the citing cable's own page line in the list
    "A. TRIPOLI 401\nTRIPOLI 00000402  001.2 OF 003\nB. TRIPOLI 333": "A:TRIPOLI 401 B:TRIPOLI 333",
    "A. TRIPOLI 401\nPAGE 02 LISBON 00060 041731Z\nB. TRIPOLI 333": "A:TRIPOLI 401 B:TRIPOLI 333",
    # nothing
    "N/A": "",
    "NONE": "",
    "REF:": "",
    "": "",
}


@pytest.mark.parametrize(("text", "expected"), SPELLINGS.items(), ids=list(SPELLINGS))
def test_spellings(text: str, expected: str) -> None:
    assert brief(text) == expected


@pytest.mark.parametrize(
    "word",
    "JANUARY JUNE SECRET CONFIDENTIAL UNCLAS SECTION PART PARA PREVIOUS EMAIL ZJAN ZDEC PRIORITY"  # noqa: SIM905
    " TODAY".split(),
)
def test_words_that_are_never_stations(word: str) -> None:
    assert all(reference.mrn is None for reference in read(f"{word} 12")[0])


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("A) STATE 12; B) 05 NEW DELHI\n57; C) A LETTER OF 1/4/05", ["08STATE12", "05NEWDELHI57"]),
        ("(A) 2004 ROME 7, (B) 04 ROME\n3476 (NOTAL), (C) SAPT LETTER", ["04ROME7", "04ROME3476"]),
        ("76 THE HAGUE\n4086; SAPT-HENTZAU MEETING OF 5/10/77", ["76THEHAGUE4086"]),
        ("LISBON 3 NOTAL\n75 STATE 55", ["08LISBON3", "75STATE55"]),
        ("A. 75 LISBON\n12 (75)", ["75LISBON12"]),
    ],
)  # fmt: skip
def test_a_line_end_between_a_station_and_its_number(text: str, numbers: list[str]) -> None:
    """A wrapped list: the digits of the year are no number of the station, "75 LISBON" none."""
    found, _ = read(text, on=date(2008, 12, 5))
    assert [str(one.mrn) for one in found if one.mrn is not None] == numbers


def test_date_people_and_kind_of_a_letter() -> None:
    (letter,), context = read("TARLENHEIM LETTER TO HENTZAU OF FEBRUARY 2")
    assert (letter.kind, letter.date) == (ReferenceKind.LETTER, date(2008, 2, 2))
    assert letter.people == ("TARLENHEIM", "HENTZAU")
    assert letter.year_confidence is None
    assert context.diagnostics == []


def test_people_of_a_call_without_the_matter() -> None:
    (call,), _ = read("Sapt - Fritz Hentzau phone call of 3 May 2008 re harbour dues")
    assert call.people == ("Sapt", "Fritz Hentzau")
    assert call.date == date(2008, 5, 3)


def test_a_department_telegram_means_the_addressee_by_embtel() -> None:
    assert brief("Embtel 12", station="STATE", addressee="TUNIS") == "-:TUNIS 12"
    assert brief("Your 12", station="STATE", addressee="TUNIS") == "-:TUNIS 12"
    found, context = read("Embtel 12", station="STATE")
    assert found[0].mrn is None
    assert [one.code for one in context.diagnostics] == ["CG502"]


def test_without_a_date_a_year_is_given_only_where_it_is_written() -> None:
    found, context = read("A. LISBON 12 B. 07 LISBON 13 C. LISBON 14-15", on=None)
    years = [reference.mrn.year for reference in found if reference.mrn is not None]
    assert years == [None, 2007, None, None]
    assert context.diagnostics == []


def test_an_inferred_year_says_so_and_why() -> None:
    found, context = read("LISBON 12", mrn=MRN(2008, "LISBON", 2900))
    assert found[0].mrn == MRN(2008, "LISBON", 12)
    assert not found[0].year_written
    assert found[0].year_confidence is not None
    assert [one.code for one in context.diagnostics] == ["CG501"]
    assert context.diagnostics[0].message.startswith("2008: LISBON sent 12 about ")


@pytest.mark.parametrize(
    ("text", "on", "year"),
    [
        ("PARIS 3249 dated 6 Mar 59", date(1959, 4, 1), 1959),
        ("ROME 15 DTG 070023Z Jan 58", date(1959, 4, 1), 1958),
        ("58 ROME 3", date(1959, 4, 1), 1958),
        ("58 ROME 3", date(2008, 4, 1), 1958),
        ("09 ROME 3", date(2008, 4, 1), 2009),
        ("99 ROME 3", date(2008, 4, 1), 1999),
        ("ROME 4 OF MAY 3, 2058", date(1959, 4, 1), 2058),
    ],
)
def test_two_digits_of_a_year_are_of_the_century_of_the_cable(
    text: str, on: date, year: int
) -> None:
    """None is much later than the cable; what is written in full is kept."""
    found, _ = read(text, on=on)
    assert found[0].mrn is not None
    assert found[0].mrn.year == year
    assert found[0].date is None or found[0].date.year == year


def test_a_day_without_a_year_tells_the_year() -> None:
    found, context = read("STATE 12 OF DECEMBER 30")
    assert found[0].mrn == MRN(2007, "STATE", 12)
    assert found[0].date == date(2007, 12, 30)
    assert "before the cable" in context.diagnostics[0].message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("09 TUNIS 12", "CG506"),
        ("LISBON 77", "CG503"),
        ("TUNIS O12", "CG505"),
        ("MINISTRY 12", "CG306"),
        ("A. TUNIS 12 B. TUNIS 13\nA. TUNIS 14", None),
        ("WHATEVER THIS IS", "CG502"),
        ("KAMPLAA 12", "CG505"),
        ("LISBON 79", "CG508"),
    ],
)
def test_diagnostics(text: str, code: str | None) -> None:
    _, context = read(text, mrn=MRN(2008, "LISBON", 77))
    codes = {one.code for one in context.diagnostics} - {"CG501"}
    assert (code in codes) if code else not codes


def test_a_letter_that_comes_twice() -> None:
    _, context = read("A. 08 TUNIS 12\nB. 08 TUNIS 13\nC. 08 TUNIS 14\nC. 08 TUNIS 15")
    assert [one.code for one in context.diagnostics] == []  # one letter for two lines in a row
    _, context = read("REF/A/DOC/X//", mrn=None)
    text = "REF/A/DOC/ONE//\nREF/A/DOC/TWO//"
    second = Context(date=DAY)
    read_usmtf_references(Passage.whole(text), second)
    assert [one.code for one in second.diagnostics] == ["CG507"]


def test_too_many_entries_are_cut_with_one_diagnostic() -> None:
    found, context = read("08 TUNIS 1; " * 700)
    assert len(found) == MAX_ENTRIES
    assert [one.code for one in context.diagnostics] == ["CG502"]
    found, context = read("08 TUNIS 1 OF MAY 3 AND 2\n" * 700)
    assert len(found) == MAX_ENTRIES


MILITARY = {
    "REF/A/MSG/CNO WASHINGTON DC/121503Z/JUL2004//": ("A", "cable", date(2004, 7, 12)),
    "REF/B/GENADMIN/PEO-IT WASHINGTON DC/DRPM/221913ZAPR2005//": ("B", "cable", date(2005, 4, 22)),
    "REF/A/MSG/CNO WASHINGTON/R 182254Z MAR 20//": ("A", "cable", date(2020, 3, 18)),
    "REF/A/RMG/CNO WASHINGTON DC//N9/101726ZJUL13//": ("A", "cable", date(2013, 7, 10)),
    "REF/A/DOC/OPNAV/YMD:20041202//": ("A", "document", date(2004, 12, 2)),
    "REF/C/DOC/USD(P&R)/27NOV06/-/NOTAL//": ("C", "document", date(2006, 11, 27)),
    "REF/A/DOC/CNO/JUL22//": ("A", "document", None),
    "REF/A/SECNAVINST 5340.7//": ("A", "document", None),
    "REF/A/CNO/121503ZJUL04//": ("A", "cable", date(2004, 7, 12)),
    "REF/B/PHONCON/TFNF DEPUTY/191900LSEP2005//": ("B", "telephone", date(2005, 9, 19)),
    "REF/A/SECNAV/SOMETHING//": ("A", "document", None),
    "REF/A/MSG/CNO/121503Z//": ("A", "cable", None),
}


@pytest.mark.parametrize(("text", "expected"), MILITARY.items(), ids=list(MILITARY))
def test_military_sets(text: str, expected: tuple[str, str, date | None]) -> None:
    (reference,) = read_usmtf_references(Passage.whole(text), Context(date=DAY))
    assert (reference.label, reference.kind.value, reference.date) == expected
    assert reference.mrn is None
    assert reference.notal == ("NOTAL" in text)


def test_a_military_set_of_a_general_message_has_its_number() -> None:
    (reference,) = read_usmtf_references(Passage.whole("REF/A/ALNAV 011/07//"), Context(date=DAY))
    assert (reference.label, reference.kind, str(reference.mrn)) == ("A", "cable", "07ALNAV11")


def test_military_sets_end_where_the_next_begins() -> None:
    text = "REF/A/CNO/OPNAVINST 5726.8A\nREF/B/SECDEF/DODI 5500.7R//\nNARR/REF A IS NEWS//"
    found = read_usmtf_references(Passage.whole(text), Context(date=DAY))
    assert [one.text for one in found] == ["CNO/OPNAVINST 5726.8A", "SECDEF/DODI 5500.7R"]
    many = read_usmtf_references(Passage.whole("REF/A/DOC/X// " * 600), Context(date=DAY))
    assert len(many) == MAX_ENTRIES


LETTERS = {
    "AS REF B SAYS": "B",
    "REFTELS A AND C": "A C",
    "Ref (b)": "B",
    "refs a-c": "A B C",
    "REFS A THROUGH C": "A B C",
    "REFTEL": "-",
    "per ref tels": "-",
    "PARA 3 REF A": "A",
    "REF A'S REQUEST": "A",
    "REFERENCE TELEGRAM SAYS": "-",
    "REFERENCE IS MADE TO THIS": "",
    "REFERENCE B": "B",
    "per reftel a copy": "-",
    "ref b and a car": "B",
    "(REF A).": "A",
    "REFS A, B, AND C": "A B C",
    "REF A AND REF B": "A B",
    "REFTELS (A) AND (B)": "A B",
    "REF A. B. NEXT": "A",
    "REF: A. STATE 12": "",
    "THE REFUGEES, REFORM AND REFERRAL": "",
    "BRIEF A IS XREF B": "",
    "REFB": "",
    "no mention": "",
}


@pytest.mark.parametrize(("text", "expected"), LETTERS.items(), ids=list(LETTERS))
def test_letters_in_the_text(text: str, expected: str) -> None:
    found = reference_letters(text)
    assert " ".join(letter or "-" for letter, _, _ in found) == expected
    for letter, start, end in found:
        assert "-" in text or "THROUGH" in text or letter.lower() in text[start:end].lower()


def test_letters_are_tied_to_references() -> None:
    one, _ = read("08 TUNIS 12")
    assert tie_letters(["", "", "A"], one) == (MRN(2008, "TUNIS", 12),)
    labelled, _ = read("A. 08 TUNIS 12")
    assert tie_letters(["", "A"], labelled) == ("A",)
    two, _ = read("A. 08 TUNIS 12 B. 08 TUNIS 13")
    assert tie_letters(["B", "", "C", "B"], two) == ("B", "C")
    assert tie_letters(["", "A"], None) == ("A",)
    used = reference_letters("REF A, REF C AND REF C, REFTEL")
    assert [letter for letter, _, _ in unlisted_letters(used, two)] == ["C"]
    assert unlisted_letters(used, one) == ()


PARTS = st.sampled_from(
    "A. (B) C) - STATE LISBON 12 0 08 1975 A-15 CA-3 AND , ; : \n NOTAL PREVIOUS EMBTEL YOUR "  # noqa: SIM905
    "151355Z AUG 74 5, 1/2/03 99999999 LETTER TO SAPT EMAIL MEETING #12 O15 08LISBON9 /935 -91 "
    "(02) "
    "TOSEC RPTD REF REFTEL \u00c9 \u00df \ufb01 \u2013 \u2019 [1](#)B. REF/A/MSG/X// FAM 29 FEB 30 "
    "PAGE OF 003 \x00".split(" ")
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PARTS, max_size=20).map(" ".join))


@given(TEXTS, st.sampled_from([None, DAY, date(1968, 12, 31), date(1904, 2, 29)]))
def test_any_text_gives_an_answer_with_true_spans(text: str, on: date | None) -> None:
    """Spans lie in the passage; an inferred year is never later than the cable."""
    found, context = read(text, on=on, mrn=MRN(2008, "LISBON", 12))
    for reference in found:
        if reference.mrn is not None and not reference.year_written and on is not None:
            assert reference.mrn.year is not None
            assert reference.mrn.year <= on.year
    for one in context.diagnostics:
        assert 7 <= one.span.start <= one.span.end <= 7 + len(text)
    read_usmtf_references(Passage.whole(text), Context(date=on))
    for _, start, end in reference_letters(text):
        assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(
    "unit",
    ["(", "A. ", "1 ", "\n", "STATE 1;", "AND ", "A-1 ", "PARIS ", "JAN 1 ", "08 ", "REFS A, ",
     "123456Z ", "REF/A/", "LETTER TO A AND ", "X", "1/2/", "REF ", " "],
)  # fmt: skip
def test_hostile_input_is_read_in_bounded_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    begun = time.process_time()
    read_references(Passage.whole(text), Context(date=DAY, station="LISBON"))
    read_usmtf_references(Passage.whole(text), Context(date=DAY))
    reference_letters(text)
    assert time.process_time() - begun < 6
