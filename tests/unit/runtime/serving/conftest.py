"""A node on the small journey, its clocks under the hand of the test."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from nodes import Lines, Told, TwoClocks
from parcours.adapters.memory import MemoryStore
from parcours.errors import UsageError
from parcours.messages import Text
from parcours.model.definition import Definition
from parcours.runtime.engine import Engine
from parcours.runtime.serving.housekeeping import Housekeeping
from parcours.runtime.serving.presence import Presence
from parcours.runtime.serving.telling import Counted
from parcours.runtime.serving.work import Work
from unit.runtime.house import House


class Signing(MemoryStore):
    """A store in memory with no journal to sign."""

    signed = 0
    at = datetime.datetime.min.replace(tzinfo=datetime.UTC)

    def checkpoint_if_due(self, now: datetime.datetime) -> bool:
        """Counts how often it is asked; nothing is signed."""
        self.signed += 1
        self.at = now
        return True

    def signed_at(self) -> datetime.datetime:
        return self.at

    def unsigned_since(self, before: object) -> None:  # noqa: ARG002  nothing ever waits
        return None


@dataclass
class Node:
    """One node, and what it says and counts."""

    house: House
    engine: Engine
    store: Signing
    clocks: TwoClocks
    lines: Lines
    dispatcher: Told
    counted: Counted
    work: Work

    @property
    def stages(self) -> dict[str, str]:
        with self.store.reading() as reader:
            return {each.id: each.stage for each in reader.cases("essai")}

    def open_incidents(self) -> list[tuple[str, str]]:
        with self.store.reading() as reader:
            return [(each.kind, each.subject) for each in reader.incidents() if each.resolved_at is None]


@pytest.fixture
def make_node(house: House, definition: Definition) -> Callable[..., Node]:
    """A node on a store in memory; cases are opened by its house, at the house's own hour."""
    store = Signing()

    def make(name: str = "n1", clocks: TwoClocks | None = None) -> Node:
        clocks = clocks if clocks is not None else TwoClocks()
        opening = replace(house, engine=replace(house.engine, store=store))
        engine = replace(opening.engine, clock=clocks)
        lines, dispatcher, counted = Lines(), Told(), Counted()
        presence = Presence(engine, name, clocks, lines, dispatcher.extend)

        def load(workflow: str) -> Definition:
            if workflow != definition.workflow.id:
                raise UsageError(Text("Aucun parcours « {name} ».", name=workflow))
            return definition

        chores = Housekeeping(engine, lines)
        work = Work(engine, store, presence, dispatcher, load, lines, counted, lambda: True, chores)
        return Node(opening, engine, store, clocks, lines, dispatcher, counted, work)

    return make


@pytest.fixture
def node(make_node: Callable[..., Node]) -> Node:
    return make_node()
