"""The pages and the API with a hundred thousand cases behind them: twenty readers, one request a second each.

    PYTHONPATH=tests python benchmarks/bench_web.py [FOLDER] [--cases 100000] [--seconds 120] [--quick]

A real `parcours serve` answers, while people enter and the daemon steps. The database of FOLDER is made in about a
minute, and used again as it is. A figure is worth what the machine was: its load is told beside.
"""

import argparse
import asyncio
import json
import os
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from web.readers import Heard
from web.served import Served, admit, keep_busy, serving

from parcours.adapters.clock import SystemClock
from parcours.settings import Settings
from web import crowd, readers

RESULTS = Path(__file__).parent / "results"
AIM, HEAVIEST = 150, 200  # milliseconds at p95, kilobytes of a page
SETTLING = 5.0  # seconds before what is measured
FILLING = 600.0  # seconds that names may take to be read
AGAIN = 0.5
STEPS = 2  # of the daemon, each second


@dataclass(frozen=True, slots=True)
class Figure:
    """Of one list: milliseconds and kilobytes."""

    asked: str
    times: int
    median: float
    p95: float
    most: float
    weight: float


@dataclass(frozen=True, slots=True)
class Run:
    """What was found. `first` is how long the first list took of a server that had just started, in milliseconds."""

    machine: dict[str, object]
    figures: tuple[Figure, ...]
    together: Figure
    written: Figure
    first: float
    filling: float
    per_request: float
    memory: float
    wrong: tuple[str, ...]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path, nargs="?")
    asked.add_argument("--cases", type=int, default=100_000)
    asked.add_argument("--seconds", type=float, default=120)
    asked.add_argument("--quick", action="store_true", help="two thousand cases, ten seconds, nothing written")
    said = asked.parse_args()
    with TemporaryDirectory(prefix="bw-") as name:
        folder = said.folder or Path(name)
        cases, seconds = (2000, 10.0) if said.quick else (said.cases, said.seconds)
        run = measured(crowd.filled(folder, cases, SystemClock().now()), folder, cases, seconds)
    page = "\n".join(told(run)) + "\n"
    print(page)
    if not said.quick:
        kept(run, page)
    if run.wrong:
        sys.exit("some answers were wrong: what is measured is not what is asked")


def measured(settings: Settings, folder: Path, cases: int, seconds: float) -> Run:
    tokens = admit(settings)
    with serving(settings, folder) as served:
        first, _ = asyncio.run(readers.first_page(served.address, "maud", tokens["maud"]))
        filling = read_in(served)
        asyncio.run(readers.read(served.address, tokens, SETTLING, case=f"d{cases // 2:06d}", written=1))
        keep_busy(settings, folder, seconds, STEPS)
        began, before = served.spent(), os.getloadavg()[0]
        heard = asyncio.run(readers.read(served.address, tokens, seconds, case=f"d{cases // 2:06d}", written=1))
        spent, memory = served.spent() - began, served.holds()
    number = sum(map(len, heard.answers.values()))
    return Run(
        machine(cases, seconds, before),
        tuple(sorted(_figures(heard), key=lambda each: -each.p95)),
        _figure("tout ensemble", [each for found in heard.answers.values() for each in found]),
        _figure("écrire (une entrée)", [readers.Answer(each, 0) for each in heard.written]),
        first * 1000,
        filling,
        spent * 1000 / (number + len(heard.written)),
        memory,
        tuple(heard.wrong),
    )


def read_in(served: Served) -> float:
    """Seconds of processor that the names take to be read, from the start on; until nothing is spent any more."""
    began = time.monotonic()
    while time.monotonic() - began < FILLING:
        before = served.spent()
        time.sleep(AGAIN)
        if served.spent() - before < AGAIN / 10:
            return served.spent()
    raise RuntimeError("the server is busy for ever")


def machine(cases: int, seconds: float, before: float) -> dict[str, object]:
    return {
        "Python": platform.python_version(),
        "cœurs": os.cpu_count() or 0,
        "charge avant, puis pendant (1 min)": f"{before:.1f}, {os.getloadavg()[0]:.1f}",
        "dossiers": cases,
        "secondes": seconds,
        "lecteurs": readers.READERS,
    }


def _figures(heard: Heard) -> Iterator[Figure]:
    for asked, found in heard.answers.items():
        yield _figure(asked, found)


def _figure(asked: str, found: Sequence[readers.Answer]) -> Figure:
    taken = sorted(each.taken * 1000 for each in found)
    weight = max(each.weight for each in found) / 1000
    return Figure(asked, len(taken), _share(taken, 0.5), _share(taken, 0.95), taken[-1], weight)


def _share(taken: Sequence[float], share: float) -> float:
    return taken[min(len(taken) - 1, int(len(taken) * share))]


def told(run: Run) -> Iterator[str]:
    yield "# Mesures des pages et de l'API"
    yield ""
    yield from (f"- {name} : {value}" for name, value in run.machine.items())
    yield f"- première liste d'un serveur qui démarre : {run.first:.0f} ms"
    yield f"- processeur du démarrage, noms lus : {run.filling:.1f} s"
    yield f"- processeur par requête, démon et écritures compris : {run.per_request:.1f} ms"
    yield f"- mémoire du serveur : {run.memory:.0f} Mio"
    yield f"- réponses fausses : {len(run.wrong)} {' '.join(run.wrong[:3])}"
    yield ""
    yield f"Visé : p95 d'au plus {AIM} ms, {HEAVIEST} ko d'une page. Ce qui le dépasse est en gras."
    yield ""
    yield "| liste | fois | médiane, ms | p95, ms | plus long, ms | ko |"
    yield "|---|---|---|---|---|---|"
    for each in (run.together, *run.figures, run.written):
        p95, weight = _beside(each.p95, AIM), _beside(each.weight, HEAVIEST)
        asked = each.asked.replace("|", "\\|")
        yield f"| {asked} | {each.times} | {each.median:.0f} | {p95} | {each.most:.0f} | {weight} |"


def _beside(found: float, aim: float) -> str:
    return f"**{found:.0f}**" if found > aim else f"{found:.0f}"


def kept(run: Run, page: str) -> None:
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{time.strftime('%Y-%m-%d')}-web.md"
    path.write_text(page, encoding="utf-8")
    path.with_suffix(".json").write_text(json.dumps(asdict(run), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(path)


if __name__ == "__main__":
    main()
