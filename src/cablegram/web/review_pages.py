"""Reviews: the queue, and a cable portion by portion with what would go out of it."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cablegram.access import InvalidReader, written_under
from cablegram.archive.desk import NotKept, NotOnTheDesk
from cablegram.archive.desk.pointing import pointed_at
from cablegram.archive.reviewing import STEPS, Action, FourEyes, Kept, Reviews, State, Step
from cablegram.archive.reviewing import WrongStep as WrongStepTaken
from cablegram.model import MRN, InvalidMRN
from cablegram.release import (
    FORMATS,
    AnotherLevel,
    NothingReleased,
    NotSeenWhole,
    Rule,
    Stamp,
    case_of,
    level_of,
    look,
    make,
    ruled,
    send_out,
    subject_of,
    subjects_of,
    taken,
)
from cablegram.vocabulary import all_exemptions, exemption
from cablegram.web.answers import Answer, Problem, page
from cablegram.web.asking import wrong_parameter
from cablegram.web.keeping import Typed, keep
from cablegram.web.kinds import KINDS
from cablegram.web.noting import name_of
from cablegram.web.problems import NOTHING_HERE

if TYPE_CHECKING:
    from cablegram.archive.reviewing import Review, Ruling
    from cablegram.release import Case, Looked, Proposal, Share, Subject
    from cablegram.search import Archive
    from cablegram.web.asking import Asked

#: What a form of a review can do.
ACTS: Final = (
    "rule", "undo", "take", "leave", "submit", "send back", "confirm", "reopen", "due", "release",
)  # fmt: skip
STATES: Final = tuple(each.value for each in State)
#: So many of the queue are looked at; what is decided goes out of it by choosing another state.
MOST_SHOWN: Final = 200
ENDINGS: Final = {".txt": "text", ".html": "html", ".pdf": "pdf"}
_STEPS: Final = {each.value for each in (Step.SUBMIT, Step.SEND_BACK, Step.CONFIRM, Step.REOPEN)}
NOTE: Final = Typed(name="note", label="Note")
WORDS: Final = Typed(name="words", label="Only these words of the portion")
CODES: Final = Typed(name="codes", label="Exemptions", is_long=False)
AUTHORITY: Final = Typed(name="authority", label="Authority", is_long=False)
CABLE: Final = Typed(name="cable", label="Number", is_long=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A review in the queue."""

    review: Review
    title: str
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A portion as a reviewer sees it: what stands on it, and what is proposed."""

    share: Share
    stretches: tuple[tuple[str, bool, str], ...]
    rulings: tuple[Ruling, ...]
    proposals: tuple[tuple[Proposal, str], ...]


def reviews(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/review`: the queue, what is due first first."""
    said = asked.choice("state", STATES)
    doors = Reviews.beside(asked.desk())
    today = asked.now().date()
    listed = []
    for each in doors.reviews(State(said) if said else None):
        if not said and each.state is State.RELEASED:
            continue
        for subject in _subjects(archive, each):
            late = each.due is not None and each.due < today and each.state is not State.RELEASED
            listed.append(
                Listed(review=each, title=subject.record["subject"] or "No subject", is_late=late)
            )
        if len(listed) >= MOST_SHOWN:
            break
    return page(
        "reviews.html", reviews=listed, state=said, states=STATES, levels=doors.policy.levels,
        most=MOST_SHOWN,
    )  # fmt: skip


def open_review(archive: Archive, asked: Asked) -> Answer:
    """Put a cable into the queue, as the form on `/review` asks."""
    doors, form = Reviews.beside(asked.desk()), asked.form

    def change() -> str:
        try:
            mrn = MRN.parse(form.get("cable", ""))
            audience = level_of(form.get("level", ""), doors.policy)
        except InvalidMRN as error:
            raise NotKept("a number is like 08LISBON9") from error
        except (AnotherLevel, InvalidReader) as error:
            raise NotKept("the level is one of those of the policy") from error
        found = archive.find(mrn)
        if not found:
            raise NotKept("the archive does not have that number")
        own = written_under(audience.reader, doors.policy)
        ids = []
        for each in found:
            try:
                pointer = subject_of(archive, each).pointer
            except NotSeenWhole as error:
                raise NotKept("the archive does not have that number") from error
            ids.append(
                doors.open_review(pointer, own, audience.label, due=_day(form.get("due", "")))
            )
        return f"/review/{ids[0]}" if len(ids) == 1 else "/review"

    return keep(asked, change, action="/review", back="/review", typed=(CABLE,))


