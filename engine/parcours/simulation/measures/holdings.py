"""Contracts that run, and those that can be renewed no more."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from parcours.simulation.log import Line, LineKind
from parcours.simulation.measures.frame import Frame
from parcours.simulation.measures.level import Level
from parcours.simulation.measures.replica import Held


@dataclass(slots=True)
class _Contract:
    """One person's contract; it may be renewed after its end, and then goes on with the renewals it has used."""

    renewals: int = 0
    running: bool = False


class Holdings:
    """Follows every contract from its signature to its end."""

    kinds = frozenset({LineKind.SIGNED, LineKind.RENEWED, LineKind.ENDED})

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._running = {name: Level(frame.bounds) for name in frame.renewals}
        self._last = {name: Level(frame.bounds) for name in frame.renewals}
        self._counts = {name: Counter[str]() for name in frame.renewals}
        self._contracts: dict[tuple[int, str], _Contract] = {}

    def take(self, line: Line) -> None:
        match line.kind:
            case LineKind.SIGNED:
                self._count("signed", line)
                self._contracts[line.case, line.name] = contract = _Contract()
                self._run(line, contract)
            case LineKind.RENEWED:
                self._count("renewed", line)
                contract = self._contracts.setdefault((line.case, line.name), _Contract(running=True))
                contract.renewals += 1
                self._run(line, contract)
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

    def _run(self, line: Line, contract: _Contract) -> None:
        """It runs from now on, if it did not already, with the renewals it has used."""
        self._running[line.name].change(line.minute, not contract.running)
        contract.running = True
        if contract.renewals == self._frame.renewals[line.name]:
            self._last[line.name].change(line.minute, 1)
            self._count("reached_last", line)

    def _end(self, line: Line) -> None:
        contract = self._contracts.get((line.case, line.name))
        if contract is None or not contract.running:
            return  # signed before the run began
        contract.running = False
        self._running[line.name].change(line.minute, -1)
        if contract.renewals == self._frame.renewals[line.name]:
            self._last[line.name].change(line.minute, -1)

    def _count(self, what: str, line: Line) -> None:
        self._counts[line.name][what] += line.minute >= self._frame.begins
