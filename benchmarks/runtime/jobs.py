"""The same storm in APScheduler's own job store on SQLite: jobs that do nothing, with no grace that would drop them."""

import datetime
import pickle
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from sqlalchemy import create_engine, event

from runtime.measure import Measure, hundredth

STAMPS: list[float] = []  # a job kept in a table is found again by its name alone, so it has nowhere else to note
DONE = Event()
FAR = datetime.datetime(2090, 1, 1, tzinfo=datetime.UTC)
HEADSTART = datetime.timedelta(seconds=2)


def note(total: int) -> None:
    STAMPS.append(_now())
    if len(STAMPS) >= total:
        DONE.set()


def broken_over(folder: Path, count: int, waiting: int) -> Measure:
    path = folder / f"apscheduler-{time.perf_counter_ns()}.db"
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _settle)
    scheduler = BackgroundScheduler(
        jobstores={"default": SQLAlchemyJobStore(engine=engine)},
        executors={"default": ThreadPoolExecutor(10)},
        timezone=datetime.UTC,
    )
    scheduler.start(paused=True)
    STAMPS.clear()
    DONE.clear()
    _fill(path, _state(scheduler, count, FAR), "attend", waiting)
    due = datetime.datetime.fromtimestamp(_now(), datetime.UTC) + HEADSTART
    _fill(path, _state(scheduler, count, due), "echu", count)
    began, spent = max(due.timestamp(), _now()), time.process_time()
    scheduler.resume()
    DONE.wait()
    spent = time.process_time() - spent
    scheduler.shutdown()
    engine.dispose()
    path.unlink()
    late = [stamp - began for stamp in STAMPS]
    return Measure(count / max(late), spent / count, hundredth(late))


def _now() -> float:
    return time.time()  # noqa: TID251  the scheduler goes by the machine's clock, and so does who times it


def _settle(driver: sqlite3.Connection, _: object) -> None:
    driver.execute("PRAGMA journal_mode=WAL")
    driver.execute("PRAGMA synchronous=FULL")


def _state(scheduler: BackgroundScheduler, count: int, due: datetime.datetime) -> dict[str, Any]:
    """A job as its store keeps it: with a grace it would leave out what comes too late for it."""
    job = Job(
        scheduler,
        func=note,
        args=(count,),
        kwargs={},
        id="model",
        name="note",
        trigger=DateTrigger(due),
        executor="default",
        misfire_grace_time=None,
        coalesce=True,
        max_instances=1,
        next_run_time=due,
    )
    return dict(job.__getstate__())


def _fill(path: Path, state: Mapping[str, Any], name: str, count: int) -> None:
    due = state["next_run_time"].timestamp()
    jobs = ((each, due, pickle.dumps({**state, "id": each})) for each in (f"{name}-{n}" for n in range(count)))
    with closing(sqlite3.connect(path)) as database, database:
        database.executemany("INSERT INTO apscheduler_jobs (id, next_run_time, job_state) VALUES (?, ?, ?)", jobs)
