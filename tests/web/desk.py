"""A desk with something of each kind on it, always the same, for the tests of the room."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING
from unittest.mock import patch

from cablegram.access import SEES_ALL, read_policy
from cablegram.alerts import Board, Kind, Owner, follow, match_new
from cablegram.archive.desk import Desk, Passage, Pointer
from cablegram.archive.desk.pointing import point_to
from cablegram.archive.reviewing import Action, Reviews
from cablegram.model import MRN
from cablegram.release import NotSeenWhole, ruled, subject_of
from cablegram.search import Archive

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cablegram.access import Reader
    from cablegram.release import Subject

DOSSIER, NOTE, SEARCH = "/dossier/all1", "/note?id=all9", "/saved"


def noon() -> dt.datetime:
    return dt.datetime(2026, 2, 3, 12, tzinfo=dt.UTC)


def desk_of(folder: Path, reader: Reader = SEES_ALL, name: str = "all") -> Desk:
    """Open a desk on which words for addresses are numbers behind a name."""
    numbers = count(1)
    policy = None
    if (folder / "policy.toml").exists():
        policy = read_policy((folder / "policy.toml").read_text(encoding="utf-8"))
    return Desk.open(
        folder, reader, policy=policy, now=noon, new_id=lambda: f"{name}{next(numbers)}"
    )


def furnish(
    folder: Path,
    reader: Reader = SEES_ALL,
    *,
    name: str = "all",
    text: str = "Who is the harbor master?",
    more: Sequence[str] = (),
) -> None:
    """Put a dossier, two notes and a search on the desk of a reader.

    Args:
        folder: The archive.
        reader: Whose desk.
        name: What the words of addresses begin with.
        text: What is written everywhere.
        more: Numbers that the dossier has beside 07LISBON4, 06MADRID77 and one without number.
    """
    with Archive.open(folder) as whole, desk_of(folder, reader, name) as desk:
        seen = whole if reader.sees_all else whole.seen_by(reader, policy=desk.policy)
        held = seen.summaries(sorted(seen.leading_ids()))
        numberless = [point_to(seen, each) for each in held.values() if each.mrn is None]
        lisbon = MRN.parse("07LISBON4")
        pointers = [point_to(seen, each) for each in seen.find(lisbon)[:1]] or [Pointer(mrn=lisbon)]
        pointers += [Pointer(mrn=MRN.parse(each)) for each in ("06MADRID77", *more)]
        dossier_id = desk.make_dossier(f"Dues {text}"[:200], text)
        desk.add_items(dossier_id, [*pointers, *numberless[:1]], note=text)
        desk.add_items(dossier_id, [Pointer(mrn=MRN.parse("07MADRID3"))])
        desk.save_search(f"Dues {text}"[:200], "dues", "-date")
        at = Passage(paragraph=1, exact="dues rose.", prefix="As ref A says, ", suffix=" Ref B",
                     start=15)  # fmt: skip
        desk.make_note(pointers[0], text, at)
        desk.make_note(pointers[0], text)
        for each in seen.find(lisbon)[:1]:
            with suppress(NotSeenWhole):
                open_review(folder, reader, subject_of(seen, each), f"{name}review", text)
        # What only one of two archives has that a test compares (`test_leaks`).
        for number in ("07MADRID9", "06PARIS1"):
            for each in seen.find(MRN.parse(number))[:1]:
                with suppress(NotSeenWhole):
                    open_review(folder, reader, subject_of(seen, each), f"{name}more", text)
    follow_some(folder, reader, name)


def follow_some(folder: Path, reader: Reader, name: str) -> None:
    """Follow a query and what cites a number, as if nothing had been told of what is there."""
    numbers = count(1)
    with (
        patch("cablegram.alerts.board.new_id", lambda: f"{name}s{next(numbers)}"),
        patch("cablegram.alerts.board.secrets.token_urlsafe", lambda _: f"feed-of-{name}"),
        Archive.open(folder) as whole,
        Board.open(folder, now=noon) as board,
        desk_of(folder, reader) as desk,
    ):
        seen = whole if reader.sees_all else whole.seen_by(reader, policy=desk.policy)
        owner = Owner(reader=reader)
        asked = "harbor OR dues OR ferry OR visa"
        first = follow(seen, desk, board, owner, Kind.QUERY, asked, name="Harbor")
        follow(seen, desk, board, owner, Kind.CITES, "07LISBON1")
        board.new_feed(owner, first, version=1)
        with board.writing():
            board.connection.execute("UPDATE subscription SET after_id = 0")
            board.connection.execute("UPDATE alert_mark SET cable_id = 0")
        match_new(whole, board, policy=desk.policy)


def open_review(folder: Path, reader: Reader, subject: Subject, word: str, text: str) -> None:
    """Open a review of a cable, and rule on it."""
    public = '{"level":"unclassified","words":[],"nations":[]}'
    with Reviews.open(folder, reader, now=noon, new_id=lambda: word) as reviews:
        review_id = reviews.open_review(subject.pointer, public, "UNCLASSIFIED")
        if reviews.review(review_id).version == 1:
            hide = ruled(subject.record, "p1", Action.WITHHOLD, codes=("B6",), note=text)
            reviews.rule(review_id, hide, by="roe", version=None)
