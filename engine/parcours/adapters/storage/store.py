"""A store in an SQL database: one connection a block, one transaction a connection."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial

from sqlalchemy import Connection, Engine

from parcours.adapters.storage import checkpoints, newest, registers, schema
from parcours.adapters.storage.accounts import SqlAccounts
from parcours.adapters.storage.audit import SqlAuditor
from parcours.adapters.storage.gathering import Gathering
from parcours.adapters.storage.outgoing import OutgoingReader, OutgoingTransaction
from parcours.adapters.storage.reader import Access
from parcours.adapters.storage.registers import Applied
from parcours.adapters.storage.seals import Seals
from parcours.adapters.storage.tally import Tally, tally
from parcours.adapters.storage.unit import UnitOfWork
from parcours.errors import StoreUnreachableError
from parcours.messages import Text
from parcours.ports import Reader, Transaction, Watch
from parcours.runtime.recovery import Auditor

Connected = Callable[[], AbstractContextManager[Connection]]


class SqlStore:
    """Implements `ports.Store` and `recovery.AuditedStore`. Usable by several threads, and beside other processes."""

    def __init__(self, engine: Engine, access: Access) -> None:
        self._engine = engine
        self._access = access
        self._database = access.database
        self._writer: Connection | None = None
        self._newest = ""
        gathered = Gathering(partial(self._begun, self._kept)).transaction
        self._turn = gathered if self._database.one_writer else partial(self._begun, self._connected)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        with self._writing() as transaction:
            yield transaction

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        with self._connected() as connection, self._database.reading(connection):
            yield OutgoingReader(self._access.hot(connection), self._access)

    @property
    def accounts(self) -> SqlAccounts:
        return SqlAccounts(self._connected, self._access)

    @contextmanager
    def audit(self) -> Iterator[Auditor]:
        vault, seals = self._access.opened()
        with self._connected() as connection, self._database.lenient(connection):
            with self._database.reading(connection):
                path = checkpoints.copy_path(connection, self._access.key_path)
            before = checkpoints.read_copy(path)
            with self._database.reading(connection):
                yield SqlAuditor(connection, vault, seals, before, self._access.key_path)

    def rebuild_index(self, cae: str, case: str) -> None:
        with self._writing() as transaction:
            transaction.rebuild_index(cae, case)

    def checkpoint_if_due(self, now: datetime.datetime) -> bool:
        """Signs the head of every journal that moved, once a day (UTC); whether it did.

        Raises MissingKeyError without the key.
        """
        return self._checkpoint(now, checkpoints.write_if_due)

    def checkpoint(self, now: datetime.datetime) -> bool:
        """The same at once, whatever was signed today."""
        return self._checkpoint(now, checkpoints.write)

    def apply_registers(self) -> Applied:
        """Erases and holds those that the registers name and this database, older, does not know of."""
        _, seals = self._access.opened()
        with self._writing() as transaction:
            connection = transaction.connection
            self._database.alone(connection, "erasures")
            told = registers.of(connection, self._access.key_path, seals).read()
            return registers.apply(connection, seals, told)

    def tally(self) -> Tally:
        with self._connected() as connection, self._database.reading(connection):
            return tally(connection, schema.HEAD)

    def wipe(self) -> Text | None:
        with self._connected() as connection:
            return self._database.forget(connection, (schema.keys,))

    def signed_at(self) -> datetime.datetime:
        """When the journals were last signed; the dawn of time if they never were."""
        with self._connected() as connection, self._database.reading(connection):
            return checkpoints.newest(connection)

    def unsigned_since(self, before: datetime.datetime) -> datetime.datetime | None:
        """When the journals were last signed, if that is earlier than `before` and some have moved since."""
        with self._connected() as connection, self._database.reading(connection):
            return checkpoints.unsigned_since(connection, before)

    def watch(self) -> Watch:
        return self._database.watch()

    def close(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
        self._engine.dispose()

    def _checkpoint(
        self, now: datetime.datetime, write: Callable[[Connection, Seals, datetime.datetime], bool]
    ) -> bool:
        _, seals = self._access.opened()
        with self._writing() as transaction:
            connection = transaction.connection
            self._database.alone(connection, "checkpoint")
            copy = checkpoints.copy_path(connection, self._access.key_path)
            # Those before are copied before there is one more: a copy is never more than one behind.
            checkpoints.copy(copy, checkpoints.kept(connection))
            wrote = write(connection, seals, now)
            kept = checkpoints.kept(connection)
            known, beside = registers.kept(connection), registers.of(connection, self._access.key_path, seals)
        if wrote:
            checkpoints.copy(copy, kept)
        beside.keep(known)
        return wrote

    @contextmanager
    def _writing(self) -> Iterator[OutgoingTransaction]:
        self._access.opened()
        with self._database.understood(), self._turn() as unit:
            yield OutgoingTransaction(unit, self._access)

    @contextmanager
    def _begun(self, connected: Connected) -> Iterator[UnitOfWork]:
        with connected() as connection:
            unit = UnitOfWork(connection, self._access.statements, self._database)
            with self._database.writing(connection, partial(self._finish, unit)):
                yield unit
        self._newest = max(self._newest, unit.newest)

    def _finish(self, unit: UnitOfWork) -> None:
        """The newest instant comes last: whoever waits for its row holds nobody up for longer than a commit."""
        _, seals = self._access.opened()
        unit.finish()
        if newest.is_due(unit.newest, self._newest):
            newest.keep(unit.hot, seals, unit.newest)

    @contextmanager
    def _kept(self) -> Iterator[Connection]:
        """That of whose turn it is to write: kept as long as all goes well, it is not looked for each time."""
        with self._database.understood(), ExitStack() as ending:
            writer, self._writer = self._writer or self._engine.connect(), None
            ending.enter_context(writer)
            yield writer
            ending.pop_all()
            self._writer = writer

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            with self._database.understood(), self._engine.connect() as connection:
                yield connection
        except StoreUnreachableError:
            self._engine.dispose()  # the other connections kept open go to the same server
            raise
