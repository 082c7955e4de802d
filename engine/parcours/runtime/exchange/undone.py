"""A store in which everything is done for good but the commit: what a dry run says is what would happen."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

from parcours.messages import Text
from parcours.ports import Reader, Store, Transaction, Watch
from parcours.ports.accounts import Accounts


class _UndoneError(Exception):
    """Ends a transaction that went well, and undoes it."""


class UndoneStore:
    """The store given, whose transactions are judged by it to their end, and then undone."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def accounts(self) -> Accounts:
        return self._store.accounts

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        with suppress(_UndoneError), self._store.transaction() as transaction:
            yield transaction
            raise _UndoneError

    def reading(self) -> AbstractContextManager[Reader]:
        return self._store.reading()

    def watch(self) -> Watch:
        return self._store.watch()

    def wipe(self) -> Text | None:
        """There is nothing of its own to wipe."""
        return None

    def close(self) -> None:
        """The store given is whoever's gave it."""
