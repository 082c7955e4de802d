"""Numbers that are known only when a life is played: the machine runs on them, and each operation is noted."""

from collections.abc import Callable
from typing import Any, Final

Answer = Callable[[str, Any, Any], bool]
Terms = tuple[tuple["Node", int], ...]
SIGNS: Final = {"<": {"<"}, "<=": {"<", "="}, ">": {">"}, ">=": {">", "="}, "==": {"="}, "!=": {"<", ">"}}


class Unsuited(Exception):  # noqa: N818  # not a fault of anybody: such a model is played by the machine itself
    """The model cannot be unrolled, and why."""


class Node:
    """A number to be worked out: `kind` and `args` say how, `real` that it is no whole number.

    `certain`: it is never none, nor without end, nor unknown. A whole number is a sum of `terms`, each so many times,
    and of `more`; of one that is no sum, it is itself the only term.
    """

    __slots__ = ("args", "certain", "kind", "more", "number", "real", "terms", "trail")

    def __init__(self, trail: Any, kind: str, args: tuple[Any, ...], *, real: bool, certain: bool) -> None:
        self.trail = trail
        self.kind = kind
        self.args = args
        self.real = real
        self.certain = certain
        self.number = len(trail.nodes)
        self.terms: Terms = args[0] if kind == "sum" else ((self, 1),)
        self.more: int = args[1] if kind == "sum" else 0

    def __hash__(self) -> int:
        return self.number

    def __bool__(self) -> bool:
        return bool(self.trail.compared("!=", self, 0))

    def __eq__(self, other: object) -> bool:
        return bool(self.trail.compared("==", self, other))

    def __ne__(self, other: object) -> bool:
        return bool(self.trail.compared("!=", self, other))

    def __lt__(self, other: object) -> bool:
        return bool(self.trail.compared("<", self, other))

    def __le__(self, other: object) -> bool:
        return bool(self.trail.compared("<=", self, other))

    def __gt__(self, other: object) -> bool:
        return bool(self.trail.compared(">", self, other))

    def __ge__(self, other: object) -> bool:
        return bool(self.trail.compared(">=", self, other))

    def __add__(self, other: Any) -> Any:
        return self.trail.added(self, other)

    def __radd__(self, other: Any) -> Any:
        return self.trail.added(other, self)

    def __sub__(self, other: Any) -> Any:
        return self.trail.added(self, other, -1)

    def __rsub__(self, other: Any) -> Any:
        return self.trail.added(other, self, -1)

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, int) and not self.real:
            return self.trail.added(0, self, other)
        return self.trail.node("*", self, other)

    __rmul__ = __mul__

    def __floordiv__(self, other: Any) -> Any:
        return self.trail.node("//", self, other)

    def __mod__(self, other: Any) -> Any:
        return self.trail.node("%", self, other)

    def __neg__(self) -> Any:
        return self.trail.added(-0.0 if self.real else 0, self, -1)


def is_real(value: Any) -> bool:
    return value.real if isinstance(value, Node) else isinstance(value, float)


def named(each: Any) -> tuple[Any, type]:
    """An argument, by what tells it from others without asking whether numbers are equal."""
    if isinstance(each, Node):
        return each.number, Node
    return (numbered(each), tuple) if isinstance(each, tuple) else (each, type(each))


def numbered(terms: Terms) -> tuple[tuple[int, int], ...]:
    return tuple((each.number, count) for each, count in terms)


def combined(one: Any, other: Any, times: int) -> tuple[Terms, int]:
    """`one` and so many times `other`, as a sum: its terms in order, and the number that is known."""
    counts: dict[int, int] = {}
    nodes: dict[int, Node] = {}
    more = 0
    for value, by in ((one, 1), (other, times)):
        if not isinstance(value, Node):
            more += by * int(value)
            continue
        more += by * value.more
        for each, count in value.terms:
            nodes[each.number] = each
            counts[each.number] = counts.get(each.number, 0) + by * count
    return tuple((nodes[number], counts[number]) for number in sorted(counts) if counts[number]), more


def upright(terms: Terms) -> tuple[Terms, bool]:
    """The same sum or its opposite, whichever begins above zero."""
    if terms[0][1] > 0:
        return terms, False
    return tuple((each, -count) for each, count in terms), True
