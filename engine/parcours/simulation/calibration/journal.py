"""What the journals of a cooperative say of one parcours, as far as a scenario asks: no personal value is read."""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from parcours.kernel import Program
from parcours.model.fact import ContractRenewed, ContractSigned, Fact, FactKind, FieldsWritten, StateRestored
from parcours.model.fields import Sealed, Value
from parcours.ports import Reader
from parcours.simulation.calibration.spells import Spell, spells
from parcours.simulation.history import moment
from parcours.simulation.reference.hours import day_of, minute_of, minute_reached
from parcours.simulation.scenario.intents import PlaceKind

Place = tuple[PlaceKind, str]
OPENING: Final = frozenset({FactKind.EVENT, FactKind.EFFECTIVE})


@dataclass(frozen=True, slots=True)
class Sent:
    """An event that somebody sent: on which day, with which inputs that are not personal."""

    event: str
    day: datetime.date
    inputs: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Journal:
    """`cases` in all, of which `taken_over` from paper, known from `begins` up to `at`.

    `arrivals` are entry events with their days; `terms` the months of each signature, by event; `sent` every event of
    people; `dossiers` what was known of each on arrival; `strangers` counts the cases of other parcours.
    """

    begins: datetime.date
    at: datetime.datetime
    ends: datetime.date
    cases: int = 0
    taken_over: int = 0
    strangers: int = 0
    spells: Mapping[Place, tuple[Spell, ...]] = field(default_factory=dict)
    arrivals: Mapping[str, tuple[datetime.date, ...]] = field(default_factory=dict)
    terms: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    sent: tuple[Sent, ...] = ()
    dossiers: tuple[Mapping[str, Value], ...] = ()


def read_journal(reader: Reader, program: Program, cae: str, at: datetime.datetime, timezone: str) -> Journal:
    """The journals of every case, open or ended, as they were known at an instant."""
    workflow, until = program.workflow, minute_reached(at)
    found, strangers, taken_over = [], 0, 0
    for summary in reader.cases(cae):
        if summary.workflow != workflow.id:
            strangers += 1
            continue
        facts = tuple(fact for fact in reader.facts(cae, summary.id) if fact.at < at)
        if facts:
            found.append(facts)
            taken_over += any(fact.kind is FactKind.ADOPTION for fact in facts)
    firsts = [fact for facts in found for fact in facts[:1] if fact.kind is not FactKind.ADOPTION]
    ends = day_of(until, timezone)
    return Journal(
        begins=min((fact.on for facts in found for fact in facts[:1]), default=ends),
        at=at,
        ends=ends,
        cases=len(found),
        taken_over=taken_over,
        strangers=strangers,
        spells=_by_place(each for facts in found for each in spells(program, facts, timezone, until)),
        arrivals=_arrivals(program, found, timezone),
        terms=_terms(found),
        sent=tuple(sent for facts in found for sent in _sent(program, facts, timezone)),
        dossiers=tuple(_known(facts) for facts in found if facts[0] in firsts),
    )


def _by_place(found: Iterator[Spell]) -> Mapping[Place, tuple[Spell, ...]]:
    by_place: dict[Place, list[Spell]] = {}
    for spell in found:
        by_place.setdefault((spell.kind, spell.name), []).append(spell)
    return {place: tuple(each) for place, each in by_place.items()}


def lasting(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The facts that nothing has taken back."""
    kept: list[Fact] = []
    for fact in facts:
        restored = next((change.to for change in fact.changes if isinstance(change, StateRestored)), None)
        if restored is not None:
            kept = [each for each in kept if each.seq <= restored]
        kept.append(fact)
    return tuple(kept)


def _arrivals(
    program: Program, found: Sequence[Sequence[Fact]], timezone: str
) -> Mapping[str, tuple[datetime.date, ...]]:
    days: dict[str, list[datetime.date]] = {}
    for facts in found:
        entered = next((each for each in facts if each.kind is FactKind.EVENT), None)
        if entered is not None and entered.name in program.workflow.entry and not _is_adopted(facts):
            days.setdefault(entered.name, []).append(day_of(minute_of(moment(entered, timezone)), timezone))
    return {event: tuple(sorted(each)) for event, each in days.items()}


def _is_adopted(facts: Sequence[Fact]) -> bool:
    return any(fact.kind is FactKind.ADOPTION for fact in facts)


def _terms(found: Sequence[Sequence[Fact]]) -> Mapping[str, Mapping[int, int]]:
    months: dict[str, Counter[int]] = {}
    for fact in (fact for facts in found for fact in lasting(facts) if fact.kind in OPENING):
        for change in fact.changes:
            match change:
                case ContractSigned(contract=contract) if contract.periods[-1].months:
                    months.setdefault(fact.name, Counter())[contract.periods[-1].months] += 1
                case ContractRenewed(period=period) if period.months:
                    months.setdefault(fact.name, Counter())[period.months] += 1
    return {event: dict(sorted(each.items())) for event, each in sorted(months.items())}


def _sent(program: Program, facts: Sequence[Fact], timezone: str) -> Iterator[Sent]:
    known = program.workflow.events
    for fact in lasting(facts):
        if fact.kind is FactKind.EVENT and fact.name in known and known[fact.name].by:
            inputs = {name: value for name, value in fact.data.items() if not isinstance(value, Sealed)}
            yield Sent(fact.name, day_of(minute_of(moment(fact, timezone)), timezone), inputs)


def _known(facts: Sequence[Fact]) -> Mapping[str, Value]:
    """What the facts up to the entry event say of somebody."""
    found: dict[str, Value] = {}
    for fact in facts:
        for change in fact.changes:
            if isinstance(change, FieldsWritten):
                found |= {
                    name: value
                    for name, value in change.values.items()
                    if value is not None and not isinstance(value, Sealed)
                }
        if fact.kind is FactKind.EVENT:
            break
    return found
