"""What four independent engines agreed on (SIMULATION.md), and whether everybody here finds it again."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from peers import ciw_b, salabim_b, simpy_b

from parcours.simulation.compiled import engine as compiled
from parcours.simulation.log import Line, LineKind
from parcours.simulation.working import job_of
from simulation.models import model

ERRORS = 4.0
"""Standard errors, beyond the published interval, that chance is left."""
SPREAD = {"days": 300.0}
"""Standard deviation of the days of one person, rounded up; a share has its own."""
IN_CAPE_ON = int(datetime(2028, 1, 15, tzinfo=UTC).timestamp() // 60)
PUBLISHED: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "a": {"days": (572.0, 0.6), "associes": (0.1990, 0.0004), "in_cape": (0.0986, 0.0003)},
    "b": {"days": (582.7, 0.6), "associes": (0.1804, 0.0004), "in_cape": (0.0981, 0.0003), "reneged": (0.0424, 0.0)},
}
PEERS: Mapping[str, Callable[..., Mapping[str, float]]] = {
    "SimPy": simpy_b.run,
    "salabim": salabim_b.run,
    "Ciw": ciw_b.run,
}
PARTIAL = {("Ciw", "b")}
"""Said, and asked nothing: no queue of Ciw is a session with seats."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One figure somebody found over `people`; `room` is how far it may be from `expected`."""

    who: str
    which: str
    name: str
    found: float
    expected: float
    room: float
    people: int

    @property
    def holds(self) -> bool:
        return abs(self.found - self.expected) <= self.room or (self.who, self.which) in PARTIAL


def checked(ours: int, theirs: int, few: int) -> list[Checked]:
    """`compiled` over `ours` people and the peers over `theirs`, against what was published.

    Raises SystemExit when the oracle or the tables do not count, over `few` people, what machine code counts: with the
    same draws they owe the same figures, and not only the same intervals.
    """
    found = []
    for which in PUBLISHED:
        scale = max(1, ours // 1000)
        lines = compiled.run(model(which, scale), cases=ours)
        found += _against(f"compiled, {ours} people", which, ours, _told(lines, ours))
        _same(which, few)
        for name, run in PEERS.items():
            plain = run(theirs, 1, limited=which == "b")
            told = {"days": plain["days"], "associes": plain["associes"] / theirs}
            found += _against(name, which, theirs, told)
    return found


def _against(who: str, which: str, people: int, told: Mapping[str, float]) -> list[Checked]:
    return [
        Checked(who, which, name, told[name], mean, width + ERRORS * _error(name, mean, people), people)
        for name, (mean, width) in PUBLISHED[which].items()
        if name in told
    ]


def _error(name: str, mean: float, people: int) -> float:
    """Of a mean over so many people; a third of them or so come to the CESA."""
    spread = SPREAD.get(name, (mean * (1 - mean)) ** 0.5)
    return float(spread / (people / (3 if name == "days" else 1)) ** 0.5)


def _told(lines: Iterable[Line], people: int) -> dict[str, float]:
    arrived, days, held = dict[int, int](), list[int](), set[int]()
    associes = reneged = in_cape = 0
    for line in lines:
        match line.kind, line.name:
            case LineKind.ARRIVED, _:
                arrived[line.case] = line.minute
            case LineKind.ENTERED, "cesa":
                days.append(line.minute - arrived[line.case])
            case LineKind.LEFT, "associe":
                associes += 1
            case LineKind.RENEGED, _:
                reneged += 1
        if line.minute < IN_CAPE_ON and line.kind is LineKind.ENTERED:
            (held.add if line.name == "cape" else held.discard)(line.case)
        if line.minute < IN_CAPE_ON and line.kind is LineKind.LEFT:
            held.discard(line.case)
    in_cape = len(held)
    mean = sum(days) / len(days) / 1440
    return {
        "days": mean,
        "associes": associes / people,
        "in_cape": in_cape / people,
        "reneged": reneged / people,
    }


def _same(which: str, few: int) -> None:
    of = model(which)
    counted = {name: job_of(of, engine=name, cases=few)((0,)).replicas for name in ("reference", "tables", "compiled")}
    if len(set(map(repr, counted.values()))) != 1:
        raise SystemExit(f"the engines do not count the same on model {which}: nothing is timed")
