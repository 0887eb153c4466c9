"""The rows of the table of paths that are about alerts."""

from __future__ import annotations

from typing import Final

from cablegram.accounts import Role
from cablegram.web.alert_feeds import alert_feed, whose
from cablegram.web.alert_pages import (
    ACTS,
    KINDS,
    MAIL_SHOWS,
    RHYTHMS,
    alert,
    alerts,
    begin,
    change,
    leads_out,
)
from cablegram.web.path_rows import Parameter, Path
from cablegram.web.proof_fields import PROOF

WORD: Final = Parameter(
    name="word", says="The word that stands for a subscription.", like="subscription"
)
WHAT: Final = Parameter(
    name="what",
    says="A query; the word of a saved search or a dossier; a number; a station.",
    example="harbor",
    like="query",
)
_KIND_SAYS: Final = "What that is: a query, a saved search, what cites a number, and so on."
_WAYS: Final = (
    Parameter(name="name", says="What it is called; made of the rest if it is empty."),
    Parameter(
        name="rhythm", says="Of mail and webhook.", kind="choice", choices=RHYTHMS, example="daily"
    ),
    Parameter(name="time_zone", says="In which a day begins.", example="Europe/Lisbon"),
    Parameter(name="mail", says="Where mail goes; of an account, its own address alone."),
    Parameter(
        name="mail_shows",
        says="What mail says of the cables of all that you follow; as before if it is left out.",
        kind="choice",
        choices=MAIL_SHOWS,
        example="numbers",
    ),
    Parameter(name="hook", says="The address of a webhook."),
)

ALERT_PATHS: Final = (
    Path(
        path="/alerts",
        page=alerts,
        says="What you follow, and what you were told of; with what a form to follow that.",
        asks=(Parameter(name="kind", says=_KIND_SAYS, kind="choice", choices=KINDS), WHAT),
        endings=(".json",),
        document="alerts",
    ),
    Path(
        path="/alerts",
        page=begin,
        role=Role.READER,
        says="Follow something from now on.",
        fields=(
            Parameter(name="kind", says=_KIND_SAYS, kind="choice", choices=KINDS, example="query"),
            WHAT,
            *_WAYS,
            *PROOF,
        ),
        method="POST",
        asks_who=leads_out,
        document="passkey_question",
        statuses=(200, 403, 404, 409, 422),
    ),
    Path(
        path="/alerts/{word:path}",
        page=alert,
        says="A subscription: what you were told of, and how you are told.",
        within=(WORD,),
        asks=(Parameter(name="page", says="The token of the next page.", like="token"),),
        endings=(".json",),
        document="alert",
        statuses=(404,),
    ),
    Path(
        path="/alerts/{word:path}",
        page=change,
        role=Role.READER,
        says="Change a subscription, open or close its feed, send again, or end it.",
        within=(WORD,),
        fields=(
            Parameter(name="do", says="What.", kind="choice", choices=ACTS, example="change"),
            Parameter(
                name="version",
                says="The one that the change was made from.",
                kind="number",
                example="1",
            ),
            *_WAYS,
            *PROOF,
        ),
        method="POST",
        asks_who=leads_out,
        document="passkey_question",
        statuses=(200, 403, 404, 409, 422),
    ),
    Path(
        path="/feed/{secret}.atom",
        page=alert_feed,
        role=None,
        whose=whose,
        says="The feed of a subscription, for whoever has its secret address.",
        within=(Parameter(name="secret", says="The secret word of the feed.", like="feed"),),
        statuses=(404,),
    ),
)
