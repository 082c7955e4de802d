"""How many people come, and in which months."""

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Final

from scipy.special import gammaincinv

from parcours.messages import Text
from parcours.model.workflow import Workflow
from parcours.simulation.calibration.draft import Draft, Plain
from parcours.simulation.calibration.fit import Known
from parcours.simulation.calibration.journal import Journal
from parcours.simulation.calibration.values import inputs
from parcours.simulation.statistics.intervals import CONFIDENCE

YEAR: Final = 365.25
MONTHS: Final = 12
LONG_ENOUGH: Final = 2 * YEAR
"""Days below which one month of a year is not told from another."""
ENOUGH: Final = 10 * MONTHS
FLOWS: Final = ("rate", "spread", "listed", "assumption", "source")


def write_arrivals(draft: Draft, workflow: Workflow, journal: Journal) -> None:
    """A stream for each entry event that somebody has come by; those of a template keep what they send."""
    before = draft.at(("arrivals",))
    for event, days in journal.arrivals.items():
        streams = [name for name, each in before.items() if each.get("send") == event]
        if len(streams) > 1:
            draft.note(Text("arrivals : plusieurs flux envoient « {event} », gardés du modèle.", event=event))
            continue
        name = streams[0] if streams else event
        _write(draft, name, _act(workflow, journal, event, before.get(name, {})), days, journal)


def _act(workflow: Workflow, journal: Journal, event: str, before: Plain) -> Plain:
    kept = {key: value for key, value in before.items() if key not in FLOWS}
    given = {**inputs(workflow, journal, event), **kept.get("with", {})}
    return {**kept, "send": event, **({"with": given} if given else {})}


def _write(draft: Draft, name: str, act: Plain, days: Sequence[datetime.date], journal: Journal) -> None:
    seen = (journal.ends - journal.begins).days
    if seen < 1:
        draft.note(Text("arrivals.{name} : la période observée n'a pas un jour.", name=name))
        return
    rate: Plain = {"count": float(f"{len(days) * YEAR / seen:.4g}"), "per": "1 an"}
    if seen >= LONG_ENOUGH and len(days) >= ENOUGH:
        rate["months"] = profile(days, journal.begins, journal.ends)
    else:
        draft.note(Text("arrivals.{name} : trop court ou trop peu pour dire un mois d'un autre.", name=name))
    draft.put(("arrivals", name), {**act, "rate": rate, "source": draft.source(len(days))})
    known = yearly(len(days), seen)
    said = Text(
        "{count} arrivées en {days} jours : {rate} par an",
        count=len(days),
        days=seen,
        rate=f"{known.value:.3g} [{known.low:.3g} ; {known.high:.3g}]",
    )
    draft.remark(("arrivals", name), said)


def yearly(number: int, days: int) -> Known:
    """A Poisson rate a year with its exact interval (Garwood 1936)."""
    tail, scale = (1 - CONFIDENCE) / 2, YEAR / days
    low = float(gammaincinv(number, tail)) if number else 0.0
    return Known(number * scale, low * scale, float(gammaincinv(number + 1, 1 - tail)) * scale)


def profile(days: Sequence[datetime.date], begins: datetime.date, ends: datetime.date) -> list[float]:
    """What multiplies the rate of the whole period (`ends` excluded) in each month, January first."""
    came = Counter(day.month for day in days)
    watched = Counter((begins + datetime.timedelta(each)).month for each in range((ends - begins).days))
    rate = len(days) / watched.total()
    return [
        round(came[month] / (watched[month] * rate), 3) if watched[month] else 1.0 for month in range(1, MONTHS + 1)
    ]
