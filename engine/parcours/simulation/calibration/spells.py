"""The times people spent in each place where they may act, and what ended them, read back from the facts of a case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from parcours.kernel import Program, empty, fold
from parcours.model.case import Case
from parcours.model.fact import EventKept, Fact, FactKind, KeptRemoved, StateRestored
from parcours.model.workflow import Workflow
from parcours.simulation.history import birth, moment
from parcours.simulation.reference.hours import minute_of
from parcours.simulation.reference.places import standing_in
from parcours.simulation.scenario.intents import PlaceKind
from parcours.simulation.start import Key

DONE: Final = "done"
"""How a task that somebody has done calls its end; other ends are events."""


@dataclass(frozen=True, slots=True)
class Spell:
    """One stay: born at a minute, left at another by the act `cause` of somebody.

    Without a cause it was still going on then, or something else had ended it: the engine, another place.
    """

    kind: PlaceKind
    name: str
    born: int
    left: int
    cause: str = ""

    @property
    def minutes(self) -> int:
        return self.left - self.born


@dataclass(frozen=True, slots=True)
class Stay:
    """A spell under way; `acted` once somebody has done what will end it on a coming day, by the fact `kept`."""

    kind: PlaceKind
    name: str
    born: int
    acted: int | None = None
    cause: str = ""
    kept: int = 0

    def ended(self, minute: int, cause: str = "") -> Spell:
        if self.acted is not None:
            return Spell(self.kind, self.name, self.born, self.acted, self.cause)
        return Spell(self.kind, self.name, self.born, minute, cause)


@dataclass(frozen=True, slots=True)
class Course:
    """Where a case has got to: the stays under way and the spells that are over."""

    case: Case
    stays: Mapping[Key, Stay] = field(default_factory=dict)
    spells: tuple[Spell, ...] = ()


def spells(program: Program, facts: Sequence[Fact], timezone: str, until: int) -> tuple[Spell, ...]:
    """The spells of a case as known at the minute `until`; those under way are cut there. What was taken back is not.

    The facts begin with the first one. Where a person taken over from paper stood then began before anybody looked: no
    spell is made of it.
    """
    now = Course(empty(facts[0].case))
    after: dict[int, Course] = {}
    for fact in facts:
        restored = next((change.to for change in fact.changes if isinstance(change, StateRestored)), None)
        before = after[restored] if restored is not None else now
        now = after[fact.seq] = _moved(program.workflow, before, fold(now.case, fact), fact, timezone)
    return (*now.spells, *(stay.ended(until) for stay in now.stays.values()))


def _moved(workflow: Workflow, before: Course, case: Case, fact: Fact, timezone: str) -> Course:
    minute = minute_of(moment(fact, timezone))
    standing = {key: (kind, name) for key, kind, name, _ in standing_in(case)}
    over = [
        stay.ended(minute, _cause(workflow, stay, fact)) for key, stay in before.stays.items() if key not in standing
    ]
    stays = {key: _seen(workflow, stay, fact, minute) for key, stay in before.stays.items() if key in standing}
    if fact.kind is not FactKind.ADOPTION:
        for key, (kind, name) in standing.items():
            if key not in before.stays:
                stays[key] = Stay(kind, name, minute_of(birth(case, key, kind, fact, timezone)))
    return Course(case, stays, (*before.spells, *over))


def _cause(workflow: Workflow, stay: Stay, fact: Fact) -> str:
    """The act of this fact, if it is one that people of that place do to end it."""
    if stay.kind is PlaceKind.TASK:
        return DONE if fact.kind is FactKind.TASK else ""
    return fact.name if fact.kind is FactKind.EVENT and fact.name in ending(workflow, stay.kind, stay.name) else ""


def ending(workflow: Workflow, kind: PlaceKind, name: str) -> tuple[str, ...]:
    """The events that people send to end a place; none where the workflow does not know it."""
    return tuple(event for event in _accepted(workflow, kind, name) if workflow.events[event].by)


def _accepted(workflow: Workflow, kind: PlaceKind, name: str) -> Iterator[str]:
    if kind is PlaceKind.STAGE and name in workflow.stages:
        yield from (each.event for each in workflow.stages[name].transitions.values() if each.to)
    if kind is PlaceKind.TRACK:
        track, _, stage = name.partition(".")
        known = workflow.tracks[track].stages if track in workflow.tracks else {}
        yield from (each.event for each in (known[stage].transitions.values() if stage in known else ()) if each.to)
    if kind is PlaceKind.CONTRACT and name in workflow.contracts:
        yield from workflow.contracts[name].renew


def _seen(workflow: Workflow, stay: Stay, fact: Fact, minute: int) -> Stay:
    """A stay that goes on: the act that will end it may have been accepted, or withdrawn."""
    for change in fact.changes:
        match change:
            case EventKept(kept=kept) if stay.acted is None and kept.event in ending(workflow, stay.kind, stay.name):
                stay = replace(stay, acted=minute, cause=kept.event, kept=kept.fact)
            case KeptRemoved(fact=number) if number == stay.kept:  # withdrawn or refused: had it been taken, they left
                stay = replace(stay, acted=None, cause="", kept=0)
    return stay
