"""The simulation engines beside SimPy, salabim and Ciw, in one run: people per second of processor on models A and B.

Agreement first: whoever does not find what was published again stops the bench. A figure is a median of rounds in which
each rival had its turn. `--quick` sees that all works, in two minutes; `--part 10` does a tenth of what is long, for a
machine that is busy. `benchmarks/README.md` says what is measured.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from simulation import agreement, around
from simulation.agreement import Checked
from simulation.speed import SIMPY, Sizes, in_turn

RESULTS = Path(__file__).parent / "results"
QUICK = Sizes(people=1000, many=20_000, replications=20, slow=200, rounds=1)
AGREED, AGREED_QUICK = (100_000, 10_000, 100), (10_000, 2000, 40)
"""People of machine code, of the peers, and of the engines that must count the same."""
GRID, GRID_QUICK = (100, 200), (5, 20)
"""Scenarios, and replications of each."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, one round, nothing written")
    parser.add_argument("--part", type=int, default=1, help="what is long is divided by this")
    asked = parser.parse_args()
    quick, part = asked.quick, asked.part
    whole = Sizes()
    sizes = QUICK if quick else replace(whole, many=whole.many // part, replications=whole.replications // part)
    scenarios, replications = GRID_QUICK if quick else (GRID[0] // part, GRID[1])
    begun = time.perf_counter()
    checks = agreement.checked(*(AGREED_QUICK if quick else AGREED))
    for line in _checks(checks):
        print(line)
    if not all(each.holds for each in checks):
        raise SystemExit("somebody does not agree with what was published: nothing is timed")
    rates = {which: in_turn(which, sizes) for which in ("a", "b")}
    costs = {
        **around.starts(),
        **around.memory(sizes.many),
        **around.workers(sizes.replications),
        **around.grid(scenarios, replications),
    }
    settings = {
        "Python": platform.python_version(),
        "cores": os.cpu_count(),
        "load (1, 5, 15 min)": " ".join(f"{each:.1f}" for each in os.getloadavg()),
        "whole run, s": round(time.perf_counter() - begun),
        "part": f"1/{part}" if not quick else "quick",
    }
    page = "\n".join(_page(settings, checks, rates, costs)) + "\n"
    print(page)
    _write(page, {"settings": settings, "people_per_cpu_second": rates, "around": costs}, quick=quick)


def _page(
    settings: Mapping[str, object],
    checks: Sequence[Checked],
    rates: Mapping[str, Mapping[str, float]],
    costs: Mapping[str, float],
) -> Iterator[str]:
    yield from ("# Simulation", "")
    yield from (f"- {name}: {value}" for name, value in settings.items())
    for which, found in rates.items():
        yield from ("", f"## Model {which.upper()}", "", "| | people per CPU second | x SimPy |", "|---|---|---|")
        yield from (f"| {name} | {rate:,.0f} | {rate / found[SIMPY]:.2f} |" for name, rate in found.items())
    yield from ("", "## Around", "", "| | |", "|---|---|")
    yield from (f"| {name} | {cost:,.2f} |" for name, cost in costs.items())
    yield from ("", "## Agreement", "", *_checks(checks))


def _checks(checks: Sequence[Checked]) -> Iterator[str]:
    yield from (
        "| who | model | figure | found | published | may differ by | people |",
        "|---|---|---|---|---|---|---|",
    )
    for each in checks:
        found, expected = f"{each.found:.4f}", f"{each.expected:.4f}"
        yield f"| {each.who} | {each.which} | {each.name} | {found} | {expected} | {each.room:.4f} | {each.people} |"


def _write(page: str, told: object, *, quick: bool) -> None:
    """Where figures are kept; those of a quick run, which are worth nothing, are not."""
    if quick:
        return
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{time.strftime('%Y-%m-%d')}-sim.md"
    path.write_text(page, encoding="utf-8")
    path.with_suffix(".json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(path)


if __name__ == "__main__":
    main()
