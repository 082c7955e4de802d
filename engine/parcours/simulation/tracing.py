"""What the lines of one replication say of one person who was there at its start."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from parcours.kernel.prepare import TERM
from parcours.model.case import Part
from parcours.simulation.log import Line, LineKind

STAGES: Final = "stages"
TRACKS: Final = "tracks"
CONTRACTS: Final = "contracts"
TASKS: Final = "tasks"
RESOURCES: Final = "resources"

Spot = tuple[str, str]
"""Where numbers of a scenario play: the heading of its file, and the name under it."""


@dataclass(slots=True)
class Trace:
    """From the start on: when each stage is first entered and each deadline first reached, how it ends if it does.

    `minutes` are those spent in each spot; waiting for a resource is one.
    """

    entered: dict[str, int] = field(default_factory=dict)
    reached: dict[str, int] = field(default_factory=dict)
    outcome: str = ""
    minutes: dict[Spot, int] = field(default_factory=dict)


def trace(lines: Iterable[Line], number: int, begins: int, ends: int) -> Trace:
    """Follows the person until they leave, or until the minute `ends`."""
    found = Trace()
    standing: dict[Spot, tuple[Spot, int]] = {}
    for line in lines:
        if line.case != number:
            continue
        _change(found, standing, line, begins)
        if line.minute >= begins:
            _note(found, line)
        if line.kind is LineKind.LEFT:
            ends = line.minute
            break
    for spot, since in standing.values():
        _count(found, spot, max(since, begins), ends)
    return found


def reached(line: Line) -> str:
    """The deadline that a line says was reached: one of the law that passed, or one that acted in people's place."""
    acted = line.kind is LineKind.PASSED and line.detail.startswith(f"{Part.FIRE} ")
    if line.kind is LineKind.MISSED or (acted and not line.name.endswith(f".{TERM}")):
        return line.name
    return ""


def _note(found: Trace, line: Line) -> None:
    if line.kind is LineKind.ENTERED:
        found.entered.setdefault(line.name, line.minute)
    elif line.kind is LineKind.LEFT:
        found.outcome = line.name
    elif name := reached(line):
        found.reached.setdefault(name, line.minute)


def _change(found: Trace, standing: dict[Spot, tuple[Spot, int]], line: Line, begins: int) -> None:
    moved = _moved(line)
    if moved is None:
        return
    thread, spot = moved
    if thread in standing:
        left, since = standing.pop(thread)
        _count(found, left, max(since, begins), line.minute)
    if spot:
        standing[thread] = (thread[0], spot), line.minute


def _count(found: Trace, spot: Spot, since: int, until: int) -> None:
    if until > since:
        found.minutes[spot] = found.minutes.get(spot, 0) + until - since


def _moved(line: Line) -> tuple[Spot, str] | None:
    """The thread that a line speaks of, and where it stands from now on; nowhere when that is empty."""
    heading = _HEADINGS.get(line.kind)
    if heading is None:
        return None
    return (heading, "" if heading == STAGES else line.name), _place(line)


def _place(line: Line) -> str:
    match line.kind:
        case LineKind.LEFT | LineKind.ENDED | LineKind.GRANTED | LineKind.RENEGED:
            return ""
        case LineKind.TRACK:
            return f"{line.name}.{line.detail}" if line.detail else ""
        case LineKind.TASK:
            return line.name if line.detail == "opened" else ""
        case _:
            return line.name


_HEADINGS: Final[Mapping[LineKind, str]] = MappingProxyType(
    {
        LineKind.ENTERED: STAGES,
        LineKind.LEFT: STAGES,
        LineKind.TRACK: TRACKS,
        LineKind.SIGNED: CONTRACTS,
        LineKind.ENDED: CONTRACTS,
        LineKind.TASK: TASKS,
        LineKind.ASKED: RESOURCES,
        LineKind.GRANTED: RESOURCES,
        LineKind.RENEGED: RESOURCES,
    }
)
