"""What a request asks for, without anything of the protocol."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cablegram.web.answers import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from cablegram.model import MRN

MAX_WHOLE_NUMBER = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request: the parts of its path, and its parameters, the first of each name.

    `most_cited` is what the keeper of the room has counted.
    """

    path: Mapping[str, str]
    parameters: Mapping[str, str]
    wants_json: bool = False
    most_cited: tuple[tuple[MRN, int], ...] = ()

    def text(self, name: str) -> str:
        """Return a parameter without blanks at its ends, empty if it is not there."""
        return self.parameters.get(name, "").strip()

    def number(self, name: str, *, default: int, highest: int = MAX_WHOLE_NUMBER) -> int:
        """Return a parameter that is a whole number, at least 0.

        Raises:
            Problem: If it is none, or too high.
        """
        text = self.text(name)
        if not text:
            return default
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(MAX_WHOLE_NUMBER))):
            raise wrong_parameter(name, "a whole number")
        if int(text) > highest:
            raise wrong_parameter(name, f"a number up to {highest:,}")
        return int(text)

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """Return a parameter that is one of a few words, empty if it is not there.

        Raises:
            Problem: If it is another.
        """
        text = self.text(name)
        if text and text not in choices:
            raise wrong_parameter(name, f"one of {', '.join(choices)}")
        return text


def wrong_parameter(name: str, expected: str) -> Problem:
    """Return what is said to somebody who wrote an address by hand."""
    return Problem(
        status=400,
        code="wrong-parameter",
        title="That address is not right",
        message=f"The parameter {name} must be {expected}.",
    )


def asked_of(request: Request, most_cited: tuple[tuple[MRN, int], ...] = ()) -> Asked:
    """Return what a request asks for."""
    parameters: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        parameters.setdefault(name, value)
    path = {name: str(value) for name, value in request.path_params.items()}
    accept = request.headers.get("accept", "")
    ending = request.url.path.rpartition(".")[2]
    wants_json = ending in {"json", "ndjson"} or (
        "application/json" in accept and "text/html" not in accept
    )
    return Asked(path=path, parameters=parameters, wants_json=wants_json, most_cited=most_cited)
