"""What a run works on: the tables it only reads, its memory, what is to come, the log."""

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

Entry: TypeAlias = tuple[int, int, int, int, int, int, int, int]
"""Minute, case, rank, birth, number; then what to do, with what."""
Waiting: TypeAlias = tuple[float, int, int, int, int]
"""Priority, ticket, process, its birth, its case."""
Row: TypeAlias = tuple[int, int, int, int, int, int, float]
"""Minute, case, kind of line, name; then what the detail is made of."""


class Fault(Exception):  # noqa: N818  # what stops a run; the engine turns it into an error in words
    """Why a run cannot go on: one of the FAULT_ numbers, and what it is about."""


class Machine(NamedTuple):
    """`table` and `floats` are read only. `keys` holds the site numbers, then where each person's draws begin.

    `values` are the numbers of dossiers, `queues` those who wait for each resource, `codes` those of refusals;
    `comers` hold the minute, the stream and the key of each who is to come.
    """

    table: Sequence[int]
    floats: Sequence[float]
    memory: list[int]
    values: list[float]
    keys: list[int]
    agenda: list[Entry]
    queues: list[list[Waiting]]
    log: list[Row]
    codes: list[int]
    comers: Sequence[int]
