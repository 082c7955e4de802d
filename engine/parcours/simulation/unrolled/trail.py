"""One way through the machine: what is noted on it, and what is known of numbers that are not known themselves."""

import math
from typing import Any, Final

from parcours.simulation.tables.rows import NONE
from parcours.simulation.unrolled.reckoning import NEVER, span_of
from parcours.simulation.unrolled.symbols import (
    SIGNS,
    Answer,
    Node,
    Terms,
    Unsuited,
    combined,
    is_real,
    named,
    numbered,
    upright,
)

NOWHERE: Final = (-NEVER, NEVER)
MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


class Trail:
    """One way through the machine after another, from the same beginning; equal operations are one node in all.

    `events` is what happens on the way: decisions, lines said. `answer` says how an open comparison ends this time.
    """

    def __init__(self) -> None:
        self.nodes: dict[tuple[Any, ...], Node] = {}
        self.positive: set[int] = set()
        self.begin(_nobody)

    def begin(self, answer: Answer) -> None:
        self.answer = answer
        self.events: list[tuple[Any, ...]] = []
        self._between: dict[Any, tuple[int, int]] = {}
        self.depth = 0
        self._reckoned: dict[Any, tuple[int, int]] = {}
        self._unequal: set[tuple[Any, int]] = set()
        self._told: dict[tuple[str, int, object], bool] = {}

    def of(self, kind: str, *args: Any, real: bool = False, certain: bool = True) -> Node:
        key = kind, *map(named, args)
        found = self.nodes.get(key)
        if found is None:
            found = self.nodes[key] = Node(self, kind, args, real=real, certain=certain)
        return found

    def known_call(self, name: str, value: Node) -> Node | None:
        """What that function gives of a number, if it was called on it."""
        return self.nodes.get(("call", (name, str), ("m", str), named(value)))

    def node(self, kind: str, one: Any, other: Any) -> Any:
        """What an operation of two gives; real if either is."""
        nodes = [each for each in (one, other) if isinstance(each, Node)]
        real = any(each.real for each in nodes) or isinstance(one, float) or isinstance(other, float)
        return self.of(kind, one, other, real=real, certain=all(each.certain for each in nodes))

    def added(self, one: Any, other: Any, times: int = 1) -> Any:
        """`one` and so many times `other`; whole numbers are kept as a sum, in one order, to be seen to be the same."""
        if is_real(one) or is_real(other):
            return self.node("+" if times == 1 else "-", one, other)
        terms, more = combined(one, other, times)
        if not terms:
            return more
        if more == 0 and len(terms) == 1 and terms[0][1] == 1:
            return terms[0][0]
        return self.of("sum", terms, more, certain=all(each.certain for each, _ in terms))

    def compared(self, sign: str, one: Any, other: Any) -> bool:
        """How a comparison ends, in this way through."""
        if not isinstance(one, Node):
            one, other, sign = other, one, MIRRORED[sign]
        if isinstance(other, (bool, int, float, Node)):
            if one.real or isinstance(other, float) or (isinstance(other, Node) and other.real):
                return self._compared_real(sign, one, other)
            return self._compared_whole(sign, one, other)
        raise Unsuited(f"{one.kind} {sign} {other!r}")

    def _compared_real(self, sign: str, one: Node, other: Any) -> bool:
        if one is other and one.certain:
            return sign in ("==", "<=", ">=")
        key = sign, one.number, named(other)
        known = self._told.get(key)
        if known is None:
            known = self._told[key] = self._asked(sign, one, other)
        return known

    def _compared_whole(self, sign: str, one: Node, other: Any) -> bool:
        """By what is known of the difference: `one - other` lies between two numbers."""
        first, last = self.between(one, other)
        wanted = SIGNS[sign]
        possible = _possible(first, last, unequal=self._is_unequal(one, other))
        if possible <= wanted:
            return True
        if not possible & wanted:
            return False
        held = self._asked(sign, one, other)
        self._learn(one, other, possible & wanted if held else possible - wanted)
        return held

    def _asked(self, sign: str, one: Any, other: Any) -> bool:
        held = self.answer(sign, one, other)
        self.events.append(("if", (sign, one, other), held))
        return held

    def between(self, one: Any, other: Any) -> tuple[int, int]:
        """The least and the most that `one - other` may be."""
        terms, more = combined(one, other, -1)
        first, last = self.span(terms)
        return first + more, last + more

    def span(self, terms: Terms) -> tuple[int, int]:
        """The least and the most that a sum may be, by what this way has decided and by what it is a sum of."""
        if not terms:
            return 0, 0
        whole, mirrored = upright(terms)
        key = numbered(whole)
        known = self._reckoned.get(key)
        if known is None:
            known = self._reckoned[key] = self._between.get(key, NOWHERE)
            self.depth += 1
            found = span_of(self, whole)
            self.depth -= 1
            known = self._reckoned[key] = max(found[0], known[0]), min(found[1], known[1])
        return (-known[1], -known[0]) if mirrored else known

    def know(self, one: Any, other: Any, first: int, last: int) -> None:
        """`one - other` is sure to lie between two numbers."""
        terms, more = combined(one, other, -1)
        if terms:
            was = self.span(terms)
            first, last = max(first - more, was[0]), min(last - more, was[1])
            whole, mirrored = upright(terms)
            self._between[numbered(whole)] = (-last, -first) if mirrored else (first, last)
            self._reckoned.clear()

    def _is_unequal(self, one: Any, other: Any) -> bool:
        terms, more = combined(one, other, -1)
        return (numbered(terms), more) in self._unequal

    def _learn(self, one: Any, other: Any, possible: set[str]) -> None:
        first, last = -NEVER, NEVER
        if "<" not in possible:
            first = 0 if "=" in possible else 1
        if ">" not in possible:
            last = 0 if "=" in possible else -1
        if "=" not in possible:
            for terms, more in (combined(one, other, -1), combined(other, one, -1)):
                self._unequal.add((numbered(terms), more))
        self.know(one, other, first, last)

    def least(self, one: Any, other: Any) -> Any:
        return self._one_of("min", one, other, less=True)

    def most(self, one: Any, other: Any) -> Any:
        return self._one_of("max", one, other, less=False)

    def _one_of(self, name: str, one: Any, other: Any, *, less: bool) -> Any:
        if not isinstance(one, Node) and not isinstance(other, Node):
            return min(one, other) if less else max(one, other)
        if any(isinstance(each, float) or (isinstance(each, Node) and each.real) for each in (one, other)):
            smaller = other < one
            return other if smaller == less else one
        first, last = self.between(one, other)
        if last <= 0 or first >= 0:
            return one if (last <= 0) == less else other
        certain = all(each.certain for each in (one, other) if isinstance(each, Node))
        return self.of(name, one, other, certain=certain)

    def is_unknown(self, value: Any) -> bool:
        """Whether a number is one nobody filled."""
        if not isinstance(value, Node):
            return math.isnan(value)
        if value.certain:
            return False
        known = self._told.get(("unknown", value.number, None))
        if known is None:
            known = self._told["unknown", value.number, None] = self._asked("unknown", value, None)
        return known

    def is_certain(self, node: Node) -> bool:
        """Whether it is sure, on this way, to be a number like another."""
        if node.certain:
            return True
        if node.real:
            return self._told.get(("unknown", node.number, None)) is False
        return self._is_unequal(node, NONE)

    def happens(self, *event: Any) -> None:
        self.events.append(event)

    def whole(self, value: Any) -> Any:
        """`int` of a number: a day that was kept as a real number is that day again."""
        if not isinstance(value, Node):
            return int(value)
        if not value.real:
            return value
        return value.args[0] if value.kind == "float" else self.of("int", value, certain=value.certain)

    def real(self, value: Any) -> Any:
        if not isinstance(value, Node):
            return float(value)
        return value if value.real else self.of("float", value, real=True, certain=value.certain)


def _nobody(sign: str, one: Any, other: Any) -> bool:
    raise Unsuited(f"{one.kind} {sign} {other}")


def _possible(first: int, last: int, *, unequal: bool) -> set[str]:
    found = set()
    if first < 0:
        found.add("<")
    if last > 0:
        found.add(">")
    if first <= 0 <= last and not unequal:
        found.add("=")
    return found
