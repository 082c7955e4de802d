"""How many people each member of the team looks after, month by month."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from parcours.simulation.log import Line, LineKind
from parcours.simulation.measures.level import Level
from parcours.simulation.start import Entrant

Means = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """Who holds a role given case by case: the member of each person of the start who has one, by their number.

    Those who have none, and those who come, count in `stages`: where more than half of the people there have one.
    They are shared evenly between the `members`.
    """

    role: str
    holders: Mapping[int, str]
    members: tuple[str, ...]
    stages: frozenset[str]


def team_of(role: str, entrants: Sequence[Entrant]) -> Team:
    """The team of a role, as the cases of a start have it."""
    holders = {
        number: entrant.case.assignments[role].user
        for number, entrant in enumerate(entrants)
        if role in entrant.case.assignments
    }
    here = Counter(entrant.case.stage for entrant in entrants)
    held = Counter(entrants[number].case.stage for number in holders)
    stages = frozenset(stage for stage, count in held.items() if 2 * count > here[stage])
    return Team(role, holders, tuple(sorted(set(holders.values()))), stages)


def loads(lines: Iterable[Line], team: Team, bounds: Sequence[int]) -> Mapping[str, Means]:
    """People looked after by each member, on average over each of the months between `bounds` (minutes)."""
    own = {member: Level(bounds) for member in team.members}
    shared = Level(bounds)
    where: dict[int, Level] = {}
    for line in lines:
        if line.kind not in {LineKind.ENTERED, LineKind.LEFT}:
            continue
        left = where.pop(line.case, None)
        if left is not None:
            left.change(line.minute, -1)
        holder = team.holders.get(line.case)
        if line.kind is LineKind.ENTERED and (holder is not None or line.name in team.stages):
            where[line.case] = own[holder] if holder is not None else shared
            where[line.case].change(line.minute, 1)
    for level in (*own.values(), shared):
        level.until(bounds[-1])
    return {member: _means(level, shared, len(own), bounds) for member, level in own.items()}


def _means(own: Level, shared: Level, members: int, bounds: Sequence[int]) -> Means:
    months = zip(own.areas, shared.areas, bounds, bounds[1:], strict=False)
    return tuple((area + part / members) / (after - before) for area, part, before, after in months)
