"""The compiled machine: the very one that is interpreted, as machine code, and its lines those of the oracle."""

import ctypes
import heapq
import itertools
import math
import tracemalloc
from collections.abc import Callable, Mapping
from datetime import date

import pytest

pytest.importorskip("numba")

from llvmlite import binding, ir

from parcours.simulation.compiled import agenda as agendas
from parcours.simulation.compiled import counting, crowd, engine, levels, stores
from parcours.simulation.compiled.arithmetic import REAL, WORD, Arithmetic, Value
from parcours.simulation.compiled.parts import Room
from parcours.simulation.compiled.room import Place, Prepared, enough, fault_of, sizes_for
from parcours.simulation.compiled.translation import ANYTHING, ENTRY, source
from parcours.simulation.draws.keyed import mix
from parcours.simulation.measures.fold import measure
from parcours.simulation.model import Model, load
from parcours.simulation.reference.arrivals import comers
from parcours.simulation.scenario.supply import Arrival, Listed, Rate, Spread
from parcours.simulation.tables import memory
from parcours.simulation.tables.machine.parts import Fault
from parcours.simulation.tables.rows import DAY_MINUTES
from parcours.simulation.working import frame_for
from simulated import model, played, scenario, send, site

TABLES = engine.lowered(load("reference_a"))
PREPARED = Prepared(TABLES, ANYTHING)
WORDS = (0, 1, -1, 2, -2, 7, -7, 1440, -1441, 10**12, -(10**12))
NUMBERS = (2.0**-53, 1e-300, 0.1, 0.5, math.nextafter(1.0, 0.0), 1.0, 3.75, 1e300)


def run_once(
    takes: list[ir.Type], gives: ir.Type, body: Callable[[Arithmetic, list[Value]], Value]
) -> Callable[..., int | float]:
    """A function of a few instructions, made ready to be called from here."""
    module = ir.Module("essai")
    function = ir.Function(module, ir.FunctionType(gives, takes), "essai")
    builder = ir.IRBuilder(function.append_basic_block())
    builder.ret(body(Arithmetic(builder), list(function.args)))
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    target = binding.Target.from_default_triple().create_target_machine()
    run = binding.create_mcjit_compiler(binding.parse_assembly(str(module)), target)
    run.finalize_object()
    kinds = {WORD: ctypes.c_int64, REAL: ctypes.c_double}
    called = ctypes.CFUNCTYPE(kinds[gives], *(kinds[each] for each in takes))(run.get_function_address("essai"))

    def found(*numbers: float) -> int | float:
        """`run` owns the code, and lives as long as this does."""
        return called(*numbers) if run else math.nan

    return found


def test_the_written_module_is_machine_code_and_always_the_same() -> None:
    text = source()

    binding.initialize_native_target()
    module = binding.parse_assembly(text)
    module.verify()

    names = {function.name for function in module.functions}
    assert {ENTRY, "loop.step", "timers.settle", "keyed.mix", "stores.put_line"} <= names
    assert text == source()


@pytest.mark.parametrize("what", [0, 1])
def test_whole_numbers_divide_downwards_as_those_of_python(what: int) -> None:
    divided = run_once([WORD, WORD], WORD, lambda a, args: a.divided(*args)[what])

    for one, other in itertools.product(WORDS, WORDS):
        if other:
            assert divided(one, other) == divmod(one, other)[what]


def test_numbers_fall_into_mantissa_and_power_and_come_back() -> None:
    mantissa = run_once([REAL], REAL, lambda a, args: a.built_in("math.frexp", args)[0])
    power = run_once([REAL], WORD, lambda a, args: a.built_in("math.frexp", args)[1])
    scaled = run_once([REAL, WORD], REAL, lambda a, args: a.built_in("math.ldexp", args))

    for number in NUMBERS:
        assert (mantissa(number), power(number)) == math.frexp(number)
    for number, by in itertools.product((0.75, 1.0, 1.2345678901234567), (0, 1, -1, 1023, -1021, -1050, -1074)):
        assert scaled(number, by) == math.ldexp(number, by)


