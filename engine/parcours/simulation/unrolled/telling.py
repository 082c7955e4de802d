"""Tells a state: what is known of each place, and where that which is not is kept."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from parcours.simulation.tables import memory as at
from parcours.simulation.tables import rows
from parcours.simulation.unrolled.reckoning import is_positive
from parcours.simulation.unrolled.symbols import Node, numbered
from parcours.simulation.unrolled.tidying import KeyOf
from parcours.simulation.unrolled.trail import Trail

MEMORY, VALUES = "memory", "values"
Home = tuple[str, int]
Token = tuple[Any, ...]


class Teller:
    """Numbers what is not known, in the order in which it is met."""

    def __init__(self, ints: tuple[int, ...], case: int, cells: dict[int, Any], trail: Trail) -> None:
        self.ints, self.case, self.cells, self.trail = ints, case, cells, trail
        self.bases: dict[Any, tuple[Token, int]] = {}
        self.numbers: dict[Any, tuple[int, Home]] = {}
        self.stores: list[tuple[Home, Any]] = []
        self.lifted = set(_lifted(ints, case, cells))
        self.moments = set(_moments(ints, case))

    def cell(self, place: int, value: Any) -> Token:
        if isinstance(value, KeyOf):
            return ("key", value.record)
        if place in self.lifted and not isinstance(value, Node):
            return self._kept((MEMORY, place), value, certain=True)
        return self.token((MEMORY, place), value)

    def days(self) -> None:
        """Minutes of timers are told by the days they fall on, which are told first."""
        first = self.case + self.ints[at.BK_DAY]
        for place in range(first, first + self.ints[rows.H_SLOTS]):
            day = self.cells.get(place)
            if isinstance(day, Node) and numbered(day.terms) not in self.bases:
                token = self._kept((MEMORY, place), day, certain=self.trail.is_certain(day))
                self.bases[numbered(day.terms)] = token, day.more

    def moment(self, value: Any) -> Token | None:
        """A minute by the day it is counted from; None where no timer has that day."""
        if not isinstance(value, Node):
            return ("known", value)
        if value.kind == "min":
            parts = [self.moment(each) for each in value.args]
            return ("min", *parts) if all(parts) else None
        if value.kind == "present":
            return ("present", value.args[0])
        if value.kind != "call" or value.args[0] not in ("clock.at_day", "clock.midnight"):
            return None
        day = value.args[2]
        found = self.bases.get(numbered(day.terms)) if isinstance(day, Node) else None
        clock = [self.moment(each) for each in value.args[3:]]
        if found is None or not all(clock):
            return None
        return ("call", value.args[0], found[0], day.more - found[1], *clock)

    def token(self, home: Home, value: Any) -> Token:
        if isinstance(value, Node) and home in self.moments and (told := self.moment(value)) is not None:
            return told
        if not isinstance(value, Node):
            return ("unknown",) if isinstance(value, float) and math.isnan(value) else ("known", value)
        if not value.real and len(value.terms) == 1 and value.terms[0][1] == 1:
            base = value.terms[0][0]
            if base.kind == "given" and base.args == ("number",):
                return ("case", value.more)
        return self._kept(home, value, certain=self.trail.is_certain(value))

    def _kept(self, home: Home, value: Any, *, certain: bool) -> Token:
        """Of minutes to come it is remembered which are the same; of other numbers it would only tell states apart."""
        real = home[0] == VALUES
        key = value.number if isinstance(value, Node) and home in self.moments else home
        if key not in self.numbers:
            self.numbers[key] = len(self.numbers), home
            self.stores.append((home, value))
        return ("kept", self.numbers[key][0], real, certain, real and is_positive(self.trail, value))


def rarely(ints: tuple[int, ...], c: int, cells: dict[int, Any]) -> Iterator[tuple[str, Sequence[int]]]:
    """What few models ever look at again, by a name: it is remembered only where one was seen to."""
    yield "entered_at", (c + at.B_ENTERED_AT,)
    tracks = range(ints[ints[rows.H_TRACKS]])
    for name, offset in (
        ("K_ENTERED", at.K_ENTERED),
        ("K_STARTED", at.K_STARTED),
        ("K_ENTERED_AT", at.K_ENTERED_AT),
        ("K_ENDED", at.K_ENDED),
    ):
        yield name, [c + ints[at.BK_TRACKS] + number * at.TRACK_SIZE + offset for number in tracks]
    yield "asked", range(c + ints[at.BK_ASKED], c + ints[at.BK_PLACES])
    for region in range(ints[rows.H_REGIONS]):
        yield f"birth {region}", (c + ints[at.BK_BIRTHS] + region,)
    record, number = cells[c + at.B_CONTRACTS], 0
    while record:
        for name, offset in (
            ("SIGNED", at.C_SIGNED),
            ("STARTS", at.C_STARTS),
            ("PERIOD", at.C_PERIOD_STARTS),
            ("TRIAL", at.C_TRIAL),
            ("ENDS", at.C_ENDS),
            ("CLOSED", at.C_CLOSED),
            ("MONTHS", at.C_MONTHS),
            ("PERIODS", at.C_PERIODS),
        ):
            yield f"{name} {number}", (record + offset,)
        record, number = cells[record + at.C_NEXT], number + 1
    for slot in range(ints[rows.H_SLOTS]):
        yield f"passed {slot}", (c + ints[at.BK_PASSED] + slot,)
        yield f"occurrence {slot}", (c + ints[at.BK_OCCURRENCE] + slot,)


def _lifted(ints: tuple[int, ...], c: int, cells: dict[int, Any]) -> Iterator[int]:
    """Counts that go up and up are never known: no life would ever stand where another did."""
    yield from range(c + ints[at.BK_VISITS], c + ints[at.BK_COUNTS])
    yield from range(c + ints[at.BK_ASKED], c + ints[at.BK_PLACES])
    record = cells[c + at.B_CONTRACTS]
    while record:
        yield from (record + at.C_MONTHS, record + at.C_PERIODS)
        record = cells[record + at.C_NEXT]


def _moments(ints: tuple[int, ...], c: int) -> Iterator[Home]:
    """Where minutes to come are kept."""
    yield from ((MEMORY, c + place) for place in (at.B_WAKES, at.B_SOONEST, at.B_BIRTHS, at.B_SEQ))
    due = c + ints[at.BK_DUE]
    yield from ((MEMORY, due + slot) for slot in range(ints[rows.H_SLOTS] + ints[rows.H_KEPT]))
    first, size = c + ints[at.BK_PLACES], ints[at.BK_PLACE_SIZE]
    for place in range(first, first + ints[rows.H_PLACES] * size, size):
        for process in range(place + at.PLACE_HEAD, place + size, at.PROCESS_SIZE):
            yield MEMORY, process + at.P_CALL
