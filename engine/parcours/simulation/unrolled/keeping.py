"""Unrolled lives are written once for all models of one form, and kept where programs of this user keep such things.

A number of a file is no part of the form: probabilities, delays, dates and capacities may change.
"""

import hashlib
import importlib.util
import inspect
import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Final

from parcours.simulation.model import Model
from parcours.simulation.reference.arrivals import comers
from parcours.simulation.tables import rows
from parcours.simulation.tables.engine import end_of, lowered, machine
from parcours.simulation.tables.machine import stores
from parcours.simulation.tables.tables import Tables
from parcours.simulation.unrolled import (
    copies,
    exploring,
    needing,
    present,
    reckoning,
    source,
    states,
    symbols,
    telling,
    tidying,
    trail,
    views,
)
from parcours.simulation.unrolled.exploring import unrolled
from parcours.simulation.unrolled.source import written
from parcours.simulation.unrolled.symbols import Unsuited
from parcours.simulation.unrolled.trail import Trail

FOLDER: Final = "parcours"
FOLLOWED: Final = 400
"""Lives that are followed to see how lives go; what none of them did is left to the machine."""
FOLLOWED_SEED: Final = 20_260_101
LIVES_KEPT: Final = 16
MAKERS: Final = (
    copies,
    exploring,
    needing,
    present,
    reckoning,
    source,
    states,
    symbols,
    telling,
    tidying,
    trail,
    views,
    stores,
    *copies.COPIED,
)


def folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / FOLDER


def is_kept(model: Model) -> bool:
    """Whether the lives of such a model have been unrolled already."""
    return lives_alone(lowered(model)) and _path(model).exists()


def lives_of(model: Model) -> ModuleType | None:
    """The program that plays the lives of a model; None where they cannot be unrolled, or people wait for others."""
    tables = lowered(model)
    if not lives_alone(tables):
        return None
    path = _path(model)
    if not path.exists():
        if not _takes_files(path.parent):
            return None
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(_text(model, tables), encoding="utf-8")
        fresh.replace(path)
    found = _imported(path)
    return found if hasattr(found, "ahead") else None


def _takes_files(place: Path) -> bool:
    """Whether anything can be kept there; where a home cannot be written, the machine plays as it always did."""
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(place, os.W_OK)


def lives_alone(tables: Tables) -> bool:
    """Whether nobody touches what others do: nothing is scarce, and no session can be full."""
    sessions = tables.ints[rows.H_SESSIONS]
    seats = [
        tables.ints[tables.ints[place] + rows.SE_SEATS]
        for place in range(sessions + 1, sessions + 1 + tables.ints[sessions])
    ]
    return not tables.units and all(each < 0 for each in seats)


def _text(model: Model, tables: Tables) -> str:
    coming = list(islice(comers(model, FOLLOWED, FOLLOWED_SEED, 0), FOLLOWED))
    try:
        return written(unrolled(tables, machine(tables, coming), end_of(model)))
    except Unsuited as why:
        return f'"""No life of this model is unrolled: {why}."""\n'


def _path(model: Model) -> Path:
    return folder() / f"lives_{_digest(model)[:16]}.py"


@lru_cache(maxsize=LIVES_KEPT)
def _digest(model: Model) -> str:
    return hashlib.sha256(repr((_form(lowered(model)), _edition(), sys.version)).encode()).hexdigest()


@lru_cache(maxsize=1)
def _edition() -> str:
    return "".join(map(inspect.getsource, MAKERS))


def _form(tables: Tables) -> tuple[int | str, ...]:
    """All that lives were unrolled for: of a number, only whether there is one."""
    return tuple(_told(tables))


def _told(tables: Tables) -> Iterator[int | str]:
    table = views.Rows(Trail(), tables)
    for place in sorted(table.known):
        value = table[place]
        yield "number" if isinstance(value, symbols.Node) else value
    for kind, _, address in tables.rows:
        if kind == "source" and tables.ints[address] == rows.SOURCE_CHOSEN:
            yield table.at_least_one(tables.ints[address + rows.SR_D], tables.ints[address + rows.SR_C])


@lru_cache(maxsize=LIVES_KEPT)
def _imported(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module
