"""What a torture has found, in French, for whoever asks whether anything was lost."""

import platform
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from parcours.adapters.clock import SystemClock
from torture.faults import Fault
from torture.tally import Tally

RESULTS = Path(__file__).parents[2] / "benchmarks" / "results"


def written(tallies: Mapping[str, Tally], faults: Sequence[Fault], seed: int) -> Path:
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{SystemClock().now():%Y-%m-%d}-torture.md"
    path.write_text("\n".join(page(tallies, faults, seed)) + "\n", encoding="utf-8")
    return path


def page(tallies: Mapping[str, Tally], faults: Sequence[Fault], seed: int) -> Iterable[str]:
    yield "# Torture"
    yield ""
    yield "Des programmes travaillent ensemble sur une base ; l'un d'eux, tiré au sort, est tué (SIGKILL) à un instant"
    yield "tiré au sort. Après chaque mort, tout est relu pendant que les autres continuent."
    yield ""
    yield f"Python {platform.python_version()}, graine {seed}."
    yield ""
    yield from _table(("", *tallies), _counts(tallies))
    for name, tally in tallies.items():
        yield ""
        yield f"## {name} : qui fut tué, et pendant quoi"
        yield ""
        yield from _table(("qui", "pendant que", "fois"), ((*whom, f"{n}") for whom, n in sorted(tally.kills.items())))
        yield from (f"- **{each}**" for each in tally.broken)
    yield ""
    yield "## Les accidents qui ont un nom"
    yield ""
    yield from _table(
        ("accident", "ce qui s'est passé", ""),
        ((each.name, each.told, "tenu" if each.kept else "**rompu**") for each in faults),
    )


def _counts(tallies: Mapping[str, Tally]) -> Iterable[Sequence[str]]:
    found = tallies.values()
    yield ("morts", *(f"{each.killed}" for each in found))
    yield ("pas répondus et notés", *(f"{each.acknowledged}" for each in found))
    yield ("faits au journal, en tout", *(f"{each.facts}" for each in found))
    yield ("validés sans que la réponse soit arrivée", *(f"{each.unknown}" for each in found))
    yield ("redonnés sous la même clé, et répondus sans rien refaire", *(f"{each.repeated}" for each in found))
    yield ("minuteries échues, toutes faites une fois", *(f"{each.days}" for each in found))
    yield ("effets demandés, tous arrivés", *(f"{each.effects}" for each in found))
    yield (
        "arrivés de nouveau sous la même clé, qu'un destinataire ignore",
        *(f"{each.arrived_again}" for each in found),
    )
    yield ("pas perdus", *(_broken(each, "lost") for each in found))
    yield ("pas faits deux fois, dossiers déchirés", *(_broken(each, "twice") for each in found))
    yield ("minuteries perdues ou faites deux fois", *(_broken(each, "days", "a timer") for each in found))
    yield ("effets perdus, ou partis sans être demandés", *(_broken(each, "effect") for each in found))
    yield ("écarts que dit `parcours reconcile`", *(_broken(each, "reconcile") for each in found))
    yield ("constats de `parcours verify`", *(_broken(each, "verify") for each in found))


def _broken(tally: Tally, *begins: str) -> str:
    return f"{sum(each.startswith(begins) for each in tally.broken)}"


def _table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterable[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for line in lines:
        yield f"| {' | '.join(line)} |"
