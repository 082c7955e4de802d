"""Writes to memory, all or nothing."""

import datetime
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from parcours.adapters.memory.accounts import MemoryAccounts
from parcours.adapters.memory.outgoing import MemoryTransaction
from parcours.adapters.memory.reader import MemoryReader, Tables
from parcours.adapters.memory.watch import MemoryWatch, News
from parcours.model.case import Case
from parcours.model.fact import Fact
from parcours.ports import Reader, Transaction
from parcours.runtime.findings import Finding
from parcours.runtime.recovery import Auditor, Journal


class MemoryAuditor:
    """Values that nobody can reach from outside need no seal: what is left to compare is case and journal."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def journals(self) -> Iterator[Journal]:
        for case, facts in sorted(self._tables.facts.items()):
            yield Journal(self._tables.cooperative[case], case, self._tables.cases[case], facts)

    def differences(self, _folded: Case, _facts: tuple[Fact, ...], /) -> tuple[Finding, ...]:
        return ()

    def strays(self) -> tuple[Finding, ...]:
        return ()


class MemoryStore:
    """One writer or reader at a time; a block that ends with an exception leaves no trace."""

    def __init__(self) -> None:
        self._tables = Tables()
        self._lock = threading.RLock()
        self._news = News()
        self.accounts = MemoryAccounts()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        with self._lock:
            overlay = self._tables.overlaid()
            yield MemoryTransaction(overlay)
            self._tables.take(overlay)
        self._news.spread()

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        with self._lock:
            yield MemoryReader(self._tables)

    @contextmanager
    def audit(self) -> Iterator[Auditor]:
        with self._lock:
            yield MemoryAuditor(self._tables)

    def rebuild_index(self, cae: str, case: str) -> None:
        """There is none."""

    def watch(self) -> MemoryWatch:
        return MemoryWatch(self._news)

    def wipe(self) -> None:
        """Memory keeps nothing."""

    def unsigned_since(self, _: datetime.datetime) -> datetime.datetime | None:
        """Never: what lives as long as a process has no journals to sign."""
        return None

    def close(self) -> None:
        """Nothing outlives the process."""
