"""The accounts of a room, for those who look after them: who there is, what he may do and see."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from cablegram.access import InvalidReader, Reader, held
from cablegram.accounts import AccountError, Role, may_give, said_of
from cablegram.alerts import NotFollowed
from cablegram.alerts.closing import close_feeds, leading_out
from cablegram.alerts.handing import hand_over
from cablegram.audit import Action
from cablegram.web.alert_pages import board_of
from cablegram.web.answers import Problem, page, see
from cablegram.web.noting import name_of
from cablegram.web.problems import NOTHING_HERE

if TYPE_CHECKING:
    from cablegram.access import Policy
    from cablegram.accounts import Account, Accounts, Invitation
    from cablegram.search import Archive
    from cablegram.web.answers import Answer
    from cablegram.web.asking import Asked

#: What can be done to an account.
ACTS: Final = ("change", "shut", "open", "end", "passkeys", "password", "hand-over", "feeds")
ROLES: Final = tuple(each.value for each in Role)
INVITED: Final = ("invite", "withdraw")
SEEN: Final = ("all", "cleared")
PLACE: Final = "/accounts"
INVITATION_DAYS: Final = 7
NOT_YOUR_OWN: Final = Problem(
    status=403,
    code="not-your-own",
    title="Not your own",
    message="Nobody gives himself another role or clearance, or shuts himself out.",
    hint="Somebody else who looks after accounts can do it.",
)
MORE_THAN_YOURS: Final = Problem(
    status=403,
    code="more-than-yours",
    title="More than your own",
    message="Nobody gives a clearance that he has not himself, nor a new password or address for"
    " mail to who has more.",
    hint="Somebody who sees as much can do it, or whoever keeps the machine: `cablegram user`.",
)
NO_ACCOUNTS: Final = Problem(
    status=404,
    code="no-accounts",
    title="No accounts",
    message="This archive has no accounts: whoever opens the room sees all of it.",
    hint="`cablegram user add` makes the first; from then on everyone signs in.",
)


def listed(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/accounts`: who has an account, who is invited, and a form to invite."""
    del archive
    if not asked.caller.is_asked:
        return page("accounts.html", accounts=())
    return _list(asked, _accounts(asked))


def invite(archive: Archive, asked: Asked) -> Answer:
    """Invite somebody, or take an invitation back; the link is shown this once."""
    del archive
    accounts, form = _accounts(asked), asked.form
    if asked.chosen("do", INVITED) == "withdraw":
        accounts.withdraw(form.get("id", ""))
        _note(asked, "withdrawn", form.get("id", ""), kind="invitation")
        return see(PLACE)
    try:
        made = accounts.invite(
            now=asked.now(),
            ends=asked.now() + dt.timedelta(days=INVITATION_DAYS),
            role=Role(asked.chosen("role", ROLES)),
            reader=_given(asked),
            name=form.get("name", "").strip(),
            email=form.get("email", "").strip(),
            made_by=_own(asked),
        )
    except (AccountError, InvalidReader) as error:
        raise _not_kept(error) from error
    _note(asked, "invited", made.invitation_id, kind="invitation", made=made)
    return _list(asked, accounts, made)


