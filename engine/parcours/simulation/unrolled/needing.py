"""Which numbers each way needs, and which of those that are kept some step reads again."""

from collections.abc import Iterator, Sequence
from typing import Any

from parcours.simulation.unrolled.exploring import Way
from parcours.simulation.unrolled.symbols import Node


def needed_homes(ways: Sequence[Way]) -> set[Any]:
    """The places that some step reads, for what it decides or says, or for what is itself read later."""
    kept: list[tuple[Any, Any]] = []
    found: set[Any] = set()
    for way in ways:
        for each in each_way(way):
            for node in used_by(each):
                found |= _homes(node)
            if each.ends is not None and each.ends[0] == "go":
                kept += each.ends[2]
    growing = True
    while growing:
        size = len(found)
        for home, node in kept:
            if home in found:
                found |= _homes(node)
        growing = len(found) > size
    return found


def each_way(way: Way) -> Iterator[Way]:
    yield way
    for following in (way.yes, way.no):
        if following is not None:
            yield from each_way(following)


def used_by(way: Way) -> Iterator[Any]:
    """The numbers that a way needs by itself."""
    for event in way.events:
        yield from event[1:]
    if way.asked is not None:
        yield from way.asked[1:]
    if way.ends is not None and way.ends[0] == "fault":
        yield from way.ends[1:]


def parts_of(node: Any) -> Iterator[Any]:
    if isinstance(node, Node) and node.kind == "sum":
        yield from (each for each, _ in node.terms)
    elif isinstance(node, Node) and node.kind not in ("home", "given", "present", "code"):
        yield from node.args


def _homes(node: Any) -> set[Any]:
    found, waiting, seen = set(), [node], set()
    while waiting:
        each = waiting.pop()
        if isinstance(each, Node) and each.number not in seen:
            seen.add(each.number)
            if each.kind == "home":
                found.add(each.args)
            waiting.extend(parts_of(each))
    return found
