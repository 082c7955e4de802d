"""The keys of a scenario's file that exclude each other, and those that mean nothing alone."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from parcours.definition.overlay import PAIRS, Manners
from parcours.definition.tree import Node, Path
from parcours.simulation.scenario.values import Shape

SOURCES: Final = ("value", "draw", "weights", "day", "session", "move")
DEEDS: Final = ("send", "done", "write")
ACTS: Final = (*DEEDS, "choose")
FLOWS: Final = ("rate", "spread", "listed")
CHANCES: Final = ("probability", "rest")
MEETINGS: Final = ("days", "monthly")
SHAPES: Final = tuple(str(shape) for shape in Shape)
PROVENANCE: Final = ("source", "assumption")
EXCLUSIVE: Final = (*PAIRS, SOURCES, ACTS, FLOWS, CHANCES, MEETINGS, SHAPES, PROVENANCE)

# What each of these speaks of, in the same map.
NEEDED_BY: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "least": ("draw", "move"),
        "most": ("draw", "move"),
        "times": ("move",),
        "plus": ("move",),
        "at_most": ("weights",),
        "with": ("send",),
        "at": ("on",),
        "otherwise": ("when",),
        "patience": ("leaving",),
        "leaving": ("patience",),
    }
)

_NAMED: Final = frozenset({"arrivals", "dossier", "resources", "sessions", "income", "sensitivity"})
_PLACES: Final[Mapping[str, int]] = MappingProxyType({"stages": 2, "contracts": 2, "tasks": 2, "tracks": 3})
_NAMED_INSIDE: Final = frozenset({"choose", "with", "write", "weights"})


def _displaced(path: Path, key: str, inherited: Mapping[str, Node]) -> Iterator[str]:
    """What the child's key says instead of, and what meant nothing without that."""
    if holds_names(path):
        return
    gone = {other for group in EXCLUSIVE if key in group for other in group if other != key and other in inherited}
    yield from sorted(gone)
    for other in inherited.keys() & NEEDED_BY.keys():
        needed = set(NEEDED_BY[other])
        if needed & gone and not needed & (inherited.keys() | {key}) - gone:
            yield other


def holds_names(path: Path) -> bool:
    """Whether the keys of the map at `path` are names that authors give, rather than words of the language."""
    if not path:
        return False
    section = str(path[0])
    inside_places = 0 < len(path) <= _PLACES.get(section, 0)
    return inside_places or (len(path) == 1 and section in _NAMED) or path[-1] in _NAMED_INSIDE


OF_SCENARIO: Final = Manners(("format", "scenario", "extends"), _displaced, guarded=False)
