"""The engine `compiled`: the machine as machine code, a whole replication at a time."""

import hashlib
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

import numba
import numpy as np

from parcours.simulation.compiled.room import Place, carried_out, sizes_for
from parcours.simulation.compiled.translation import ENTRY, source, written
from parcours.simulation.log import Line
from parcours.simulation.model import Model
from parcours.simulation.tables.engine import end_of, error_of, expected, lowered
from parcours.simulation.tables.machine.parts import Fault
from parcours.simulation.tables.tables import Tables
from parcours.simulation.tables.telling import told

FOLDER: Final = "parcours"
MODULE: Final = '''from numba import int64, njit

from parcours.simulation.compiled.linking import machine

TEXT = r"""{text}"""
MACHINE = machine(TEXT, "{entry}")


@njit(int64(int64, int64), cache=True, nogil=True)
def play(m, end):
    return MACHINE(m, end)
'''


@dataclass(frozen=True, slots=True)
class Played:
    """The rows of a whole replication as the machine notes them: `whole` (int64, six a row), `numbers`, `codes`."""

    whole: Any
    numbers: Any
    codes: Any


def run(
    model: Model,
    *,
    cases: int | None = None,
    seed: int | None = None,
    replication: int = 0,
    tables: Tables | None = None,
) -> Iterator[Line]:
    """The lines of one replication, in order of time: those of the oracle, one by one.

    Raises UnsupportedError for what tables cannot say, UsageError when a session runs out of days or a date leaves
    them: then no line at all is said.
    """
    found = tables if tables is not None else lowered(model)
    played = play(model, found, cases=cases, seed=seed, replication=replication)
    lines = zip(played.whole.tolist(), played.numbers.tolist(), strict=True)
    return told(found, ((*whole, number) for whole, number in lines), played.codes.tolist())


def play(
    model: Model, tables: Tables, *, cases: int | None = None, seed: int | None = None, replication: int = 0
) -> Played:
    """One replication, compiled the first time anywhere, then read from disk. Raises UsageError as `run` does."""
    coming = list(expected(model, cases, seed, replication))
    keys = np.array([comer.state for comer in coming], np.uint64)
    comers = np.array([part for each in coming for part in (each.minute, each.stream, each.key)], np.int64)
    try:
        place = carried_out(
            partial(Place, tables, keys, comers), sizes_for(tables, len(coming)), partial(_run, end_of(model))
        )
    except Fault as fault:
        raise error_of(tables, fault) from None
    return Played(place.whole, place.numbers, place.codes)


def _run(end: int, address: int) -> bool:
    return compiled()(address, end) == 0


@cache
def compiled() -> Callable[[int, int], int]:
    """The machine, written and compiled once for each edition of it, of Numba and of Python."""
    editions = (written(), MODULE, numba.__version__, sys.version)
    name = f"machine_{hashlib.sha256(repr(editions).encode()).hexdigest()[:16]}"
    path = _folder() / f"{name}.py"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(MODULE.format(text=source(), entry=ENTRY), encoding="utf-8")
        fresh.replace(path)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    found: Callable[[int, int], int] = module.play
    return found


def _folder() -> Path:
    """Where programs of this user keep what they can make again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / FOLDER
