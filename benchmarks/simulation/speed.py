"""People per second of processor: each engine and each peer in its turn, round after round."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

from peers import ciw_b, salabim_b, simpy_b

from parcours.simulation.compiled import engine as compiled
from parcours.simulation.working import frame_for, job_of
from simulation.models import model

SIMPY = "SimPy"


@dataclass(frozen=True, slots=True)
class Rival:
    """Does so many people at each call."""

    people: int
    run: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many people, replications and rounds: the whole run, or one to see that all works."""

    people: int = 10_000
    many: int = 1_000_000
    replications: int = 1000
    slow: int = 1000
    rounds: int = 3


def rivals(which: str, sizes: Sizes) -> Mapping[str, Rival]:
    """Ours and theirs on one model; the slow ones do fewer people, for people per second is what is asked."""
    limited, scale = which == "b", max(1, sizes.people // 1000)
    of, grown, many = model(which), model(which, scale), model(which, max(1, sizes.many // 1000))
    lives = job_of(of, engine="compiled")
    few = max(1, sizes.slow // 5)
    return {
        SIMPY: Rival(sizes.people, lambda: simpy_b.run(sizes.people, 1, limited=limited)),
        "salabim": Rival(sizes.slow, lambda: salabim_b.run(sizes.slow, 1, limited=limited)),
        "Ciw" if which == "a" else "Ciw, partial": Rival(sizes.slow, lambda: ciw_b.run(sizes.slow, 1, limited=limited)),
        "reference": Rival(few, lambda: job_of(of, cases=few)((0,))),
        "tables": Rival(sizes.slow, lambda: job_of(of, engine="tables", cases=sizes.slow)((0,))),
        f"compiled, columns, {sizes.people}": Rival(sizes.people, lambda: compiled.play(grown, cases=sizes.people)),
        f"compiled, figures, {sizes.many}": Rival(
            sizes.many, lambda: compiled.measured(many, frame_for(many), cases=sizes.many)
        ),
        f"compiled, {sizes.replications} replications of 1000": Rival(
            sizes.replications * 1000, lambda: lives(tuple(range(sizes.replications)))
        ),
    }


def in_turn(which: str, sizes: Sizes) -> dict[str, float]:
    """People per second, the median of the rounds; what compiles has compiled before, and lowered its tables."""
    each = rivals(which, sizes)
    for name, rival in each.items():
        if name.startswith("compiled"):
            rival.run()
    found: dict[str, list[float]] = {name: [] for name in each}
    for _ in range(sizes.rounds):
        for name, rival in each.items():
            begun = time.process_time()
            rival.run()
            found[name].append(rival.people / (time.process_time() - begun))
    return {name: median(rates) for name, rates in found.items()}
