"""Contracts that run, and those that can be renewed no more."""

from collections import Counter
from collections.abc import Mapping

from parcours.simulation.log import Line, LineKind
from parcours.simulation.measures.frame import Frame
from parcours.simulation.measures.level import Level
from parcours.simulation.measures.replica import Held


class Holdings:
    """Follows every contract from its signature to its end."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._running = {name: Level(frame.bounds) for name in frame.renewals}
        self._last = {name: Level(frame.bounds) for name in frame.renewals}
        self._counts = {name: Counter[str]() for name in frame.renewals}
        self._renewals: dict[tuple[int, str], int] = {}

    def take(self, line: Line) -> None:
        match line.kind:
            case LineKind.SIGNED:
                self._running[line.name].change(line.minute, 1)
                self._count("signed", line)
                self._used(line, 0)
            case LineKind.RENEWED:
                self._count("renewed", line)
                self._used(line, self._renewals.get((line.case, line.name), 0) + 1)
            case LineKind.ENDED:
                self._end(line)
            case _:
                pass

    def close(self) -> None:
        """The window has ended."""
        for level in (*self._running.values(), *self._last.values()):
            level.until(self._frame.ends)

    @property
    def held(self) -> Mapping[str, Held]:
        return {
            name: Held(tuple(running.areas), tuple(self._last[name].areas), **self._counts[name])
            for name, running in self._running.items()
        }

    def _used(self, line: Line, renewals: int) -> None:
        """So many renewals of this contract are used."""
        self._renewals[line.case, line.name] = renewals
        if renewals == self._frame.renewals[line.name]:
            self._last[line.name].change(line.minute, 1)
            self._count("reached_last", line)

    def _end(self, line: Line) -> None:
        used = self._renewals.pop((line.case, line.name), None)
        if used is None:
            return  # signed before the run began
        self._running[line.name].change(line.minute, -1)
        most = self._frame.renewals[line.name]
        if most is not None and used >= most:
            self._last[line.name].change(line.minute, -1)

    def _count(self, what: str, line: Line) -> None:
        self._counts[line.name][what] += line.minute >= self._frame.begins
