"""The checked tree of a condition: CEL's own (`cel.expr.CheckedExpr`), as plain frozen values.

One parser serves the kernel, the diagnostics and the compiled simulator. Only what a condition may say has a node
here: constants, declared names, calls, and lists beside `in`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from parcours.expressions import wire
from parcours.expressions.types import CelType

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json]"

# Field numbers of cel/expr/checked.proto and syntax.proto.
_ANY_VALUE: Final = 2
_CHECKED_TYPES, _CHECKED_EXPR, _CHECKED_SOURCE = 3, 4, 5
_SOURCE_POSITIONS: Final = 4
_KEY, _VALUE = 1, 2
_EXPR_ID, _EXPR_CONST, _EXPR_IDENT, _EXPR_SELECT, _EXPR_CALL, _EXPR_LIST = 2, 3, 4, 5, 6, 7
_CONST_BOOL, _CONST_INT, _CONST_DOUBLE, _CONST_TEXT = 2, 3, 5, 6
_IDENT_NAME: Final = 1
_SELECT_OPERAND, _SELECT_FIELD = 1, 2
_CALL_TARGET, _CALL_FUNCTION, _CALL_ARGUMENTS = 1, 2, 3
_LIST_ITEMS: Final = 1
_TYPE_PRIMITIVE, _TYPE_WELL_KNOWN, _TYPE_MAP = 3, 5, 7
_PRIMITIVES: Final = {1: CelType.BOOL, 2: CelType.INT, 4: CelType.DOUBLE, 5: CelType.STRING}
_TIMESTAMP: Final = 2
_MAPS: Final = {CelType.DATE: CelType.VALIDITY, CelType.INT: CelType.DURATION}


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the condition: `1200`, `"sap"`, `true`."""

    value: str | int | float | bool
    type: CelType
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A declared name that is read: `dossier.rc_pro`."""

    name: str
    type: CelType
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function or an operator (`_>=_`, `_&&_`, `@in`, `plus`); of a method, the object is the first argument."""

    function: str
    arguments: "tuple[Tree, ...]"
    type: CelType
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Listing:
    """The list on the right of `in`."""

    items: "tuple[Tree, ...]"
    offset: int = field(default=0, compare=False)


Tree: TypeAlias = Constant | Name | Call | Listing


class UnsupportedNodeError(ValueError):
    """CEL accepts it and conditions do not: `said` is the dotted name of a field nobody declared, else empty."""

    def __init__(self, offset: int, said: str = "") -> None:
        super().__init__(offset, said)
        self.offset = offset
        self.said = said


def read_tree(serialized: bytes) -> Tree:
    """The tree of `Expression.serialize()`. UnsupportedNodeError for what conditions may not say."""
    checked = wire.read(b"".join(value for value in wire.read(serialized)[_ANY_VALUE] if isinstance(value, bytes)))
    positions = wire.messages(wire.message(checked, _CHECKED_SOURCE), _SOURCE_POSITIONS)
    reader = _Reader(
        types={
            wire.integer(entry, _KEY): wire.message(entry, _VALUE) for entry in wire.messages(checked, _CHECKED_TYPES)
        },
        offsets={wire.integer(entry, _KEY): wire.integer(entry, _VALUE) for entry in positions},
    )
    return reader.node(wire.message(checked, _CHECKED_EXPR))


def walk(tree: Tree) -> Iterator[Tree]:
    """Every node, each before its parts, in the order of the source for calls and lists."""
    yield tree
    match tree:
        case Call(arguments=parts) | Listing(items=parts):
            for part in parts:
                yield from walk(part)
        case _:
            return


def names(tree: Tree) -> tuple[str, ...]:
    """The names a condition reads, each once, in the order they are read."""
    return tuple(dict.fromkeys(node.name for node in walk(tree) if isinstance(node, Name)))


def to_json(tree: Tree) -> Json:
    """The tree as JSON: `{"call": "_>=_", "with": [{"name": …, "type": …}, {"value": …, "type": …}]}`."""
    match tree:
        case Constant():
            return {"value": tree.value, "type": tree.type.value}
        case Name():
            return {"name": tree.name, "type": tree.type.value}
        case Call():
            return {"call": tree.function, "with": [to_json(part) for part in tree.arguments], "type": tree.type.value}
        case Listing():
            return {"list": [to_json(item) for item in tree.items]}


@dataclass(frozen=True, slots=True)
class _Reader:
    types: Mapping[int, wire.Message]
    offsets: Mapping[int, int]

    def node(self, expr: wire.Message) -> Tree:
        offset = self.offsets.get(wire.integer(expr, _EXPR_ID), 0)
        if _EXPR_CONST in expr:
            return self.constant(wire.message(expr, _EXPR_CONST), offset)
        if _EXPR_IDENT in expr:
            return Name(wire.text(wire.message(expr, _EXPR_IDENT), _IDENT_NAME), self.type(expr, offset), offset)
        if _EXPR_CALL in expr:
            return self.call(expr, wire.message(expr, _EXPR_CALL), offset)
        if _EXPR_LIST in expr:
            items = wire.messages(wire.message(expr, _EXPR_LIST), _LIST_ITEMS)
            return Listing(tuple(self.node(item) for item in items), offset)
        raise UnsupportedNodeError(offset, dotted(expr))

    def constant(self, const: wire.Message, offset: int) -> Constant:
        if _CONST_BOOL in const:
            return Constant(wire.integer(const, _CONST_BOOL) != 0, CelType.BOOL, offset)
        if _CONST_INT in const:
            return Constant(wire.integer(const, _CONST_INT), CelType.INT, offset)
        if _CONST_DOUBLE in const:
            return Constant(wire.double(const, _CONST_DOUBLE), CelType.DOUBLE, offset)
        if _CONST_TEXT in const:
            return Constant(wire.text(const, _CONST_TEXT), CelType.STRING, offset)
        raise UnsupportedNodeError(offset)

    def call(self, expr: wire.Message, call: wire.Message, offset: int) -> Call:
        parts = wire.messages(call, _CALL_TARGET) + wire.messages(call, _CALL_ARGUMENTS)
        arguments = tuple(self.node(part) for part in parts)
        return Call(wire.text(call, _CALL_FUNCTION), arguments, self.type(expr, offset), offset)

    def type(self, expr: wire.Message, offset: int) -> CelType:
        found = _type(self.types.get(wire.integer(expr, _EXPR_ID), {}))
        if found is None:
            raise UnsupportedNodeError(offset)
        return found


def dotted(expr: wire.Message) -> str:
    """`dossier.rc_pro.debut` of nested field selections; empty for anything else."""
    if _EXPR_IDENT in expr:
        return wire.text(wire.message(expr, _EXPR_IDENT), _IDENT_NAME)
    if _EXPR_SELECT not in expr:
        return ""
    select = wire.message(expr, _EXPR_SELECT)
    operand = dotted(wire.message(select, _SELECT_OPERAND))
    return operand and f"{operand}.{wire.text(select, _SELECT_FIELD)}"


def _type(kind: wire.Message) -> CelType | None:
    if _TYPE_PRIMITIVE in kind:
        return _PRIMITIVES.get(wire.integer(kind, _TYPE_PRIMITIVE))
    if _TYPE_MAP in kind:
        held = _type(wire.message(wire.message(kind, _TYPE_MAP), _VALUE))
        return _MAPS.get(held) if held else None
    return CelType.DATE if wire.integer(kind, _TYPE_WELL_KNOWN) == _TIMESTAMP else None
