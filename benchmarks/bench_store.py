"""Durable R1 steps a second on SQLite, one commit a step, in units of L, beside a raw sqlite3 step of the same shape.

L is what the disk itself gives: 4 KiB appended and synchronised, so many times a second. The three take turns in one
run, in one folder, for a disk is never twice the same. The raw step reads the case, changes it under its version,
appends one fact, two effects and two timers: it shows what the file costs; ours also judges, seals and chains.
"""

import datetime
import os
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from parcours import bootstrap
from parcours.adapters.clock import FixedClock
from parcours.definition import loader
from parcours.runtime import commands, opening
from parcours.settings import Settings

ROUNDS = 5
APPENDS = 300
CASES = 30
EVENTS = ("rencontrer", "signer", "renouveler", "renouveler", "embaucher", "associer")
DAYS = ("2026-02-02", "2026-03-02", "2026-08-20", "2027-02-20", "2027-06-01", "2027-09-01")
ENTRY = "2026-01-05"
STEPS = CASES * len(EVENTS)
L = "L : 4 Kio et fdatasync"


@dataclass(frozen=True, slots=True)
class Measure:
    """How many a second, and the seconds of processor each took."""

    rate: float
    spent: float


def main() -> None:
    with TemporaryDirectory(prefix="parcours-", dir=sys.argv[1] if sys.argv[1:] else None) as name:
        folder = Path(name)
        with _site(folder) as ours, _raw(folder) as raw:
            rivals: dict[str, Callable[[], Measure]] = {
                L: lambda: _timed(lambda: _append(folder), APPENDS),
                "sqlite3 nu": lambda: _timed(raw, STEPS),
                "parcours, R1 durable": ours,
            }
            rounds = [{name: run() for name, run in rivals.items()} for _ in range(ROUNDS)]
    print(f"Par seconde, une validation par pas, médiane de {ROUNDS} (Python {sys.version.split()[0]})")
    for name in rivals:
        rates = [each[name].rate for each in rounds]
        share = statistics.median(each[name].rate / each[L].rate for each in rounds)
        spent = statistics.median(each[name].spent for each in rounds)
        span = f"({min(rates):,.0f} à {max(rates):,.0f})".replace(",", " ")
        rate = f"{statistics.median(rates):,.0f}".replace(",", " ")
        print(f"  {name:<26}{rate:>10}   {span}   L x {share:.2f}   {spent * 1000:.2f} ms de processeur")


def _timed(run: Callable[[], None], count: int) -> Measure:
    began, spent = time.perf_counter(), time.process_time()
    run()
    return Measure(count / (time.perf_counter() - began), (time.process_time() - spent) / count)


def _append(folder: Path) -> None:
    block = bytes(4096)
    with (folder / "appended").open("ab", buffering=0) as stream:
        for _ in range(APPENDS):
            stream.write(block)
            os.fdatasync(stream.fileno())


@contextmanager
def _site(folder: Path) -> Iterator[Callable[[], Measure]]:
    settings, clock = Settings(database=f"sqlite:///{folder / 'ours.db'}"), FixedClock(_at(ENTRY))
    bootstrap.initialise(settings)
    definition = loader.load(Path(__file__).with_name("r1.yaml"))
    with bootstrap.opened(settings, clock) as site:
        engine = site.engine

        def enter(person: str) -> str:
            entrance = opening.Entrance(definition, person, {"chiffre_affaires": "1500"})
            return opening.start(engine, entrance, EVENTS[0], {}).case.id

        def run() -> Measure:
            # People enter outside of what is timed.
            clock.set(_at(ENTRY))
            cases = [enter(f"p{number}-{time.perf_counter_ns()}") for number in range(CASES)]

            def walk() -> None:
                for case in cases:
                    for day, event in zip(DAYS, EVENTS, strict=True):
                        clock.set(_at(day))
                        commands.send(engine, case, event, {}, key=day)

            return _timed(walk, STEPS)

        yield run


def _at(day: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{day}T11:00:00+00:00")


@contextmanager
def _raw(folder: Path) -> Iterator[Callable[[], None]]:
    database = sqlite3.connect(folder / "raw.db", isolation_level=None)
    database.executescript("""
        PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
        CREATE TABLE cases (id TEXT PRIMARY KEY, version INTEGER, state BLOB) WITHOUT ROWID;
        CREATE TABLE facts (case_id TEXT, seq INTEGER, data BLOB, PRIMARY KEY (case_id, seq)) WITHOUT ROWID;
        CREATE TABLE outbox (case_id TEXT, seq INTEGER, place INTEGER, action TEXT,
                             PRIMARY KEY (case_id, seq, place)) WITHOUT ROWID;
        CREATE TABLE timers (case_id TEXT, name TEXT, due TEXT, PRIMARY KEY (case_id, name)) WITHOUT ROWID;
        CREATE INDEX by_due ON timers (due);
    """)
    state, data = bytes(700), bytes(500)

    def run() -> None:
        for _ in range(CASES):
            case = str(time.perf_counter_ns())
            database.execute("INSERT INTO cases VALUES (?, 0, ?)", (case, state))
            for seq, (day, event) in enumerate(zip(DAYS, EVENTS, strict=True)):
                database.execute("BEGIN IMMEDIATE")
                (version, held) = database.execute("SELECT version, state FROM cases WHERE id = ?", (case,)).fetchone()
                change = "UPDATE cases SET version = ?, state = ? WHERE id = ? AND version = ?"
                database.execute(change, (version + 1, held, case, version))
                database.execute("INSERT INTO facts VALUES (?, ?, ?)", (case, seq, data))
                effects = [(case, seq, place, event) for place in range(2)]
                database.executemany("INSERT INTO outbox VALUES (?, ?, ?, ?)", effects)
                timers = [(case, name, day) for name in ("relance", "oubli")]
                database.executemany("INSERT OR REPLACE INTO timers VALUES (?, ?, ?)", timers)
                database.execute("COMMIT")

    try:
        yield run
    finally:
        database.close()


if __name__ == "__main__":
    main()