@pytest.mark.parametrize(("name", "number"), [("math.floor", -1.5), ("int", -1.5), ("abs", -2.5), ("math.sqrt", 2.0)])
def test_functions_of_one_number_are_those_of_python(name: str, number: float) -> None:
    expected = {"math.floor": math.floor, "int": int, "abs": abs, "math.sqrt": math.sqrt}[name](number)
    gives = WORD if isinstance(expected, int) else REAL

    found = run_once([REAL], gives, lambda a, args: a.built_in(name, args))

    assert found(number) == expected


DAYS_AHEAD = 8


def room(entries: int = 64) -> Room:
    """Stores as lists, for the functions that machine code is made from."""
    cells = [0] * memory.REGISTERS
    cells[memory.G_MOST_ENTRIES] = entries
    cells[memory.G_MOST_DAYS] = DAYS_AHEAD
    cells[memory.G_END] = DAYS_AHEAD * DAY_MINUTES
    cells[memory.G_MOST_WAITING] = entries
    agenda, soon, queues = ([0] * (1 + entries) * size for size in (agendas.ENTRY_SIZE, agendas.SOON_SIZE, 8))
    days = [0] * DAYS_AHEAD
    return Room(
        [], [], [], [], cells, [], agenda, soon, days, [0, 0], queues, [0.0] * entries * 2, [], [], [], [], [], []
    )


def drawn_entry(order: int, since: int) -> tuple[int, int, int, int]:
    """Minute, case, rank, birth: many the same, some days after others."""
    minute, number, rank, birth = (mix(order * 4 + part) % 3 for part in range(4))
    days = DAYS_AHEAD - 1 - since // DAY_MINUTES
    return since + minute + mix(order) % (days + 1) * DAY_MINUTES, number, rank, birth


def comes_next(m: Room, expected: list[tuple[int, ...]]) -> int:
    minute, number, _, birth, order = heapq.heappop(expected)
    assert stores.is_due(m, minute + 1)
    assert not stores.is_due(m, minute)
    assert stores.next_entry(m) == (minute, number, birth, 5, order, order + 1)
    return minute


def test_the_agenda_gives_back_first_what_comes_first() -> None:
    m, expected = room(), list[tuple[int, ...]]()
    now = 0
    for order in range(1, 61):
        entry = drawn_entry(order, now)
        stores.put_entry(m, *entry, 5, order, order + 1)
        heapq.heappush(expected, (*entry, order))
        if order % 3 == 0:
            now = comes_next(m, expected)

    while expected:
        now = comes_next(m, expected)
    assert now >= 2 * DAY_MINUTES
    assert not stores.is_due(m, DAYS_AHEAD * DAY_MINUTES)


def test_an_agenda_that_was_empty_takes_what_comes_before_what_it_was_given_first() -> None:
    m = room()
    stores.put_entry(m, 3 * DAY_MINUTES, 1, 0, 0, 5, 1, 2)
    stores.put_entry(m, DAY_MINUTES, 2, 0, 0, 5, 2, 3)
    assert stores.is_due(m, 2 * DAY_MINUTES)
    assert stores.next_entry(m)[0] == DAY_MINUTES
    assert not stores.is_due(m, 3 * DAY_MINUTES)
    assert stores.next_entry(m)[0] == 3 * DAY_MINUTES


def test_what_comes_at_the_end_takes_no_room() -> None:
    m = room(entries=1)
    for _ in range(3):
        stores.put_entry(m, DAYS_AHEAD * DAY_MINUTES, 1, 0, 0, 5, 1, 2)

    stores.put_entry(m, DAYS_AHEAD * DAY_MINUTES - 1, 1, 0, 0, 5, 1, 2)

    assert stores.next_entry(m)[0] == DAYS_AHEAD * DAY_MINUTES - 1
    assert not stores.is_due(m, 2 * DAYS_AHEAD * DAY_MINUTES)


