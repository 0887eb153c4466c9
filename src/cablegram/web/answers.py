"""What a page gives back: a body with its kind and status, or a file that flows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, Final

from cablegram.archive.export.tables import clean
from cablegram.model.codec import to_json
from cablegram.web.templates import render

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cablegram.search import Archive

HTML: Final = "text/html; charset=utf-8"
JSON: Final = "application/json"
ERROR_SCHEMA: Final = "cablegram.error/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole answer; `headers` are those beside the kind and the length.

    `following` is where the next page of a list is, empty if there is none.
    """

    body: bytes
    media_type: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    following: str = ""

    @property
    def tag(self) -> str:
        """A name of the bytes, so that a browser can ask whether they have changed."""
        return f'"{hashlib.blake2b(self.body, digest_size=12).hexdigest()}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A file that is written while it is sent: `write` takes the archive and a binary stream."""

    media_type: str
    name: str
    write: Callable[[Archive, IO[bytes]], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem(Exception):
    """An answer that is no page: the same facts as HTML and as JSON.

    Attributes:
        status: Of HTTP.
        code: A stable word, such as `not-held`.
        title: What happened, in a few words.
        message: One sentence for a person; it quotes nothing but what he sent.
        hint: What to do.
        picture: The query and where it is wrong, in two lines.
        query: What he searched for, to be mended.
        headers: Such as `Retry-After`.
    """

    status: int
    code: str
    title: str
    message: str
    hint: str = ""
    picture: str = ""
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def answer(self, *, as_json: bool) -> Answer:
        """Return it in the shape that was asked for."""
        if as_json:
            return json_answer(
                {
                    "schema": ERROR_SCHEMA,
                    "status": self.status,
                    "error": self.code,
                    "message": self.message,
                    "hint": self.hint or None,
                },
                status=self.status,
                headers=self.headers,
            )
        return page("problem.html", status=self.status, headers=self.headers, problem=self)


def page(
    template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **values: object
) -> Answer:
    """Return a page made from a template."""
    return Answer(
        body=render(template, **values),
        media_type=HTML,
        status=status,
        headers=headers or {},
    )


def json_answer(
    value: object, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Answer:
    """Return a JSON document of values of ours."""
    return Answer(body=json_bytes(value), media_type=JSON, status=status, headers=headers or {})


def json_bytes(value: object) -> bytes:
    """Return values of ours as JSON."""
    ready: Any = to_json(value)
    try:
        return json.dumps(ready, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # a lone surrogate, for which JSON in UTF-8 has no place
        return json.dumps(clean(ready), ensure_ascii=False, separators=(",", ":")).encode()


def moved(place: str, *, for_good: bool = True) -> Answer:
    """Return the way to another page. `place` is made by us, of safe characters only."""
    return Answer(
        body=b"", media_type=HTML, status=301 if for_good else 302, headers={"Location": place}
    )


def see(place: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Return the way to the page that shows what a form has done."""
    return Answer(
        body=b"", media_type=HTML, status=303, headers={"Location": place, **(headers or {})}
    )
