"""The engine `tables`: the tables interpreted in plain Python."""

import datetime
import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.simulation.log import Line
from parcours.simulation.model import Model
from parcours.simulation.reference.arrivals import Comer, comers
from parcours.simulation.reference.hours import at_day
from parcours.simulation.tables import memory, rows
from parcours.simulation.tables.lowering.lower import lower
from parcours.simulation.tables.machine.loop import open_for_next, step
from parcours.simulation.tables.machine.parts import Fault, Machine
from parcours.simulation.tables.tables import Tables
from parcours.simulation.tables.telling import Details, told

MODELS_KEPT: Final = 4


def run(
    model: Model,
    *,
    cases: int | None = None,
    seed: int | None = None,
    replication: int = 0,
    tables: Tables | None = None,
) -> Iterator[Line]:
    """The lines of one replication, in order of time: those of the oracle, one by one.

    `tables` are those of the model, when they are known already. Raises UnsupportedError for what they cannot say,
    UsageError when a session runs out of days or a date leaves them.
    """
    found = tables if tables is not None else lowered(model)
    coming = list(expected(model, cases, seed, replication))
    m = machine(found, coming)
    open_for_next(m)
    end, known = end_of(model), Details()
    try:
        while step(m, end):
            yield from told(found, m.log, m.codes, known)
            m.log.clear()
            m.codes.clear()
    except Fault as fault:
        raise error_of(found, fault) from None


@lru_cache(maxsize=MODELS_KEPT)
def lowered(model: Model) -> Tables:
    """The tables of a model, lowered once. Raises UnsupportedError."""
    return lower(model)


def expected(model: Model, cases: int | None, seed: int | None, replication: int) -> Iterator[Comer]:
    """Who is to come, in order."""
    scenario = model.scenario
    count = scenario.people if cases is None else cases
    return comers(model, count, scenario.seed if seed is None else seed, replication)


def end_of(model: Model) -> int:
    """The minute a run stops before."""
    return at_day(model.scenario.ends, datetime.time(), model.definition.calendar.timezone)


def machine(tables: Tables, coming: list[Comer]) -> Machine:
    """A machine before anything has happened."""
    cells = [0] * tables.shared
    cells[memory.G_NOW] = rows.NONE
    units = tables.ints[memory.SH_UNITS]
    cells[units : units + len(tables.units)] = tables.units
    return Machine(
        table=list(tables.ints),
        floats=list(tables.floats),
        memory=cells,
        values=[math.nan] * tables.ints[rows.H_VALUES],
        keys=[*tables.sites, *(comer.state for comer in coming)],
        agenda=[],
        queues=[[] for _ in tables.units],
        log=[],
        codes=[],
        comers=[part for comer in coming for part in (comer.minute, comer.stream, comer.key)],
    )


def error_of(tables: Tables, fault: Fault) -> UsageError:
    """Why a run stopped, in words."""
    code, what = fault.args
    if code == memory.FAULT_SEATS:
        return UsageError(
            Text("Plus aucune séance « {session} » n'a de place.", session=tables.seatings[what]),
            Text("Donnez-lui des jours jusqu'à la fin de la simulation, ou davantage de places."),
        )
    causes = {
        memory.FAULT_DAYS: Text("Une date sort des années que les tables connaissent."),
        memory.FAULT_RUNAWAY: Text("Le parcours tourne en rond : plus de cent effets au même instant."),
        memory.FAULT_HELD: Text("Une personne tient trop d'unités de ressources à la fois pour ce moteur."),
        memory.FAULT_OVERLAP: Text("Un rappel vient après l'échéance qu'il annonce : ce moteur ne sait pas le garder."),
        memory.FAULT_FULL: Text("Trop de choses passent dans une même étape pour ce moteur."),
        memory.FAULT_UNNAMED: Text("Une échéance ne trouve aucune date dans la liste qu'elle vise."),
    }
    return UsageError(causes[code], Text("Prenez « --engine reference », qui sait tout faire."))
