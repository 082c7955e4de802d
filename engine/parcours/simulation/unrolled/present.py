"""Somebody of whom everything is known: what an operation comes to for them, and how a comparison ends."""

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from parcours.simulation.tables.machine.parts import Fault, Machine
from parcours.simulation.unrolled.copies import LEFT
from parcours.simulation.unrolled.symbols import Node

Home = tuple[str, int]
FUNCTIONS: Final = MappingProxyType(
    {f"{module.__name__.rpartition('.')[2]}.{name}": getattr(module, name) for module, name in LEFT}
)
OPERATIONS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        "+": operator.add, "-": operator.sub, "*": operator.mul, "//": operator.floordiv, "%": operator.mod,
        "min": min, "max": max, "int": int, "float": float, "floor": math.floor, "item": operator.getitem,
    }
)  # fmt: skip
SIGNS: Final[Mapping[str, Callable[[Any, Any], bool]]] = MappingProxyType(
    {
        "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq,
        "!=": operator.ne, "unknown": lambda value, _: math.isnan(value),
    }
)  # fmt: skip


class Stopped(Exception):  # noqa: N818  # of a life that is only followed, nobody has to be told
    """What a function is asked of somebody has no answer: the life is followed no further."""


class Present:
    """`given` is who they are; what is kept of them from one step to the next stands where states say."""

    def __init__(self, machine: Machine, given: Mapping[str, int]) -> None:
        self._machine, self._given = machine, given
        self._kept: dict[Home, Any] = {}
        self._found: dict[int, Any] = {}

    def keep(self, numbers: Sequence[tuple[Home, Any]]) -> None:
        """A step has ended."""
        kept = [(home, self._value(number)) for home, number in numbers]
        self._kept.update(kept)
        self._found.clear()

    def holds(self, sign: str, one: Any, other: Any) -> bool:
        return SIGNS[sign](self._value(one), self._value(other))

    def _value(self, node: Any) -> Any:
        if not isinstance(node, Node):
            return node
        if node.number not in self._found:
            self._found[node.number] = self._reckoned(node)
        return self._found[node.number]

    def _reckoned(self, node: Node) -> Any:  # noqa: PLR0911  # one for each kind
        args = node.args
        match node.kind:
            case "given":
                return self._given[args[0]]
            case "home":
                return self._kept[args]
            case "present":
                return self._machine.table[args[0]]
            case "read":
                return getattr(self._machine, args[0])[self._value(args[1])]
            case "sum":
                return node.more + sum(count * self._value(each) for each, count in node.terms)
            case "call":
                given = [self._machine if isinstance(each, str) else self._value(each) for each in args[1:]]
                return _called(args[0], given)
            case "code":
                return 0
        return OPERATIONS[node.kind](*(self._value(each) for each in args))


def _called(name: str, given: Sequence[Any]) -> Any:
    try:
        return FUNCTIONS[name](*given)
    except Fault as fault:
        raise Stopped(name) from fault