def test_a_day_further_than_the_agenda_reaches_asks_for_more_days() -> None:
    m = room()
    m.memory[memory.G_END] = 2 * DAYS_AHEAD * DAY_MINUTES
    stores.put_entry(m, 0, 1, 0, 0, 5, 1, 2)

    with pytest.raises(Fault) as far:
        stores.put_entry(m, DAYS_AHEAD * DAY_MINUTES, 1, 0, 0, 5, 1, 2)

    assert far.value.args == (memory.FAULT_ROOM, memory.G_MOST_DAYS)


def test_what_lasted_is_counted_by_day_and_says_how_far_to_read() -> None:
    row = 5
    window = [0] * counting.T_SIZE
    window[counting.W_DAYS], window[counting.T_ENDED] = 6, row - 6
    m = room()._replace(window=window, tally=[0] * 20)

    for minutes in (3 * DAY_MINUTES + 7, 0, 3 * DAY_MINUTES, DAY_MINUTES - 1):
        levels.lasted(m, counting.T_ENDED, 1, minutes)

    assert m.tally[row : row + 6] == [4, 2, 0, 0, 2, 0]
    assert sum(m.tally) == 8


def test_each_queue_serves_by_priority_then_by_ticket() -> None:
    m = room()
    expected: list[list[tuple[float, int]]] = [[], []]
    for ticket in range(40):
        index, priority = mix(ticket) % 2, float(mix(ticket + 40) % 3)
        stores.put_waiting(m, index, priority, ticket, ticket * 2, ticket * 3, ticket * 4)
        heapq.heappush(expected[index], (priority, ticket))

    for index, queue in enumerate(expected):
        while queue:
            _, ticket = heapq.heappop(queue)
            assert stores.first_waiting(m, index) == (ticket, ticket * 2, ticket * 3, ticket * 4)
            stores.drop_waiting(m, index)
        assert stores.waiting(m, index) == 0


def test_what_overflows_its_room_says_which() -> None:
    m = room(entries=1)
    stores.put_entry(m, 1, 1, 1, 1, 1, 1, 1)
    stores.put_waiting(m, 0, 0.0, 1, 1, 1, 1)

    with pytest.raises(Fault) as agenda:
        stores.put_entry(m, 1, 1, 1, 1, 1, 1, 1)
    with pytest.raises(Fault) as queue:
        stores.put_waiting(m, 0, 0.0, 1, 1, 1, 1)
    with pytest.raises(Fault) as log:
        stores.put_line(m, 1, 1, 1, 1, 1, 1, 0.0)
    with pytest.raises(Fault) as codes:
        stores.put_code(m, 1)
    with pytest.raises(Fault) as cells:
        stores.extended(m, 1)
    with pytest.raises(Fault) as numbers:
        stores.opened_numbers(m, 1)

    said = [each.value.args for each in (agenda, queue, log, codes, cells, numbers)]
    assert said == [
        (memory.FAULT_ROOM, register)
        for register in (
            memory.G_MOST_ENTRIES,
            memory.G_MOST_WAITING,
            memory.G_MOST_ROWS,
            memory.G_MOST_CODES,
            memory.G_MOST_USED,
            memory.G_MOST_NUMBERS,
        )
    ]


def test_a_run_without_room_enough_is_played_again_with_more() -> None:
    tried: list[int] = []

    def run(sizes: Mapping[int, int]) -> Place:
        tried.append(sizes[memory.G_MOST_ROWS])
        if tried[-1] <= 8:
            raise Fault(memory.FAULT_ROOM, memory.G_MOST_ROWS)
        return Place(PREPARED, 0, sizes)

    place = enough(sizes_for(TABLES, 0, 0) | {memory.G_MOST_ROWS: 2}, run)

    assert tried == [2, 8, 32]
    assert len(place["said"]) == 32


