"""Accounts in the database. A row whose seal is not ours is nobody's: whoever writes the file lets nobody in."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, delete, func, insert, select

from parcours.adapters.storage import rows, schema
from parcours.adapters.storage.reader import Access
from parcours.adapters.storage.rows import Row
from parcours.adapters.storage.seals import Seals
from parcours.model.account import Account, AccountAct, ActKind, Membership, Right, SavedView, Scope, Session, Token

Connected = Callable[[], AbstractContextManager[Connection]]

USERS: Final = schema.users.c
MEMBERSHIPS: Final = schema.memberships.c
SESSIONS: Final = schema.sessions.c
TOKENS: Final = schema.tokens.c
VIEWS: Final = schema.saved_views.c


class SqlDesk:
    """Implements `ports.accounts.AccountWriter` over one transaction."""

    def __init__(self, connection: Connection, seals: Seals, *, writes: bool) -> None:
        self._connection, self._seals, self._writes = connection, seals, writes

    def account(self, user: str) -> Account | None:
        return next(iter(self._accounts(USERS.name == user)), None)

    def accounts(self) -> tuple[Account, ...]:
        return tuple(self._accounts())

    def session(self, digest: str) -> Session | None:
        found = self._sound(schema.sessions, SESSIONS.digest == digest)
        return next(map(_session, found), None)

    def token(self, digest: str) -> Token | None:
        found = self._sound(schema.tokens, TOKENS.digest == digest)
        return next(map(_token, found), None)

    def tokens(self) -> tuple[Token, ...]:
        return tuple(map(_token, self._sound(schema.tokens)))

    def keep_account(self, account: Account) -> None:
        instants = (_instant(account.locked_until), _instant(account.disabled_at))
        created = rows.instant(account.created_at)
        row = (account.user, created, account.password, account.failures, *instants)
        self._keep(schema.users, row, USERS.name == account.user)
        self._connection.execute(delete(schema.memberships).where(MEMBERSHIPS.user_name == account.user))
        for each in account.memberships:
            self._add(schema.memberships, _membership_row(account.user, each))

    def keep_session(self, session: Session) -> None:
        instants = (rows.instant(session.opened_at), rows.instant(session.ends_at))
        self._add(schema.sessions, (session.digest, session.user, *instants))

    def end_session(self, digest: str) -> None:
        self._connection.execute(delete(schema.sessions).where(SESSIONS.digest == digest))

    def end_sessions(self, user: str) -> None:
        self._connection.execute(delete(schema.sessions).where(SESSIONS.user_name == user))

    def end_sessions_before(self, now: datetime.datetime) -> None:
        self._connection.execute(delete(schema.sessions).where(SESSIONS.ends_at <= rows.instant(now)))

    def keep_token(self, token: Token) -> None:
        instants = (rows.instant(token.created_at), rows.instant(token.ends_at), _instant(token.revoked_at))
        row = (token.name, token.digest, token.user, token.cae, token.scope.value, *instants)
        self._keep(schema.tokens, row, TOKENS.name == token.name)

    def acts(self) -> Iterator[AccountAct]:
        query = select(schema.account_acts).order_by(schema.account_acts.c.id.desc())
        for row in self._connection.execute(query).mappings():
            if self._is_ours(schema.account_acts, row):
                yield _act(row)

    def note(self, act: AccountAct) -> None:
        before = self._connection.execute(select(func.max(schema.account_acts.c.id))).scalar()
        words = (act.by, act.kind.value, act.subject, " ".join(act.caes), " ".join(act.said))
        self._add(schema.account_acts, ((before or 0) + 1, rows.instant(act.at), *words))

    def views(self, user: str) -> tuple[SavedView, ...]:
        found = self._sound(schema.saved_views, VIEWS.user_name == user)
        return tuple(SavedView(user, row["name"], row["filters"], bool(row["by_default"])) for row in found)

    def keep_views(self, user: str, views: Iterable[SavedView]) -> None:
        self._connection.execute(delete(schema.saved_views).where(VIEWS.user_name == user))
        for each in views:
            self._add(schema.saved_views, (user, each.name, each.filters, int(each.by_default)))

    def _accounts(self, *where: ColumnElement[bool]) -> Iterator[Account]:
        for row in self._sound(schema.users, *where):
            held = self._sound(schema.memberships, MEMBERSHIPS.user_name == row["name"])
            yield _account(row, tuple(map(_membership, held)))

    def _sound(self, table: Table, *where: ColumnElement[bool]) -> Sequence[RowMapping]:
        """The rows that we wrote, in the order of their keys; whoever is going to write has them alone."""
        query = select(table).where(*where).order_by(*table.primary_key)
        query = query.with_for_update() if self._writes else query
        return [row for row in self._connection.execute(query).mappings() if self._is_ours(table, row)]

    def _is_ours(self, table: Table, row: RowMapping) -> bool:
        *cells, seal = [row[column.name] for column in table.columns]
        return bool(self._seals.row(table.name, cells) == seal)

    def _keep(self, table: Table, row: Row, which: ColumnElement[bool]) -> None:
        """In place of the row of that key, or as a new one."""
        cells = self._cells(table, row)
        if not self._connection.execute(table.update().where(which).values(cells)).rowcount:
            self._connection.execute(insert(table).values(cells))

    def _add(self, table: Table, row: Row) -> None:
        self._connection.execute(insert(table).values(self._cells(table, row)))

    def _cells(self, table: Table, row: Row) -> dict[str, Any]:
        names = [column.name for column in table.columns]
        return dict(zip(names, (*row, self._seals.row(table.name, row)), strict=True))


class SqlAccounts:
    """Implements `ports.accounts.Accounts`. Raises MissingKeyError without the key, even to read."""

    def __init__(self, connected: Connected, access: Access) -> None:
        self._connected, self._access = connected, access

    @contextmanager
    def reading(self) -> Iterator[SqlDesk]:
        _, seals = self._access.opened()
        with self._connected() as connection, self._access.database.reading(connection):
            yield SqlDesk(connection, seals, writes=False)

    @contextmanager
    def writing(self) -> Iterator[SqlDesk]:
        _, seals = self._access.opened()
        with self._connected() as connection, self._access.database.writing(connection):
            yield SqlDesk(connection, seals, writes=True)


def _account(row: RowMapping, memberships: tuple[Membership, ...]) -> Account:
    return Account(
        user=row["name"],
        created_at=rows.moment(row["created_at"]),
        memberships=memberships,
        password=row["password"],
        failures=row["failures"],
        locked_until=rows.maybe(row["locked_until"]),
        disabled_at=rows.maybe(row["disabled_at"]),
    )


def _membership(row: RowMapping) -> Membership:
    return Membership(row["cae"], tuple(row["roles"].split()), frozenset(map(Right, row["rights"].split())))


def _membership_row(user: str, membership: Membership) -> Row:
    rights = " ".join(sorted(membership.rights))
    return (user, membership.cae, " ".join(membership.roles), rights)


def _session(row: RowMapping) -> Session:
    return Session(row["digest"], row["user_name"], rows.moment(row["opened_at"]), rows.moment(row["ends_at"]))


def _token(row: RowMapping) -> Token:
    return Token(
        name=row["name"],
        digest=row["digest"],
        user=row["user_name"],
        scope=Scope(row["scope"]),
        created_at=rows.moment(row["created_at"]),
        ends_at=rows.moment(row["ends_at"]),
        cae=row["cae"],
        revoked_at=rows.maybe(row["revoked_at"]),
    )


def _act(row: RowMapping) -> AccountAct:
    kind, caes, said = ActKind(row["kind"]), tuple(row["caes"].split()), tuple(row["said"].split())
    return AccountAct(rows.moment(row["at"]), row["by_user"], kind, row["subject"], caes, said)


def _instant(moment: datetime.datetime | None) -> str | None:
    return None if moment is None else rows.instant(moment)
