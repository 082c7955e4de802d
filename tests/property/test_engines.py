"""Random parcours and scenarios: every engine says what the oracle says, line by line."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import ModuleType

import pytest
from hypothesis import HealthCheck, Phase, event, given, seed, settings

from constructs import EXPECTED, SUSPENSION, met
from drawn import RUNAWAY, Sample, samples
from parcours.errors import UsageError
from parcours.kernel.timers import Runaway
from parcours.simulation.log import Line
from parcours.simulation.measures.fold import measure
from parcours.simulation.measures.replica import Replica
from parcours.simulation.model import Model
from parcours.simulation.reference.run import run
from parcours.simulation.tables import engine
from parcours.simulation.tables.machine.loop import open_for_next, step
from parcours.simulation.tables.memory import G_MOST_DEMANDS, G_ROWS, REGISTERS
from parcours.simulation.tables.unsupported import UnsupportedError
from parcours.simulation.unrolled.engine import played
from parcours.simulation.unrolled.exploring import unrolled
from parcours.simulation.unrolled.keeping import lives_alone
from parcours.simulation.unrolled.source import written
from parcours.simulation.unrolled.symbols import Unsuited
from parcours.simulation.working import frame_for

pytest.importorskip("numba")

import numpy as np

from parcours.simulation.compiled import engine as compiled
from parcours.simulation.compiled.folding import close, fold
from parcours.simulation.compiled.parts import Room
from parcours.simulation.compiled.room import Prepared
from parcours.simulation.compiled.translation import ANYTHING
from parcours.simulation.compiled.window import Window

SEED = 3
LONGEST = 2000
"""Lines after which a scenario drawn at random is taken to go on for ever, at one instant."""
PAIRS, ACCEPTED = 200, 150
TRIED = 400
Run = Callable[..., Iterator[Line]]


def _by_oracle(of: Model) -> list[Line] | None:
    """None where there is nothing to compare: it never ends, or has no seat left."""
    try:
        said = list(islice(run(of, seed=SEED), LONGEST + 1))
    except (Runaway, UsageError):
        return None
    return said if len(said) <= LONGEST else None


@settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))
@given(samples())
def test_tables_say_what_the_oracle_says(sample: Sample | None) -> None:
    if sample is None or (said := _by_oracle(sample.model)) is None:
        return
    for kind in {line.kind for line in said}:
        event(f"line: {kind}")
    if not _compare(engine.run, sample.model, said):
        assert _counted_by_row(sample.model) == measure(said, frame_for(sample.model), 0)
        _compare_lives(sample.model, said)


def _compare(play: Run, of: Model, said: Sequence[Line]) -> str:
    """Why an engine leaves the model to the oracle; empty where it has said the same lines."""
    found, left = _played(play, of)
    if left:
        assert "tourne en rond" not in left or any(line.detail == RUNAWAY for line in said)
        return left
    assert found == said
    return ""


def _played(play: Run, of: Model) -> tuple[list[Line], str]:
    try:
        return list(play(of, seed=SEED)), ""
    except UnsupportedError as refused:
        return [], " + ".join(sorted({str(each.construct) for each in refused.met}))
    except UsageError as stopped:
        return [], str(stopped).partition(".")[0]


def _compare_lives(of: Model, said: Sequence[Line]) -> bool:
    """Whether the lives of a model can be unrolled; if so they are, from the first half of them, and say the same."""
    tables = engine.lowered(of)
    people = list(engine.expected(of, None, SEED, 0))
    if not lives_alone(tables):
        return False
    try:
        found = unrolled(tables, engine.machine(tables, people[: len(people) // 2]), engine.end_of(of))
    except Unsuited as why:
        event(f"not unrolled: {why}")
        return False
    program = ModuleType("vies")
    exec(written(found), vars(program))
    assert list(played(of, program, engine.machine(tables, people))) == said
    return True


def _counted_by_row(of: Model) -> Replica:
    """What machine code is made from, interpreted: the rows of the tables, counted one by one."""
    tables = engine.lowered(of)
    people = list(engine.expected(of, None, SEED, 0))
    m = engine.machine(tables, people)
    open_for_next(m)
    while step(m, engine.end_of(of)):
        pass
    window = Window(tables, frame_for(of))
    tally = window.tally(len(people), 1000).tolist()
    cells = [0] * REGISTERS
    cells[G_ROWS], cells[G_MOST_DEMANDS] = len(m.log), len(tally)
    rows = [part for row in m.log for part in row[:6]]
    numbers = [row[6] for row in m.log]
    everybody = window.numbers(each=True).tolist()
    r = Room([], [], [], [], cells, [], [], [], [], [], [], [], rows, numbers, m.codes, everybody, tally, [])
    fold(r)
    for number in range(len(people)):
        close(r, number)
    return window.replica(np.array(tally), 0)


@dataclass
class Tally:
    """What was played: models by all that decides them, and what each engine has met of the language."""

    seen: set[tuple[str, str]] = field(default_factory=set)
    lines: int = 0
    alone: int = 0
    unrolled: int = 0
    left: Counter[str] = field(default_factory=Counter)
    by_oracle: set[str] = field(default_factory=set)
    by_compiled: set[str] = field(default_factory=set)

    def play(self, of: Model) -> None:
        key = of.definition.workflow.hash, repr(of.scenario)
        if key in self.seen or (said := _by_oracle(of)) is None:
            return
        self.seen.add(key)
        self.lines += len(said)
        constructs = met(of, said)
        self.by_oracle |= constructs
        tables, machine = _compare(engine.run, of, said), _compare(compiled.run, of, said)
        assert tables == machine
        if not machine:
            assert compiled.measured(of, frame_for(of), seed=SEED) == measure(said, frame_for(of), 0)
            self.alone += lives_alone(engine.lowered(of))
            self.unrolled += _compare_lives(of, said)
        self.left[machine] += 1
        self.by_compiled |= constructs if not machine else set()

    @property
    def is_enough(self) -> bool:
        """At least so many pairs, and as many more as it takes to meet what is rare."""
        return len(self.seen) >= PAIRS and EXPECTED - self.by_compiled <= set(SUSPENSION) and self.by_oracle >= EXPECTED

    @property
    def accepted(self) -> int:
        return self.left[""]

    def told(self) -> str:
        left = ", ".join(f"{why}: {count}" for why, count in self.left.most_common() if why)
        return (
            f"lives unrolled: {self.unrolled} of {self.alone} models in which nothing is scarce; "
            f"random pairs: {len(self.seen)}, {self.lines} lines and all their figures alike "
            "by reference, tables and compiled; "
            f"accepted by compiled: {self.accepted} (the others: {left}); constructs of the language: "
            f"{len(self.by_oracle & EXPECTED)} of {len(EXPECTED)} met, by compiled {len(self.by_compiled & EXPECTED)}"
        )


@pytest.fixture
def for_all() -> Iterator[None]:
    """One machine for all models: each of those drawn here would be compiled once and played once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "_prepared", lambda of: Prepared(engine.lowered(of), ANYTHING))
        yield


@pytest.mark.slow
@pytest.mark.usefixtures("for_all")
def test_two_hundred_random_pairs_meet_the_whole_language(record_property: Callable[[str, object], None]) -> None:
    tally = Tally()

    @seed(2026)
    @settings(
        deadline=None, max_examples=TRIED, database=None, derandomize=False,
        phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(samples())
    def play(sample: Sample | None) -> None:
        if sample is not None and not tally.is_enough:
            tally.play(sample.model)

    play()
    record_property("summary", tally.told())

    assert len(tally.seen) >= PAIRS
    assert tally.accepted >= ACCEPTED
    assert EXPECTED - tally.by_oracle == set()
    # What the tables refuse, all of it named: a start from real cases is no construct of a file.
    assert EXPECTED - tally.by_compiled == set(SUSPENSION)


@pytest.mark.slow
@settings(deadline=None, max_examples=3, suppress_health_check=list(HealthCheck))
@given(samples())
def test_machine_code_made_for_one_model_says_the_same(sample: Sample | None) -> None:
    if sample is None or (said := _by_oracle(sample.model)) is None:
        return
    _compare(compiled.run, sample.model, said)
