"""A model whose run begins where real people stand, and ends on another day than its scenario says."""

import datetime
from dataclasses import replace

from parcours.simulation.model import Model
from parcours.simulation.reference.hours import day_of
from parcours.simulation.start import Start


def continued(model: Model, start: Start, ends: datetime.date) -> Model:
    """The same people's behaviour from the day of a start until `ends`, excluded.

    People go on arriving until then, unless the scenario says that they stop earlier than it does.
    """
    scenario = model.scenario
    stops = scenario.arrivals_end < scenario.ends
    moved = replace(
        scenario,
        begins=day_of(start.minute, model.definition.calendar.timezone),
        ends=ends,
        arrivals_end=scenario.arrivals_end if stops else ends,
        warm_up=None,
    )
    return replace(model, scenario=moved)


def alone(model: Model, start: Start, number: int) -> tuple[Model, Start]:
    """One person by themselves: nobody else is there, nobody else comes."""
    past = tuple(replace(line, case=0) for line in start.past if line.case == number)
    return (
        replace(model, scenario=replace(model.scenario, arrivals=())),
        replace(start, entrants=(start.entrants[number],), past=past),
    )
