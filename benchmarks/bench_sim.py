"""People per processor second on the reference models: our engines and SimPy, side by side in one run.

`python benchmarks/bench_sim.py [people]`. Medians of three; each figure is also given as a ratio to SimPy's. Before
anything is timed, each must agree with the share that four independent engines gave for the reference models.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from peers import simpy_a, simpy_b

from parcours.simulation.compiled import engine as compiled
from parcours.simulation.log import Line
from parcours.simulation.model import Model, load
from parcours.simulation.reference.run import run as reference
from parcours.simulation.tables import engine as tables
from parcours.simulation.tables.lowering.lower import lower

RESULTS = Path(__file__).parent / "results" / "bench_sim.json"
REPEATS = 3
DAYS = {"a": 572.0, "b": 582.7}
SHARE = {"a": (0.1990, 0.0004), "b": (0.1804, 0.0004)}
TOLERANCE = 4.0
"""Standard errors of a share from so many people, beyond the published interval, before two engines disagree."""


def associates(lines: Iterable[Line]) -> int:
    return sum(line.kind == "left" and line.name == "associe" for line in lines)


def agrees(which: str, share: float, people: int) -> bool:
    mean, width = SHARE[which]
    return abs(share - mean) <= width + TOLERANCE * (mean * (1 - mean) / people) ** 0.5


def timed(what: Callable[[], object]) -> float:
    seconds = []
    for _ in range(REPEATS):
        begun = time.process_time()
        what()
        seconds.append(time.process_time() - begun)
    return statistics.median(seconds)


def ours(model: Model, people: int) -> dict[str, Callable[[], object]]:
    found = lower(model)
    few = max(1, people // 20)
    return {
        "reference": lambda: sum(1 for _ in reference(model, cases=few)),
        "tables": lambda: sum(1 for _ in tables.run(model, cases=people, tables=found)),
        "compiled, with its log": lambda: sum(1 for _ in compiled.run(model, cases=people, tables=found)),
        "compiled, rows alone": lambda: compiled.play(model, found, cases=people),
    }


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    results: dict[str, dict[str, float]] = {}
    for which, peer in (("a", simpy_a), ("b", simpy_b)):
        model = load(f"reference_{which}")
        found = lower(model)
        share = associates(compiled.run(model, cases=people, tables=found)) / people
        peers_run = peer.run(people, seed=1)
        theirs = peers_run["associes"] / people
        print(f"{which}: associés {share:.4f} (parcours) {theirs:.4f} (SimPy), expected {SHARE[which][0]}")
        print(f"{which}: {peers_run['days']:.1f} days to the CESA (SimPy), expected {DAYS[which]} at large scales")
        if not (agrees(which, share, people) and agrees(which, theirs, people)):
            raise SystemExit(f"the engines do not agree on model {which}: nothing is timed")
        each = {"SimPy": lambda peer=peer: peer.run(people, seed=1), **ours(model, people)}
        counts = {name: people // 20 if name == "reference" else people for name in each}
        results[which] = {name: counts[name] / timed(what) for name, what in each.items()}
        for name, rate in results[which].items():
            print(f"  {name:24s} {rate:12,.0f} people/s  {rate / results[which]['SimPy']:6.2f} x SimPy")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"people": people, "people_per_second": results}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
