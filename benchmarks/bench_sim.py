"""People per processor second on the reference models: our engines and SimPy, side by side in one run.

`python benchmarks/bench_sim.py [people]`. Medians of three; each figure is also given as a ratio to SimPy's. Before
anything is timed, each must agree with the share that four independent engines gave for the reference models. Then what
machine code costs before it runs, and what counting figures takes of memory, each in a process of its own.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
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
from parcours.simulation.working import frame_for

RESULTS = Path(__file__).parent / "results" / "bench_sim.json"
REPEATS = 3
DAYS = {"a": 572.0, "b": 582.7}
SHARE = {"a": (0.1990, 0.0004), "b": (0.1804, 0.0004)}
READY = """
import time
from parcours.simulation.compiled import engine
from parcours.simulation.model import load
model = load("reference_a")
begun = time.process_time()
engine.play(model, cases=1)
print(time.process_time() - begun)
"""
GROWN = """
import sys, tracemalloc
from parcours.simulation.compiled import engine
from parcours.simulation.model import load
from parcours.simulation.working import frame_for
model = load("reference_a")
engine.measured(model, frame_for(model), cases=1)
tracemalloc.start()
engine.measured(model, frame_for(model), cases=int(sys.argv[1]))
print(tracemalloc.get_traced_memory()[1] / 2**20)
"""
MANY = (10_000, 100_000, 1_000_000)
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
        "compiled, with its log": lambda: sum(1 for _ in compiled.run(model, cases=people)),
        "compiled, columns": lambda: compiled.play(model, cases=people),
        "compiled, figures": lambda: compiled.measured(model, frame_for(model), cases=people),
    }


def at_length(which: str, model: Model) -> tuple[str, int, Callable[[], object]]:
    """What machine code is for: a crowd where people live alone, many small replications where they wait."""
    frame = frame_for(model)
    if which == "a":
        return "compiled, figures of 1e6", 1_000_000, lambda: compiled.measured(model, frame, cases=1_000_000)
    each, times = 1000, 100
    return (
        f"compiled, {times} x {each}",
        each * times,
        lambda: [compiled.measured(model, frame, cases=each, replication=number) for number in range(times)],
    )


def in_a_process(script: str, *arguments: str, **environment: str) -> float:
    """The number that a script prints, run by an interpreter of its own."""
    command = [sys.executable, "-c", script, *arguments]
    told = subprocess.run(
        command, check=True, capture_output=True, text=True, env=os.environ | environment
    )  # our own script
    return float(told.stdout)


def around() -> dict[str, float]:
    """Seconds of processor to have machine code for model A, the first time and the next; MiB for more people."""
    with tempfile.TemporaryDirectory() as empty:
        cold, warm = (in_a_process(READY, XDG_CACHE_HOME=empty) for _ in range(2))
    return {
        "cold start, s": cold,
        "warm start, s": warm,
        **{f"figures of A, {people} people, MiB": in_a_process(GROWN, str(people)) for people in MANY},
    }


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    results: dict[str, dict[str, float]] = {}
    for which, peer in (("a", simpy_a), ("b", simpy_b)):
        model = load(f"reference_{which}")
        share = associates(compiled.run(model, cases=people)) / people
        peers_run = peer.run(people, seed=1)
        theirs = peers_run["associes"] / people
        print(f"{which}: associés {share:.4f} (parcours) {theirs:.4f} (SimPy), expected {SHARE[which][0]}")
        print(f"{which}: {peers_run['days']:.1f} days to the CESA (SimPy), expected {DAYS[which]} at large scales")
        if not (agrees(which, share, people) and agrees(which, theirs, people)):
            raise SystemExit(f"the engines do not agree on model {which}: nothing is timed")
        each = {"SimPy": lambda peer=peer: peer.run(people, seed=1), **ours(model, people)}
        counts = {name: people // 20 if name == "reference" else people for name in each}
        results[which] = {name: counts[name] / timed(what) for name, what in each.items()}
        name, many, what = at_length(which, model)
        results[which][name] = many / timed(what)
        for name, rate in results[which].items():
            print(f"  {name:24s} {rate:12,.0f} people/s  {rate / results[which]['SimPy']:6.2f} x SimPy")
    costs = around()
    for name, cost in costs.items():
        print(f"  {name:36s} {cost:8.2f}")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(
        json.dumps({"people": people, "people_per_second": results, "around": costs}, indent=2) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
