"""One file that goes out: under which rule it is made, and how it is written and noted."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cablegram.access import written_under
from cablegram.archive.desk.values import NotOnTheDesk
from cablegram.archive.reviewing import CONFIRMED, ReleasedFile, Step, WrongStep
from cablegram.audit import Action, Log
from cablegram.errors import AccessDenied
from cablegram.release.as_text import as_text
from cablegram.release.formats import FORMATS
from cablegram.release.making import decided_shares, released
from cablegram.release.reviewing import rulings_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import IO

    from cablegram.access import Policy
    from cablegram.archive.desk import Pointer
    from cablegram.archive.reviewing import Kept, Reviews
    from cablegram.release.audience import Audience
    from cablegram.release.document import Document, Stamp
    from cablegram.release.reviewing import Subject

#: Files of one entry of the log.
AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Under what a release is made.

    Attributes:
        audience: To whom.
        policy: What marks mean.
        stamp: Day, authority, case.
        format: The kind of file, of `FORMATS`.
        code: Exemption where no classification says why.
        by: Who does it, or says so.
        through: Whose account of the system that was, for the log; empty where `by` signed in.
    """

    audience: Audience
    policy: Policy
    stamp: Stamp
    format: str = "text"
    code: str = ""
    by: str = ""
    through: str = ""

    @property
    def clearance(self) -> str:
        """The clearance of the audience, as it is stored."""
        return written_under(self.audience.reader, self.policy)


@dataclass(frozen=True, slots=True)
class Made:
    """One cable that goes out: document, bytes and how it is noted.

    `is_stale` tells whether any of it is withheld as a ruling was made on another text.
    """

    document: Document
    data: bytes
    kept: ReleasedFile
    is_stale: bool = False


def make(
    record: dict[str, Any],
    pointer: Pointer,
    rule: Rule,
    reviews: Reviews,
    *,
    review_id: str | None = None,
    unconfirmed: str = "",
) -> Made:
    """Make the file of a cable.

    Args:
        record: The cable.
        pointer: To it.
        rule: Under what it is released.
        reviews: What is ruled.
        review_id: The review that it goes out by.
        unconfirmed: A review of which all counts as if it were confirmed, for a draft.

    Raises:
        NothingReleased: If no portion of it may go out.
    """
    rulings = rulings_for(reviews, pointer, rule.audience, rule.policy, besides=unconfirmed)
    if unconfirmed:
        rulings = (*rulings, *reviews.review(unconfirmed).standing)
    shares = decided_shares(
        record, rule.audience, rule.policy, rule.stamp.day, rulings, code=rule.code
    )
    document = released(record, shares, rule.audience, rule.stamp)
    data = FORMATS[rule.format][1](document)
    text = data if rule.format == "text" else as_text(document)
    kept = ReleasedFile(
        file_id="",
        pointer=pointer,
        audience=rule.clearance,
        label=rule.audience.label,
        review_id=review_id,
        format=rule.format,
        file_sha256=hashlib.sha256(data).hexdigest(),
        content=text.decode(),
        made_by=rule.by,
        made_at=dt.datetime.now(dt.UTC),
    )
    return Made(document, data, kept, is_stale=any(each.is_stale for each in shares))


@contextmanager
def _goes_to(to: Path | IO[bytes], data: bytes) -> Iterator[None]:
    """Write a file or to a stream, at the end; the file is there whole or not at all.

    What can fail of a file has been done before, and it outlives a crash of the machine.
    """
    if not isinstance(to, Path):
        yield
        to.write(data)
        return
    part = to.with_name(f"{to.name}.part")
    try:
        with part.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        yield
        part.replace(to)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def note_in_log(
    log: Log | None, rule: Rule, files: Iterable[ReleasedFile], manifest: str | None = None
) -> None:
    """Note in the log what goes out, before it does: what is not noted must not go.

    Args:
        log: Where to; nothing is noted if there is none.
        rule: Under what it is released.
        files: What goes out.
        manifest: The hash of the manifest that names them, if they are a folder.
    """
    if log is None:
        return
    waiting: list[ReleasedFile] = []
    for each in files:
        waiting.append(each)
        if len(waiting) == AT_ONCE:
            _note(log, rule, waiting, manifest)
            waiting = []
    if waiting:
        _note(log, rule, waiting, manifest)


def _note(log: Log, rule: Rule, files: list[ReleasedFile], manifest: str | None) -> None:
    numbers = [
        str(each.pointer.mrn) if each.pointer.mrn else f"item:{each.pointer.sha256[:16]}"
        for each in files
    ]
    log.note(
        Action.RELEASED,
        who=rule.by or "unknown",
        what=numbers,
        to=rule.audience.label.replace(" ", "_"),
        format=rule.format,
        files=len(files),
        sha256=files[0].file_sha256 if len(files) == 1 else None,
        manifest=manifest,
        by=rule.through or None,
        review=files[0].review_id if len(files) == 1 else None,
    )


class UnderReview(AccessDenied):
    """Of a cable under review nothing goes out before a second reviewer has confirmed it."""

    def __init__(self, audience: str) -> None:
        reason = f"it is under review for {audience}, and not decided; a draft can be looked at"
        super().__init__("release it", reason)


def send_out(
    subject: Subject,
    rule: Rule,
    reviews: Reviews,
    kept: Kept | None,
    log: Log | None,
    to: Path | IO[bytes],
) -> Made:
    """Write one cable to a file or a stream; before that, note and keep that it goes out.

    A review of it for this audience that is decided is released by that; until it is, all waits.

    Args:
        subject: The cable.
        rule: Under what it is released.
        reviews: What is ruled.
        kept: Where it is kept; `None` for a draft, of which nothing is noted.
        log: Where it is noted.
        to: Where it goes; a file is there whole or not at all.

    Raises:
        NothingReleased: If no portion of it may go out.
        UnderReview: If it is not decided yet, and no draft.
        OSError: If it cannot be written.
    """
    own = [each for each in reviews.reviews_on(subject.pointer) if each.audience == rule.clearance]
    if kept is not None and any(each.state not in CONFIRMED for each in own):
        raise UnderReview(rule.audience.label)
    review_id = own[0].review_id if own and own[0].state in CONFIRMED else None
    made = make(subject.record, subject.pointer, rule, reviews, review_id=review_id)
    with _goes_to(to, made.data):
        if kept is not None:
            note_in_log(log, rule, [made.kept])
            kept.keep([made.kept])
    if kept is not None and review_id is not None:
        with suppress(NotOnTheDesk, WrongStep):  # of another reviewer, or reopened just now
            reviews.step(review_id, Step.RELEASE, by=rule.by, version=None)
    return made
