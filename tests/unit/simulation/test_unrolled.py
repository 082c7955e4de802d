"""Lives unrolled: the same lines as the machine says, whatever was followed, and no number of a file in them."""

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from parcours.simulation.draws.keyed import mix
from parcours.simulation.log import Line
from parcours.simulation.model import Model, load, ready
from parcours.simulation.reading.loader import read_scenario
from parcours.simulation.tables import engine as interpreted
from parcours.simulation.tables import rows
from parcours.simulation.tables.machine import clock
from parcours.simulation.tables.machine.parts import Fault
from parcours.simulation.unrolled import engine, exploring, keeping, present
from parcours.simulation.unrolled.copies import Symbolic, copied
from parcours.simulation.unrolled.exploring import unrolled
from parcours.simulation.unrolled.present import Present
from parcours.simulation.unrolled.source import OVER, written
from parcours.simulation.unrolled.symbols import Node, Unsuited
from parcours.simulation.unrolled.trail import Trail
from parcours.simulation.unrolled.views import LOST, Cells, Lost, Missed, Rows

MODEL = load("reference_a")
TABLES = interpreted.lowered(MODEL)


def machine(of: Model, people: int, seed: int) -> Any:
    return interpreted.machine(interpreted.lowered(of), list(interpreted.expected(of, people, seed, 0)))


def lives(of: Model, followed: int, seed: int = 1) -> ModuleType:
    """The program made of so many lives."""
    module = ModuleType("vies")
    found = unrolled(interpreted.lowered(of), machine(of, followed, seed), interpreted.end_of(of))
    exec(written(found), vars(module))
    return module


def played(of: Model, program: ModuleType, people: int, seed: int) -> list[Line]:
    return list(engine.played(of, program, machine(of, people, seed)))


@pytest.mark.parametrize("followed", [0, 3, 60])
def test_lives_say_the_same_lines_however_few_were_followed(followed: int) -> None:
    said = played(MODEL, lives(MODEL, followed), 40, seed=9)

    assert said == list(interpreted.run(MODEL, cases=40, seed=9))
    assert len(said) > 1000


def test_what_was_followed_is_played_without_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    program = lives(MODEL, 60, seed=9)
    expected = list(interpreted.run(MODEL, cases=60, seed=9))

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(engine, "_interpret", never)
    assert played(MODEL, program, 60, seed=9) == expected


def test_lines_are_told_in_order_while_lives_are_played_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    program = lives(MODEL, 30)
    expected = list(interpreted.run(MODEL, cases=50, seed=2))

    for at_once in (1, 7, 1000):
        monkeypatch.setattr(engine, "AT_ONCE", at_once)
        assert played(MODEL, program, 50, seed=2) == expected


def test_other_numbers_are_played_by_the_same_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(keeping, "FOLLOWED", 30)
    changes = {
        "stages.reunion_1.seance.choose.assister.probability": 0.5,
        "stages.reunion_1.seance.choose.manquer.probability": 0.5,
        "stages.cesa.depart.after.0.exponential.mean": 400 * 1440.0,
    }
    scenario, definition = read_scenario("reference_a", values=changes)
    other = ready(definition, replace(scenario, ends=MODEL.scenario.ends.replace(year=2045)))

    program = keeping.lives_of(MODEL)

    assert program is not None
    assert keeping.is_kept(other)
    assert keeping.lives_of(other) is program
    assert len(list((tmp_path / "parcours").glob("lives_*.py"))) == 1
    expected = list(interpreted.run(other, cases=40, seed=3))
    assert list(engine.run(other, cases=40, seed=3)) == expected
    assert expected != list(interpreted.run(MODEL, cases=40, seed=3))


def test_people_who_wait_for_others_are_left_to_the_machine() -> None:
    of = load("reference_b")

    assert keeping.lives_of(of) is None
    assert not keeping.is_kept(of)
    assert list(engine.run(of, cases=20, seed=3)) == list(interpreted.run(of, cases=20, seed=3))


