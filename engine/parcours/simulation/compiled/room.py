"""The room a compiled run works in: arrays set aside once, and the one address by which machine code finds them all."""

from collections.abc import Callable, Mapping
from functools import cached_property
from types import ModuleType
from typing import Any, Final

import numpy as np

from parcours.simulation.compiled.agenda import ENTRY_SIZE, SOON_SIZE
from parcours.simulation.compiled.arriving import SPREAD_SIZE
from parcours.simulation.compiled.machine_code import compiled
from parcours.simulation.compiled.parts import Room
from parcours.simulation.compiled.shape import Anything, Shape
from parcours.simulation.compiled.stores import ROW_SIZE, WAITING_SIZE
from parcours.simulation.compiled.window import Window
from parcours.simulation.measures.frame import Frame
from parcours.simulation.tables import memory, rows
from parcours.simulation.tables.machine.parts import Fault
from parcours.simulation.tables.machine.stores import OF_COMER
from parcours.simulation.tables.tables import Tables

Sizes = Mapping[int, int]
"""By the register that says so, how much each store may hold."""

ANYWAY: Final = 4096
MORE: Final = 4
DAYS_AHEAD: Final = 1 << 14
"""How far ahead the agenda reaches, a power of two as its days come round again: forty-four years."""
NOTHING: Final = np.zeros(1, np.int64)


class Prepared:
    """Tables as machine code reads them, and the code that was made for their shape."""

    def __init__(self, tables: Tables, shape: Shape | Anything | None = None, lives: ModuleType | None = None) -> None:
        self.tables, self.lives = tables, lives
        self.ints = np.array(tables.ints, np.int64)
        self.floats = np.array(tables.floats, np.float64)
        self.sites = np.array(tables.sites, np.uint64)
        self.shape = Shape(tables) if shape is None else shape

        self._windows: list[Window] = []

    def window(self, frame: Frame) -> Window:
        """Where figures are counted for a frame; those of the last one are kept."""
        if not self._windows or self._windows[0].frame != frame:
            self._windows = [Window(self.tables, frame)]
        return self._windows[0]

    @cached_property
    def play(self) -> Callable[[int, int], int]:
        """The code made for this shape."""
        return compiled(self.shape, self.lives)


class Place:
    """The arrays of a run, one for each member of `Room`, and what tells machine code where they are.

    So many `people` at a time; `window` and `tally` where their figures are counted, `spread` how they come.
    """

    def __init__(
        self,
        prepared: Prepared,
        people: int,
        sizes: Sizes,
        window: Any = NOTHING,
        tally: Any = NOTHING,
        spread: Any = None,
    ) -> None:
        self.prepared, tables = prepared, prepared.tables
        queues = len(tables.units) + 1
        cells = np.empty(sizes[memory.G_MOST_USED], np.int64)
        self.arrays: dict[str, Any] = {
            "table": prepared.ints,
            "floats": prepared.floats,
            "keys": np.concatenate([prepared.sites, np.empty(people, np.uint64)]),
            "comers": np.empty(people * OF_COMER, np.int64),
            "memory": cells,
            "values": np.full(sizes[memory.G_MOST_NUMBERS], np.nan),
            "agenda": np.empty((1 + sizes[memory.G_MOST_ENTRIES]) * ENTRY_SIZE, np.int64),
            "soon": np.empty(sizes[memory.G_MOST_ENTRIES] * SOON_SIZE, np.int64),
            "days": np.zeros(sizes[memory.G_MOST_DAYS], np.int64),
            "waiting": np.zeros(queues, np.int64),
            "queues": np.empty(sizes[memory.G_MOST_WAITING] * WAITING_SIZE * queues, np.int64),
            "priorities": np.empty(sizes[memory.G_MOST_WAITING] * queues, np.float64),
            "log": np.empty(sizes[memory.G_MOST_ROWS] * ROW_SIZE, np.int64),
            "said": np.empty(sizes[memory.G_MOST_ROWS], np.float64),
            "codes": np.empty(sizes[memory.G_MOST_CODES], np.int64),
            "window": window,
            "tally": tally,
            "spread": np.zeros(SPREAD_SIZE) if spread is None else spread,
        }
        cells[: tables.shared] = 0
        cells[memory.G_NOW] = rows.NONE
        units = tables.ints[memory.SH_UNITS]
        cells[units : units + len(tables.units)] = tables.units
        for register, most in sizes.items():
            cells[register] = most
        cells[memory.G_USED] = tables.shared
        cells[memory.G_NUMBERS] = tables.ints[rows.H_VALUES]
        cells[memory.G_COMING] = people
        self.addresses = np.array([self.arrays[name].ctypes.data for name in Room._fields], np.int64)

    def __getitem__(self, name: str) -> Any:
        return self.arrays[name]

    @property
    def whole(self) -> Any:
        """The rows of the log: six whole numbers each."""
        count = int(self["memory"][memory.G_ROWS])
        return self["log"][: count * ROW_SIZE].reshape(count, ROW_SIZE)

    @property
    def numbers(self) -> Any:
        """The number that each row tells."""
        return self["said"][: self["memory"][memory.G_ROWS]]

    @property
    def codes(self) -> Any:
        return self["codes"][: self["memory"][memory.G_CODES]]


def sizes_for(tables: Tables, people: int, rows_kept: int) -> dict[int, int]:
    """What so many people at once need as a rule: a store that overflows is made larger, and the run played again."""
    block = tables.ints[memory.BK_SIZE]
    numbers = tables.ints[tables.ints[rows.H_FIELDS]] + tables.ints[rows.H_KEPT] * tables.ints[rows.H_INPUTS]
    return {
        memory.G_MOST_USED: tables.shared + ANYWAY + people * (block + 64),
        memory.G_MOST_NUMBERS: tables.ints[rows.H_VALUES] + ANYWAY + people * numbers,
        memory.G_MOST_ROWS: ANYWAY + rows_kept,
        memory.G_MOST_CODES: ANYWAY + rows_kept // 16,
        memory.G_MOST_ENTRIES: ANYWAY + people * 8,
        memory.G_MOST_DAYS: DAYS_AHEAD,
        memory.G_MOST_WAITING: ANYWAY + people,
        memory.G_MOST_DEMANDS: ANYWAY + people,
    }


def enough(sizes: dict[int, int], run: Callable[[Sizes], Place]) -> Place:
    """The place of a run that has ended, as large as it needed. Raises Fault with what else stopped it."""
    while True:
        try:
            return run(sizes)
        except Fault as fault:
            code, about = fault.args
            if code != memory.FAULT_ROOM:
                raise
            sizes[about] *= MORE


def carry_out(place: Place, what: int) -> None:
    """One of the ways of `play`, in that place. Raises Fault."""
    if place.prepared.play(place.addresses.ctypes.data, what):
        raise fault_of(place)


def fault_of(place: Place) -> Fault:
    """What stopped a run there."""
    return Fault(*(int(each) for each in place["memory"][[memory.G_FAULT, memory.G_ABOUT]]))
