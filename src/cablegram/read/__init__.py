"""Bytes or text to a `Cable`: no I/O, no exception for dirty input, no character lost.

The readers of the forms, with their tables of patterns, are loaded by the first call.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from cablegram.model import Span
from cablegram.read.context import Context, SerialEvidence
from cablegram.read.decode import decode
from cablegram.read.guard import is_guarded

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from cablegram.model import Cable
    from cablegram.read.sniffing import sniff

__all__ = ["FORMS", "Context", "SerialEvidence", "decode", "parse", "sniff"]

_CONTROLS = tuple(map(chr, [*range(9), 14, 15, *range(16, 32), 127]))
_GUESSED = ("windows-1252", "latin-1", "iso-8859-1")
FORMS = ("acp127", "sas", "telegram", "smart", "web", "rows", "tei", "mail", "pdf")


def parse(
    data: str | bytes,
    *,
    form: str = "auto",
    date_hint: date | None = None,
    source: str | None = None,
    serials: SerialEvidence | None = None,
) -> Cable:
    """Read a cable, or any fragment of one.

    Args:
        data: A whole message, or a part (a TAGS line, a REF block, a header without text).
        form: One of `FORMS`, or "auto" to recognise it.
        date_hint: Gives the year to references and numbers that carry none.
        source: Where the data came from, kept in `Cable.source`.
        serials: What is known of the stations' numbers, for the years of references.

    Returns:
        The cable: what is there is read, what is not is None or empty, and what was odd is in
        `diagnostics`. Joined, the leaves of its tree are the decoded input.

    Raises:
        TypeError: If `data` is neither text nor bytes.
        ValueError: If `form` is not known.
    """
    encoding = None
    if isinstance(data, bytes | bytearray | memoryview):
        text, encoding = decode(bytes(data))
    elif isinstance(data, str):
        text = data
    else:
        raise TypeError(f"parse takes text or bytes, not {type(data).__name__}")
    if form not in FORMS and form != "auto":
        raise ValueError(f"unknown form {form!r}; known are auto, {', '.join(FORMS)}")
    context = Context(
        date=date_hint, date_is_hint=date_hint is not None, source=source, serials=serials
    )
    context.encoding = encoding
    _note_characters(text, encoding, context)
    read_form = _form_reader()
    if not is_guarded():
        return read_form(text, form, context)
    try:
        return read_form(text, form, context)
    except Exception as error:  # noqa: BLE001 - the guard's purpose
        context.diagnostics.clear()
        _note_characters(text, encoding, context)
        context.look_through(None)
        context.note(
            "CG001", f"the text was not read: a fault of ours ({type(error).__name__})", Span(0, 0)
        )
        return read_form(text, "unknown", context)


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the hook of the language
    """Load what needs the readers of the forms when it is asked for."""
    if name == "sniff":
        from cablegram.read.sniffing import sniff  # noqa: PLC0415

        return sniff
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


@cache
def _form_reader() -> Callable[[str, str, Context], Cable]:
    from cablegram.read.forms import read_form  # noqa: PLC0415 - a tenth of a second

    return read_form


def _note_characters(text: str, encoding: str | None, context: Context) -> None:
    """Tell of bytes that are no UTF-8, and of control characters in the text."""
    if encoding in _GUESSED:
        context.note("CG003", f"the bytes were decoded as {encoding}", Span(0, 0))
    for sign in _CONTROLS:
        if sign in text:
            place = text.index(sign)
            context.note(
                "CG008",
                f"the control character {ord(sign):#04x} stands in the text",
                Span(place, place + 1),
            )
            return
