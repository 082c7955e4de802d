"""Databases of people, built through the real engine: what the oracle has people do, commands do on a stopped clock."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from parcours.adapters.clock import FixedClock
from parcours.adapters.memory import MemoryStore
from parcours.calendar.duration import Duration
from parcours.definition.loader import load_sources
from parcours.model.case import ContractStatus
from parcours.model.fields import Validity, Value
from parcours.model.step import Act, Assign, Edit, Refusal, Send
from parcours.ports import Store
from parcours.runtime.engine import Engine, Programs
from parcours.runtime.opening import Entrance, start
from parcours.runtime.perform import perform
from parcours.runtime.tick import tick
from parcours.runtime.writing import Request
from parcours.simulation.log import Line
from parcours.simulation.model import Model
from parcours.simulation.reference.hours import instant_of, minute_of
from parcours.simulation.reference.house import House
from parcours.simulation.reference.people import Person
from parcours.simulation.reference.run import run

Deed = tuple[int, int, Act | None]
"""A minute, who, and what they did; None for time that has passed for them."""


@dataclass(frozen=True)
class Advisers:
    """Who is given to whoever signs a contract, in turn: members of a team, in a role held case by case."""

    role: str = ""
    members: tuple[str, ...] = ()

    def wanted(self, person: Person) -> Assign | None:
        signed = any(each.status is ContractStatus.RUNNING for each in person.case.contracts.values())
        if not signed or not self.members or self.role in person.case.assignments:
            return None
        return Assign(self.role, self.members[person.number % len(self.members)])


@dataclass(frozen=True)
class Recording(House):
    """A house that writes down what it was asked and accepted."""

    deeds: list[Deed]
    people: dict[int, Person]
    advisers: Advisers

    def act(self, person: Person, act: Act) -> Refusal | None:
        self.people[person.number] = person
        asked_at = len(self.deeds)
        refusal = super().act(person, act)
        if refusal is None:
            # Before what it has led to in the same minute.
            self.deeds.insert(asked_at, (self.shared.now, person.number, act))
            assign = self.advisers.wanted(person)
            if assign is not None:
                self.act(person, assign)
        return refusal

    def pass_time(self, person: Person) -> None:
        if person.wakes_at == self.shared.now:
            self.deeds.append((self.shared.now, person.number, None))
        super().pass_time(person)


@dataclass
class Life:
    """What the oracle made of some people until an instant, and their cases in a database, by number."""

    lines: list[Line]
    deeds: list[Deed]
    people: dict[int, Person]
    cases: dict[int, str] = field(default_factory=dict)


def lived(model: Model, until: datetime.datetime, advisers: Advisers = Advisers(), **options: int) -> Life:
    """The life of the model's people, by the oracle, up to an instant (what happens at that very minute included)."""
    deeds: list[Deed] = []
    people: dict[int, Person] = {}
    lines: list[Line] = []
    end = minute_of(until)
    for line in run(model, house=lambda shared: Recording(shared, deeds, people, advisers), **options):
        if line.minute > end:
            break
        lines.append(line)
    return Life(lines, [deed for deed in deeds if deed[0] <= end], people)


@dataclass
class Registry:
    """The real engine, doing again what a life was made of."""

    engine: Engine
    clock: FixedClock
    model: Model
    pending: dict[int, dict[str, object]] = field(default_factory=dict)

    def replay(self, life: Life, progress: Callable[[int], None] = lambda _: None) -> None:
        ticked = -1
        for rank, (minute, number, act) in enumerate(life.deeds):
            self.clock.set(instant_of(minute))
            if act is None:
                if minute != ticked:
                    tick(self.engine)
                ticked = minute
            else:
                self._do(life, number, act)
            progress(rank)

    def _do(self, life: Life, number: int, act: Act) -> None:
        if number in life.cases:
            perform(self.engine, life.cases[number], Request(), lambda _: act)
        elif isinstance(act, Edit):
            self.pending[number] = {name: _raw(value) for name, value in act.values.items()}
        elif isinstance(act, Send):
            entrance = Entrance(self.model.definition, f"P-{number:04}", self.pending.pop(number, {}))
            raw = {name: _raw(value) for name, value in act.input.items()}
            life.cases[number] = start(self.engine, entrance, act.event, raw).case.id


def _raw(value: Value | None) -> object:
    """As a file would have it."""
    match value:
        case Validity():
            return {"from": value.first.isoformat(), **({"until": value.until.isoformat()} if value.until else {})}
        case datetime.date():
            return value.isoformat()
        case Duration():
            return value.iso()
        case _:
            return value


@contextmanager
def registry(model: Model, store: Store | None = None) -> Iterator[Registry]:
    """A registry on that store, in memory unless it is given; cases are named in the order they open."""
    numbers = iter(range(1_000_000))
    clock = FixedClock(datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    engine = Engine(store or MemoryStore(), clock, Programs(load_sources), lambda: f"dossier{next(numbers):06}")
    yield Registry(engine, clock, model)
