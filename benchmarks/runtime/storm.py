"""Ten thousand timers due in the same second, others waiting: how late is the last but a hundredth."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from parcours.adapters.clock import FixedClock
from parcours.adapters.storage import SqlStore
from parcours.runtime.tick import next_due, tick
from runtime import crowd
from runtime.measure import Measure, hundredth
from runtime.ours import Ours


def broken_over(site: Ours, count: int) -> Measure:
    """The due second comes; every step is on the disk when it counts as made. What is waiting stays."""
    crowd.add_due(site, count, f"echu-{time.perf_counter_ns()}")
    due = next_due(site.engine)
    if due is None:
        raise RuntimeError("nothing is due")
    store = _Stamped(site.site.store, [])
    engine = replace(site.engine, store=store, clock=FixedClock(due))
    began, spent = time.perf_counter(), time.process_time()
    tick(engine)
    taken, spent = time.perf_counter() - began, time.process_time() - spent
    made = len(store.stamps)
    if made < count:
        raise RuntimeError(f"{made} steps for {count} timers")
    return Measure(made / taken, spent / made, hundredth([stamp - began for stamp in store.stamps]))


@dataclass(frozen=True, slots=True)
class _Stamped:
    """A store that notes when each of its steps is on the disk."""

    store: SqlStore
    stamps: list[float]

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        with self.store.transaction() as transaction:
            counted = _Counted(transaction)
            yield counted
        self.stamps.extend([time.perf_counter()] * counted.steps)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


class _Counted:
    def __init__(self, transaction: Any) -> None:
        self._transaction = transaction
        self.steps = 0

    def commit(self, cae: str, made: Any) -> None:
        self._transaction.commit(cae, made)
        self.steps += 1

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transaction, name)