def test_a_run_that_cannot_go_on_says_why() -> None:
    place = Place(PREPARED, 0, sizes_for(TABLES, 0, 0))
    place["memory"][[memory.G_FAULT, memory.G_ABOUT]] = memory.FAULT_DAYS, 3

    def run(_: Mapping[int, int]) -> Place:
        raise fault_of(place)

    with pytest.raises(Fault) as fault:
        enough({}, run)

    assert fault.value.args == (memory.FAULT_DAYS, 3)


def test_lives_are_played_alone_where_nothing_is_scarce() -> None:
    assert engine.lives_alone(TABLES)
    assert not engine.lives_alone(engine.lowered(load("reference_b")))


def both_ways() -> Model:
    """Two streams that spread people, one that follows the months, and a list of days."""
    flows = (Spread(400.0), Rate(2.0, 30.0, tuple(float(month) for month in range(12))), Listed((date(2026, 3, 2),), 3))
    flows = (*flows, Spread(90_000.0))
    arrivals = tuple(Arrival(f"flux_{n}", send("venir"), flow, site(f"flux/{n}")) for n, flow in enumerate(flows))
    return model(scenario(), arrivals=arrivals)


@pytest.mark.slow
@pytest.mark.parametrize(
    "of",
    [both_ways(), *map(load, ("reference_a", "avant_premieres", "coop_domi_ouest"))],
    ids=lambda of: of.scenario.id,
)
def test_who_comes_is_who_the_oracle_expects(of: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "FIRST_GUESS", 1)
    prepared = Prepared(engine.lowered(of), ANYTHING)
    coming = crowd.Crowd(prepared, of, 7, 11, 3)
    place = Place(prepared, len(coming), sizes_for(prepared.tables, 0, 0))

    coming.settle(place)
    half = len(coming) // 2
    found = []
    for first, count in ((0, half), (half, len(coming) - half)):
        coming.come(place, first, count)
        sites = len(prepared.sites)
        keys = place["keys"][sites : sites + count].tolist()
        found += zip(place["comers"][: 3 * count].reshape(-1, 3).tolist(), keys, strict=True)

    assert found == [([each.minute, each.stream, each.key], each.state) for each in comers(of, 7, 11, 3)]


@pytest.mark.slow
@pytest.mark.parametrize("how", ["alone", "together"])
@pytest.mark.parametrize("cases", [0, 1, 9000])
def test_figures_are_those_of_the_lines_alone_or_together(
    monkeypatch: pytest.MonkeyPatch, cases: int, how: str
) -> None:
    of = load("reference_a")
    frame = frame_for(of)
    monkeypatch.setattr(engine, "lives_alone", lambda _: how == "alone")

    found = engine.measured(of, frame, cases=cases, seed=5, replication=3)

    monkeypatch.undo()
    assert found.people == cases
    assert found == measure(engine.run(of, cases=cases, seed=5, replication=3), frame, 3)


@pytest.mark.slow
def test_figures_of_ten_times_more_people_take_no_more_room() -> None:
    of = load("reference_a")
    engine.measured(of, frame_for(of), cases=1)
    room_taken = []
    for people in (8_000, 80_000):
        tracemalloc.start()
        assert engine.measured(of, frame_for(of), cases=people).people == people
        room_taken.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert room_taken[1] < room_taken[0] * 1.1


@pytest.mark.slow
@pytest.mark.parametrize(("name", "people"), [("reference_a", 40), ("reference_b", 60), ("avant_premieres", 6)])
def test_the_compiled_machine_says_what_the_oracle_says(name: str, people: int) -> None:
    of = load(name)

    lines = played(of, cases=people, seed=2)

    assert list(engine.run(of, cases=people, seed=2)) == lines
    assert engine.measured(of, frame_for(of), cases=people, seed=2) == measure(lines, frame_for(of), 0)
