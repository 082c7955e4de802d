"""Several threads' transactions made durable together: a disk that synchronises once serves all who were waiting."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock, get_ident
from typing import Final

from parcours.adapters.storage.unit import UnitOfWork

MOST: Final = 100
"""Transactions committed at once; more of them would keep the first one waiting for nothing."""


@dataclass(slots=True)
class _Group:
    """Transactions on their way to one commit. `failure` is why none of them was made."""

    unit: UnitOfWork
    stack: ExitStack
    size: int = 0
    over: Event = field(default_factory=Event)
    failure: BaseException | None = None


@dataclass(slots=True)
class Gathering:
    """Write transactions of one process, one after the other on one connection, committed by the last in the queue.

    `begin` opens a unit of work in a transaction that commits when its block ends. Whoever waits for a turn joins the
    group under way; each has its block, so that one that fails undoes only itself, then or when it is written. Nobody
    is answered before the commit: when that fails all are told, and none of them has happened.
    """

    begin: Callable[[], AbstractContextManager[UnitOfWork]]
    most: int = MOST
    _turn: Lock = field(default_factory=Lock)
    _count: Lock = field(default_factory=Lock)
    _waiting: int = 0
    _holder: int = 0
    _group: _Group | None = None

    @contextmanager
    def transaction(self) -> Iterator[UnitOfWork]:
        """A turn. Raises what the block raises, what kept its work from being written, or the group from its commit."""
        with self._alone():
            group = self._group or self._open()
            turn = group.unit.turn = group.size + 1
            try:
                with self._undoable(group):
                    yield group.unit
                group.size += 1
            except BaseException as error:
                self._leave(group, error)
                raise
            if not self._waiting or group.size >= self.most:
                self._commit(group)
        group.over.wait()
        failure = group.failure or group.unit.failed.get(turn)
        if failure is not None:
            raise failure

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if self._holder == get_ident():
            raise RuntimeError("a transaction inside of a transaction of the same thread would wait for itself")
        self._queue(1)
        with self._turn:
            self._queue(-1)
            self._holder = get_ident()
            try:
                yield
            finally:
                self._holder = 0

    def _queue(self, change: int) -> None:
        with self._count:
            self._waiting += change

    def _open(self) -> _Group:
        with ExitStack() as stack:
            unit = stack.enter_context(self.begin())
            self._group = _Group(unit, stack.pop_all())
        return self._group

    @contextmanager
    def _undoable(self, group: _Group) -> Iterator[None]:
        """The first of a group undoes it all: it has no need of a block."""
        if not group.size:
            yield
            return
        with group.unit.block():
            yield

    def _leave(self, group: _Group, error: BaseException) -> None:
        """One that failed: alone it takes the transaction with it, else the others are still to be committed.

        On a full or broken disk SQLite gives up the whole transaction: then nobody's work is there any more.
        """
        if not group.size or not group.unit.holds:
            self._group, group.failure = None, error
            try:
                group.stack.__exit__(type(error), error, error.__traceback__)
            finally:
                group.over.set()
        elif not self._waiting:
            self._commit(group)

    def _commit(self, group: _Group) -> None:
        self._group = None
        try:
            with group.stack:
                _check_held(group.unit)
        except BaseException as failure:  # noqa: BLE001  each member raises it in its own thread
            group.failure = failure
        finally:
            group.over.set()


def _check_held(unit: UnitOfWork) -> None:
    if not unit.holds:
        raise sqlite3.OperationalError("the transaction of the group is gone")
