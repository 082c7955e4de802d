"""The log of a replication as CSV: one line an event, in order of time."""

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO, Final

from parcours.adapters.runs.times import iso
from parcours.simulation.log import Line

HEADER: Final = ("case", "time", "kind", "name", "detail")


def write_csv(lines: Iterable[Line], file: BinaryIO) -> None:
    """UTF-8, RFC 4180, instants in UTC; nothing but the line at hand is held."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows((line.case, iso(line.minute), line.kind.value, line.name, line.detail) for line in lines)
    text.detach()
