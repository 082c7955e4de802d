"""Which engine plays a model, and why. They all say the same lines; only the time differs."""

from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from itertools import islice
from typing import Final

from parcours.errors import UsageError
from parcours.messages import Text, all_of
from parcours.messages.suggestion import did_you_mean
from parcours.simulation.model import Model
from parcours.simulation.reference.arrivals import comers
from parcours.simulation.tables.engine import lowered
from parcours.simulation.tables.unsupported import UnsupportedError
from parcours.simulation.working import check_compiles, compiles

WORTH_COMPILING: Final = 8_000
"""People up to whom interpreting the tables is over before a compiler is."""
WORTH_LOADING: Final = 1_000
"""The same, where machine code for such a model is on disk already."""
AUTO: Final = "auto"


class EngineName(StrEnum):
    REFERENCE = "reference"
    TABLES = "tables"
    COMPILED = "compiled"


CHOICES: Final = (AUTO, *(str(each) for each in EngineName))


@dataclass(frozen=True, slots=True)
class Planned:
    """The engine that was picked and why. `falls_back`: what it cannot finish goes to the oracle."""

    engine: EngineName
    why: Text
    falls_back: bool = False


def plan(model: Model, people: int, wanted: str = AUTO) -> Planned:
    """The engine for so many people over all replications, or the one that is `wanted`.

    Raises UsageError for an engine that is not known or not installed, UnsupportedError when it was asked for by its
    name and cannot express the model.
    """
    if wanted not in CHOICES:
        raise UsageError(
            Text("Le moteur « {engine} » n'existe pas.", engine=wanted),
            did_you_mean(wanted, CHOICES) or Text("Choisissez parmi : {engines}.", engines=", ".join(CHOICES)),
        )
    if wanted == AUTO:
        return Planned(*_chosen(model, people), falls_back=True)
    engine = EngineName(wanted)
    if engine is EngineName.COMPILED:
        check_compiles()
    if engine is not EngineName.REFERENCE:
        lowered(model)
    return Planned(engine, Text("demandé"))


def people_of(model: Model, replications: int, cases: int | None = None, seed: int | None = None) -> int:
    """How many come over all replications, as many as in the first: exact up to what decides, and no further."""
    scenario = model.scenario
    count = scenario.people if cases is None else cases
    coming = comers(model, count, scenario.seed if seed is None else seed, 0)
    there = len(model.start.entrants) if model.start is not None else 0
    return replications * (there + sum(1 for _ in islice(coming, WORTH_COMPILING)))


def _chosen(model: Model, people: int) -> tuple[EngineName, Text]:
    try:
        lowered(model)
    except UnsupportedError as refused:
        met = all_of([each.text() for each in refused.met])
        return EngineName.REFERENCE, Text("les tables ne savent pas dire : {what}", what=met)
    if WORTH_LOADING < people <= WORTH_COMPILING and compiles() and _is_kept(model):
        return EngineName.COMPILED, Text("un tel modèle est déjà compilé")
    if people <= WORTH_COMPILING:
        why = Text("pour si peu de personnes ({people}), interpréter va plus vite que compiler", people=people)
        return EngineName.TABLES, why
    if not compiles():
        return EngineName.TABLES, Text("Numba n'est pas installé (« parcours[fast] »)")
    return EngineName.COMPILED, Text("plus de {people} personnes valent une compilation", people=WORTH_COMPILING)


def _is_kept(model: Model) -> bool:
    """Whether machine code for such a model is on disk; Numba, an extra, is only looked for here."""
    found: bool = import_module("parcours.simulation.compiled.engine").is_kept(model)
    return found
