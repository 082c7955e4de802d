"""When two scenarios on the same draws have been replicated enough for what is between them to be known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from parcours.simulation.measures.replica import Replica
from parcours.simulation.result import Result
from parcours.simulation.statistics.intervals import Moments
from parcours.simulation.statistics.stopping import FEWEST


@dataclass(slots=True)
class Remembering:
    """Keeps replications in memory, so that more of them can be asked for. Implements `running.Keeping`."""

    replicas: dict[int, Replica] = field(default_factory=dict)

    def known(self) -> Mapping[int, Replica]:
        return self.replicas

    def keep(self, replicas: Sequence[Replica]) -> None:
        self.replicas |= {each.replication: each for each in replicas}


@dataclass(slots=True)
class _Pair:
    change: Moments = field(default_factory=Moments)
    before: Moments = field(default_factory=Moments)
    after: Moments = field(default_factory=Moments)

    def take(self, before: float | None, after: float | None) -> None:
        if before is not None and after is not None:
            self.change.add(after - before)
            self.before.add(before)
            self.after.add(after)

    def is_known(self, target: float) -> bool:
        """Of so small a share of the larger of the two means; one value alone says nothing of its own spread."""
        width = self.change.halfwidth
        if not self.change.number:
            return True
        return width is not None and width <= target * max(abs(self.before.mean), abs(self.after.mean))


def enough(before: Result, after: Result, target: float, watched: Sequence[str]) -> int | None:
    """The least number of replications over which the change of each figure watched is known within `target`.

    `target` is a share of the larger of the figure's two means, since a change may well be nothing. None while there
    are too few.
    """
    pairs = {
        figure.id: (_Pair(), before.by_id[figure.id].values, figure.values)
        for figure in after.figures
        if figure.id in before.by_id and any(fnmatchcase(figure.id, pattern) for pattern in watched)
    }
    for number in range(min(len(before.replicas), len(after.replicas))):
        for pair, old, new in pairs.values():
            pair.take(old[number], new[number])
        if number + 1 >= FEWEST and all(pair.is_known(target) for pair, _, _ in pairs.values()):
            return number + 1
    return None
