"""Accounts in memory, all or nothing."""

import datetime
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import attrgetter

from parcours.model.account import Account, AccountAct, SavedView, Session, Token


@dataclass(slots=True)
class MemoryDesk:
    """Implements `ports.accounts.AccountWriter`."""

    _accounts: dict[str, Account] = field(default_factory=dict)
    _sessions: dict[str, Session] = field(default_factory=dict)
    _tokens: dict[str, Token] = field(default_factory=dict)
    _acts: list[AccountAct] = field(default_factory=list)
    _views: dict[str, tuple[SavedView, ...]] = field(default_factory=dict)

    def account(self, user: str) -> Account | None:
        return self._accounts.get(user)

    def accounts(self) -> tuple[Account, ...]:
        return tuple(account for _, account in sorted(self._accounts.items()))

    def session(self, digest: str) -> Session | None:
        return self._sessions.get(digest)

    def token(self, digest: str) -> Token | None:
        return next((each for each in self._tokens.values() if each.digest == digest), None)

    def tokens(self) -> tuple[Token, ...]:
        return tuple(token for _, token in sorted(self._tokens.items()))

    def keep_account(self, account: Account) -> None:
        self._accounts[account.user] = account

    def keep_session(self, session: Session) -> None:
        self._sessions[session.digest] = session

    def end_session(self, digest: str) -> None:
        self._sessions.pop(digest, None)

    def end_sessions(self, user: str) -> None:
        self._sessions = {digest: each for digest, each in self._sessions.items() if each.user != user}

    def end_sessions_before(self, now: datetime.datetime) -> None:
        self._sessions = {digest: each for digest, each in self._sessions.items() if each.ends_at > now}

    def keep_token(self, token: Token) -> None:
        self._tokens[token.name] = token

    def acts(self) -> Iterator[AccountAct]:
        return reversed(self._acts)

    def note(self, act: AccountAct) -> None:
        self._acts.append(act)

    def views(self, user: str) -> tuple[SavedView, ...]:
        return self._views.get(user, ())

    def keep_views(self, user: str, views: Iterable[SavedView]) -> None:
        self._views[user] = tuple(sorted(views, key=attrgetter("name")))

    def copied(self) -> "MemoryDesk":
        held = (dict(self._accounts), dict(self._sessions), dict(self._tokens), list(self._acts))
        return MemoryDesk(*held, dict(self._views))


class MemoryAccounts:
    """One writer or reader at a time; a block that ends with an exception leaves no trace."""

    def __init__(self) -> None:
        self._desk = MemoryDesk()
        self._lock = threading.RLock()

    @contextmanager
    def reading(self) -> Iterator[MemoryDesk]:
        with self._lock:
            yield self._desk

    @contextmanager
    def writing(self) -> Iterator[MemoryDesk]:
        with self._lock:
            desk = self._desk.copied()
            yield desk
            self._desk = desk
