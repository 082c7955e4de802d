"""Where accounts are kept, and how passwords are: what signing in asks of the world outside."""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from parcours.errors import ParcoursError
from parcours.model.account import Account, AccountAct, SavedView, Session, Token


class ProviderError(ParcoursError):
    """The provider does not answer, or not as it should: nobody is signed in."""


class AccountReader(Protocol):
    """Reads of one consistent moment."""

    def account(self, user: str) -> Account | None: ...

    def accounts(self) -> tuple[Account, ...]:
        """All of them, disabled ones too, by name."""
        ...

    def session(self, digest: str) -> Session | None: ...

    def token(self, digest: str) -> Token | None: ...

    def tokens(self) -> tuple[Token, ...]:
        """All of them, revoked ones too, by name."""
        ...

    def acts(self) -> Iterator[AccountAct]:
        """What was decided, the newest first."""
        ...

    def views(self, user: str) -> tuple[SavedView, ...]:
        """Those of a user, by name."""
        ...


class AccountWriter(AccountReader, Protocol):
    """One write transaction; leaving its block commits, an exception undoes everything."""

    def keep_account(self, account: Account) -> None:
        """Written anew, or in place of the one of that name."""
        ...

    def keep_session(self, session: Session) -> None: ...

    def end_session(self, digest: str) -> None: ...

    def end_sessions(self, user: str) -> None:
        """Every browser this user has signed in with."""
        ...

    def end_sessions_before(self, now: datetime.datetime) -> None:
        """Forgets those that are over."""
        ...

    def keep_token(self, token: Token) -> None:
        """Written anew, or in place of the one of that name."""
        ...

    def note(self, act: AccountAct) -> None:
        """Kept for good."""
        ...

    def keep_views(self, user: str, views: Iterable[SavedView]) -> None:
        """In place of all those of a user."""
        ...


class Accounts(Protocol):
    """Raises MissingKeyError without the site key, by which a row of ours is known."""

    def reading(self) -> AbstractContextManager[AccountReader]: ...

    def writing(self) -> AbstractContextManager[AccountWriter]: ...


@dataclass(frozen=True, slots=True)
class Departure:
    """What a browser keeps while it is at the provider's: none of it is of use to anybody else."""

    state: str
    nonce: str
    verifier: str


class Provider(Protocol):
    """Somebody else who signs our team in. Raises ProviderError."""

    @property
    def label(self) -> str: ...

    def address(self, departure: Departure) -> str:
        """Where a browser goes to sign in."""
        ...

    def user(self, departure: Departure, code: str) -> str:
        """Whom the provider has signed in, by the code that the browser came back with."""
        ...


class Passwords(Protocol):
    """Hashes that take long to make, on purpose."""

    def hashed(self, password: str) -> str: ...

    def matches(self, kept: str, password: str) -> bool:
        """Whether this password made that hash; false, after as long a time, for a hash that is none."""
        ...

    def is_weak(self, kept: str) -> bool:
        """Whether a hash was made more cheaply than hashes are made now."""
        ...
