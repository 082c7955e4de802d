"""Values seen in the journal, as a scenario draws them again."""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median_low, quantiles
from typing import Final, TypeVar

from parcours.model.fields import FieldType, Value
from parcours.model.workflow import Workflow
from parcours.simulation.calibration.draft import Plain
from parcours.simulation.calibration.journal import Journal
from parcours.simulation.reading.targets import PRESENT, Target, fields_of, inputs_of

Name = TypeVar("Name", int, str)
CUTS: Final = 20
DIGITS: Final = 4
TERM: Final = "term"


def dossier(workflow: Workflow, journal: Journal) -> Plain:
    """A source for each field that is neither personal nor a day, of which something was known on arrival."""
    found = {}
    for name, target in fields_of(workflow).items():
        seen = [each[name] for each in journal.dossiers if name in each]
        source = _source(target, seen) if seen and not target.field.personal else None
        if source is not None:
            found[name] = source
    return found


def inputs(workflow: Workflow, journal: Journal, event: str) -> Plain:
    """A source for each input of an event that the journal shows; days keep their usual distance from the act."""
    found = {}
    for name, target in inputs_of(workflow, event).items():
        if name == TERM:
            source: Plain | None = terms(journal.terms.get(event, {}))
        elif target.field.personal:
            source = None
        else:
            sent = [
                (each.day, each.inputs[name]) for each in journal.sent if each.event == event and name in each.inputs
            ]
            source = _day(sent, target) if target.is_day else _source(target, [value for _, value in sent])
        if source:
            found[name] = source
    return found


def terms(months: Mapping[int, int]) -> Plain:
    """Weights of lengths in months."""
    return {"weights": {f"{length} mois": share for length, share in shares(months).items()}} if months else {}


def shares(counts: Mapping[Name, float]) -> dict[Name, float]:
    """Shares of four digits that sum to 1: the largest takes what rounding leaves."""
    total = sum(counts.values())
    rounded = {each: round(number / total, DIGITS) for each, number in counts.items()}
    largest = max(rounded, key=lambda each: rounded[each])
    rounded[largest] = round(rounded[largest] + 1 - sum(rounded.values()), DIGITS)
    return rounded


def _source(target: Target, seen: Sequence[Value]) -> Plain | None:
    if not seen:
        return None
    if target.field.id == PRESENT:
        return {"value": Counter(seen).most_common(1)[0][0]}
    match target.field.type:
        case FieldType.BOOLEAN | FieldType.CHOICE:
            return {
                "weights": shares(Counter(str(each).lower() if isinstance(each, bool) else str(each) for each in seen))
            }
        case FieldType.NUMBER | FieldType.INTEGER:
            return {"draw": {"empirical": _levels([float(each) for each in seen if isinstance(each, int | float)])}}
        case _:
            return None


def _levels(seen: Sequence[float]) -> list[float]:
    """The values themselves, or as many quantiles as tell their law."""
    if len(seen) < CUTS:
        return sorted(seen)
    return [round(each, 2) for each in quantiles(seen, n=CUTS, method="inclusive")]


def _day(sent: Sequence[tuple[datetime.date, Value]], target: Target) -> Plain | None:
    """Nothing where it is nearly always the day of the act, unless it must be said."""
    away = [(value - day).days for day, value in sent if isinstance(value, datetime.date)]
    if not away:
        return None
    usual = median_low(away)
    if not usual:
        return {"day": {"of": "today"}, "assumption": True} if target.field.required else None
    direction = "after" if usual > 0 else "before"
    return {"day": {direction: f"{abs(usual)} jours", "of": "today"}, "assumption": True}
