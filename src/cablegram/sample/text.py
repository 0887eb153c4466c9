"""The text of a cable (format line 12): classification line, head, paragraphs, signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cablegram.sample.prose import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.sample.cable import Cable, Paragraph
    from cablegram.sample.prose import Prose
    from cablegram.sample.truth import SampleAddressee, SampleReference

__all__ = [
    "address_lines",
    "body_lines",
    "class_line",
    "classification",
    "head_lines",
    "in_sections",
    "precedence_line",
    "reference_lines",
    "spaced",
]

_SIGN: Final = {
    "ROUTINE": "R",
    "PRIORITY": "P",
    "IMMEDIATE": "O",
    "NIACT IMMEDIATE": "O",
    "FLASH": "Z",
}
_ORDER: Final = "RPOZ"


def spaced(word: str) -> str:
    """Return `S E C R E T` for SECRET."""
    return " ".join(word)


def classification(cable: Cable) -> str:
    """Return the classification as it opens the text."""
    if cable.level == "UNCLASSIFIED":
        return "UNCLAS"
    if cable.level == "LIMITED OFFICIAL USE":
        return cable.level
    return spaced(cable.level)


def number_text(cable: Cable) -> str:
    """Return the message number as the classification line of that year pads it."""
    if cable.dtg.year >= 1985:
        return f"{cable.number:06d}"
    return f"{cable.number:06d}" if cable.post.is_department else f"{cable.number:04d}"


def class_line(cable: Cable, section: int = 1, total: int = 1) -> str:
    """Return the first line of the text, with the section where there are several."""
    line = classification(cable)
    if total > 1:
        line += (
            f" SECTION {section:02d} OF {total:02d}"
            if cable.dtg.year >= 1980
            else f" SECTION {section} OF {total}"
        )
    return f"{line} {cable.post.display_name} {number_text(cable)}"


def prosigns(cable: Cable) -> str:
    """Return the precedence prosigns of format line 5: the action's, and the information's."""
    action = _SIGN[cable.precedence]
    words = [each[1] or "ROUTINE" for each in cable.info]
    if not words:
        return action
    info = max((_SIGN[word] for word in words), key=_ORDER.index)
    return action if info == action else f"{action} {info}"


def precedence_line(cable: Cable) -> str:
    """Return format line 5."""
    line = f"{prosigns(cable)} {cable.dtg:%d%H%MZ} {cable.dtg:%b %y}".upper()
    return f"{line} ZFF4" if cable.precedence == "NIACT IMMEDIATE" else line


def _address(addressee: SampleAddressee) -> str:
    name, precedence, mcn, indicator = addressee
    line = f"{indicator}/{name}" if indicator else name
    if precedence:
        line += f" {precedence}"
    return f"{line} {mcn}" if mcn else line


def address_lines(cable: Cable) -> list[str]:
    """Return format lines 6 to 8."""
    lines = [f"FM {cable.post.pla}"]
    for word, addressees in (("TO ", cable.action), ("INFO ", cable.info)):
        for addressee in addressees:
            lines.append(word + _address(addressee))
            word = ""  # noqa: PLW2901 (only the first of a block bears the word)
    return lines


def _entry(reference: SampleReference, style: int) -> str:
    label = reference.label
    if label is None:
        return reference.text
    return (f"{label}. ", f"({label}) ", f"{label}) ", f"{label}. ")[style] + reference.text


def reference_lines(cable: Cable, width: int) -> list[str]:
    """Return the REF block, in the style that the cable's drafter had."""
    references = cable.references
    if not references:
        return []
    style = cable.reference_style
    entries = [_entry(reference, style) for reference in references]
    if len(entries) == 1:
        return [f"{'REFTEL' if style == 1 else 'REF'}: {entries[0]}"]
    if style in {1, 2}:
        joined = (", " if style == 1 else "; ").join(entries)
        return wrap(f"REF: {joined}", width)
    label = "REFS: " if style == 3 else "REF: "
    if style == 3:
        return [label.rstrip(), *entries]
    return [label + entries[0], *(" " * len(label) + each for each in entries[1:])]


def _authority_lines(cable: Cable, width: int) -> list[str]:
    found = cable.authority
    if found is None:
        return []
    number = "1.5" if cable.dtg.year < 2004 else "1.4"
    letters = " and ".join(f"({letter})" for letter in found.reasons)
    pattern = (
        "Classified By: {name}, {title}, for reasons {number} {letters}.",
        "Classified By: {title} {name}. Reason: {number} {letters}.",
        "(U) Classified by {name}, {title}. Reasons: {number} {letters}.",
        "CLASSIFIED BY: {name}, {title}; REASON: {number} {letters}",
    )[cable.number % 4]
    text = pattern.format(name=found.name, title=found.title, number=number, letters=letters)
    return wrap(text, width)


def subject_text(cable: Cable) -> str:
    """Return the subject in the letters of its circuit, without its mark."""
    return cable.subject.upper()


def tags_text(cable: Cable) -> str:
    """Return what follows `TAGS:`; names stand after the codes."""
    codes = (", " if cable.number % 5 else " ").join(cable.tags)
    names = ", ".join(f"({name})" for name in cable.person_tags)
    return f"{codes} {names}" if names else codes


def head_lines(cable: Cable, width: int) -> list[str]:
    """Return captions, attention, E.O., TAGS, SUBJECT, REF and authority, with blank lines."""
    lines: list[str] = []
    if cable.is_corrected:
        lines += ["", "C O R R E C T E D  C O P Y (SUBJECT LINE)"]
    if cable.captions:
        lines += ["", *cable.captions]
    if cable.attention:
        lines += ["", *cable.attention]
    lines.append("")
    if cable.executive_order is not None:
        lines.append(f"E.O. {cable.executive_order}: {cable.order_line}")
        lines += wrap(f"TAGS: {tags_text(cable)}", width)
    mark = f"({cable.subject_mark}) " if cable.subject_mark else ""
    label = "SUBJ" if cable.number % 9 == 4 else "SUBJECT"
    lines += wrap(f"{label}: {mark}{subject_text(cable)}", width)
    references = reference_lines(cable, width)
    if references:
        lines += ["", *references]
    authority = _authority_lines(cable, width)
    if authority:
        lines += ["", *authority]
    return lines


def paragraph_prefix(paragraph: Paragraph) -> str:
    """Return number and mark as they open a paragraph."""
    prefix = "" if paragraph.number is None else f"{paragraph.number}. "
    return f"{prefix}({paragraph.mark}) " if paragraph.mark else prefix


def body_lines(cable: Cable, prose: Prose, width: int) -> list[str]:
    """Return the paragraphs in lines, each after a blank one, and the signature."""
    lines: list[str] = []
    upper = cable.upper
    for paragraph in cable.paragraphs:
        prefix = paragraph_prefix(paragraph)
        text = paragraph.text
        if text == "ENTIRE TEXT":
            lines += ["", prefix.rstrip() + "."]
            continue
        made = prose.lines(text, width, len(prefix))
        lines.append("")
        lines.append(prefix + made[0])
        lines += made[1:]
    if upper:
        lines = "\n".join(lines).upper().split("\n")
    if cable.signature:
        lines.append(cable.signature.upper())
    return lines


def in_sections(lines: Sequence[str], size: int = 95) -> list[list[str]]:
    """Cut lines into transmission sections of about `size` lines; the last is never a scrap."""
    count = max(1, round(len(lines) / size))
    share = -(-len(lines) // count)
    return [list(lines[start : start + share]) for start in range(0, len(lines), share)] or [[]]
