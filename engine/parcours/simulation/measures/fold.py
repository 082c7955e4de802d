"""Folds the lines of one replication into its figures; only people still there are remembered."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping

from parcours.simulation.log import Line, LineKind
from parcours.simulation.measures.frame import Frame
from parcours.simulation.measures.holdings import Holdings
from parcours.simulation.measures.replica import Monthly, Replica
from parcours.simulation.measures.stages import Stands
from parcours.simulation.measures.supplies import Supplies


class _Flows:
    """Cents by flow and month."""

    kinds = frozenset({LineKind.EARNED})

    def __init__(self, frame: Frame) -> None:
        self._bounds = frame.bounds
        self._cents = {flow: [0] * (len(frame.bounds) - 1) for flow in frame.flows}

    def take(self, line: Line) -> None:
        if line.kind is LineKind.EARNED and line.minute >= self._bounds[0]:
            self._cents[line.name][bisect_right(self._bounds, line.minute) - 1] += int(line.detail)

    @property
    def money(self) -> Mapping[str, Monthly]:
        return {flow: tuple(cents) for flow, cents in self._cents.items()}


class _Counts:
    """Lines of the window by kind and name, refusals by code."""

    kinds = frozenset(LineKind)

    def __init__(self, frame: Frame) -> None:
        self._begins = frame.begins
        self._counts: dict[str, Counter[str]] = {}
        self._refusals = Counter[str]()
        self.lines = 0

    def take(self, line: Line) -> None:
        self.lines += 1
        if line.minute < self._begins:
            return
        name = f"{line.name}/{line.detail}" if line.kind is LineKind.TASK else line.name
        self._counts.setdefault(line.kind.value, Counter())[name] += 1
        if line.kind is LineKind.REFUSED:
            self._refusals.update(line.detail.split(","))

    @property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        return {kind: dict(sorted(names.items())) for kind, names in sorted(self._counts.items())}

    @property
    def refusals(self) -> Mapping[str, int]:
        return dict(sorted(self._refusals.items()))


def measure(lines: Iterable[Line], frame: Frame, replication: int) -> Replica:
    """The figures of a replication whose `lines` come in order of time; those from the window's end on are left out."""
    stands, supplies, holdings = Stands(frame), Supplies(frame), Holdings(frame)
    flows, counts = _Flows(frame), _Counts(frame)
    followers = (stands, supplies, holdings, flows, counts)
    takers = {kind: [each.take for each in followers if kind in each.kinds] for kind in LineKind}
    for line in lines:
        if line.minute >= frame.ends:
            break
        for take in takers[line.kind]:
            take(line)
    for follower in (stands, supplies, holdings):
        follower.close()
    return Replica(
        replication=replication,
        people=stands.people,
        arrivals=stands.arrivals,
        lines=counts.lines,
        reached=stands.reached,
        outcomes=stands.outcomes,
        stages=stands.stands,
        resources=supplies.supplies,
        contracts=holdings.held,
        money=flows.money,
        refusals=counts.refusals,
        counts=counts.counts,
    )
