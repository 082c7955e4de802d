"""What machine code costs before it runs and what it holds, each in a process of its own; workers; a grid."""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Executor
from importlib import import_module

from parcours.simulation.executors import processes
from parcours.simulation.study import simulate
from simulation.models import model

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
sys.path.insert(0, sys.argv[3])
from simulation.models import model
from parcours.simulation.compiled import engine
from parcours.simulation.working import frame_for
which, people = sys.argv[1], int(sys.argv[2])
of = model(which, max(1, people // 1000))
engine.measured(of, frame_for(of), cases=1000)
tracemalloc.start()
engine.measured(of, frame_for(of), cases=people)
print(tracemalloc.get_traced_memory()[1])
"""
HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH120, PTH100  # a word for a command


def in_a_process(script: str, *arguments: str, **environment: str) -> float:
    """The number that a script prints, run by an interpreter of its own."""
    command = [sys.executable, "-c", script, *arguments]
    told = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | environment)
    return float(told.stdout)


def starts() -> dict[str, float]:
    """Seconds of processor to have machine code for model A, with nothing kept and then with what was."""
    with tempfile.TemporaryDirectory() as empty:
        cold, warm = (in_a_process(READY, XDG_CACHE_HOME=empty) for _ in range(2))
    return {"cold start, s": cold, "warm start, s": warm}


def memory(most: int) -> dict[str, float]:
    """What more people take: model A, figures alone, in MiB; model B, in bytes a person."""
    people = [most // 100, most // 10, most]
    found = {f"A, figures, {each} people, MiB": in_a_process(GROWN, "a", str(each), HERE) / 2**20 for each in people}
    return {**found, f"B, bytes a person at {most}": in_a_process(GROWN, "b", str(most), HERE) / most}


def workers(replications: int) -> dict[str, float]:
    """Seconds of the clock for replications of B, by one process and by two, both warm."""
    found = {}
    of = model("b")
    for number in (1, 2):
        with processes(number) as executor:
            simulate(of, replications=2 * number, engine="compiled", workers=number, executor=executor)
            begun = time.perf_counter()
            simulate(of, replications=replications, engine="compiled", workers=number, executor=executor)
            found[f"{number} worker(s), s"] = time.perf_counter() - begun
    found["two workers over one"] = found["1 worker(s), s"] / found["2 worker(s), s"]
    return found


def grid(scenarios: int, replications: int) -> dict[str, float]:
    """So many capacities of B, each replicated so often, on a local cluster of two workers."""
    distributed = import_module("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        executor: Executor = client.get_executor()
        begun = time.perf_counter()
        people = sum(_point(executor, 60 + number, replications) for number in range(scenarios))
        seconds = time.perf_counter() - begun
    return {
        f"{scenarios} scenarios x {replications}, s": seconds,
        "people of the grid per second": people / seconds,
    }


def _point(executor: Executor, capacity: int, replications: int) -> int:
    of = model("b", changes={"resources.accompagnement.capacity": capacity})
    return simulate(of, replications=replications, engine="compiled", workers=2, executor=executor).people
