"""What there is of people: roles, accounts, sessions, tokens, invitations."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cablegram.access import Reader
from cablegram.errors import AccessDenied, CablegramError

if TYPE_CHECKING:
    import datetime as dt

_NAME: Final = re.compile(r"[\w.@+-]{1,64}")
LONGEST_NAME: Final = 64
#: Scripts with letters that look the same.
_ALIKE: Final = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})
LONGEST_LINE: Final = 200


class AccountError(CablegramError):
    """An account cannot be made or changed as was asked.

    Attributes:
        reason: What is wrong and what would be right, in one sentence without a full stop.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class Refused(AccessDenied):
    """Whoever asked is not let in. The words are the same whatever was wrong.

    Attributes:
        wait_seconds: How long nothing more is tried for that name or address; 0 if it is free.
    """

    def __init__(self, wait_seconds: int = 0) -> None:
        super().__init__("sign in", "what was given is not right, or was tried too often")
        self.wait_seconds = wait_seconds


class Role(StrEnum):
    """What a person may do; each may do what those before it may.

    >>> Role.REVIEWER.may(Role.ANNOTATOR), Role.READER.may(Role.ANNOTATOR)
    (True, False)
    """

    READER = "reader"
    """Searches, reads and exports what his clearance gives him."""
    ANNOTATOR = "annotator"
    """Writes notes and dossiers too."""
    REVIEWER = "reviewer"
    """Withholds and releases too."""
    ADMIN = "admin"
    """Looks after people and the archive too. He sees no more for it."""

    @property
    def rank(self) -> int:
        """Place in the order, from 0."""
        return _ROLES.index(self)

    def may(self, asked: Role) -> bool:
        """Tell whether this role includes another."""
        return self.rank >= asked.rank


_ROLES: Final = tuple(Role)


class Scope(StrEnum):
    """What a token is for; each includes those before it. A token never does more than its owner.

    >>> Scope.REVIEW.role
    <Role.REVIEWER: 'reviewer'>
    """

    READ = "read"
    ANNOTATE = "annotate"
    REVIEW = "review"
    ADMIN = "admin"

    @property
    def role(self) -> Role:
        """The role that the scope stands for."""
        return _ROLES[tuple(Scope).index(self)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person who signs in.

    Attributes:
        account_id: A word of chance that never changes.
        name: What he signs in with, as it was given; compared without regard to case.
        full_name: For people.
        email: For alerts; empty if there is none.
        role: What he may do.
        reader: What he may see: his clearance and groups.
        is_active: Whether he is let in at all.
        has_password: Whether he can sign in with one.
        issuer: The institution's sign-on that he comes by; empty if he is known here alone.
        made: When the account was made.
    """

    account_id: str
    name: str
    full_name: str = ""
    email: str = field(default="", repr=False)
    role: Role = Role.READER
    reader: Reader = field(default_factory=Reader, repr=False)
    is_active: bool = True
    has_password: bool = False
    issuer: str = ""
    made: dt.datetime

    @property
    def groups(self) -> frozenset[str]:
        """The groups that he is in."""
        return self.reader.groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A person signed in with one browser.

    Attributes:
        session_id: A word for lists; it opens nothing.
        account_id: Whose it is.
        made: When he signed in.
        seen: When it was last used, to a minute.
        ends: When it ends, however much it is used.
        proved: When he last showed who he is: by signing in, or asked again since.
        about: What the browser says of itself, shortened.
        token: The secret, for the cookie; there when the session is made and never again.
    """

    session_id: str
    account_id: str
    made: dt.datetime
    seen: dt.datetime
    ends: dt.datetime
    proved: dt.datetime
    about: str = ""
    token: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A secret by which a program acts for a person.

    Attributes:
        token_id: A word for lists; it opens nothing.
        account_id: Whose it is.
        name: What it is for, in his words.
        scopes: What it may be used for.
        made: When it was made.
        ends: When it ends.
        used: When it was last used, to an hour; `None` if it never was.
        secret: The token itself; there when it is made and never again.
    """

    token_id: str
    account_id: str
    name: str
    scopes: frozenset[Scope]
    made: dt.datetime
    ends: dt.datetime
    used: dt.datetime | None = None
    secret: str = field(default="", repr=False, compare=False)

    def may(self, asked: Role) -> bool:
        """Tell whether the scopes include a role."""
        return any(scope.role.may(asked) for scope in self.scopes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A key that a person's telephone, computer or stick holds; he signs in by it.

    Attributes:
        passkey_id: A word for lists; it opens nothing.
        account_id: Whose it is.
        name: Which one it is, in his words.
        made: When it was made known here.
        used: When it was last used; `None` if it never was.
    """

    passkey_id: str
    account_id: str
    name: str
    made: dt.datetime
    used: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A link by which somebody makes his account, or sets a new password; it works once.

    Attributes:
        invitation_id: A word for lists; it opens nothing.
        name: The name that the account will have; empty if he chooses it.
        email: Where it was sent, if that was said.
        role: The role that the account will have.
        reader: What it will see.
        account_id: The account that gets a new password; empty for one that is to be made.
        made: When it was made.
        ends: When it ends.
        secret: The secret of the link; there when it is made and never again.
    """

    invitation_id: str
    name: str = ""
    email: str = field(default="", repr=False)
    role: Role = Role.READER
    reader: Reader = field(default_factory=Reader, repr=False)
    account_id: str = ""
    made: dt.datetime
    ends: dt.datetime
    secret: str = field(default="", repr=False, compare=False)


def folded_name(name: str) -> str:
    """Return a name as names are compared.

    >>> folded_name("Ana.Prado")
    'ana.prado'
    """
    return unicodedata.normalize("NFKC", name).casefold()


def checked_name(name: str) -> str:
    """Return a name that an account can have.

    Raises:
        AccountError: If it is empty, longer than 64 signs, has others than letters, digits and
            `. @ + - _`, or letters of two scripts that look alike: so it could pass for another.
    """
    plain = unicodedata.normalize("NFKC", name.strip())
    if not _NAME.fullmatch(plain):
        raise AccountError(
            f"a name is 1 to {LONGEST_NAME} letters, digits and any of . @ + - _, such as ana.prado"
        )
    scripts = {unicodedata.name(each, "").partition(" ")[0] for each in plain}
    if len(scripts & _ALIKE) > 1:
        raise AccountError("a name has letters of one script, so that it looks like no other")
    return plain


def checked_line(text: str, what: str) -> str:
    """Return a text for people as one line.

    Raises:
        AccountError: If it is too long, or has signs that are none.
    """
    line = " ".join(text.split())
    if len(line) > LONGEST_LINE or not line.isprintable():
        raise AccountError(f"{what} is one line of at most {LONGEST_LINE} signs")
    return line


def checked_email(text: str) -> str:
    """Return an address for mail; empty if there is none.

    Raises:
        AccountError: If it is no address.
    """
    line = checked_line(text, "an address for mail")
    name, at, host = line.rpartition("@")
    if line and (not at or not name or not host or " " in line or not line.isascii()):
        raise AccountError("an address for mail looks like ana.prado@example.org")
    return line
