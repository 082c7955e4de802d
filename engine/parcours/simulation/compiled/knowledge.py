"""What is certain of an expression of the machine in one function, for tables of a given shape."""

import ast
from collections.abc import Iterator, Mapping
from typing import Final, Protocol

from parcours.simulation.compiled.names import MACHINE, Names

TABLE: Final = "table"


class Shaped(Protocol):
    """What is known of tables: see `shape`."""

    @property
    def text(self) -> str:
        """All of it, the same for shapes that are the same."""
        ...

    @property
    def counts(self) -> Mapping[str, int]: ...

    @property
    def places(self) -> Mapping[int, int]: ...

    def member(self, name: str) -> int | None: ...

    def length(self, name: str) -> int | None: ...

    def may_be(self, name: str, value: int) -> bool: ...


class Known:
    """Follows the names of one function that hold a member of a row, where nothing else ever gives them a value."""

    def __init__(self, names: Names, shape: Shaped, node: ast.FunctionDef) -> None:
        self.names = names
        self._shape = shape
        self._node = node
        self._tables = {name for name, member in members_of(node) if member == TABLE}
        self._nested = {each.id for each in _stored_below(node)}
        self._holds: dict[str, str] = {}

    def bind(self, target: ast.expr, value: ast.expr) -> None:
        """A name is given a value at the outermost level of the function, in its order."""
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for each, part in zip(target.elts, value.elts, strict=True):
                self.bind(each, part)
        elif isinstance(target, ast.Name):
            self._holds.pop(target.id, None)
            member = self.member(value)
            if member is not None and target.id not in self._nested:
                self._holds[target.id] = member

    def member(self, node: ast.expr) -> str | None:
        """The name of the member of a row, or of the head, that an expression reads."""
        if isinstance(node, ast.Name):
            return self._holds.get(node.id)
        if not (isinstance(node, ast.Subscript) and self._is_table(node.value)):
            return None
        offset = node.slice.right if isinstance(node.slice, ast.BinOp) else node.slice
        return offset.id if isinstance(offset, ast.Name) and isinstance(self.names.value(offset), int) else None

    def item(self, node: ast.Subscript) -> int | None:
        """What an item of the table is sure to be; None for an item of anything else."""
        if not self._is_table(node.value):
            return None
        listed = self.member(node.slice)
        if listed is not None:
            return self._shape.length(listed)
        name = self.member(node)
        if name is None:
            return None
        place = self.names.value(ast.Name(name, ast.Load()))
        if name.startswith(("SH_", "BK_")) and isinstance(place, int):
            return self._shape.places.get(place)
        return self._shape.counts.get(name, self._shape.member(name))

    def compared(self, node: ast.Compare) -> bool | None:
        """How a comparison is sure to end: no row is of a kind that none has."""
        name = self.member(node.left)
        if name is None or len(node.ops) > 1:
            return None
        [op], [other] = node.ops, node.comparators
        if not isinstance(op, ast.Eq | ast.NotEq | ast.In | ast.NotIn):
            return None
        wanted = other.elts if isinstance(other, ast.Tuple) else [other]
        values = [self.names.value(each) for each in wanted]
        if all(isinstance(value, int) and not self._shape.may_be(name, value) for value in values):
            return isinstance(op, ast.NotEq | ast.NotIn)
        return None

    def _is_table(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Name):
            return node.id in self._tables
        machine = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == MACHINE
        return machine and isinstance(node, ast.Attribute) and node.attr == TABLE


def members_of(node: ast.FunctionDef) -> list[tuple[str, str]]:
    """The names that a function gives to members of the machine."""
    found = []
    for each in ast.walk(node):
        if not isinstance(each, ast.Assign):
            continue
        target = each.targets[0]
        targets = target.elts if isinstance(target, ast.Tuple) else [target]
        values = each.value.elts if isinstance(each.value, ast.Tuple) else [each.value]
        for name, value in zip(targets, values, strict=False):
            machine = (
                isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name) and value.value.id == MACHINE
            )
            if machine and isinstance(name, ast.Name) and isinstance(value, ast.Attribute):
                found.append((name.id, value.attr))
    return found


def _stored_below(node: ast.FunctionDef) -> Iterator[ast.Name]:
    """Names that are given a value inside a loop or a condition."""
    for statement in node.body:
        if isinstance(statement, ast.Assign):
            continue
        for each in ast.walk(statement):
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                yield each
