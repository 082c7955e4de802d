"""Our own engine on the reference work: one client, many who wait, and a hundred steps a transaction."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from parcours import bootstrap
from parcours.adapters.clock import FixedClock
from parcours.definition import loader
from parcours.model.definition import Definition
from parcours.model.step import Author
from parcours.runtime import commands, opening
from parcours.runtime.engine import Engine, hold
from parcours.runtime.perform import judged
from parcours.runtime.writing import after, caught_up, joined, record
from parcours.settings import Settings
from runtime.measure import Measure, hundredth, timed
from runtime.work import DAYS, ENTERED, ENTRY, EVENTS, FILE, at


@dataclass(frozen=True, slots=True)
class Ours:
    """A site on one database."""

    settings: Settings
    site: bootstrap.Site
    definition: Definition

    @property
    def engine(self) -> Engine:
        return self.site.engine

    def on(self, day: str) -> Engine:
        """The engine on that day; each client has a clock of its own."""
        return replace(self.engine, clock=FixedClock(at(day)))

    def enter(self, count: int) -> list[str]:
        """People who enter, outside of what is timed."""
        engine, now = self.on(ENTERED), time.perf_counter_ns()
        return [
            opening.start(
                engine, opening.Entrance(self.definition, f"p{now}-{number}", {"chiffre_affaires": "1500"}), ENTRY, {}
            ).case.id
            for number in range(count)
        ]

    def one_client(self, cases: int) -> Measure:
        entered = self.enter(cases)
        return timed(lambda: [self._send(case) for case in entered], cases * len(EVENTS))

    def waiting_clients(self, clients: int, cases: int) -> Measure:
        """Each client leads its own cases; the store writes together what they wait for."""
        shares = [self.enter(cases) for _ in range(clients)]
        with ThreadPoolExecutor(clients) as pool:
            waits: list[float] = []
            run = timed(lambda: [waits.extend(each) for each in pool.map(self._walk, shares)], self._steps(shares))
        return replace(run, late=hundredth(waits))

    def batches(self, size: int, cases: int) -> Measure:
        """As timers are fired: one transaction for so many cases, taken hold of at once, a block for each."""
        entered = self.enter(cases)
        shares = [entered[first : first + size] for first in range(0, cases, size)]
        return timed(lambda: [self._together(share) for share in shares], cases * len(EVENTS))

    def _steps(self, shares: Sequence[Sequence[str]]) -> int:
        return len(EVENTS) * sum(map(len, shares))

    def _walk(self, cases: Sequence[str]) -> list[float]:
        return [wait for case in cases for wait in self._send(case)]

    def _send(self, case: str) -> list[float]:
        """The seconds each step was waited for."""
        waits = []
        for day, event in zip(DAYS, EVENTS, strict=True):
            began = time.perf_counter()
            commands.send(self.on(day), case, event, {}, key=day)
            waits.append(time.perf_counter() - began)
        return waits

    def _together(self, cases: Sequence[str]) -> None:
        for day, event in zip(DAYS, EVENTS, strict=True):
            engine = self.on(day)
            with engine.store.transaction() as transaction:
                transaction.try_lock_cases(cases)
                for case in cases:
                    with transaction.savepoint():
                        _step(engine, transaction, case, event)


def _step(engine: Engine, transaction: Any, case: str, event: str) -> None:
    held = hold(engine, transaction, case, engine.clock.now())
    until_now = caught_up(held)
    later = after(held, until_now)
    done = judged(later, commands.read_send(later, event, {}, Author()))
    record(transaction, held.case, joined(until_now, done))


@contextmanager
def opened(address: str, key: Path) -> Iterator[Ours]:
    settings = Settings(database=address, key_file=str(key))
    bootstrap.initialise(settings)
    with bootstrap.opened(settings, FixedClock(at(ENTERED))) as site:
        yield Ours(settings, site, loader.load(FILE))
