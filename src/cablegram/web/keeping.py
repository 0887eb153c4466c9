"""What is said when something could not be kept: nothing that was typed is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cablegram.archive.desk import ChangedMeanwhile, NotKept, NotOnTheDesk, NotYours
from cablegram.web.answers import Problem, page, see
from cablegram.web.problems import NOTHING_HERE

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.web.answers import Answer
    from cablegram.web.asking import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A field of a form that somebody typed; a long one has lines."""

    name: str
    label: str
    is_long: bool = True


def keep(
    asked: Asked, change: Callable[[], str], *, action: str, back: str, typed: tuple[Typed, ...]
) -> Answer:
    """Change something that a form asks for, and return the way to where it is seen.

    If it was changed by another meanwhile (409), or cannot be kept as it is (422), the answer is a
    page with all that was typed, from which it can be sent again.

    Args:
        asked: The form.
        change: Does it, and returns the place to go to; raises what the desk raises.
        action: The place that the form was sent to.
        back: The place where what there is now can be looked at.
        typed: The fields that somebody typed.
    """
    try:
        return see(change())
    except NotOnTheDesk as error:
        raise NOTHING_HERE from error
    except NotYours as error:
        raise Problem(
            status=403,
            code="not-yours",
            title="Not yours to change",
            message="It is another's, or was written under another clearance. You can read it.",
            hint="A dossier can be copied; the copy is yours.",
        ) from error
    except ChangedMeanwhile as error:
        problem = Problem(
            status=409,
            code="changed-meanwhile",
            title="Somebody changed it meanwhile",
            message=f"The {error.what} has been changed since you opened the page."
            " What you typed is kept here, and nothing was overwritten.",
        )
        hidden = {"version": str(error.version)}
    except NotKept as error:
        said = str(error)
        problem = Problem(
            status=422,
            code="not-kept",
            title="It was not kept",
            message=f"{said[:1].upper()}{said[1:]}.",
        )
        hidden = {}
    if asked.wants_json:
        raise problem
    names = {each.name for each in typed}
    return page(
        "kept.html",
        status=problem.status,
        title=problem.title,
        message=problem.message,
        action=action,
        back=back,
        is_stale=problem.status == 409,
        is_signed_out=False,
        hidden={k: v for k, v in asked.form.items() if k not in names} | hidden,
        typed=[(each, asked.form[each.name]) for each in typed if each.name in asked.form],
    )
