"""What a compiled run works on: the members of a machine, each room that is set aside once."""

from collections.abc import Sequence
from typing import NamedTuple


class Room(NamedTuple):
    """`agenda`, `queues`, `priorities`, `log`, `said` are flat; `waiting` says how long each queue is.

    `soon` holds what comes on the day that has come, `days` where the list of each day ahead begins. `window` and
    `tally` are for the folding, laid out as `counting` says; `spread` for those who come one by one.
    """

    table: Sequence[int]
    floats: Sequence[float]
    keys: list[int]
    comers: list[int]
    memory: list[int]
    values: list[float]
    agenda: list[int]
    soon: list[int]
    days: list[int]
    waiting: list[int]
    queues: list[int]
    priorities: list[float]
    log: list[int]
    said: list[float]
    codes: list[int]
    window: Sequence[int]
    tally: list[int]
    spread: list[float]
