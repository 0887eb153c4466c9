"""The rows of the table of paths that are about reviews."""

from __future__ import annotations

from typing import Final

from cablegram.accounts import Role
from cablegram.release import FORMATS
from cablegram.web.path_rows import Parameter, Path
from cablegram.web.review_pages import ACTS, REVIEW_ENDINGS, change, review
from cablegram.web.review_queue import QUEUE_ENDINGS, STATES, open_review, reviews

REVIEW: Final = Parameter(name="name", says="The word that stands for it.", like="dossier")

REVIEW_PATHS: Final = (
    Path(
        path="/review",
        page=reviews,
        role=Role.REVIEWER,
        says="The queue of cables of which it is decided what may go out.",
        asks=(
            Parameter(name="state", says="Only these.", kind="choice", choices=STATES),
            Parameter(name="cable", says="What stands in the form for a new one already."),
        ),
        endings=QUEUE_ENDINGS,
        document="reviews",
    ),
    Path(
        path="/review",
        page=open_review,
        role=Role.REVIEWER,
        says="Put a cable into the queue.",
        fields=(
            Parameter(
                name="cable", says="Its number, or item/17 for what has none.", example="08LISBON9"
            ),
            Parameter(name="level", says="A level of the policy: to whom.", example="unclassified"),
            Parameter(name="due", says="By when it is to be decided.", example="2030-01-04"),
        ),
        method="POST",
        statuses=(404, 409, 422),
    ),
    Path(
        path="/review/{name:path}",
        page=review,
        role=Role.REVIEWER,
        says="A cable portion by portion: what would go out of it; as a file, a draft of that.",
        within=(REVIEW,),
        endings=REVIEW_ENDINGS,
        document="review",
        statuses=(422, 501),
    ),
    Path(
        path="/review/{name:path}",
        page=change,
        role=Role.REVIEWER,
        says="Rule on a portion, hand in, confirm, or send a file out; an old version is refused.",
        within=(REVIEW,),
        fields=(
            Parameter(name="do", says="What.", kind="choice", choices=ACTS, example="rule"),
            Parameter(
                name="version",
                says="The one that the change was made from.",
                kind="number",
                example="1",
            ),
            Parameter(name="portion", says="Of which portion.", example="p1"),
            Parameter(
                name="action", says="What becomes of it.", kind="choice",
                choices=("withhold", "release"), example="withhold",
            ),
            Parameter(name="words", says="Only these words of it."),
            Parameter(name="codes", says="Exemptions, with blanks between.", example="B6"),
            Parameter(name="authority", says="By whose authority."),
            Parameter(name="note", says="Why, for other reviewers."),
            Parameter(name="by", says="Who confirms it, where nobody signs in; nobody sees to it."),
            Parameter(name="number", says="Of a ruling that is taken back.", kind="number"),
            Parameter(name="proposal", says="The word of a proposal; several with blanks between."),
            Parameter(name="due", says="A day, or nothing.", example="2030-01-04"),
            Parameter(
                name="format", says="The kind of file.", kind="choice", choices=tuple(FORMATS)
            ),
        ),
        method="POST",
        statuses=(403, 404, 409, 422, 501),
    ),
)  # fmt: skip
