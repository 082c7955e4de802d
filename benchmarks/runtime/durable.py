"""DBOS: each event of R1 is a workflow under its idempotency key, whose one transaction writes the rows of R1.

It is the shortest way its pages show: nothing is sent through its queues, so nothing waits for a poll.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dbos import DBOS, SetWorkflowID, SQLAlchemyDatasource
from sqlalchemy import text

from runtime.bare import TABLES
from runtime.measure import Measure, timed
from runtime.work import DAYS, EVENTS, FACT, STATE, TIMERS

Happen = Callable[[str, int, str, str], int]

OPEN = text("INSERT INTO cases VALUES (:case, 0, :state)")
READ = text("SELECT version, state FROM cases WHERE id = :case")
MOVE = text("UPDATE cases SET version = :after, state = :state WHERE id = :case AND version = :before")
TELL = text("INSERT INTO facts VALUES (:case, :seq, :data)")
LEAVE = text("INSERT INTO outbox VALUES (:case, :seq, :place, :act)")
ARM = text(
    "INSERT INTO timers VALUES (:case, :name, :due) ON CONFLICT (case_id, name) DO UPDATE SET due = excluded.due"
)


@dataclass(frozen=True, slots=True)
class Durable:
    """Its system tables and those of R1 in one database. One of them at a time: it is launched anew each round."""

    address: str

    def measured(self, cases: int) -> Measure:
        DBOS(config={"name": "reference", "system_database_url": self.address, "log_level": "ERROR"})
        source = SQLAlchemyDatasource.create(self.address)
        happen = _registered(source)
        DBOS.launch()
        try:
            _keep_tables(source)
            entered = [_enter(source) for _ in range(cases)]
            return timed(lambda: [_lead(happen, case) for case in entered], cases * len(EVENTS))
        finally:
            DBOS.destroy(destroy_registry=True)
            source.engine.dispose()


def sqlite(folder: Path) -> Durable:
    return Durable(f"sqlite:///{folder / 'dbos.db'}")


def postgres(address: str) -> Durable:
    return Durable(address.replace("postgresql://", "postgresql+psycopg://"))


def _keep_tables(source: SQLAlchemyDatasource) -> None:
    kind = "BLOB" if source.engine.dialect.name == "sqlite" else "BYTEA"
    with source.engine.begin() as connection:
        for table in TABLES:
            lasting = table.replace("TABLE", "TABLE IF NOT EXISTS").replace("INDEX", "INDEX IF NOT EXISTS")
            connection.execute(text(lasting.format(bytes=kind, bare="")))


def _registered(source: SQLAlchemyDatasource) -> Happen:
    @source.transaction()
    def move(case: str, seq: int, day: str, event: str) -> int:
        session = source.sql_session()
        found = session.execute(READ, {"case": case}).one()
        session.execute(MOVE, {"after": found.version + 1, "state": found.state, "case": case, "before": found.version})
        session.execute(TELL, {"case": case, "seq": seq, "data": FACT})
        session.execute(LEAVE, [{"case": case, "seq": seq, "place": place, "act": event} for place in range(2)])
        session.execute(ARM, [{"case": case, "name": name, "due": day} for name in TIMERS])
        return int(found.version) + 1

    @DBOS.workflow()
    def happen(case: str, seq: int, day: str, event: str) -> int:
        return move(case, seq, day, event)

    return happen


def _enter(source: SQLAlchemyDatasource) -> str:
    case = str(time.perf_counter_ns())
    with source.engine.begin() as connection:
        connection.execute(OPEN, {"case": case, "state": STATE})
    return case


def _lead(happen: Happen, case: str) -> None:
    for seq, (day, event) in enumerate(zip(DAYS, EVENTS, strict=True)):
        with SetWorkflowID(f"{case}-{seq}"):
            happen(case, seq, day, event)
