"""Functions of the machine as functions of machine code. One that may meet a fault says so beside what it gives."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from llvmlite import ir

from parcours.simulation.compiled.arithmetic import REAL, TRUTH, WORD, Value
from parcours.simulation.compiled.expressions import Expressions
from parcours.simulation.compiled.knowledge import Known, Shaped, members_of
from parcours.simulation.compiled.names import MACHINE, Key, Names
from parcours.simulation.draws import keyed as masked
from parcours.simulation.tables.memory import G_ABOUT, G_FAULT

RATIO: Final = "elementary._ratio"
NAMED: Final = {"int": WORD, "float": REAL, "bool": TRUTH}


@dataclass(frozen=True, slots=True)
class Signature:
    """`gives` are the types of what a function gives back; none, one or several. `faults`: it may meet a fault."""

    function: Any
    takes: tuple[Any, ...]
    gives: tuple[Any, ...]
    faults: bool


def declared(module: ir.Module, name: str, node: ast.FunctionDef, *, faults: bool) -> Signature:
    """The function as those that call it see it."""
    takes = tuple(_typed(arg.annotation) for arg in node.args.args)
    gives = _given(node.returns)
    parts = [*([TRUTH] if faults else []), *gives]
    back = ir.VoidType() if not parts else parts[0] if len(parts) == 1 else ir.LiteralStructType(parts)
    function = ir.Function(module, ir.FunctionType(back, takes), name)
    function.linkage = "internal"
    function.attributes.add("nounwind")
    return Signature(function, takes, gives, faults)


def _typed(annotation: ast.expr | None) -> Any:
    """`m` is the address of the addresses of its members."""
    return NAMED.get(ast.unparse(annotation), WORD) if annotation is not None else WORD


def _given(annotation: ast.expr | None) -> tuple[Any, ...]:
    if isinstance(annotation, ast.Subscript) and isinstance(annotation.slice, ast.Tuple):
        return tuple(_typed(each) for each in annotation.slice.elts)
    if annotation is None or ast.unparse(annotation) == "None":
        return ()
    return (_typed(annotation),)


class Statements:
    """The body of one function."""

    def __init__(
        self, key: Key, node: ast.FunctionDef, names: Names, signatures: dict[str, Signature], shape: Shaped
    ) -> None:
        self.signatures = signatures
        self.signature = signatures[names.name(key)]
        self.node = node
        function = self.signature.function
        self.entry = function.append_basic_block("entry")
        self.builder = ir.IRBuilder(function.append_basic_block("body"))
        self.known = Known(names, shape, node)
        signed = key[0] != masked.__name__
        self.expressions = Expressions(self.known, self.builder, dict(members_of(node)), signed=signed)
        self.expressions.calls = self._called
        self.loops: list[tuple[Any, Any]] = []

    def emit(self) -> None:
        for arg, given in zip(self.node.args.args, self.signature.function.args, strict=True):
            self._store(arg.arg, given)
        self._block(self.node.body)
        if not self.builder.block.is_terminated:
            self._give([ir.Constant(kind, 0) for kind in self.signature.gives])
        builder = ir.IRBuilder(self.entry)
        builder.branch(self.signature.function.blocks[1])

    def _block(self, statements: Sequence[ast.stmt]) -> None:
        for each in statements:
            if self.builder.block.is_terminated:
                return
            getattr(self, f"_{type(each).__name__.lower()}")(each)

    def _expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.expressions.value(node.value)

    def _pass(self, _: ast.Pass) -> None:
        """Nothing happens."""

    def _assign(self, node: ast.Assign) -> None:
        value = self.expressions.value(node.value)
        for target in node.targets:
            self._bind(target, value)
            if node in self.node.body:
                self.known.bind(target, node.value)

    def _bind(self, target: ast.expr, value: Value) -> None:
        if isinstance(target, ast.Tuple):
            for each, part in zip(target.elts, value, strict=True):
                self._bind(each, part)
        elif isinstance(target, ast.Name):
            self._store(target.id, value)
        elif isinstance(target, ast.Subscript):
            at, member = self.expressions.place(target)
            written = self.builder.store(self.expressions.as_type(value, at.type.pointee), at)
            self.expressions.marked(written, member)
        else:
            raise TypeError(ast.unparse(target))

    def _augassign(self, node: ast.AugAssign) -> None:
        target = node.target
        if isinstance(target, ast.Subscript):
            read: ast.expr = ast.Subscript(target.value, target.slice, ast.Load())
        else:
            read = ast.Name(ast.unparse(target), ast.Load())
        value = self.expressions.combined(node.op, self.expressions.value(read), self.expressions.value(node.value))
        self._bind(target, value)

    def _if(self, node: ast.If) -> None:
        decided, b = self.expressions.truth(node.test), self.builder
        yes, no, after = (b.append_basic_block() for _ in range(3))
        b.cbranch(decided, yes, no)
        for block, statements in ((yes, node.body), (no, node.orelse)):
            b.position_at_end(block)
            self._block(statements)
            if not b.block.is_terminated:
                b.branch(after)
        b.position_at_end(after)

    def _while(self, node: ast.While) -> None:
        b = self.builder
        again, body, after = (b.append_basic_block() for _ in range(3))
        b.branch(again)
        b.position_at_end(again)
        b.cbranch(self.expressions.truth(node.test), body, after)
        b.position_at_end(body)
        self._looped(node.body, again, after)

    def _for(self, node: ast.For) -> None:
        """Over a range, which is counted by itself: the name of the loop may be given another value."""
        b, numbers = self.builder, node.iter
        if not (isinstance(numbers, ast.Call) and isinstance(node.target, ast.Name)):
            raise TypeError(ast.unparse(node))
        given = [self.expressions.as_type(self.expressions.value(each), WORD) for each in numbers.args]
        first, end = (ir.Constant(WORD, 0), given[0]) if len(given) == 1 else given[:2]
        by = given[2] if len(given) > len(("first", "end")) else ir.Constant(WORD, 1)
        count = self._variable(f"{node.target.id} of {node.lineno}", WORD)
        b.store(first, count)
        again, body, following, after = (b.append_basic_block() for _ in range(4))
        b.branch(again)
        b.position_at_end(again)
        here = b.load(count)
        backwards = isinstance(by, ir.Constant) and by.constant < 0
        b.cbranch(b.icmp_signed(">" if backwards else "<", here, end), body, after)
        b.position_at_end(body)
        self._store(node.target.id, here)
        self._looped(node.body, following, after)
        b.position_at_end(following)
        b.store(b.add(b.load(count), by), count)
        b.branch(again)
        b.position_at_end(after)

    def _looped(self, statements: Sequence[ast.stmt], again: Any, after: Any) -> None:
        self.loops.append((again, after))
        self._block(statements)
        self.loops.pop()
        if not self.builder.block.is_terminated:
            self.builder.branch(again)
        self.builder.position_at_end(after)

    def _break(self, _: ast.Break) -> None:
        self.builder.branch(self.loops[-1][1])

    def _continue(self, _: ast.Continue) -> None:
        self.builder.branch(self.loops[-1][0])

    def _return(self, node: ast.Return) -> None:
        value = self.expressions.value(node.value) if node.value is not None else []
        values = value if isinstance(value, list) else [value]
        self._give(
            [self.expressions.as_type(each, kind) for each, kind in zip(values, self.signature.gives, strict=True)]
        )

    def _give(self, values: list[Value], *, fault: bool = False) -> None:
        parts = [*([ir.Constant(TRUTH, int(fault))] if self.signature.faults else []), *values]
        if not parts:
            self.builder.ret_void()
        elif len(parts) == 1:
            self.builder.ret(parts[0])
        else:
            whole: Any = ir.Constant(self.signature.function.function_type.return_type, ir.Undefined)
            for place, part in enumerate(parts):
                whole = self.builder.insert_value(whole, part, place)
            self.builder.ret(whole)

    def _raise(self, node: ast.Raise) -> None:
        """A fault is noted where the engine finds it."""
        fault = node.exc
        if not isinstance(fault, ast.Call):
            raise TypeError(ast.unparse(node))
        memory = ast.Attribute(ast.Name(MACHINE, ast.Load()), "memory", ast.Load())
        for place, argument in zip((G_FAULT, G_ABOUT), fault.args, strict=True):
            self._bind(ast.Subscript(memory, ast.Constant(place), ast.Store()), self.expressions.value(argument))
        self._give([ir.Constant(kind, 0) for kind in self.signature.gives], fault=True)

    def _called(self, name: str, arguments: Sequence[ast.expr]) -> Value:
        """A fault further down is one here."""
        if name == RATIO:
            return self._ratio(arguments)
        called, b = self.signatures[name], self.builder
        values = [self.expressions.value(each) for each in arguments]
        given = [self.expressions.as_type(each, kind) for each, kind in zip(values, called.takes, strict=True)]
        found = b.call(called.function, given)
        parts = [found] if len(called.gives) + called.faults == 1 else []
        if len(called.gives) + called.faults > 1:
            parts = [b.extract_value(found, place) for place in range(len(called.gives) + called.faults)]
        if called.faults:
            stopped, after = b.append_basic_block(), b.append_basic_block()
            b.cbranch(parts.pop(0), stopped, after)
            b.position_at_end(stopped)
            self._give([ir.Constant(kind, 0) for kind in self.signature.gives], fault=True)
            b.position_at_end(after)
        return parts[0] if len(parts) == 1 else parts

    def _ratio(self, arguments: Sequence[ast.expr]) -> Value:
        """The one function that takes tuples: its loop is undone, operation by operation."""
        x = self.expressions.value(arguments[0])
        sums = []
        for node in arguments[1:]:
            total: Value = ir.Constant(REAL, 0.0)
            for each in self.expressions.names.value(node):  # type: ignore[attr-defined]  # a tuple of numbers
                total = self.builder.fadd(self.builder.fmul(total, x), ir.Constant(REAL, each))
            sums.append(total)
        return self.builder.fdiv(*sums)

    def _store(self, name: str, value: Value) -> None:
        """A name keeps the type of its first value. Raises TypeError where another one would not fit."""
        known = self.expressions.variables.get(name)
        if known is None:
            known = self.expressions.variables[name] = self._variable(name, value.type)
        self.builder.store(self.expressions.as_type(value, known.type.pointee), known)

    def _variable(self, name: str, kind: Any) -> Any:
        builder = ir.IRBuilder(self.entry)
        return builder.alloca(kind, name=name)
