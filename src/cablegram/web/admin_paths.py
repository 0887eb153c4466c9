"""The rows of the table of paths that are about the accounts of others."""

from __future__ import annotations

from typing import Final

from cablegram.accounts import Role
from cablegram.web.admin_pages import ACTS, INVITED, ROLES, SEEN, change, invite, listed, one
from cablegram.web.path_rows import Parameter, Path
from cablegram.web.proof_fields import PROOF
from cablegram.web.proving import always

ID: Final = Parameter(name="id", says="The word that stands for the account.")
RIGHTS: Final = (
    Parameter(name="role", says="What he may do.", kind="choice", choices=ROLES, example="reader"),
    Parameter(
        name="sees", says="Whether markings apply to him.", kind="choice", choices=SEEN,
        example="cleared",
    ),
    Parameter(name="level", says="The highest level that he is cleared for."),
    Parameter(name="controls", says="What he was admitted to, with commas between."),
    Parameter(name="need_to_know", says="Captions that he has need to know of, with commas."),
    Parameter(name="nationality", says="Three letters; home if left out."),
    Parameter(name="groups", says="Groups of the policy that he is in, with commas."),
    Parameter(name="email", says="His address for mail."),
)  # fmt: skip

ADMIN_PATHS: Final = (
    Path(
        path="/accounts",
        page=listed,
        role=Role.ADMIN,
        says="Who has an account, and who is invited.",
        statuses=(403, 404),
    ),
    Path(
        path="/accounts",
        page=invite,
        role=Role.ADMIN,
        says="Invite somebody, or take an invitation back.",
        fields=(
            Parameter(name="do", says="What.", kind="choice", choices=INVITED, example="invite"),
            Parameter(name="name", says="What he will sign in with; he chooses if left out."),
            *RIGHTS,
            Parameter(name="id", says="The word of an invitation, to take it back."),
            *PROOF,
        ),
        method="POST",
        asks_who=always,
        document="passkey_question",
        statuses=(200, 404, 422),
    ),
    Path(
        path="/accounts/{id}",
        page=one,
        role=Role.ADMIN,
        says="An account: what he may do and see, and where he is signed in.",
        within=(ID,),
        statuses=(403, 404),
    ),
    Path(
        path="/accounts/{id}",
        page=change,
        role=Role.ADMIN,
        says="Change an account, shut or open it, end sessions or feeds, make a link, hand over.",
        within=(ID,),
        fields=(
            Parameter(name="do", says="What.", kind="choice", choices=ACTS, example="end"),
            *RIGHTS,
            Parameter(name="full_name", says="His name, for people."),
            Parameter(name="to", says="The name of whoever gets what a shut account owned."),
            *PROOF,
        ),
        method="POST",
        asks_who=always,
        document="passkey_question",
        statuses=(200, 404, 422),
    ),
)
