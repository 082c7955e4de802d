"""A process that sends events one after the other, noting what it was answered, until somebody kills it."""

import os
from pathlib import Path

from parcours.adapters.clock import FixedClock
from parcours.definition.loader import load_sources
from parcours.ports import Store
from parcours.runtime.commands import send
from parcours.runtime.engine import Engine, Programs
from samples import NOON
from sites import Site

CASE = "C-1"


def engine_on(store: Store) -> Engine:
    return Engine(store, FixedClock(NOON), Programs(load_sources), lambda: CASE)


def noted(notes: Path) -> list[int]:
    """What this sender was told so far: the fact number of each of its events."""
    return [int(line) for line in notes.read_text().splitlines()] if notes.exists() else []


def send_next(engine: Engine, notes: Path) -> None:
    """Sends the next event under its own key, and notes the answer once it is there.

    What was sent after the last answer noted may have been written: it goes out again under the same key.
    """
    accepted = send(engine, CASE, "visiter", {}, key=f"{notes.name}-{len(noted(notes))}")
    with notes.open("ab", buffering=0) as file:
        os.write(file.fileno(), f"{accepted.seq}\n".encode())


def send_without_end(site: Site, notes: Path) -> None:
    engine = engine_on(site.open(patience=30))
    while True:
        send_next(engine, notes)
