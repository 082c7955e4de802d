"""Expressions of the machine as instructions: whole numbers of 64 bits, real numbers, truth; nothing else is there."""

import ast
from collections.abc import Callable, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

from llvmlite import ir

from parcours.simulation.compiled.arithmetic import REAL, TRUTH, WORD, Arithmetic, Value, wider
from parcours.simulation.compiled.knowledge import Known
from parcours.simulation.compiled.names import MACHINE
from parcours.simulation.compiled.parts import Room

REALS: Final = frozenset({"floats", "values", "priorities", "said", "spread"})
"""The members of a machine that hold real numbers."""
CONSTANT: Final = frozenset({"table", "floats", "keys", "comers", "window"})
"""Those that never change during a run."""
SIGNS: Final = MappingProxyType({ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="})
CERTAIN: Final = MappingProxyType({int: WORD, bool: TRUTH, float: REAL})


class Expressions(Arithmetic):
    """The expressions of one function, one after the other, at the end of the block under way.

    `calls` emits a call of another function of the machine.
    """

    def __init__(self, known: Known, builder: ir.IRBuilder, members: dict[str, str], *, signed: bool = True) -> None:
        super().__init__(builder, signed=signed)
        self.known = known
        self.names = known.names
        self.members = members
        self.variables: dict[str, Any] = {}
        self.calls: Callable[[str, Sequence[ast.expr]], Value] = self._unknown

    def value(self, node: ast.expr) -> Value:
        """What an expression comes to."""
        found: Value = getattr(self, f"_{type(node).__name__.lower()}")(node)
        return found

    def truth(self, node: ast.expr) -> Value:
        return self.as_truth(self.value(node))

    def place(self, node: ast.Subscript) -> tuple[Value, str]:
        """Where an item of a member of the machine stands, and which member."""
        member = self.member(node.value)
        if member is None:
            raise TypeError(ast.unparse(node))
        kind = REAL if member in REALS else WORD
        base = self.builder.inttoptr(self.value(node.value), kind.as_pointer())
        return self.builder.gep(base, [self.as_type(self.value(node.slice), WORD)]), member

    def member(self, node: ast.expr) -> str | None:
        """The member of `m` that is meant, by itself or under a name of the function's own."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == MACHINE:
            return node.attr
        return self.members.get(node.id) if isinstance(node, ast.Name) else None

    def marked(self, instruction: Any, member: str) -> None:
        """Says what a read or a write can touch: one member is never part of another."""
        module = self.builder.module
        root = module.add_metadata(["machine"])
        kind = module.add_metadata([member, root, ir.Constant(WORD, 0)])
        tag = module.add_metadata([kind, kind, ir.Constant(WORD, 0)])
        instruction.set_metadata("tbaa", tag)

    def _unknown(self, name: str, arguments: Sequence[ast.expr]) -> Value:
        raise NameError(name, arguments)

    def _constant(self, node: ast.Constant) -> Value:
        return ir.Constant(CERTAIN[type(node.value)], node.value)

    def _name(self, node: ast.Name) -> Value:
        if node.id in self.variables:
            return self.builder.load(self.variables[node.id])
        return self._global(node)

    def _global(self, node: ast.expr) -> Value:
        value = self.names.value(node)
        if type(value) not in CERTAIN:
            raise NameError(ast.unparse(node))
        return ir.Constant(CERTAIN[type(value)], value)

    def _attribute(self, node: ast.Attribute) -> Value:
        member = self.member(node)
        if member is None:
            return self._global(node)
        header = self.builder.inttoptr(self.variables_of(MACHINE), WORD.as_pointer())
        at = self.builder.gep(header, [ir.Constant(WORD, Room._fields.index(member))])
        return self._unchanging(self.builder.load(at))

    def variables_of(self, name: str) -> Value:
        return self.builder.load(self.variables[name])

    def _unchanging(self, loaded: Any) -> Any:
        loaded.set_metadata("invariant.load", self.builder.module.add_metadata([]))
        return loaded

    def _subscript(self, node: ast.Subscript) -> Value:
        if isinstance(node.value, ast.Call) and isinstance(node.slice, ast.Constant):
            return self.value(node.value)[node.slice.value]
        certain = self.known.item(node)
        if certain is not None:
            return ir.Constant(WORD, certain)
        at, member = self.place(node)
        loaded = self.builder.load(at)
        self.marked(loaded, member)
        return self._unchanging(loaded) if member in CONSTANT else loaded

    def _tuple(self, node: ast.Tuple) -> Value:
        return [self.value(each) for each in node.elts]

    def _unaryop(self, node: ast.UnaryOp) -> Value:
        if isinstance(node.op, ast.Not):
            return self.builder.not_(self.truth(node.operand))
        if not isinstance(node.op, ast.USub):
            raise TypeError(ast.unparse(node))
        if isinstance(node.operand, ast.Constant):
            known = self._constant(node.operand)
            return ir.Constant(known.type, -known.constant)
        value = self.value(node.operand)
        return self.builder.fneg(value) if value.type == REAL else self.builder.neg(self.as_type(value, WORD))

    def _binop(self, node: ast.BinOp) -> Value:
        return self.combined(node.op, self.value(node.left), self.value(node.right))

    def _compare(self, node: ast.Compare) -> Value:
        decided = self.known.compared(node)
        if decided is not None:
            return ir.Constant(TRUTH, int(decided))
        if isinstance(node.ops[0], ast.In | ast.NotIn):
            wanted = self.value(node.left)
            [among] = node.comparators
            if not isinstance(among, ast.Tuple):
                raise TypeError(ast.unparse(node))
            found = [self.compared("==", wanted, self.value(each)) for each in among.elts]
            return self.any(found) if isinstance(node.ops[0], ast.In) else self.builder.not_(self.any(found))
        values = [self.value(each) for each in (node.left, *node.comparators)]
        signs = [SIGNS[type(op)] for op in node.ops]
        found = [self.compared(sign, *pair) for sign, pair in zip(signs, pairwise(values), strict=True)]
        whole = found[0]
        for each in found[1:]:
            whole = self.builder.and_(whole, each)
        return whole

    def _boolop(self, node: ast.BoolOp) -> Value:
        """What comes after the one that decides is not looked at."""
        return self._either(list(node.values), stops=isinstance(node.op, ast.Or))

    def _either(self, nodes: list[ast.expr], *, stops: bool) -> Value:
        value = self.value(nodes[0])
        if len(nodes) == 1:
            return value
        decided, b = self.as_truth(value), self.builder
        rest, after = b.append_basic_block(), b.append_basic_block()
        first = b.block
        b.cbranch(decided, after, rest) if stops else b.cbranch(decided, rest, after)
        b.position_at_end(rest)
        other = self._either(nodes[1:], stops=stops)
        if value.type != other.type:
            other = self.as_truth(other)
            kept: Value = ir.Constant(TRUTH, int(stops))
        else:
            kept = value
        last = b.block
        b.branch(after)
        b.position_at_end(after)
        return self._joined((kept, first), (other, last))

    def _joined(self, *ways: tuple[Value, Any]) -> Value:
        phi = self.builder.phi(ways[0][0].type)
        for value, block in ways:
            phi.add_incoming(value, block)
        return phi

    def _ifexp(self, node: ast.IfExp) -> Value:
        b = self.builder
        decided = self.truth(node.test)
        yes, no, after = (b.append_basic_block() for _ in range(3))
        b.cbranch(decided, yes, no)
        b.position_at_end(yes)
        one = self.value(node.body)
        one_end = b.block
        b.position_at_end(no)
        other = self.value(node.orelse)
        kind = wider(one.type, other.type)
        other = self.as_type(other, kind)
        other_end = b.block
        b.branch(after)
        b.position_at_end(one_end)
        one = self.as_type(one, kind)
        b.branch(after)
        b.position_at_end(after)
        return self._joined((one, one_end), (other, other_end))

    def _call(self, node: ast.Call) -> Value:
        named = self.names.called(node.func)
        if named is not None:
            return self.calls(named, node.args)
        return self.built_in(ast.unparse(node.func), [self.value(each) for each in node.args])
