"""Numbers, portion marks, headings, summaries, quoted texts, signatures and what ends a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.read.deviations.rows import Row, message, name, read

if TYPE_CHECKING:
    from cablegram.model import Marking


def shown(marking: Marking | None) -> str:
    if marking is None or marking.level is None:
        return "none"
    level = "".join(word[0] for word in marking.level.value.split("_")).upper()
    return " ".join([level, *sorted(marking.controls), *sorted(marking.release_to or ())])


STARTS = [
    Row("2.8 number", "1. (SBU) THE DUES ROSE.", "1 U SBU"),
    Row("2.8 number", "1.(SBU) THE DUES ROSE.", "1 U SBU"),
    Row("2.8 number", "1 (C) THE DUES ROSE.", "1 C"),
    Row("2.8 number", "1. C THE DUES ROSE.", "1 C CG104"),
    Row("2.8 number", "1.  (U) THE DUES ROSE.", "1 U"),
    Row("2.8 pilcrow", "\u00b61. (C) THE DUES ROSE.", "1 C"),
    Row("0.1 anchor", "[1](#)1. (C) THE DUES ROSE.", "1 C"),
    Row("2.8 indented", "     1. (C) THE DUES ROSE.", "1 C"),
    Row("2.8 no mark", "1. THE DUES ROSE.", "1 none"),
    Row("2.8 whole text", "1. (C - ENTIRE TEXT) THE DUES ROSE.", "1 C"),
    Row("2.8 whole text", "1. S - ENTIRE TEXT. THE DUES ROSE.", "1 S"),
    Row("2.8 whole text", "1. (S/NF - ENTIRE TEXT) THE DUES ROSE.", "1 S NOFORN"),
    Row("2.8 whole text", "1. CONFIDENTIAL - ENTIRE TEXT. THE DUES ROSE.", "1 C"),
    Row("2.8 whole text", "1. (LOU - ENTIRE TEXT). THE DUES ROSE.", "1 U LOU"),
    *(
        Row("3.2 mark", f"1. ({mark}) THE DUES ROSE.", f"1 {meaning}")
        for mark, meaning in {
            "U": "U", "SBU": "U SBU", "LOU": "U LOU", "C": "C", "S": "S", "TS": "TS", "R": "R",
            "S/NF": "S NOFORN", "SBU/N": "U NOFORN SBU", "SBU/NF": "U NOFORN SBU",
            "C/REL UK": "C UK", "S//OC/NF": "S NOFORN ORCON",
            "S//REL TO USA, AUS, GBR": "S AUS GBR USA", "U//FOUO": "U FOUO",
            "TS//SI//NF": "TS NOFORN SI", "//DEU S": "S FGI DEU", "S-NF": "S NOFORN",
            "S,NF": "S NOFORN", "C//RELIDO": "C RELIDO", "S//RS": "S RSEN", "S//IMC": "S IMCON",
            "C//PR": "C PROPIN", "S//FISA": "S FISA", "C//DS": "C LIMDIS", "C//XD": "C EXDIS",
            "S//ND": "S NODIS", "U//LES": "U LES", "U//LES-NF": "U LES NOFORN",
            "U//SBU-NF": "U NOFORN SBU", "U//SSI": "U SSI", "S//RD": "S RD", "S//FRD": "S FRD",
            "S//RD-CNWDI": "S CNWDI RD", "S//OC-USGOV": "S ORCON-USGOV", "C//DSEN": "C DSEN",
            "S//REL TO USA, FVEY": "S FVEY USA", "C//REL": "C REL",
            "S//DISPLAY ONLY GBR": "S DISPLAY ONLY GBR",
        }.items()
    ),
    Row("3.2 garbled", "1. (S/NF} THE DUES ROSE.", "1 S NOFORN"),
    Row("3.2 garbled", "1. (C)(NF) THE DUES ROSE.", "1 C NOFORN"),
    Row("3.2 garbled", "1. (SECRET) THE DUES ROSE.", "1 S"),
    Row("3.2 garbled", "1. (C/N) THE DUES ROSE.", "1 C NOFORN"),
    Row("3.2 garbled", "1. (c) The dues rose.", "1 C CG104"),
    Row("3.2 garbled", "1. (s/nf) The dues rose.", "1 S NOFORN CG104"),
    Row("3.2 garbled", "1. (C THE DUES ROSE.", "1 C CG104"),
    Row("3.2 garbled", "1. C) THE DUES ROSE.", "1 C CG104"),
    Row("3.2 garbled", "1. (SBU THE DUES ROSE.", "1 U SBU CG104"),
    Row("3.2 an agency, no mark", "1. (NSC) THE DUES ROSE.", "1 none"),
]  # fmt: skip


@pytest.mark.parametrize("row", STARTS, ids=name)
def test_start(row: Row) -> None:
    cable = read(message(text=f"{row.written}\n\n2. (C) THE SHIPS LEFT."))
    first = cable.paragraphs[0]
    odd = "".join(" CG104" for each in cable.diagnostics if each.code == "CG104")
    assert f"{first.number} {shown(first.marking)}{odd}" == row.read
    assert first.text.upper().endswith("THE DUES ROSE.")
    if "NSC" not in row.written and "ENTIRE" not in row.written:
        assert first.text.upper() == "THE DUES ROSE."


TEXTS = [
    Row("2.8 one, not numbered", "THE DUES ROSE.", "None | THE DUES ROSE."),
    *(
        Row("2.8 sub-levels", f"1. (C) DUES:\n\n{mark} THEY ROSE.\n\n2. (C) SHIPS LEFT.", f"1 | DUES: {mark} THEY ROSE. || 2 | SHIPS LEFT.")
        for mark in ("A.", "(1)", "--", "-", "*")
    ),
    Row("2.8 rules", "----\nDUES\n----\n\n1. (C) THEY ROSE.\n\n====\nSHIPS\n====\n\n2. (C) THEY LEFT.", "1 DUES | THEY ROSE. || 2 SHIPS | THEY LEFT."),
    Row("2.8 quoted text", "1. (C) BEGIN TEXT:\n\n1. DUES ROSE.\n\n2. SHIPS LEFT.\n\nEND TEXT.\n\n2. (C) NOTHING MORE.", "1 | BEGIN TEXT: 1. DUES ROSE. 2. SHIPS LEFT. END TEXT. || 2 | NOTHING MORE. CG605"),
    Row("2.8 quoted text", "1. (C) IT SAYS: QUOTE\n\n1. DUES ROSE.\n\n2. SHIPS LEFT.\n\nUNQUOTE\n\n2. (C) NOTHING MORE.", "1 | IT SAYS: QUOTE 1. DUES ROSE. 2. SHIPS LEFT. UNQUOTE || 2 | NOTHING MORE. CG605"),
    Row("0.1 on one line", f"1. (C) {'THE DUES ROSE. ' * 30}THEN\n\n2. (C) SHIPS LEFT.", f"1 | {'THE DUES ROSE. ' * 30}THEN || 2 | SHIPS LEFT."),
    Row("0.1 blank line in a sentence", "1. (C) The dues rose and\n\nthe ships left.\n\n2. (C) Nothing.", "1 | The dues rose and the ships left. || 2 | Nothing."),
    Row("0.1 replacement characters", "1. (C) THE DUES\n\u00bf\u00bf\u00bf\u00bf\nROSE.\n\n2. (C) SHIPS LEFT.", "1 | THE DUES ROSE. || 2 | SHIPS LEFT."),
    Row("0.1 publisher's redaction", "1. (C) GENTLEMAN gentlexxx ROSE.\n\n2. (C) SHIPS LEFT.", "1 | GENTLEMAN gentlexxx ROSE. || 2 | SHIPS LEFT. CG603"),
    Row("0.1 publisher's redaction", "1. (C) xxxxxxxxxxxx ROSE.\n\n2. (C) SHIPS LEFT.", "1 | xxxxxxxxxxxx ROSE. || 2 | SHIPS LEFT. CG603"),
    Row("0.1 apostrophe as comma", "1. (C) POST,S DUES ROSE.\n\n2. (C) USG,S SHIPS LEFT.", "1 | POST,S DUES ROSE. || 2 | USG,S SHIPS LEFT."),
    Row("0.1 curly quotes", "1. (C) THE \u201cDUES\u201d ROSE.\n\n2. (C) SHIPS LEFT.", "1 | THE \u201cDUES\u201d ROSE. || 2 | SHIPS LEFT."),
]  # fmt: skip


@pytest.mark.parametrize("row", TEXTS, ids=name)
def test_text(row: Row) -> None:
    cable = read(message(text=row.written), "paragraphs")
    found = []
    for each in cable.paragraphs:
        words = " ".join(each.text.split())
        heading = f" {each.heading}" if each.heading else ""
        found.append(f"{each.number}{heading} | {words}")
    odd = [each.code for each in cable.diagnostics if each.code in ("CG601", "CG603", "CG605")]
    assert " ".join([" || ".join(found), *odd]) == row.read


SUMMARIES = [
    Row("2.8 summary", "SUMMARY: DUES ROSE. END SUMMARY.", "SUMMARY DUES ROSE"),
    Row("2.8 summary", "BEGIN SUMMARY: DUES ROSE. END SUMMARY.", "BEGIN SUMMARY DUES ROSE"),
    Row("2.8 summary", "SUMMARY. DUES ROSE.", "SUMMARY DUES ROSE."),
    Row("2.8 no start", "DUES ROSE. END SUMMARY.", "None DUES ROSE."),
    Row("2.8 misspelt", "SUMMAY: DUES ROSE. END SUMMARY.", "SUMMAY DUES ROSE"),
    Row("2.8 summary and comment", "SUMMARY AND COMMENT: DUES ROSE. END SUMMARY AND COMMENT.", "SUMMARY AND COMMENT DUES ROSE"),
    Row("2.8 action request", "ACTION REQUEST: RAISE THE DUES.", "ACTION REQUEST None"),
    Row("2.8 introduction", "INTRODUCTION: DUES ROSE.", "INTRODUCTION None"),
]  # fmt: skip


@pytest.mark.parametrize("row", SUMMARIES, ids=name)
def test_summary(row: Row) -> None:
    cable = read(message(text=f"1. (C) {row.written}\n\n2. (C) THE SHIPS LEFT."))
    assert f"{cable.paragraphs[0].heading} {cable.summary}" == row.read


COMMENTS = [
    Row("2.8 comment", "COMMENT: DUES ROSE. END COMMENT.", "DUES ROSE"),
    Row("2.8 comment in a line", "THE SHIPS LEFT. (Comment: Dues rose. End Comment.)", "Dues rose"),
    Row("2.8 comment in a line", "THE SHIPS LEFT. (COMMENT: DUES ROSE. END COMMENT.)", "DUES ROSE"),
]


@pytest.mark.parametrize("row", COMMENTS, ids=name)
def test_comment(row: Row) -> None:
    cable = read(message(text=f"1. (C) THE SHIPS CAME.\n\n2. (C) {row.written}"))
    assert cable.comment == row.read


SIGNATURES = [
    Row("2.9", "TARLENHEIM", "TARLENHEIM"),
    Row("2.9 fused", "SAPTHELSING", "SAPTHELSING"),
    Row("2.9 signs behind", "TARLENHEIM##", "TARLENHEIM"),
    Row("2.9 signs behind", "TARLENHEIM\n##", "TARLENHEIM"),
    Row("2.9 end behind", "TARLENHEIM\nNNNN", "TARLENHEIM"),
    Row("2.9 classification behind", "TARLENHEIM\n\nCONFIDENTIAL", "TARLENHEIM"),
    Row("2.9 stamp behind", "TARLENHEIM\n\nDeclassified/Released US Department of State EO Systematic Review 30 JUN 2005", "TARLENHEIM"),
    Row("2.9 page line behind", "TARLENHEIM\n\nLISBON 00000117  002 OF 002", "TARLENHEIM"),
    Row("2.9 web site before", "Visit Embassy Lisbon's classified website:\nhttp://www.example.org/lisbon\n\nTARLENHEIM", "TARLENHEIM"),
    Row("2.9 note of the centre behind", "TARLENHEIM\n\nNOTE BY OC/T: NOT PASSED TO PARIS.", "TARLENHEIM [NOTE BY OC/T: NOT PASSED TO PARIS.]"),
    Row("2.9 note of the centre behind", "TARLENHEIM\n\nYY", "TARLENHEIM"),
    Row("2.9 acting", "SAPT, ACTING", "SAPT, ACTING"),
]  # fmt: skip


@pytest.mark.parametrize("row", SIGNATURES, ids=name)
def test_signature(row: Row) -> None:
    text = f"1. (C) THE DUES ROSE.\n\n2. (C) THE SHIPS LEFT.\n\n{row.written}"
    cable = read(message(text=text))
    notes = [note for note in cable.notes if note.startswith("NOTE")]
    assert " ".join([str(cable.signature), *(f"[{note}]" for note in notes)]) == row.read
    assert cable.paragraphs[-1].text.split("\n")[0] == "THE SHIPS LEFT."
