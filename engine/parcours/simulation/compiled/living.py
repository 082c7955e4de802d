"""Lives played without the machine: where they are unrolled, a module made for the model stands in for this one."""

from typing import Any

OVER, UNSEEN = -1, -2


def ahead(m: Any, number: int, end: int) -> int:  # noqa: ARG001  # what those that stand in its place are asked
    """A whole life; UNSEEN where the machine has to play it."""
    return UNSEEN


def ahead_counted(m: Any, number: int, end: int) -> int:  # noqa: ARG001  # the same
    """A whole life of which lines are counted and not kept."""
    return UNSEEN
