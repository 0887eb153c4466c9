"""Cables saved from a web page: the page itself, or Markdown made from it (section 0.1)."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from cablegram.sample import form_acp127, text
from cablegram.sample.truths import truth_of

if TYPE_CHECKING:
    from cablegram.sample.cable import Cable
    from cablegram.sample.dice import Dice
    from cablegram.sample.prose import Prose
    from cablegram.sample.truth import SampleTruth

__all__ = ["ending", "render", "stem"]

_WIDE = 100_000
stem = form_acp127.stem


def ending(data: str) -> str:
    """Return the ending of the file's name."""
    return "html" if data.startswith("<!DOCTYPE") else "md"


def _head(dice: Dice, cable: Cable) -> list[str]:
    """Return the transport heading; the pages mostly kept it."""
    return form_acp127.heading(dice, cable, 1, 1)


def _link(code: str) -> str:
    return f'<a href="/tag/{code}.html" title="tag {code}">{code}</a>'


def _html(dice: Dice, cable: Cable, prose: Prose) -> str:
    name = stem(cable)
    newline = "&#x000A;" if dice.chance(0.3) else "\n"
    head = newline.join(escape(line) for line in _head(dice, cable))
    lines = [
        escape(line, quote=True) for line in (text.class_line(cable), *text.head_lines(cable, 65))
    ]
    for place, line in enumerate(lines):
        if line.startswith("TAGS: ") and not cable.person_tags:
            codes = line[6:]
            separator = ", " if ", " in codes else " "
            linked = separator.join(map(_link, codes.split(separator)))
            lines[place] = f"TAGS: {linked}"
    for line in text.body_lines(cable, prose, 65):
        found = escape(line, quote=True)
        number = line.split(".", 1)[0]
        if number.isdigit() and len(number) < 3:
            found = f'<a id="par{number}" href="#par{number}">&#182;</a>{found}'
        lines.append(found)
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="en">\n<head><meta charset="utf-8"><title>Cable {name}</title></head>\n'
        '<body>\n<nav><a href="/">All cables</a> | <a href="/date/">By date</a></nav>\n'
        f"<h1>{escape(cable.cased(cable.subject))}</h1>\n"
        "<table>\n<tr><th>Reference ID</th><th>Created</th><th>Classification</th>"
        "<th>Origin</th></tr>\n"
        f"<tr><td>{name}</td><td>{cable.dtg:%Y-%m-%d %H:%M}</td><td>{cable.level}</td>"
        f"<td>{escape(cable.post.pla)}</td></tr>\n</table>\n"
        f'<pre class="header">{head}</pre>\n<pre class="body">{newline.join(lines)}</pre>\n'
        "</body>\n</html>\n"
    )


def _markdown(dice: Dice, cable: Cable, prose: Prose) -> str:
    anchor = dice.pick(("[1](#)", "¶", "[1](#)"))
    lines = [*_head(dice, cable), ""] if dice.chance(0.8) else []
    if lines and dice.chance(0.3):
        lines = [f"{line}\\" if line else line for line in lines]
    lines.append(text.class_line(cable))
    for line in text.head_lines(cable, 65):
        shown = line
        if line.startswith("TAGS: ") and not cable.person_tags:
            separator = ", " if ", " in line else " "
            codes = line[6:].split(separator)
            shown = "TAGS: " + separator.join(f"[{code}](#)" for code in codes)
        elif line[1:3] == ". " and "A" <= line[0] <= "F":
            shown = anchor + line
        lines.append(shown)
    site = f"http://www.{cable.post.station.lower()}.example/consular"
    for line in text.body_lines(cable, prose, _WIDE):
        number = line.split(".", 1)[0]
        is_paragraph = number.isdigit() and len(number) < 3
        lines.append(anchor + line if is_paragraph else line)
    if dice.chance(0.4):
        lines[-1:-1] = ["", f"Visit the Embassy web site: <{site}>"]
    return "\n".join(lines) + "\n"


def render(dice: Dice, cable: Cable, prose: Prose) -> tuple[str, SampleTruth]:
    """Return the file's text and what it says."""
    if dice.chance(0.5):
        return _html(dice, cable, prose), truth_of(cable)
    data = _markdown(dice, cable, prose)
    if "FM " in data.split(cable.post.display_name)[0]:
        return data, truth_of(cable)
    cable.faults.add("heading_absent")
    return data, truth_of(cable, dtg=None, precedence=None, origin=None, action=(), info=())