def test_where_nothing_can_be_kept_the_machine_plays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fichier").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "fichier"))
    monkeypatch.setattr(engine, "WORTH_UNROLLING", 1)

    assert keeping.lives_of(MODEL) is None
    assert list(engine.run(MODEL, cases=5, seed=3)) == list(interpreted.run(MODEL, cases=5, seed=3))


def test_a_model_that_cannot_be_unrolled_says_why_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(exploring, "MOST_STATES", 3)

    assert keeping.lives_of(MODEL) is None

    [path] = (tmp_path / "parcours").glob("lives_*.py")
    assert "too many states" in path.read_text(encoding="utf-8")
    assert list(engine.run(MODEL, cases=20, seed=3)) == list(interpreted.run(MODEL, cases=20, seed=3))


def test_a_number_nobody_filled_is_told_as_such() -> None:
    way = exploring.Way(events=[("line", 5, 0, 1, 2, 3, 4, math.nan)], ends=("done",))
    module, m = ModuleType("vies"), machine(MODEL, 1, 1)

    exec(written(exploring.Unrolled((way,), (), 0, 0)), vars(module))

    assert module.ahead(m, 0, 0) == OVER
    assert m.log[0][:6] == (5, 0, 1, 2, 3, 4)
    assert math.isnan(m.log[0][6])


def test_a_life_without_an_end_is_left_to_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exploring, "MOST_STEPS", 5)

    with pytest.raises(Unsuited, match="without an end"):
        lives(MODEL, 40)


def test_a_life_that_cannot_be_followed_is_left_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def beyond(*_: object) -> int:
        raise Fault(1, 0)

    with monkeypatch.context() as patch:
        patch.setattr(present, "FUNCTIONS", {**present.FUNCTIONS, "clock.months_between": beyond})
        program = lives(MODEL, 60)

    assert played(MODEL, program, 60, seed=1) == list(interpreted.run(MODEL, cases=60, seed=1))


def test_a_fault_in_a_life_is_told_as_the_machine_tells_it(monkeypatch: pytest.MonkeyPatch) -> None:
    program = lives(MODEL, 5)
    before = list(interpreted.run(MODEL, cases=3, seed=1))

    def fault(*_: object) -> int:
        raise Fault(1, 0)

    monkeypatch.setattr(program, "ahead", fault)
    with pytest.raises(Exception, match="années que les tables connaissent"):
        played(MODEL, program, 3, seed=1)
    assert before


def symbolic() -> tuple[Trail, Symbolic, dict[str, Callable[..., Any]]]:
    trail = Trail()
    m = Symbolic(trail=trail, table=Rows(trail, TABLES))
    return trail, m, vars(copied_module())


def copied_module() -> ModuleType:
    module = ModuleType("copies")
    vars(module).update(copied())
    return module


def test_what_is_sure_of_dates_holds_of_every_date() -> None:
    trail, m, loop = symbolic()
    now, months = trail.of("given", "now"), trail.of("present", contract() + rows.CT_LEAST)
    today = loop["day_of"](m, now)
    later = trail.of("call", "clock.add_months", "m", today, months)
    listed = trail.of("call", "dates.first_after", "m", named(), today + 1)
    days = [today, today + 1, today - 1, loop["in_month"](m, loop["month_of"](m, today) + 1, 1)]
    days += [later, later - 30, trail.of("call", "clock.add_months", "m", later, 0 - months), listed]
    minutes = [now, *(loop["midnight"](m, day) for day in days)]
    minutes += [trail.least(minutes[-1], now), trail.most(minutes[2], now)]
    pairs = [(one, other) for some in (days, minutes) for one in some for other in some]
    plain, narrow = machine(MODEL, 0, 1), 0

    for number in range(200):
        given = {"now": 29_700_000 + mix(number) % 3_300_000}
        somebody = Present(plain, given)
        for one, other in pairs:
            first, last = trail.between(one, other)
            narrow += first >= 0 or last <= 0
            assert first <= value_of(somebody, one) - value_of(somebody, other) <= last
    assert narrow > 200 * len(pairs) // 3


