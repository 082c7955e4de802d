"""The files of a run that people and programs read, each put in place whole."""

import json
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final

from parcours.adapters.runs.csv_log import write_csv
from parcours.adapters.runs.ocel import write_ocel
from parcours.adapters.runs.placing import placed
from parcours.adapters.runs.xes import write_xes
from parcours.messages import Language
from parcours.simulation.log import Line
from parcours.simulation.plain import plain_result
from parcours.simulation.report.subject import Subject
from parcours.simulation.result import Result

Writer = Callable[[Iterable[Line], str, BinaryIO], None]


def write_results(folder: Path, result: Result, lang: Language) -> tuple[Path, ...]:
    """`kpis.json`, and as Parquet `replications`, `months` and `stays`. What `placed` raises, ModuleNotFoundError."""
    kpis = folder / "kpis.json"
    with placed(kpis) as file:
        file.write(json.dumps(plain_result(result, lang), ensure_ascii=False, indent=2).encode() + b"\n")
    columns = import_module("parcours.simulation.columns")
    tables = {"replications": columns.figures, "months": columns.months, "stays": columns.stays}
    written = [kpis]
    for name, table in tables.items():
        path = folder / f"{name}.parquet"
        with placed(path) as file:
            columns.write_parquet(table(result), file)
        written.append(path)
    return tuple(written)


def write_report(path: Path, subject: Subject, lang: Language) -> Path:
    """The page that tells a run. What `placed` raises, ModuleNotFoundError without vl-convert."""
    pages = import_module("parcours.simulation.report.writing")
    with placed(path) as file:
        pages.write_report(subject, file, lang)
    return path


def write_log(folder: Path, form: str, lines: Iterable[Line], title: str) -> Path:
    """The log of one replication, in one of `LOGS`. What `placed` raises, ModuleNotFoundError for Parquet."""
    name, write = LOGS[form]
    path = folder / name
    with placed(path) as file:
        write(lines, title, file)
    return path


def _parquet(lines: Iterable[Line], _: str, file: BinaryIO) -> None:
    columns = import_module("parcours.simulation.columns")
    columns.write_parquet(columns.log(lines), file)


LOGS: Final[Mapping[str, tuple[str, Writer]]] = MappingProxyType(
    {
        "csv": ("log.csv", lambda lines, _, file: write_csv(lines, file)),
        "xes": ("log.xes", write_xes),
        "ocel": ("log.ocel.json", lambda lines, _, file: write_ocel(lines, file)),
        "parquet": ("log.parquet", _parquet),
    }
)