def review(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/review/ID`, and for the drafts of what would go out."""
    name, ending = asked.path["name"], ""
    for each in ENDINGS:
        if name.endswith(each):
            name, ending = name.removesuffix(each), each
    found, subject, looked, case = _looked(archive, asked, name)
    rule = _rule(asked, case, ENDINGS[ending] if ending else "text", is_draft=True)
    doors = Reviews.beside(asked.desk())
    if ending:
        try:
            made = make(subject.record, subject.pointer, rule, doors, unconfirmed=name)
        except NothingReleased as error:
            raise _nothing() from error
        return _file(made.data, f"draft-{_named(subject)}{ending}", ending)
    try:
        draft = make(subject.record, subject.pointer, rule, doors, unconfirmed=name).kept.content
    except NothingReleased:
        draft = ""
    state = found.state
    return page(
        "review.html",
        review=found,
        subject=subject,
        title=subject.record["subject"] or "No subject",
        portions=_portions(found, looked),
        steps=[step.value for at, step in STEPS if at is state and step.value in _STEPS],
        may_rule=(state, Step.RULE) in STEPS,
        may_release=(state, Step.RELEASE) in STEPS,
        may_confirm=name_of(asked.caller) not in found.firsts and asked.account is not None,
        draft=draft,
        exemptions=all_exemptions(),
        kept=[
            each
            for each in Kept.beside(asked.desk()).released_of(subject.pointer)
            if each.review_id == found.review_id
        ],
        formats=tuple(FORMATS),
        drafts=tuple(ENDINGS),
    )


def change(archive: Archive, asked: Asked) -> Answer:
    """Do what one of the forms of a review asks."""
    name = asked.path["name"]
    act = asked.chosen("do", ACTS)
    version = asked.whole("version")
    _, subject, looked, case = _looked(archive, asked, name)
    doors, by, form = Reviews.beside(asked.desk()), name_of(asked.caller), asked.form
    place = f"/review/{name}"
    if act == "release":
        return _released(asked, subject, case, name)

    def do() -> str:
        at = place
        match act:
            case "rule":
                doors.rule(name, _ruled(asked, subject), by=by, version=version)
                at = f"{place}#{form.get('portion', '')}"
            case "undo":
                doors.undo(name, asked.whole("number"), by=by, version=version)
            case "take" | "leave":
                wanted = form.get("proposal", "")
                found = [each for each in looked.proposals if each.key == wanted]
                if not found:
                    raise NotKept("that is not proposed any more")
                if act == "take":
                    doors.rule(name, [taken(found[0])], by=by, version=version)
                else:
                    doors.step(name, Step.LEAVE, by=by, version=version, note=wanted)
                at = f"{place}#{found[0].portion}"
            case "due":
                doors.set_due(name, _day(form.get("due", "")), version=version)
            case _:
                if act == Step.CONFIRM.value and asked.account is None:
                    raise FourEyes
                note = form.get("note", "")
                doors.step(name, Step(act), by=by, version=version, note=note)
        return at

    try:
        return keep(asked, do, action=place, back=place, typed=(NOTE, WORDS, CODES, AUTHORITY))
    except FourEyes as error:
        raise Problem(
            status=403,
            code="four-eyes",
            title="Another person confirms",
            message="Who ruled on a cable, or handed it in, is not its second reviewer.",
        ) from error
    except WrongStepTaken as error:
        raise Problem(
            status=409,
            code="wrong-step",
            title="Not at this point",
            message=f"The review is {error.state.value!r} now.",
            hint="Open it again to see what can be done.",
        ) from error


def _ruled(asked: Asked, subject: Subject) -> tuple[Ruling, ...]:
    """Return the rulings that a form makes.

    Raises:
        NotKept: If its portion, its words or a code are none.
    """
    form = asked.form
    codes = []
    for each in form.get("codes", "").replace(",", " ").split():
        found = exemption(each)
        if found is None:
            raise NotKept(f"{each[:20]} is no exemption; one is like B6 or 1.4(D)")
        codes.append(found.code)
    made = ruled(
        subject.record, form.get("portion", ""), Action(asked.chosen("action", tuple(Action))),
        words=form.get("words", ""), codes=tuple(codes), authority=form.get("authority", "")[:200],
        note=form.get("note", ""),
    )  # fmt: skip
    if not made:
        raise NotKept("those words do not stand in the portion; copy them from it")
    return made


def _released(asked: Asked, subject: Subject, case: Case, name: str) -> Answer:
    """Send a file out, once a second reviewer has confirmed it."""
    doors = Reviews.beside(asked.desk())
    found = doors.review(name)
    if (found.state, Step.RELEASE) not in STEPS or found.version != asked.whole("version"):
        raise Problem(
            status=409,
            code="not-decided",
            title="Not decided",
            message="It goes out once a second reviewer has confirmed what there is now.",
            hint="Open the review again to see where it is.",
        )
    kind = asked.chosen("format", tuple(FORMATS))
    rule = _rule(asked, case, kind, is_draft=False)
    out = io.BytesIO()
    try:
        send_out(subject, rule, doors, Kept.beside(asked.desk()), asked.log, out)
    except NothingReleased as error:
        raise _nothing() from error
    ending = FORMATS[kind][0]
    return _file(out.getvalue(), f"{_named(subject)}{ending}", ending)


def _rule(asked: Asked, case: Case, kind: str, *, is_draft: bool) -> Rule:
    authority = asked.form.get("authority", "")[:200]
    stamp = Stamp(day=case.today, authority=authority, is_draft=is_draft)
    return Rule(
        audience=case.audience, policy=case.policy, stamp=stamp, format=kind,
        by=name_of(asked.caller),
    )  # fmt: skip


def _looked(archive: Archive, asked: Asked, name: str) -> tuple[Review, Subject, Looked, Case]:
    """Return a review with its cable and what is to be looked at.

    Raises:
        Problem: If there is none, or the reviewer does not see all of its cable, which is the same.
    """
    desk = asked.desk()
    doors = Reviews.beside(desk)
    try:
        found = doors.review(name)
    except NotOnTheDesk as error:
        raise NOTHING_HERE from error
    subjects = _subjects(archive, found)
    if not subjects:
        raise NOTHING_HERE
    case = case_of(doors, found, doors.policy, asked.now().date())
    looked = look(archive, Kept.beside(desk), subjects[0], found, case)
    return found, subjects[0], looked, case


def _subjects(archive: Archive, found: Review) -> tuple[Subject, ...]:
    if found.pointer not in pointed_at(archive, [found.pointer]):
        return ()
    return subjects_of(archive, found.pointer)[:1]


def _portions(found: Review, looked: Looked) -> list[Shown]:
    made = []
    for share in looked.shares:
        key, text = share.portion.key, share.portion.text
        made.append(
            Shown(
                share=share,
                stretches=_stretches(share),
                rulings=tuple(each for each in found.rulings if each.portion == key),
                proposals=tuple(
                    (each, "" if each.start is None else text[each.start : each.end])
                    for each in looked.proposals
                    if each.portion == key
                ),
            )
        )
    return made


def _stretches(share: Share) -> tuple[tuple[str, bool, str], ...]:
    """Return the text in stretches: each with whether it is withheld, and the codes for that."""
    text, place = share.portion.text, 0
    codes = [piece.codes for piece in share.pieces if piece.text is None]
    made = []
    for (start, end), why in zip(share.withheld, codes, strict=False):
        made += [(text[place:start], False, ""), (text[start:end], True, ", ".join(why))]
        place = end
    return tuple(each for each in [*made, (text[place:], False, "")] if each[0])


def _named(subject: Subject) -> str:
    number = subject.record["mrn"] or "telegram"
    return "".join(each if each.isalnum() or each == "-" else "-" for each in number)


def _file(data: bytes, name: str, ending: str) -> Answer:
    headers: dict[str, Any] = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Answer(body=data, media_type=KINDS[ending].media_type, headers=headers)


def _day(text: str) -> dt.date | None:
    if not text.strip():
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise wrong_parameter("due", "a day, such as 2030-01-04") from error


def _nothing() -> Problem:
    return Problem(
        status=422,
        code="nothing-released",
        title="Nothing goes out",
        message="No portion of the cable may go out as things stand.",
    )
