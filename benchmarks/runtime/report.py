"""What a run found, for people in French and for machines in JSON."""

import json
import os
import platform
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from runtime.measure import Round, figure, spaced

RESULTS = Path(__file__).parents[1] / "results"


@dataclass(frozen=True, slots=True)
class Report:
    """`rounds` of each table by its title; `kept` are the lines of what was aimed at, `settings` the run's."""

    tables: Mapping[str, Sequence[Round]]
    kept: Sequence[Sequence[str]]
    settings: Mapping[str, object]
    notes: Sequence[str] = field(default=())

    def written(self, name: str) -> Path:
        """The page; its figures stand beside it in JSON."""
        RESULTS.mkdir(exist_ok=True)
        page = RESULTS / f"{time.strftime('%Y-%m-%d')}-{name}.md"
        page.write_text(self.page(), encoding="utf-8")
        plain = {
            title: [{name: asdict(each) for name, each in one.items()} for one in rounds]
            for title, rounds in self.tables.items()
        }
        told = {"settings": self.settings, "rounds": plain, "kept": self.kept}
        page.with_suffix(".json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return page

    def page(self) -> str:
        lines = ["# Mesures du moteur en marche", ""]
        lines += [f"- {name} : {value}" for name, value in self.settings.items()]
        for title, rounds in self.tables.items():
            lines += ["", f"## {title}", "", *_table(rounds)]
        lines += ["", "## Ce qui était visé", ""]
        lines += _rows(("mesure", "borne", "visée", "trouvé", "borne ou visée"), self.kept)
        lines += ["", *self.notes]
        return "\n".join(lines).rstrip() + "\n"


def machine() -> dict[str, object]:
    load = " ".join(spaced(each, 1) for each in os.getloadavg())
    return {
        "Python": platform.python_version(),
        "cœurs": os.cpu_count(),
        "charge de la machine (1, 5, 15 min)": load,
    }


def _table(rounds: Sequence[Round]) -> Iterable[str]:
    late = any(each.late for one in rounds for each in one.values())
    heads = ("", "par seconde", "de … à …", "ms de processeur", "x L", "p99")
    lines = [_line(rounds, name) for name in rounds[0]]
    kept = len(heads) if late else len(heads) - 1
    return _rows(heads[:kept], [line[:kept] for line in lines])


def _line(rounds: Sequence[Round], name: str) -> Sequence[str]:
    found = figure(rounds, name)
    span = f"{spaced(found.least)} à {spaced(found.most)}"
    rates = (name, spaced(found.rate), span, spaced(found.spent * 1000, 2), spaced(found.share, 2))
    return (*rates, f"{spaced(found.late * 1000)} ms" if found.late else "")


def _rows(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterable[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for line in lines:
        yield f"| {' | '.join(line)} |"
