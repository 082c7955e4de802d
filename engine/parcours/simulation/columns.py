"""The door to Arrow: what a run has found as tables (`pyarrow.Table`), and tables as Parquet."""

from collections.abc import Iterable
from typing import Any, BinaryIO, Final

import pyarrow
from pyarrow import parquet

from parcours.simulation.log import Line
from parcours.simulation.measures.series import series
from parcours.simulation.result import Result

SECONDS: Final = 60
LOG: Final = pyarrow.schema(
    [
        ("case", pyarrow.int64()),
        ("time", pyarrow.timestamp("s", tz="UTC")),
        ("kind", pyarrow.dictionary(pyarrow.int8(), pyarrow.string())),
        ("name", pyarrow.dictionary(pyarrow.int32(), pyarrow.string())),
        ("detail", pyarrow.string()),
    ]
)


def figures(result: Result) -> Any:
    """A row a replication: `replication` (int64), then a column (float64) for each figure's id."""
    numbers = [replica.replication for replica in result.replicas]
    columns: dict[str, Any] = {"replication": pyarrow.array(numbers, pyarrow.int64())}
    columns |= {each.id: pyarrow.array(each.values, pyarrow.float64()) for each in result.figures}
    return pyarrow.table(columns)


def months(result: Result) -> Any:
    """A row a replication and a month: `replication`, `month` (its first day measured), a column for each figure."""
    days = result.frame.days
    found = [list(series(replica, result.frame)) for replica in result.replicas]
    columns: dict[str, Any] = {
        "replication": pyarrow.array([each.replication for each in result.replicas for _ in days], pyarrow.int64()),
        "month": pyarrow.array([day for _ in result.replicas for day in days], pyarrow.date32()),
    }
    for alike in zip(*found, strict=True):
        values = [value for each in alike for value in each.values]
        columns[alike[0].id] = pyarrow.array(values, pyarrow.float64())
    return pyarrow.table(columns)


def stays(result: Result) -> Any:
    """A row a stage and a length in whole days: how many stays `ended` after it, how many were last seen going on."""
    rows = [
        (stage, day, durations.ended.get(day, 0), durations.censored.get(day, 0))
        for stage in result.frame.stages
        for durations in [result.stays(stage)]
        for day in sorted({*durations.ended, *durations.censored})
    ]
    names, lengths, ended, censored = zip(*rows, strict=True) if rows else ((), (), (), ())
    return pyarrow.table(
        {
            "stage": pyarrow.array(names, pyarrow.string()),
            "days": pyarrow.array(lengths, pyarrow.int64()),
            "ended": pyarrow.array(ended, pyarrow.int64()),
            "censored": pyarrow.array(censored, pyarrow.int64()),
        }
    )


def log(lines: Iterable[Line]) -> Any:
    """A row a line of the log, in order of time."""
    rows = [(line.case, line.minute * SECONDS, line.kind.value, line.name, line.detail) for line in lines]
    columns = zip(*rows, strict=True) if rows else [()] * len(LOG)
    arrays = [pyarrow.array(column).cast(kind.type) for column, kind in zip(columns, LOG, strict=True)]
    return pyarrow.Table.from_arrays(arrays, schema=LOG)


def write_parquet(table: Any, file: BinaryIO) -> None:
    parquet.write_table(table, file)
