"""Adding to the archive through the room: the form, how far it is, the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cablegram.adding import Kind, NoSuchJob, NotNow, State
from cablegram.adding.job import Step
from cablegram.adding.lot import in_words
from cablegram.web.answers import Answer, Problem, json_answer, page, see
from cablegram.web.places import cable_place, job_place
from cablegram.web.problems import NO_SUCH_JOB, NOT_TO_ADD
from cablegram.web.uploads import crowded

if TYPE_CHECKING:
    from cablegram.adding import Job, Jobs
    from cablegram.archive import Summary
    from cablegram.search import Archive
    from cablegram.web.asking import Asked

JOBS_SCHEMA: Final = "cablegram.added/1"
JOB_SCHEMA: Final = "cablegram.job/1"
CHANGES: Final = ("stop", "resume", "discard")
MOST_LISTED: Final = 50
NEW_SHOWN: Final = 50
UNREAD_SHOWN: Final = 200
#: Without JavaScript a page asks again so often.
REFRESH_SECONDS: Final = 2


def adding(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/add`: the form, and what was added before."""
    jobs = _jobs(asked)
    found = jobs.all()[:MOST_LISTED]
    if asked.wants_json:
        return json_answer({"schema": JOBS_SCHEMA, "jobs": [_short(job) for job in found]})
    return page(
        "add.html",
        jobs=found,
        said=said,
        in_words=in_words,
        limits=jobs.limits,
        is_empty=_is_empty(archive),
        folder=str(archive.folder),
    )


def added(_archive: Archive, asked: Asked) -> Answer:
    """Answer a form with files: they are on the disk, and their job waits or goes on."""
    return _seen(_jobs(asked).job(asked.form["job"]), asked)


def add_sample(archive: Archive, asked: Asked) -> Answer:
    """Have a sample made up, if the archive is empty: it must not get among what is real."""
    jobs = _jobs(asked)
    if not _is_empty(archive) or any(not job.state.is_over for job in jobs.all()):
        raise Problem(
            status=409,
            code="not-empty",
            title="Not empty",
            message="The sample is made-up cables; it is offered while the archive is empty.",
            hint="`cablegram sample FOLDER` writes it elsewhere.",
        )
    try:
        return _seen(jobs.sample(), asked)
    except NotNow as error:
        raise crowded(error) from error


def report(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/add/JOB`: how far it is, or what came of it."""
    jobs = _jobs(asked)
    name, ending = _parted(asked.path["job"])
    try:
        job = jobs.job(name)
    except NoSuchJob as error:
        raise NO_SUCH_JOB from error
    start = asked.number("from", default=0)
    new, next_start = _new_cables(archive, job, start)
    if ending or asked.wants_json:
        return json_answer(_document(job, new, next_start))
    return page(
        "job.html",
        job=job,
        done=job.report,
        said=said(job),
        percent=int(100 * job.share),
        is_sample=job.kind is Kind.SAMPLE,
        is_under_way=not job.state.is_over,
        refresh=REFRESH_SECONDS,
        new=[(cable_place(each), each) for each in new],
        is_first=not start,
        next_start=next_start,
        unread=job.report.unread[:UNREAD_SHOWN],
        in_words=in_words,
    )


def change(_archive: Archive, asked: Asked) -> Answer:
    """Stop a job, take it up again, or discard it."""
    jobs = _jobs(asked)
    name = asked.path["job"]
    act = {"stop": jobs.stop, "resume": jobs.go_on, "discard": jobs.discard}
    wanted = asked.form.get("do", "")
    if wanted not in CHANGES:
        raise Problem(
            status=400,
            code="wrong-form",
            title="That form is not right",
            message=f"`do` must be one of {', '.join(CHANGES)}.",
        )
    try:
        act[wanted](name)
        if wanted == "discard":
            return see("/add")
        return _seen(jobs.job(name), asked)
    except NoSuchJob as error:
        raise NO_SUCH_JOB from error
    except NotNow as error:
        raise crowded(error) from error


def said(job: Job) -> str:
    """Return where a job is, in a sentence."""
    match job.state:
        case State.WAITING:
            return "It waits for its turn: something else is being added."
        case State.RUNNING:
            return _RUNNING[job.now.step]
        case State.DONE:
            return "Done."
        case State.STOPPED:
            return "It was stopped. What was filed until then stays."
        case State.INTERRUPTED:
            return "It was interrupted. What was filed until then stays."
        case State.FAILED:
            return f"It could not go on: {job.now.problem}."


_RUNNING: Final = {
    Step.STARTING: "It begins.",
    Step.WAITING: "Another program is writing to the archive; it waits for that one to end.",
    Step.READING: "The files are being read and filed.",
    Step.INDEXING: "All is read; the archive is being brought up to date.",
    Step.DONE: "It ends.",
    Step.STOPPED: "It stops.",
    Step.FAILED: "It ends.",
}


def _jobs(asked: Asked) -> Jobs:
    if asked.jobs is None:
        raise NOT_TO_ADD
    return asked.jobs


def _is_empty(archive: Archive) -> bool:
    return archive.last_id() == 0


def _seen(job: Job, asked: Asked) -> Answer:
    if asked.wants_json:
        return json_answer(_document(job, [], None), status=202)
    return see(job_place(job.name))


def _parted(text: str) -> tuple[str, str]:
    return (text[: -len(".json")], ".json") if text.endswith(".json") else (text, "")


def _new_cables(archive: Archive, job: Job, start: int) -> tuple[list[Summary], int | None]:
    """Return some of the cables that a job has filed, and where the next page begins."""
    ids = [each for part in job.new_ids for each in part[_behind(part, start) :][: NEW_SHOWN + 1]]
    ids = ids[: NEW_SHOWN + 1]
    found = archive.summaries(ids[:NEW_SHOWN])
    cables = [found[each] for each in ids[:NEW_SHOWN] if each in found]
    return cables, ids[NEW_SHOWN] if len(ids) > NEW_SHOWN else None


def _behind(part: range, start: int) -> int:
    return max(0, min(start, part.stop) - part.start)


def _short(job: Job) -> dict[str, Any]:
    return {
        "job": job.name,
        "place": job_place(job.name),
        "kind": job.kind,
        "state": job.state,
        "step": job.now.step,
        "says": said(job),
        "share": round(job.share, 3),
        "begun": job.begun,
        "ended": job.ended,
        "files": job.files,
        "size_bytes": job.size_bytes,
        "left_out": job.left_out,
        "first": job.first or None,
    }


def _document(job: Job, new: list[Summary], next_start: int | None) -> dict[str, Any]:
    return {
        "schema": JOB_SCHEMA,
        **_short(job),
        "looked_at": job.now.looked_at,
        "report": job.report,
        "new": [
            {"mrn": each.mrn, "subject": each.subject, "place": cable_place(each)} for each in new
        ],
        "next": None
        if next_start is None
        else job_place(job.name, ending=".json", **{"from": next_start}),
    }
