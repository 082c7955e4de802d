"""The list of dossiers by stage: how many stand at each, and the first of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from parcours.runtime.desk.line import Line
from parcours.runtime.desk.listing import Lists, Wanted

CARDS: Final = 12  # of a stage; who looks for more has the list


@dataclass(frozen=True, slots=True)
class Column:
    """Those of a list who stand at one stage: `count` of them, `lines` the first."""

    count: int
    lines: tuple[Line, ...]


NOBODY: Final = Column(0, ())


def board(lists: Lists, caes: Iterable[str], wanted: Wanted, most: int = CARDS) -> Mapping[tuple[str, str], Column]:
    """A column for each parcours and stage where somebody of the list stands, in the order of the list."""
    found: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lists.every(caes, wanted):
        found[line.workflow, line.stage].append(line)
    return {place: Column(len(lines), tuple(lines[:most])) for place, lines in found.items()}
