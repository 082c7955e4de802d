"""Where a life stands between two steps: what is known of it, told in one way only, and where the rest is kept."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from parcours.simulation.tables import memory as at
from parcours.simulation.tables import rows
from parcours.simulation.tables.machine.places import PERIODS
from parcours.simulation.tables.tables import Tables
from parcours.simulation.unrolled.copies import Symbolic
from parcours.simulation.unrolled.symbols import Node, Unsuited
from parcours.simulation.unrolled.telling import MEMORY, VALUES, Home, Teller, Token, rarely
from parcours.simulation.unrolled.tidying import Entry, Tidying
from parcours.simulation.unrolled.views import LOST, Cells, Lost, Numbers, Rows


@dataclass(frozen=True, slots=True)
class State:
    """`cells` say of each place what stands there; `pending` is what is to come, by rank and birth."""

    cells: tuple[tuple[Home, Token], ...]
    pending: tuple[tuple[Token, int, int, int, int, int], ...]
    used: int
    numbers: int

    @property
    def homes(self) -> dict[int, tuple[Home, bool, bool, bool]]:
        """Where each number that is not known is kept, whether it is real, certain, at least 1."""
        found: dict[int, tuple[Home, bool, bool, bool]] = {}
        for home, token in (*self.cells, *((_place_of(each), each[0]) for each in self.pending)):
            if token[0] == "kept":
                found.setdefault(token[1], (home, token[2], token[3], token[4]))
        return found


def _place_of(entry: Sequence[Any]) -> Home:
    """Where the minute of something to come is kept, if nowhere else."""
    what, first = entry[3], entry[4]
    if what == at.WAKE_CALL:
        return MEMORY, first + at.P_CALL
    return MEMORY, first + (at.B_BIRTHS if what == at.WAKE_MONEY else at.B_SEQ)


class Standing:
    """Makes a machine that stands in a state, and tells the state in which a machine stands."""

    def __init__(self, tables: Tables, needed: frozenset[str] = frozenset()) -> None:
        self.needed = needed
        self.ints = tables.ints
        self.case = tables.shared
        self.tables = tables

    def fresh(self, trail: Any) -> Symbolic:
        """A machine before anybody has come."""
        m = self._machine(trail, {}, {}, self.case, self.ints[rows.H_VALUES])
        for place in self._kept_registers():
            m.memory[place] = 0
        self._forget(m)
        return m

    def standing(self, trail: Any, state: State) -> Symbolic:
        """A machine that stands there; `pending` are its entries."""
        numbers = {
            kept: trail.of("home", *home, real=real, certain=certain)
            for kept, (home, real, certain, _) in state.homes.items()
        }
        trail.positive |= {numbers[kept].number for kept, (*_, positive) in state.homes.items() if positive}
        m = self._machine(trail, {}, {}, state.used, state.numbers)
        areas = {MEMORY: m.memory.found, VALUES: m.values.found}
        for (area, place), token in state.cells:
            areas[area][place] = self._value(trail, token, numbers)
        for (area, place), token in state.cells:
            if token[0] == "key":
                areas[area][place] = self._contract_key(m, token[1])
        for name, places in rarely(self.ints, self.case, m.memory.found):
            if name not in self.needed:
                for place in places:
                    m.memory.found.setdefault(place, Lost(name))
        m.pending = [(self._value(trail, each[0], numbers), *each[1:]) for each in state.pending]
        self._forget(m)
        return m

    def _machine(self, trail: Any, cells: dict[int, Any], values: dict[int, Any], used: int, numbers: int) -> Symbolic:
        table = Rows(trail, self.tables)
        return Symbolic(
            trail=trail, table=table, at_least_one=table.at_least_one, floats=Numbers(trail, "floats", real=True),
            keys=Numbers(trail, "keys", real=False), memory=Cells(cells), values=Cells(values), agenda=[], pending=[],
            used=used, numbers=numbers,
        )  # fmt: skip

    def _forget(self, m: Symbolic) -> None:
        m.memory[at.G_COUNT] = m.memory[at.G_TOUCHED] = m.memory[at.G_LEARNT] = 0
        for first, size in self._counters():
            for place in range(first, first + size):
                m.memory[place] = 0

    def _counters(self) -> tuple[tuple[int, int], ...]:
        ints = self.ints
        return (ints[at.SH_TOUCHED], ints[rows.H_ROOTS]), (ints[at.SH_BORN], ints[rows.H_REGIONS])

    def _kept_registers(self) -> Iterator[int]:
        yield from (at.G_FREE_CONTRACT, at.G_FREE_COUNT)
        yield from range(self.ints[at.SH_FREE_TASKS], self.ints[at.SH_UNITS])

    def _value(self, trail: Any, token: Token, numbers: dict[int, Node]) -> Any:  # noqa: PLR0911  # one for each kind
        match token[0]:
            case "known":
                return token[1]
            case "unknown":
                return math.nan
            case "kept":
                return numbers[token[1]]
            case "case":
                return trail.of("given", "number") + token[1]
            case "min":
                return trail.least(*(self._value(trail, each, numbers) for each in token[1:]))
            case "present":
                return trail.of("present", token[1])
            case "call":
                day = self._value(trail, token[2], numbers) + token[3]
                return trail.of("call", token[1], "m", day, *(self._value(trail, each, numbers) for each in token[4:]))
        return LOST

    def _contract_key(self, m: Symbolic, record: int) -> Any:
        return m.memory[record + at.C_NUMBER] * PERIODS + m.memory[record + at.C_PERIODS]

    def settled(self, m: Symbolic) -> tuple[State, list[tuple[Home, Any]]]:
        """The state a machine stands in, and each number that is kept with where it is."""
        cells = m.memory.found
        if cells[at.G_TOUCHED] or any(
            cells[place] for first, size in self._counters() for place in range(first, first + size)
        ):
            raise Unsuited("a day that is reckoned again in a later step")
        pending = self._pending(m)
        Tidying(self.ints, self.case, cells).tidy(pending)
        for name, places in rarely(self.ints, self.case, cells):
            if name not in self.needed:
                for place in places:
                    cells[place] = Lost(name)
        teller = Teller(self.ints, self.case, cells, m.trail)
        teller.days()
        told = [((MEMORY, place), teller.cell(place, cells[place])) for place in self._places(cells)]
        first = self.ints[rows.H_VALUES]
        told += [
            ((VALUES, place), teller.token((VALUES, place), value))
            for place, value in sorted(m.values.found.items())
            if place >= first and not isinstance(value, Lost)
        ]
        coming = tuple((teller.token(_place_of(each), each[0]), *each[1:]) for each in pending)
        state = State(tuple(each for each in told if each[1]), coming, m.used, m.numbers)
        return state, teller.stores

    def _places(self, cells: dict[int, Any]) -> list[int]:
        kept = set(self._kept_registers())
        return sorted(
            place
            for place, value in cells.items()
            if (place >= self.case or place in kept) and not isinstance(value, Lost)
        )

    def _pending(self, m: Symbolic) -> list[Entry]:
        """What is still to come: the last call of each process, one alarm, what is given back, money."""
        cells, found = m.memory.found, []
        for entry in m.agenda:
            minute, rank, birth, what, first, second = entry
            if what == at.WAKE_CALL:
                if cells[first + at.P_BIRTH] == birth and cells[first + at.P_CALL] == second >> 1:
                    found.append((minute, rank, birth, what, first, second & 1))
            elif what != at.WAKE_TIMER:
                found.append(entry)
        alarm = cells[self.case + at.B_WAKES]
        if isinstance(alarm, Node):
            found.append((alarm, at.TURN_TIMER, 0, at.WAKE_TIMER, self.case, 0))
        return sorted(found, key=lambda each: each[1:3])
