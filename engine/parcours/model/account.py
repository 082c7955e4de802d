"""Who may sign in: a user, and what they are in each cooperative."""

import datetime
from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """What no role of a parcours gives: seeing to incidents, and deciding who may sign in."""

    OPERATE = "operate"
    ADMINISTER = "administer"


@dataclass(frozen=True, slots=True)
class Membership:
    """What a user is in one cooperative: roles as its parcours name them, and rights over the tool."""

    cae: str
    roles: tuple[str, ...] = ()
    rights: frozenset[Right] = frozenset()


@dataclass(frozen=True, slots=True)
class Account:
    """A user, by the name that facts carry. `password` is a hash; empty, it opens nothing.

    `failures` counts the sign-ins refused since the last one that went well; `locked_until` is set by too many.
    """

    user: str
    created_at: datetime.datetime
    memberships: tuple[Membership, ...] = ()
    password: str = ""
    failures: int = 0
    locked_until: datetime.datetime | None = None
    disabled_at: datetime.datetime | None = None

    @property
    def caes(self) -> tuple[str, ...]:
        """The cooperatives this user sees; nothing of any other exists for them."""
        return tuple(each.cae for each in self.memberships)

    def roles(self, cae: str) -> tuple[str, ...]:
        """Their roles in a cooperative; none in one that is not theirs."""
        return next((each.roles for each in self.memberships if each.cae == cae), ())

    def having(self, right: Right) -> tuple[str, ...]:
        """The cooperatives where they have a right."""
        return tuple(each.cae for each in self.memberships if right in each.rights)


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that has signed in. `digest` is that of its secret, which only the browser holds."""

    digest: str
    user: str
    opened_at: datetime.datetime
    ends_at: datetime.datetime


class ActKind(StrEnum):
    """What was decided of an account, or of a token."""

    GIVEN = "given"
    SHUT = "shut"
    TOKEN_MADE = "token_made"  # noqa: S105  a word
    TOKEN_REVOKED = "token_revoked"  # noqa: S105  a word


@dataclass(frozen=True, slots=True)
class AccountAct:
    """Something decided: when, by whom, of which account or token, and the cooperatives it concerns.

    `said` is what was given: roles, rights, `password` where there is a new one, or whom a token acts for.
    """

    at: datetime.datetime
    by: str
    kind: ActKind
    subject: str
    caes: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


class Scope(StrEnum):
    """What a token opens: reading, reading and writing, or feeds of days for a calendar and nothing else."""

    READ = "read"
    WRITE = "write"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Token:
    """What another program signs in with, in the name of a user; of all their cooperatives, or of `cae` alone.

    `digest` is that of its secret, shown once to whoever made it.
    """

    name: str
    digest: str
    user: str
    scope: Scope
    created_at: datetime.datetime
    ends_at: datetime.datetime
    cae: str = ""
    revoked_at: datetime.datetime | None = None

    def is_open(self, now: datetime.datetime) -> bool:
        return self.revoked_at is None and now < self.ends_at


@dataclass(frozen=True, slots=True)
class SavedView:
    """Filters of the list of dossiers that a user keeps under a name, as an address says them; never a name sought.

    `by_default` is the view that the list opens on: one of a user's at most.
    """

    user: str
    name: str
    filters: str
    by_default: bool = False
