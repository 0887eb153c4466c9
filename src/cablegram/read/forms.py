"""The form readers: one function a source form, from its text to a cable."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cablegram.model import Cable, Span, Tree
from cablegram.read.frus_web import read_frus_web
from cablegram.read.lines import Line, scan
from cablegram.read.marks import Leaves
from cablegram.read.message import MessageReader, build
from cablegram.read.sas import sas_values
from cablegram.read.smart_print import smart_values
from cablegram.read.sniffing import FORM_IN_DOUBT, MIN_SCORE, sniff
from cablegram.read.tei import read_tei
from cablegram.read.wrapped import Unwrapped, read_mail, read_row, read_web

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.read.context import Context

MAX_TEXT_CHARS = 2_000_000  # the longest telegram known has some 300,000


def read_form(text: str, form: str, context: Context) -> Cable:
    """Read a text of a form, or of the form that it is recognised as."""
    if len(text) > MAX_TEXT_CHARS:
        return _too_large(text, form, context)
    lines: list[Line] | None = None
    if form in ("auto", "pdf"):
        if form == "pdf":
            context.carrier = "pdf"
        ranked, lines = sniff(text)
        form = ranked[0][0] if ranked and ranked[0][1] >= MIN_SCORE else "unknown"
        if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < FORM_IN_DOUBT and form != "unknown":
            context.note(
                "CG007",
                f"read as {ranked[0][0]}; it may also be {ranked[1][0]}",
                Span(0, 0),
            )
    if form in ("telegram", "acp127"):
        return _read_print(text, form, lines, context)
    return _READERS[form](text, context)


def _too_large(text: str, form: str, context: Context) -> Cable:
    """Read what can be a message; the rest stays an unknown leaf."""
    context.note(
        "CG004",
        f"only the first {MAX_TEXT_CHARS} of {len(text)} characters were read",
        Span(MAX_TEXT_CHARS, len(text)),
        "a file of many messages is parted by cablegram.read",
    )
    cable = read_form(text[:MAX_TEXT_CHARS], form, context)
    tree = Tree(text, (*cable.tree.ends, len(text)), (*cable.tree.kinds, "unknown"))
    return replace(cable, source_text=text, tree=tree)


def _read_print(text: str, form: str, lines: list[Line] | None, context: Context) -> Cable:
    """Read raw traffic, a printed telegram, or any fragment of one."""
    leaves = Leaves()
    reader = MessageReader(text, scan(text) if lines is None else lines, leaves, context)
    return build(form, text, reader.read(), leaves, context)


def _read_sas(text: str, context: Context) -> Cable:
    leaves = Leaves()
    return build("sas", text, sas_values(text, leaves, context), leaves, context)


def _read_smart(text: str, context: Context) -> Cable:
    leaves = Leaves()
    return build("smart", text, smart_values(text, leaves, context), leaves, context)


def _wrapped(
    form: str, reader: Callable[[str, Context], Unwrapped]
) -> Callable[[str, Context], Cable]:
    def read(text: str, context: Context) -> Cable:
        unwrapped = reader(text, context)
        return build(form, text, unwrapped.values, unwrapped.leaves, context)

    return read


def _read_unknown(text: str, context: Context) -> Cable:
    """Take a text that is no form as it is: one unknown leaf."""
    context.note("CG002", "the text is none of the forms that are known", Span(0, 0))
    return build("unknown", text, {}, Leaves(), context)


_READERS: dict[str, Callable[[str, Context], Cable]] = {
    "sas": _read_sas,
    "smart": _read_smart,
    "web": _wrapped("web", read_web),
    "frus_web": read_frus_web,
    "rows": _wrapped("rows", read_row),
    "tei": read_tei,
    "mail": _wrapped("mail", read_mail),
    "unknown": _read_unknown,
}
