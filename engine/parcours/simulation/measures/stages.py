"""Where people stand: arrivals, first entries, stays, outcomes."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from parcours.simulation.log import Line, LineKind
from parcours.simulation.measures.frame import Frame
from parcours.simulation.measures.level import Level
from parcours.simulation.measures.replica import Durations, Reached, Stand

DAY: Final = 1440


class Tally:
    """Durations being counted."""

    __slots__ = ("_censored", "_ended")

    def __init__(self) -> None:
        self._ended: Counter[int] = Counter()
        self._censored: Counter[int] = Counter()

    def end(self, minutes: int) -> None:
        self._ended[minutes // DAY] += 1

    def censor(self, minutes: int) -> None:
        self._censored[minutes // DAY] += 1

    def durations(self) -> Durations:
        return Durations(dict(sorted(self._ended.items())), dict(sorted(self._censored.items())))


class Stands:
    """Follows everybody from stage to stage; whoever has left is forgotten."""

    kinds = frozenset({LineKind.ARRIVED, LineKind.ENTERED, LineKind.LEFT})

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._levels = {stage: Level(frame.bounds) for stage in frame.stages}
        self._stays = {stage: Tally() for stage in frame.stages}
        self._reached = {stage: [0, 0] for stage in (*frame.stages, *sorted(frame.final))}
        self._outcomes = Counter[str]()
        self._where: dict[int, tuple[str, int]] = {}
        self._cohort: dict[int, tuple[int, set[str]]] = {}
        self.people = 0
        self.arrivals = 0

    def take(self, line: Line) -> None:
        match line.kind:
            case LineKind.ARRIVED:
                self._arrive(line)
            case LineKind.ENTERED:
                self._leave_stage(line.minute, line.case)
                self._enter(line)
            case LineKind.LEFT:
                self._leave_stage(line.minute, line.case)
                if self._cohort.pop(line.case, None) is not None:
                    self._outcomes[line.name] += 1
            case _:
                pass

    def close(self) -> None:
        """The window has ended."""
        for level in self._levels.values():
            level.until(self._frame.ends)
        for stage, since in self._where.values():
            if since >= self._frame.begins:
                self._stays[stage].censor(self._frame.ends - since)

    @property
    def reached(self) -> Mapping[str, Reached]:
        return {stage: Reached(*found) for stage, found in self._reached.items()}

    @property
    def outcomes(self) -> Mapping[str, int]:
        known = dict.fromkeys(self._frame.outcomes, 0)
        return known | dict(sorted(self._outcomes.items()))

    @property
    def stands(self) -> Mapping[str, Stand]:
        return {
            stage: Stand(tuple(level.areas), self._stays[stage].durations()) for stage, level in self._levels.items()
        }

    def _arrive(self, line: Line) -> None:
        self.people += 1
        if line.minute >= self._frame.begins:
            self.arrivals += 1
            self._cohort[line.case] = (line.minute, set())

    def _enter(self, line: Line) -> None:
        stage = line.name
        if stage not in self._frame.final:
            self._levels[stage].change(line.minute, 1)
            self._where[line.case] = (stage, line.minute)
        arrived, seen = self._cohort.get(line.case, (0, {stage}))
        if stage not in seen:
            seen.add(stage)
            found = self._reached[stage]
            found[0] += 1
            found[1] += line.minute - arrived

    def _leave_stage(self, minute: int, case: int) -> None:
        stage, since = self._where.pop(case, ("", 0))
        if stage:
            self._levels[stage].change(minute, -1)
            if since >= self._frame.begins:
                self._stays[stage].end(minute - since)