def contract() -> int:
    return TABLES.ints[TABLES.ints[rows.H_CONTRACTS] + 1]


def named() -> int:
    """The days of the first session."""
    return TABLES.ints[TABLES.ints[TABLES.ints[rows.H_SESSIONS] + 1] + rows.SE_LIST]


def value_of(somebody: Present, node: Any) -> int:
    """Found by asking: the least number that it is not above."""
    low, high = -(1 << 41), 1 << 41
    while low < high:
        middle = (low + high) // 2
        if somebody.holds("<=", node, middle):
            high = middle
        else:
            low = middle + 1
    return low


def test_sums_are_the_same_however_they_were_added() -> None:
    trail = Trail()
    a, b = trail.of("given", "a"), trail.of("given", "b")

    assert (a + b + 3) is (3 + b + a)
    assert (a + b - b) is a
    assert (a - a) == 0
    assert (2 * a - a) is a
    assert a + 1 > a
    assert not a - 1 >= a
    assert -(0 - a) is a
    with pytest.raises(Unsuited):
        assert a < b


def test_what_a_way_has_decided_is_not_asked_again() -> None:
    trail, asked = Trail(), []
    a, b = trail.of("given", "a"), trail.of("given", "b")

    def answer(sign: str, one: Any, other: Any) -> bool:
        asked.append(sign)
        return True

    trail.begin(answer)
    assert a < b
    assert a <= b
    assert b > a
    assert not a >= b
    assert a != b
    assert trail.least(a, b) is a
    assert trail.most(a, b) is b
    assert asked == ["<"]
    assert trail.events == [("if", ("<", a, b), True)]


def test_numbers_that_may_be_none_are_asked_and_others_are_not() -> None:
    trail = Trail()
    trail.begin(lambda sign, *_: sign == "!=")
    sure, maybe = trail.of("given", "a"), trail.of("given", "b", certain=False)
    real, empty = trail.of("given", "c", real=True), trail.of("given", "d", real=True, certain=False)

    assert sure != rows.NONE
    assert sure < rows.FAR
    assert not trail.events
    assert maybe != rows.NONE
    assert trail.is_certain(maybe)
    assert not trail.is_unknown(real)
    assert not trail.is_unknown(empty)
    assert trail.is_unknown(math.nan)
    assert [event[1][0] for event in trail.events] == ["!=", "unknown"]


def test_what_nobody_remembers_may_be_copied_and_nothing_else() -> None:
    cells = Cells({1: 5})
    cells[2] = cells[7]

    assert cells[1] == 5
    assert cells[2] is LOST
    with pytest.raises(Unsuited):
        assert cells[2] == 3
    with pytest.raises(Missed, match="date"):
        assert Lost("date") + 1
    with pytest.raises(Unsuited):
        assert cells[Trail().of("given", "a")]


def test_numbers_of_a_file_are_read_when_a_life_is_played() -> None:
    trail = Trail()
    table = Rows(trail, TABLES)
    session = TABLES.ints[TABLES.ints[rows.H_SESSIONS] + 1]

    assert isinstance(table[session + rows.SE_AT], Node)
    assert table[session + rows.SE_SEATS] == -1
    assert table[session + rows.SE_AT] > 0
    with pytest.raises(Unsuited):
        assert table[trail.of("given", "a")]
    with pytest.raises(Unsuited):
        assert table[len(TABLES.ints) - 1]


def test_a_minute_made_of_a_day_is_of_that_day() -> None:
    trail, m, loop = symbolic()
    day = loop["day_of"](m, trail.of("given", "now"))

    assert loop["day_of"](m, loop["midnight"](m, day + 3)) is day + 3
    assert loop["midnight"](m, day) <= trail.of("given", "now")
    assert loop["midnight"](m, day + 1) > trail.of("given", "now")
    assert clock.midnight(machine(MODEL, 0, 1), 20_000) == 20_000 * 1440
