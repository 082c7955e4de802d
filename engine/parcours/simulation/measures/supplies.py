"""What is scarce: who asks, who waits and how long, who gives up, how much is in use."""

from collections import Counter, deque
from collections.abc import Mapping
from typing import Final

from parcours.simulation.log import Line, LineKind
from parcours.simulation.measures.frame import Frame
from parcours.simulation.measures.level import Level
from parcours.simulation.measures.replica import Supply
from parcours.simulation.measures.stages import Tally

PATIENCE: Final = "patience"
"""What the line of somebody who gives up says, when it is out of weariness."""


class Supplies:
    """Follows every demand from the asking to the release. Demands made before the window are served and not counted.

    Whoever runs out of patience reneges; whoever moves on or leaves withdraws.
    """

    kinds = frozenset({LineKind.ASKED, LineKind.GRANTED, LineKind.RENEGED, LineKind.RELEASED, LineKind.LEFT})

    def __init__(self, frame: Frame) -> None:
        self._queues = {name: _Queue(frame) for name in frame.capacities}

    def take(self, line: Line) -> None:
        match line.kind:
            case LineKind.ASKED:
                self._queues[line.name].ask(line.minute, line.case)
            case LineKind.GRANTED:
                self._queues[line.name].grant(line.minute, line.case)
            case LineKind.RENEGED:
                self._queues[line.name].give_up(line.minute, line.case, patience=line.detail == PATIENCE)
            case LineKind.RELEASED:
                self._queues[line.name].release(line.minute)
            case LineKind.LEFT:
                for queue in self._queues.values():
                    queue.forget(line.minute, line.case)
            case _:
                pass

    def close(self) -> None:
        """The window has ended."""
        for queue in self._queues.values():
            queue.close()

    @property
    def supplies(self) -> Mapping[str, Supply]:
        return {name: queue.supply() for name, queue in self._queues.items()}


class _Queue:
    """One resource."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._waiting: dict[int, deque[int]] = {}
        self._queue, self._in_use = Level(frame.bounds), Level(frame.bounds)
        self._counts = Counter[str]()
        self._minutes = 0
        self._waits = Tally()

    def ask(self, minute: int, case: int) -> None:
        self._waiting.setdefault(case, deque()).append(minute)
        self._queue.change(minute, 1)
        self._count("asked", minute)

    def grant(self, minute: int, case: int) -> None:
        self._in_use.change(minute, 1)
        asked = self._answer(minute, case)
        if asked is None or not self._count("granted", asked):
            return  # held before the run began, or asked before the window
        self._count("at_once", asked, minute == asked)
        self._minutes += minute - asked
        self._waits.end(minute - asked)

    def give_up(self, minute: int, case: int, *, patience: bool) -> None:
        asked = self._answer(minute, case)
        if asked is not None and self._count("reneged" if patience else "withdrawn", asked):
            self._waits.censor(minute - asked)

    def release(self, minute: int) -> None:
        self._in_use.change(minute, -1)

    def forget(self, minute: int, case: int) -> None:
        while case in self._waiting:
            self.give_up(minute, case, patience=False)

    def close(self) -> None:
        self._queue.until(self._frame.ends)
        self._in_use.until(self._frame.ends)
        for asked in (minute for each in self._waiting.values() for minute in each):
            if asked >= self._frame.begins:
                self._waits.censor(self._frame.ends - asked)

    def supply(self) -> Supply:
        return Supply(
            queue=tuple(self._queue.areas),
            in_use=tuple(self._in_use.areas),
            longest=self._queue.most,
            minutes=self._minutes,
            waits=self._waits.durations(),
            **self._counts,
        )

    def _answer(self, minute: int, case: int) -> int | None:
        """When this demand, the oldest of theirs, was made; None when they had none."""
        demands = self._waiting.get(case)
        if demands is None:
            return None
        self._queue.change(minute, -1)
        asked = demands.popleft()
        if not demands:
            del self._waiting[case]
        return asked

    def _count(self, what: str, asked: int, number: int = 1) -> bool:
        """Counts a demand of the window; whether it is one."""
        inside = asked >= self._frame.begins
        if inside:
            self._counts[what] += number
        return inside
