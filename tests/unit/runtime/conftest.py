"""A small journey, a store in memory, a clock set by hand."""

import datetime
import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from parcours.adapters.clock import FixedClock
from parcours.adapters.memory import MemoryStore
from parcours.definition.loader import load, load_sources
from parcours.model.definition import Definition
from parcours.runtime.engine import Engine, Programs
from unit.runtime.house import House

HERE = Path(__file__).parent
JOURNEY = HERE / "journey.yaml"


@pytest.fixture(scope="session")
def definition() -> Definition:
    return load(JOURNEY)


@pytest.fixture
def make_house(definition: Definition) -> Callable[[], House]:
    def make() -> House:
        clock = FixedClock(datetime.datetime(2026, 1, 5, 11, tzinfo=datetime.UTC))
        numbers = itertools.count(1)
        engine = Engine(MemoryStore(), clock, Programs(load_sources), lambda: f"C-{next(numbers)}")
        return House(engine, clock, definition)

    return make


@pytest.fixture
def house(make_house: Callable[[], House]) -> House:
    return make_house()
