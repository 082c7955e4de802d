"""The same rows with nothing around them: what the file or the server costs, whoever uses it.

A step reads the case, changes it under its version, appends one fact, two effects and two timers, in one transaction.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from runtime.measure import Run, timed
from runtime.work import DAYS, EVENTS, FACT, STATE, TIMERS

Step = Callable[[str, int, str, str], object]

TABLES = (
    "CREATE TABLE cases (id TEXT PRIMARY KEY, version INTEGER, state {bytes}){bare}",
    "CREATE TABLE facts (case_id TEXT, seq INTEGER, data {bytes}, PRIMARY KEY (case_id, seq)){bare}",
    "CREATE TABLE outbox (case_id TEXT, seq INTEGER, place INTEGER, act TEXT, PRIMARY KEY (case_id, seq, place)){bare}",
    "CREATE TABLE timers (case_id TEXT, name TEXT, due TEXT, PRIMARY KEY (case_id, name)){bare}",
    "CREATE INDEX by_due ON timers (due)",
)
AT_ONCE = """
WITH moved AS (UPDATE cases SET version = %s, state = %s WHERE id = %s AND version = %s),
     told AS (INSERT INTO facts VALUES (%s, %s, %s)),
     left_ AS (INSERT INTO outbox VALUES (%s, %s, 0, %s), (%s, %s, 1, %s))
INSERT INTO timers VALUES (%s, %s, %s), (%s, %s, %s) ON CONFLICT (case_id, name) DO UPDATE SET due = excluded.due
"""


@contextmanager
def sqlite(folder: Path, cases: int) -> Iterator[Run]:
    with sqlite_opened(folder / "bare.db") as database:

        def enter(case: str) -> None:
            database.execute("INSERT INTO cases VALUES (?, 0, ?)", (case, STATE))

        def step(case: str, seq: int, day: str, event: str) -> None:
            database.execute("BEGIN IMMEDIATE")
            write(database, case, seq, day, event, STATE)
            database.execute("COMMIT")

        yield lambda: timed(lambda: _walk(cases, enter, step), cases * len(EVENTS))


@contextmanager
def sqlite_opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A file that answers once the disk holds it, with the tables of R1."""
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        for table in TABLES:
            database.execute(table.format(bytes="BLOB", bare=" WITHOUT ROWID" if "PRIMARY" in table else ""))
        yield database
    finally:
        database.close()


def write(database: sqlite3.Connection, case: str, seq: int, day: str, event: str, state: bytes | str) -> None:
    """The rows of one step, in a transaction that is open."""
    (version, _) = database.execute("SELECT version, state FROM cases WHERE id = ?", (case,)).fetchone()
    change = "UPDATE cases SET version = ?, state = ? WHERE id = ? AND version = ?"
    database.execute(change, (version + 1, state, case, version))
    database.execute("INSERT INTO facts VALUES (?, ?, ?)", (case, seq, FACT))
    database.executemany("INSERT INTO outbox VALUES (?, ?, ?, ?)", [(case, seq, place, event) for place in range(2)])
    database.executemany("INSERT OR REPLACE INTO timers VALUES (?, ?, ?)", [(case, name, day) for name in TIMERS])


@contextmanager
def postgres(address: str, cases: int) -> Iterator[Run]:
    with psycopg.connect(address, autocommit=True) as database:
        for table in TABLES:
            database.execute(table.format(bytes="BYTEA", bare="").encode())

        def enter(case: str) -> None:
            database.execute("INSERT INTO cases VALUES (%s, 0, %s)", (case, STATE))

        def step(case: str, seq: int, day: str, event: str) -> None:
            with database.transaction():
                reading = "SELECT version, state FROM cases WHERE id = %s FOR UPDATE"
                (version, held) = database.execute(reading, (case,)).fetchone() or (0, b"")
                moved = (version + 1, held, case, version)
                effects = (case, seq, event, case, seq, event)
                timers = (case, TIMERS[0], day, case, TIMERS[1], day)
                database.execute(AT_ONCE, (*moved, case, seq, FACT, *effects, *timers))

        yield lambda: timed(lambda: _walk(cases, enter, step), cases * len(EVENTS))


def _walk(cases: int, enter: Callable[[str], object], step: Step) -> None:
    for _ in range(cases):
        case = str(time.perf_counter_ns())
        enter(case)
        for seq, (day, event) in enumerate(zip(DAYS, EVENTS, strict=True)):
            step(case, seq, day, event)
