"""Which engine plays a model, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

from parcours.messages import Text
from parcours.simulation.log import Line
from parcours.simulation.model import Model
from parcours.simulation.tables.engine import lowered
from parcours.simulation.tables.unsupported import UnsupportedError
from parcours.simulation.working import ENGINES, compiles

WORTH_COMPILING: Final = 20_000
"""People below whom interpreting the tables is over before a compiler has begun."""


class EngineName(StrEnum):
    REFERENCE = "reference"
    TABLES = "tables"
    COMPILED = "compiled"


@dataclass(frozen=True, slots=True)
class Planned:
    """The engine that was picked, why, and what it runs: `cases`, `seed` and `replication` are left to say."""

    engine: EngineName
    why: Text
    run: partial[Iterator[Line]]


def plan(model: Model, people: int, forced: EngineName | None = None) -> Planned:
    """The engine for so many people over all replications, or the one `forced`.

    They all say the same lines; only the time differs. Raises UnsupportedError when a forced engine cannot express the
    model.
    """
    wanted, why = _chosen(model, people) if forced is None else (forced, Text("demandé"))
    if wanted is not EngineName.REFERENCE:
        lowered(model)
    return Planned(wanted, why, partial(ENGINES[wanted], model))


def _chosen(model: Model, people: int) -> tuple[EngineName, Text]:
    try:
        lowered(model)
    except UnsupportedError as refused:
        return EngineName.REFERENCE, Text("les tables ne savent pas dire : {what}", what=refused.met[0].text())
    if people < WORTH_COMPILING:
        why = Text("{people} personnes : interpréter va plus vite que compiler", people=people)
        return EngineName.TABLES, why
    if not compiles():
        return EngineName.TABLES, Text("Numba n'est pas installé (« parcours[fast] »)")
    return EngineName.COMPILED, Text("{people} personnes valent une compilation", people=people)
