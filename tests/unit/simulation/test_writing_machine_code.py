"""The language of the machine: what has no meaning in machine code is refused when it is written."""

import ast
from datetime import time
from itertools import islice

import pytest

pytest.importorskip("numba")

from llvmlite import ir

from parcours.simulation.compiled import arriving, stores
from parcours.simulation.compiled.knowledge import Known
from parcours.simulation.compiled.names import Machinery, Names
from parcours.simulation.compiled.parts import Room
from parcours.simulation.compiled.statements import Statements, declared
from parcours.simulation.compiled.translation import ANYTHING
from parcours.simulation.draws.keyed import descend, root
from parcours.simulation.model import load
from parcours.simulation.reference.arrivals import comers, months
from parcours.simulation.reference.hours import at_day
from parcours.simulation.scenario.supply import Rate, Spread
from parcours.simulation.tables import memory, rows
from parcours.simulation.tables.machine import lives

MACHINERY = Machinery()


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("x = 1\n    x = 2.5", TypeError),
        ("x = other[0]", TypeError),
        ("other[0] = 1", TypeError),
        ("m.memory = 1", TypeError),
        ("x = ~other", TypeError),
        ("x = other in owner", TypeError),
        ("x = nobody_knows", NameError),
        ("x = round(1.5)", KeyError),
        ("for x in other:\n        pass", TypeError),
        ("raise ValueError", TypeError),
        ("x = [other]", AttributeError),
    ],
)
def test_what_the_machine_cannot_mean_is_refused(line: str, refused: type[Exception]) -> None:
    node = ast.parse(f"def f(m: int, owner: int, other: int) -> None:\n    {line}\n").body[0]
    assert isinstance(node, ast.FunctionDef)
    names, key = Names(MACHINERY, lives.__name__), (lives.__name__, "f")
    signatures = {names.name(key): declared(ir.Module("essai"), "f", node, faults=True)}

    with pytest.raises(refused):
        Statements(key, node, names, signatures, ANYTHING).emit()


def test_what_it_means_is_written() -> None:
    text = """
def f(m: int, other: int) -> tuple[int, float]:
    memory = m.memory
    x = other and 3
    while x:
        x -= 1
        if x == 2:
            continue
        break
    for y in range(3, -1, -1):
        x += y if y not in (1, 2) else 0
    pass
    memory[x] = memory[x + 1] = -x
    return x, abs(-1.5)
"""
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.FunctionDef)
    names, key, module = Names(MACHINERY, lives.__name__), (lives.__name__, "f"), ir.Module("essai")
    signatures = {names.name(key): declared(module, "f", node, faults=False)}

    Statements(key, node, names, signatures, ANYTHING).emit()

    assert "ret {i64, double}" in str(module)
    assert Known(names, ANYTHING, node).item(ast.Subscript(ast.Name("x"), ast.Constant(1))) is None


def room(people: int, spread: list[float]) -> Room:
    """Stores as lists, for the functions that machine code is made from."""
    cells = [0] * (memory.REGISTERS + 200)
    for most in (memory.G_MOST_USED, memory.G_MOST_NUMBERS, memory.G_MOST_ROWS, memory.G_MOST_CODES):
        cells[most] = memory.REGISTERS + 20
    cells[memory.G_USED] = memory.REGISTERS
    cells[memory.G_COMING] = people
    members = {name: list[int]() for name in Room._fields} | {
        "table": [0] * 80,
        "keys": [0] * people,
        "comers": [0] * (3 * people),
        "memory": cells,
        "values": [0.0] * 100,
        "log": [0] * 900,
        "said": [0.0] * 100,
        "codes": [0] * 100,
        "spread": spread,
    }
    return Room(**members)  # type: ignore[arg-type]  # some are of real numbers


@pytest.mark.parametrize("name", ["reference_a", "coop_domi_ouest"])
def test_who_comes_is_drawn_as_the_oracle_draws(name: str) -> None:
    of = load(name)
    arrival = of.scenario.arrivals[0]
    expected = list(islice((each for each in comers(of, 9, 5, 2) if each.stream == 0), 9))
    m = room(4000, [])
    first, last = (
        at_day(day, time(), of.definition.calendar.timezone) for day in (of.scenario.begins, of.scenario.arrivals_end)
    )
    m.memory[memory.G_SPREAD_STATE] = descend(root(5, 2), arrival.site.number)
    m.memory[memory.G_SPREAD_SITE] = arrival.site.number
    m.memory[memory.G_SPREAD_FIRST] = first
    if isinstance(arrival.flow, Spread):
        m.memory[memory.G_COMING] = 9
        arriving.arrive(m._replace(spread=[arrival.flow.over / 9, 0.0]))
    elif isinstance(arrival.flow, Rate):
        flow, zone = arrival.flow, of.definition.calendar.timezone
        each = list(months(first, last, flow, zone))
        m.memory[memory.G_SPREAD_MONTHS] = len(each)
        spread = [float(first), *(part for end, share in each for part in (float(end), flow.count / flow.per * share))]
        arriving.arrive_at_rate(m._replace(spread=spread))

    told = [(m.comers[3 * n], m.comers[3 * n + 2], m.keys[n]) for n in range(len(expected))]
    assert told == [(each.minute, each.key, each.state) for each in expected]


def test_stores_give_places_in_order_and_remember_how_many() -> None:
    m = room(2, [])
    m.table[3] = 7  # type: ignore[index]  # a list, here
    m.memory[memory.REGISTERS + 1] = 5

    assert stores.extended(m, 2) == memory.REGISTERS
    assert m.memory[memory.REGISTERS + 1] == 0
    assert stores.copied(m, 2, 3) == memory.REGISTERS + 2
    assert m.memory[memory.REGISTERS + 3] == 7
    assert stores.least(m, memory.REGISTERS + 3, 1) == 7
    assert stores.least(m, 0, 0) == rows.FAR
    assert (stores.opened_numbers(m, 2), stores.opened_numbers(m, 1)) == (0, 2)
    assert (stores.put_code(m, 4), stores.put_code(m, 5)) == (0, 1)
    assert stores.coming(m) == 2
    stores.put_line(m, 1, 2, 3, 4, 5, 6, 0.5)
    assert (m.log[:6], m.said[0], m.memory[memory.G_ROWS]) == ([1, 2, 3, 4, 5, 6], 0.5, 1)

    m.memory[memory.G_FREE_CONTRACT] = 3
    stores.forget_all(m)
    assert (m.memory[memory.G_FREE_CONTRACT], m.memory[memory.G_USED]) == (0, m.table[memory.SH_SIZE])
