"""What the machine reads and writes while it is unrolled: tables of which the numbers are left for later, memory."""

from collections.abc import Iterator
from typing import Any, Final

from parcours.simulation.tables import rows
from parcours.simulation.tables.tables import Tables
from parcours.simulation.unrolled.symbols import Node, Unsuited
from parcours.simulation.unrolled.trail import Trail

PREFIXES: Final = {
    "rule": "RU_", "wait": "WT_", "contract": "CT_", "event": "EV_", "recurrence": "RC_", "version": "LV_",
    "intent": "IT_", "session": "SE_", "resource": "RS_", "draw": "DR_",
}  # fmt: skip
NUMBERS: Final = frozenset(
    {
        "RU_MONTHS", "RU_DAYS", "RU_MINUTES", "RU_BUSINESS", "RU_WORKING", "WT_MONTHS", "WT_DAYS", "WT_MINUTES",
        "WT_BUSINESS", "WT_WORKING", "CT_LEAST", "CT_MOST", "CT_DEFAULT", "CT_TRIAL", "CT_RENEWALS", "EV_QUORUM",
        "EV_PRESENT", "RC_MONTHS", "RC_DAYS", "RC_END_MONTH", "RC_END_DAY", "RC_AT_LEAST", "LV_MONTHS",
        "LV_VALUE", "IT_AT", "SE_AT", "SE_SEATS", "RS_CAPACITY", "DR_COUNT",
    }
)  # fmt: skip
"""Members that are numbers of a file: they are read when a life is played, unless there are none."""
ABSENT: Final = frozenset({0, -1, rows.NONE})


class Numbers:
    """The numbers of the tables, each read where it is needed."""

    def __init__(self, trail: Trail, name: str, *, real: bool) -> None:
        self._trail, self._name, self._real = trail, name, real

    def __getitem__(self, place: Any) -> Node:
        return self._trail.of("read", self._name, place, real=self._real)


class Rows:
    """The table: what is known beforehand, and those of its numbers that are not."""

    def __init__(self, trail: Trail, tables: Tables) -> None:
        self._trail, self._ints, self._floats = trail, tables.ints, tables.floats
        self._since = {address + rows.LV_SINCE for kind, _, address in tables.rows if kind == "version"}
        self._numbers = {rows.H_NOTIFY, *_numbers(tables)}
        self.known = frozenset(_known(tables))

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, Node) or place not in self.known:
            raise Unsuited("a row that is not known beforehand")
        value = self._ints[place]
        if place in self._numbers and value not in ABSENT:
            if value < 0:
                raise Unsuited("a number below zero")
            return self._trail.of("present", place)
        if place in self._since and value <= self._ints[self._ints[rows.H_DAYS] + rows.DY_FIRST]:
            return rows.NONE + 1
        return value

    def at_least_one(self, first: int, count: int) -> bool:
        """Whether so many numbers are all at least 1."""
        return all(each >= 1.0 for each in self._floats[first : first + count])


def _known(tables: Tables) -> Iterator[int]:
    """All places but those of days, of which there are more or fewer as a simulation is long."""
    ends = [*(address for _, _, address in tables.rows[1:]), len(tables.ints)]
    for (kind, _, address), end in zip(tables.rows, ends, strict=True):
        if kind != "days":
            yield from range(address, end)


def _numbers(tables: Tables) -> Iterator[int]:
    for kind, prefix in PREFIXES.items():
        offsets = [getattr(rows, name) for name in NUMBERS if name.startswith(prefix)]
        for each, _, address in tables.rows:
            if each == kind:
                yield from (address + offset for offset in offsets)


class Cells:
    """Memory, or the numbers of dossiers: what nobody wrote is not there to be read."""

    def __init__(self, found: dict[int, Any]) -> None:
        self.found = found

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, Node):
            raise Unsuited("a place in memory that is not known beforehand")
        return self.found.get(place, LOST)

    def __setitem__(self, place: Any, value: Any) -> None:
        if isinstance(place, Node):
            raise Unsuited("a place in memory that is not known beforehand")
        self.found[place] = value


class Missed(Exception):  # noqa: N818  # the exploring begins anew, with that remembered
    """Something is looked at again that was not remembered: what."""


class Lost:
    """What stood there belongs to another step: it may be copied, and nothing else."""

    def __init__(self, name: str = "") -> None:
        self.name = name

    def _used(self, *_: object) -> Any:
        if self.name:
            raise Missed(self.name)
        raise Unsuited("what an earlier step left behind")

    __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _used
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __int__ = __float__ = __index__ = _used
    __hash__ = object.__hash__


LOST: Final = Lost()
