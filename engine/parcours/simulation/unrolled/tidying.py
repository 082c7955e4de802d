"""Tells the same things of a life in the same way.

What only tells which came first (births of places, facts, timers) is numbered anew from one step to the next, so that
lives that will go on in the same way stand in the same state.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from parcours.simulation.tables import memory as at
from parcours.simulation.tables import rows
from parcours.simulation.tables.machine.places import PERIODS
from parcours.simulation.unrolled.symbols import Node, Unsuited
from parcours.simulation.unrolled.views import LOST

Entry = tuple[Any, int, int, int, int, int]
"""Minute, rank, birth, then what to do, with what."""


@dataclass(frozen=True, slots=True)
class KeyOf:
    record: int


class Tidying:
    """Tells the same things in the same way."""

    def __init__(self, ints: tuple[int, ...], case: int, cells: dict[int, Any]) -> None:
        self.ints, self.c, self.cells = ints, case, cells

    def tidy(self, pending: list[Entry]) -> None:
        processes = [process for place in self._places() for process in self._tidy_place(place)]
        births = sorted(
            {self.cells[each + at.P_BIRTH] for each in processes}
            | {self.cells[place + at.L_FIRST] for place in self._places() if self._lives(place)}
            | {self.cells[self.c + at.B_BIRTHS]}
        )
        rank = {birth: number for number, birth in enumerate(births, 1)}
        for process in processes:
            self._renumber(process + at.P_BIRTH, rank)
            self.cells[process + at.P_CALL] = 0
        for place in self._places():
            if self._lives(place):
                self._renumber(place + at.L_FIRST, rank)
        self._renumber(self.c + at.B_BIRTHS, rank)
        pending[:] = [(each[0], each[1], rank[each[2]] if each[2] else 0, *each[3:]) for each in pending]
        self._tidy_visits()
        self._tidy_slots()
        self._tidy_facts()
        for record in self._contracts():
            self._key_of(record)
        for head, size in ((at.G_FREE_CONTRACT, at.CONTRACT_SIZE), (at.G_FREE_COUNT, at.COUNT_SIZE)):
            record = self.cells[head]
            while record:
                self._lose(record + 1, size - 1)
                record = self.cells[record]

    def _renumber(self, place: int, rank: dict[int, int]) -> None:
        self.cells[place] = rank[self.cells[place]]

    def _lose(self, first: int, size: int) -> None:
        for place in range(first, first + size):
            self.cells[place] = LOST

    def _places(self) -> Iterator[int]:
        first, size = self.c + self.ints[at.BK_PLACES], self.ints[at.BK_PLACE_SIZE]
        yield from range(first, first + self.ints[rows.H_PLACES] * size, size)
        task = self.cells[self.c + at.B_TASKS]
        while task:
            if self.cells[task + at.T_ACTION] and self.ints[self.cells[task + at.T_ACTION] + rows.AN_PLACE]:
                yield task + at.TASK_HEAD
            task = self.cells[task + at.T_NEXT]

    def _lives(self, place: int) -> bool:
        key = self.cells[place + at.L_KEY]
        return isinstance(key, Node) or key != 0

    def _tidy_place(self, place: int) -> Iterator[int]:
        """Its live processes; of what is dead nothing is remembered."""
        size = self.ints[at.BK_PLACE_SIZE]
        if not self._lives(place):
            self._lose(place + 1, size - 1)
            return
        for number in range((size - at.PLACE_HEAD) // at.PROCESS_SIZE):
            process = place + at.PLACE_HEAD + number * at.PROCESS_SIZE
            if number >= self.cells[place + at.L_COUNT]:
                self._lose(process, at.PROCESS_SIZE)
            elif self.cells[process + at.P_BIRTH]:
                yield process
            else:
                self._lose(process + 1, at.PROCESS_SIZE - 1)

    def _tidy_visits(self) -> None:
        """A visit is only ever asked whether it is that of a place."""
        cells, c = self.cells, self.c
        first, size = c + self.ints[at.BK_PLACES], self.ints[at.BK_PLACE_SIZE]
        tracks = self.ints[self.ints[rows.H_TRACKS]]
        visits = [c + at.B_VISIT]
        visits += [c + self.ints[at.BK_TRACKS] + n * at.TRACK_SIZE + at.K_VISIT for n in range(tracks)]
        for number, visit in enumerate(visits):
            key = first + number * size + at.L_KEY
            if cells[key] not in (0, cells[visit]):
                raise Unsuited("a place that outlives its stage")
            cells[key] = min(cells[key], 1)
            cells[visit] = min(cells[visit], 1)

    def _tidy_slots(self) -> None:
        """Nothing is remembered of a timer that is not armed but the day on which it acted."""
        cells, c, ints = self.cells, self.c, self.ints
        regions, slots = ints[rows.H_REGIONS], ints[rows.H_SLOTS]
        for region in range(regions):
            cells[c + ints[at.BK_LIVES] + region] = 0
            if not cells[c + ints[at.BK_OWNERS] + region]:
                self._lose(c + ints[at.BK_BIRTHS] + region, 1)
        armed = []
        for slot in range(slots):
            due = cells[c + ints[at.BK_DUE] + slot]
            if isinstance(due, Node):
                armed.append(c + ints[at.BK_REVISION] + slot)
            else:
                for part in (at.BK_DAY, at.BK_OCCURRENCE, at.BK_REVISION):
                    self._lose(c + ints[part] + slot, 1)
        rank = {revision: number for number, revision in enumerate(sorted(cells[each] for each in armed), 1)}
        for each in armed:
            self._renumber(each, rank)
        cells[c + at.B_REVISION] = len(armed)

    def _tidy_facts(self) -> None:
        """Facts are only ever asked which of them kept an event first, and which task is theirs."""
        cells, c = self.cells, self.c
        size = at.KP_VALUES + self.ints[rows.H_INPUTS]
        kept = [c + self.ints[at.BK_KEPT] + number * size for number in range(self.ints[rows.H_KEPT])]
        facts = sorted(cells[each + at.KP_FACT] for each in kept if cells[each + at.KP_FACT])
        rank = {fact: number for number, fact in enumerate(facts, 1)}
        for each in kept:
            cells[each + at.KP_FACT] = rank.get(cells[each + at.KP_FACT], 0)
            if not cells[each + at.KP_FACT]:
                self._lose(each + 1, size - 1)
                cells[each + at.KP_CONTRACT] = 0
        task = cells[c + at.B_TASKS]
        while task:
            cells[task + at.T_FACT] = rank.get(cells[task + at.T_FACT], 0)
            task = cells[task + at.T_NEXT]
        cells[c + at.B_SEQ] = len(facts)

    def _contracts(self) -> Iterator[int]:
        record = self.cells[self.c + at.B_CONTRACTS]
        while record:
            yield record
            record = self.cells[record + at.C_NEXT]

    def _key_of(self, record: int) -> None:
        """The key of the place of a contract follows its periods."""
        cells, ints = self.cells, self.ints
        number = 1 + ints[ints[rows.H_TRACKS]] + ints[cells[record + at.C_CONTRACT] + rows.CT_INDEX]
        place = self.c + ints[at.BK_PLACES] + number * ints[at.BK_PLACE_SIZE] + at.L_KEY
        if not self._lives(place - at.L_KEY):
            return
        key = cells[record + at.C_NUMBER] * PERIODS + cells[record + at.C_PERIODS]
        if key is cells[place] or (not isinstance(key, Node) and key == cells[place]):
            cells[place] = KeyOf(record)
