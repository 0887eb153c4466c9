"""The review of a cable: portion by portion, with what would go out of it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.desk import NotKept, NotOnTheDesk
from cablegram.archive.reviewing import STEPS, Action, FourEyes, Kept, Reviews, Step
from cablegram.archive.reviewing import WrongStep as WrongStepTaken
from cablegram.release import (
    FORMATS,
    NothingReleased,
    Rule,
    Stamp,
    UnderReview,
    case_of,
    look,
    make,
    ruled,
    send_out,
    taken,
)
from cablegram.release.as_json import review_as_json
from cablegram.release.proposals import BY_MARK
from cablegram.vocabulary import all_exemptions, exemption
from cablegram.web.answers import Answer, Problem, json_answer, page
from cablegram.web.keeping import Typed, keep
from cablegram.web.kinds import KINDS
from cablegram.web.noting import ALONE, NOBODY, name_of
from cablegram.web.places import parted, review_place
from cablegram.web.problems import NOTHING_HERE
from cablegram.web.review_queue import day_of, seen_whole, title_of

if TYPE_CHECKING:
    from cablegram.archive.reviewing import ReleasedFile, Review, Ruling
    from cablegram.release import Case, Looked, Proposal, Share, Subject
    from cablegram.search import Archive
    from cablegram.web.asking import Asked

#: What a form of a review can do.
ACTS: Final = (
    "rule", "undo", "take", "leave", "submit", "send back", "confirm", "reopen", "due", "release",
)  # fmt: skip
#: The kinds of drafts, by ending.
DRAFTS: Final = {".txt": "text", ".html": "html", ".pdf": "pdf"}
REVIEW_ENDINGS: Final = (".json", *DRAFTS)
_STEPS: Final = {each.value for each in (Step.SUBMIT, Step.SEND_BACK, Step.CONFIRM, Step.REOPEN)}
NOTE: Final = Typed(name="note", label="Note")
WORDS: Final = Typed(name="words", label="Only these words of the portion")
CODES: Final = Typed(name="codes", label="Exemptions", is_long=False)
AUTHORITY: Final = Typed(name="authority", label="Authority", is_long=False)
BY: Final = Typed(name="by", label="Name of the second reviewer", is_long=False)
TYPED: Final = (NOTE, WORDS, CODES, AUTHORITY, BY)
LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A portion as a reviewer sees it: what stands on it, and what is proposed."""

    share: Share
    stretches: tuple[tuple[str, bool, str], ...]
    rulings: tuple[Ruling, ...]
    proposals: tuple[tuple[Proposal, str], ...]