def one(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/accounts/ID`: an account, its sessions, and how to change it."""
    if not asked.caller.is_asked:
        return listed(archive, asked)
    accounts = _accounts(asked)
    return _one(asked, accounts, _account(accounts, asked))


def change(archive: Archive, asked: Asked) -> Answer:
    """Change an account, shut or open it, end its sessions and feeds, or make a new link."""
    del archive
    accounts = _accounts(asked)
    account = _account(accounts, asked)
    act, form = asked.chosen("do", ACTS), asked.form
    is_own = asked.account is not None and asked.account.account_id == account.account_id
    if is_own and act in {"change", "shut"}:
        raise NOT_YOUR_OWN
    made = None
    try:
        match act:
            case "change":
                accounts.change(
                    account.account_id,
                    role=Role(asked.chosen("role", ROLES)),
                    reader=_given(asked, account),
                    full_name=form.get("full_name", ""),
                    email=_address(asked, account),
                )
            case "shut" | "open":
                accounts.change(account.account_id, is_active=act == "open")
            case "hand-over":
                return _handed(asked, accounts, account)
            case "end":
                accounts.end_all(account.account_id)
                for token in accounts.tokens(account.account_id, now=asked.now()):
                    accounts.end_token(account.account_id, token.token_id)
            case "feeds":
                with board_of(asked) as board:
                    close_feeds(board, account.account_id)
            case "passkeys":
                for passkey in accounts.passkeys(account.account_id):
                    accounts.remove_passkey(account.account_id, passkey.passkey_id)
            case _:
                if not may_give(asked.reader, account.reader, asked.policy()):
                    raise MORE_THAN_YOURS  # the link would open it to whoever makes it
                ends = asked.now() + dt.timedelta(days=INVITATION_DAYS)
                made = accounts.invite_again(
                    account.account_id, now=asked.now(), ends=ends, made_by=_own(asked)
                )
    except (AccountError, InvalidReader, NotFollowed) as error:
        raise _not_kept(error) from error
    _note(asked, act, account.account_id)
    if made is not None:
        return _one(asked, accounts, account, made)
    return see(f"{PLACE}/{account.account_id}")


def _handed(asked: Asked, accounts: Accounts, account: Account) -> Answer:
    """Give what somebody owned who is let in no more to another.

    How much it was is not said: whoever looks after accounts may see less than that.

    Raises:
        AccountError: If he is let in, or the other is not.
        NotFollowed: If the other would have too many alerts.
    """
    taker = accounts.named(asked.form.get("to", "").strip())
    if account.is_active:
        raise AccountError("whoever is let in keeps what is his: shut the account first")
    if taker is None or not taker.is_active:
        raise AccountError("there is nobody of that name who is let in")
    hand_over(asked.desk().folder, account.account_id, account.reader, taker, asked.policy())
    _note(asked, "hand-over", account.account_id, taker.account_id)
    return _one(asked, accounts, account, taker=taker)


def _list(asked: Asked, accounts: Accounts, made: Invitation | None = None) -> Answer:
    return page(
        "accounts.html",
        accounts=accounts.all(),
        invitations=accounts.invitations(now=asked.now()),
        policy=asked.policy(),
        roles=ROLES,
        link=_link(asked, made),
        days=INVITATION_DAYS,
        clearance=_clearance,
    )


def _one(
    asked: Asked,
    accounts: Accounts,
    account: Account,
    made: Invitation | None = None,
    *,
    taker: Account | None = None,
) -> Answer:
    with board_of(asked) as board:
        feeds = leading_out(board, account.account_id)
    return page(
        "one_account.html",
        account=account,
        sessions=accounts.sessions(account.account_id, now=asked.now()),
        tokens=accounts.tokens(account.account_id, now=asked.now()),
        passkeys=accounts.passkeys(account.account_id),
        feeds=feeds,
        policy=asked.policy(),
        roles=ROLES,
        link=_link(asked, made),
        days=INVITATION_DAYS,
        is_own=asked.account is not None and asked.account.account_id == account.account_id,
        clearance=_clearance,
        sees_log=asked.reader.sees_all and asked.log is not None,
        takers=()
        if account.is_active
        else [each.name for each in accounts.all() if each.is_active],
        taker=taker,
    )


def _link(asked: Asked, made: Invitation | None) -> str:
    if made is None:
        return ""
    return f"{asked.accounts().settings.address or asked.origin}/invitation/{made.secret}"


def _own(asked: Asked) -> str:
    return asked.account.account_id if asked.account is not None else ""


def _accounts(asked: Asked) -> Accounts:
    if not asked.caller.is_asked:
        raise NO_ACCOUNTS
    return asked.accounts()


def _account(accounts: Accounts, asked: Asked) -> Account:
    found = accounts.get(asked.path["id"])
    if found is None:
        raise NOTHING_HERE
    return found


def _given(asked: Asked, account: Account | None = None) -> Reader:
    """Return what a form says that somebody may see, if it may be given to him.

    Raises:
        InvalidReader: If the policy has not that.
        Problem: If it is more than whoever sent the form has, and than the account has already.
    """
    policy = asked.policy()
    made = _reader(asked, policy)
    has = [asked.reader, *([account.reader] if account else [])]
    if not any(may_give(each, made, policy) for each in has):
        raise MORE_THAN_YOURS
    return made


def _address(asked: Asked, account: Account) -> str:
    """Return the address for mail that a form gives to an account.

    Raises:
        Problem: If it is another, and the account sees more than whoever sent the form: alerts tell
            its owner by mail of what he sees.
    """
    email = asked.form.get("email", "").strip()
    if email != account.email and not may_give(asked.reader, account.reader, asked.policy()):
        raise MORE_THAN_YOURS
    return email


def _reader(asked: Asked, policy: Policy) -> Reader:
    """Return what a form says that somebody may see.

    Raises:
        InvalidReader: If the policy has not that.
    """
    form = asked.form
    if asked.chosen("sees", SEEN) == "all":
        return Reader(sees_all=True)
    made = Reader(
        level=form.get("level", "").strip(),
        controls=_words(form.get("controls", "").upper()),
        need_to_know=_words(form.get("need_to_know", "").upper()),
        nationality=form.get("nationality", "").strip().upper(),
        groups=_words(form.get("groups", "")),
    )
    if made.nationality and not (len(made.nationality) == 3 and made.nationality.isalpha()):
        raise InvalidReader("a nationality is three letters, such as USA")
    held(made, policy)  # it knows the level and the groups
    return made


def _words(text: str) -> frozenset[str]:
    return frozenset(" ".join(each.split()) for each in text.split(",") if each.strip())


def _clearance(reader: Reader) -> str:
    """Return in one line what somebody may see."""
    if reader.sees_all:
        return "sees all"
    said = [reader.level or "what needs no clearance"]
    said += sorted(reader.controls) + sorted(reader.need_to_know)
    said += [reader.nationality] if reader.nationality else []
    return ", ".join(said + [f"group {each}" for each in sorted(reader.groups)])


def _not_kept(error: Exception) -> Problem:
    said = str(error)
    return Problem(
        status=422,
        code="not-kept",
        title="It was not kept",
        message=f"{said[:1].upper()}{said[1:]}.",
        hint="Go back and put it right.",
    )


def _note(
    asked: Asked,
    act: str,
    identifier: str,
    *others: str,
    kind: str = "account",
    made: Invitation | None = None,
) -> None:
    """Note what was done to whose account, and what he may do and see now, or will."""
    if asked.log is None:
        return
    of = made or asked.accounts().get(identifier)
    rights = {} if of is None else said_of(of.role, of.reader)
    asked.log.note(
        Action.CHANGED,
        who=name_of(asked.caller),
        what=[f"{kind}:{each}" for each in (identifier, *others)],
        act=act,
        address=asked.address,
        **rights,
    )
