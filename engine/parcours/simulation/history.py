"""A real case read back from its journal as a simulation would have told it: lines, places, and since when."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from parcours.calendar.zone import local_day, start_of
from parcours.kernel import Program, empty, fold
from parcours.model.case import Case, ContractStatus
from parcours.model.fact import Fact, FactKind, StateRestored
from parcours.simulation.log import LineKind
from parcours.simulation.reference.hours import minute_of
from parcours.simulation.reference.places import standing_in
from parcours.simulation.reference.story import Told, told
from parcours.simulation.scenario.intents import PlaceKind
from parcours.simulation.start import Been, Key

FOUND: Final = "dossiers_reels"
"""The stream that real people are told to have come by."""


@dataclass(frozen=True, slots=True)
class History:
    """`case` after the facts that were read, the places it is `in`, and each line with its minute, in order of time."""

    case: Case
    places: Mapping[Key, Been] = field(default_factory=dict)
    lines: tuple[tuple[int, Told], ...] = ()


def history(program: Program, facts: Sequence[Fact], pseudonym: str, timezone: str) -> History:
    """What these facts, from the first one on, made of a case. What was taken back has never been."""
    now = History(empty(facts[0].case), lines=((minute_of(moment(facts[0], timezone)), _arrived(pseudonym)),))
    after: dict[int, History] = {}
    for fact in facts:
        restored = next((change.to for change in fact.changes if isinstance(change, StateRestored)), None)
        before = after[restored] if restored is not None else now
        now = after[fact.seq] = _one_more(program, before, fold(now.case, fact), fact, timezone)
    return now


def _arrived(pseudonym: str) -> Told:
    return LineKind.ARRIVED, FOUND, pseudonym


def _one_more(program: Program, before: History, case: Case, fact: Fact, timezone: str) -> History:
    minute = minute_of(moment(fact, timezone))
    said: list[Told] = [(LineKind.SENT, fact.name, "")] if fact.kind is FactKind.EVENT else []
    if fact.kind is not FactKind.REVOCATION:
        said += told(program, before.case, case, (fact,))
    return History(case, _places(before, case, fact, timezone), (*before.lines, *((minute, each) for each in said)))


def _places(before: History, case: Case, fact: Fact, timezone: str) -> Mapping[Key, Been]:
    """Those that were there have seen one more event; the others are born."""
    sent = frozenset({fact.name} if fact.kind is FactKind.EVENT else ())
    found = {}
    for key, kind, _, _ in standing_in(case):
        been = before.places.get(key)
        if been is None:
            found[key] = Been(minute_of(birth(case, key, kind, fact, timezone)))
        else:
            found[key] = Been(been.born, been.sent | sent)
    return found


def birth(case: Case, key: Key, kind: PlaceKind, fact: Fact, timezone: str) -> datetime.datetime:
    """Stages remember their instant; the rest begins with the fact, unless it takes over what began before."""
    if kind is PlaceKind.STAGE and case.entered_at is not None:
        return case.entered_at
    if kind is PlaceKind.TRACK:
        entered = case.tracks[key[1].partition("#")[0]].entered_at
        return entered if entered is not None else moment(fact, timezone)
    if kind is PlaceKind.CONTRACT and fact.kind is FactKind.ADOPTION:
        return start_of(_first_day(case, key), timezone)
    return moment(fact, timezone)


def _first_day(case: Case, key: Key) -> datetime.date:
    running = (each for each in case.contracts.values() if each.status is ContractStatus.RUNNING)
    return next(each.period_starts_on for each in running if key[1].startswith(f"{each.key}/"))


def moment(fact: Fact, timezone: str) -> datetime.datetime:
    """When it took effect: as it was recorded, or at the first instant of an earlier day that it speaks of."""
    return fact.at if fact.on >= local_day(fact.at, timezone) else start_of(fact.on, timezone)