def review(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/review/ID` and its siblings: a document, and drafts of what would go out."""
    name, ending = parted(asked.path["name"], REVIEW_ENDINGS)
    found, subject, looked, case = _looked(archive, asked, name)
    doors = Reviews.beside(asked.desk())
    rule = _rule(asked, case, DRAFTS.get(ending, "text"), is_draft=True)
    if ending in DRAFTS:
        try:
            made = make(subject.record, subject.pointer, rule, doors, unconfirmed=name)
        except NothingReleased as error:
            raise _nothing() from error
        return _file(made.data, f"draft-{_named(subject)}{ending}", ending)
    kept = [
        each
        for each in Kept.beside(asked.desk()).released_of(subject.pointer)
        if each.review_id == found.review_id
    ]
    if ending or asked.wants_json:
        return json_answer(_document(found, subject, looked, kept))
    try:
        draft = make(subject.record, subject.pointer, rule, doors, unconfirmed=name).kept.content
    except NothingReleased:
        draft = ""
    state = found.state
    behind = (each for each in doors.following(found) if seen_whole(archive, each))
    return page(
        "review.html",
        review=found,
        subject=subject,
        title=title_of(subject),
        portions=_portions(looked),
        lost=looked.placed.lost,
        is_stale=any(each.is_stale for each in looked.shares),
        counts=_counts(looked),
        proposed=len(looked.proposals),
        by_marks=[each.key for each in looked.proposals if each.rule == BY_MARK],
        following=next(behind, None),
        authority=next((each.authority for each in found.standing[::-1] if each.authority), ""),
        steps=[step.value for at, step in STEPS if at is state and step.value in _STEPS],
        may_rule=(state, Step.RULE) in STEPS,
        may_release=(state, Step.RELEASE) in STEPS,
        may_confirm=asked.account is None or not found.is_first(asked.account.name),
        is_claimed=asked.account is None,
        draft=draft,
        exemptions=all_exemptions(),
        kept=kept,
        formats=tuple(FORMATS),
        drafts=tuple(DRAFTS),
    )


def _counts(looked: Looked) -> dict[str, int]:
    """Return how many portions go out whole and in part, and how many do not."""
    whole = sum(each.is_whole for each in looked.shares)
    part = sum(each.is_released and not each.is_whole for each in looked.shares)
    return {"whole": whole, "part": part, "shut": len(looked.shares) - whole - part}


def _document(
    found: Review, subject: Subject, looked: Looked, kept: list[ReleasedFile]
) -> dict[str, Any]:
    return {
        **review_as_json(found, looked),
        "href": review_place(found.review_id),
        "subject": title_of(subject),
        "created": found.created,
        "changed": found.changed,
        "files": [
            {
                "format": each.format,
                "sha256": each.file_sha256,
                "made_by": each.made_by,
                "made_at": each.made_at,
            }
            for each in kept
        ],
    }


def change(archive: Archive, asked: Asked) -> Answer:
    """Do what one of the forms of a review asks."""
    name = asked.path["name"]
    act = asked.chosen("do", ACTS)
    version = asked.whole("version")
    _, subject, looked, case = _looked(archive, asked, name)
    doors, by, form = Reviews.beside(asked.desk()), name_of(asked.caller), asked.form
    place = review_place(name)
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
                wanted = set(form.get("proposal", "").split())
                found = [each for each in looked.proposals if each.key in wanted]
                if not found or len(found) < len(wanted):
                    raise NotKept("that is not proposed any more")
                if act == "take":
                    doors.rule(name, [taken(each) for each in found], by=by, version=version)
                else:
                    keys = " ".join(each.key for each in found)
                    doors.step(name, Step.LEAVE, by=by, version=version, note=keys)
                at = f"{place}#{found[0].portion}"
            case "due":
                doors.set_due(name, day_of(form.get("due", "")), version=version)
            case _:
                is_claimed = act == Step.CONFIRM.value and asked.account is None
                who, note = _claimed(asked) if is_claimed else by, form.get("note", "")
                doors.step(name, Step(act), by=who, version=version, note=note)
        return at

    try:
        return keep(asked, do, action=place, back=place, typed=TYPED)
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


def _claimed(asked: Asked) -> str:
    """Return who says that he is the second reviewer, where nobody signs in.

    It is what `--by` is on the command line: nobody sees whether it is true.

    Raises:
        NotKept: If he gives no name, or one that is too long.
        FourEyes: If it is what the log calls whoever sits here.
    """
    said = " ".join(asked.form.get("by", "").split())
    if not said or len(said) > LONGEST_NAME:
        raise NotKept(f"the second reviewer gives his name, in {LONGEST_NAME} letters at most")
    if said.casefold() in {ALONE, NOBODY}:
        raise FourEyes
    return said


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
        raise _not_decided()
    kind = asked.chosen("format", tuple(FORMATS))
    rule = _rule(asked, case, kind, is_draft=False)
    out = io.BytesIO()
    try:
        send_out(subject, rule, doors, Kept.beside(asked.desk()), asked.log, out)
    except NothingReleased as error:
        raise _nothing() from error
    except UnderReview as error:  # by another review of this audience
        raise _not_decided() from error
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
    subjects = seen_whole(archive, found)
    if not subjects:
        raise NOTHING_HERE
    case = case_of(doors, found, doors.policy, asked.now().date())
    looked = look(archive, Kept.beside(desk), subjects[0], found, case)
    return found, subjects[0], looked, case


def _portions(looked: Looked) -> list[Shown]:
    made = []
    for share in looked.shares:
        key, text = share.portion.key, share.portion.text
        made.append(
            Shown(
                share=share,
                stretches=_stretches(share),
                rulings=tuple(looked.placed.on.get(key, ())),
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


def _not_decided() -> Problem:
    return Problem(
        status=409,
        code="not-decided",
        title="Not decided",
        message="It goes out once a second reviewer has confirmed what there is now.",
        hint="Open the review again to see where it is; there may be another one of this cable.",
    )


def _nothing() -> Problem:
    return Problem(
        status=422,
        code="nothing-released",
        title="Nothing goes out",
        message="No portion of the cable may go out as things stand.",
    )
