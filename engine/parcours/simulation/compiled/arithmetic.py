"""Numbers as instructions: whole numbers of 64 bits, real numbers, truth. Each operation is that of Python."""

import ast
from collections.abc import Callable
from typing import Any, Final

from llvmlite import ir

WORD: Final = ir.IntType(64)
REAL: Final = ir.DoubleType()
TRUTH: Final = ir.IntType(1)
FRACTION: Final = 52
HALF: Final = 1022
"""The exponent of one half, as doubles hold it."""
TINY: Final = -960

Value = Any
"""What an instruction gives; a tuple is a list of them."""


class Arithmetic:
    """Instructions at the end of the block under way; `signed` says whether whole numbers have a sign."""

    def __init__(self, builder: ir.IRBuilder, *, signed: bool = True) -> None:
        self.builder = builder
        self.signed = signed

    def as_truth(self, value: Value) -> Value:
        if value.type == TRUTH:
            return value
        if value.type == REAL:
            return self.builder.fcmp_unordered("!=", value, ir.Constant(REAL, 0.0))
        return self.builder.icmp_signed("!=", value, ir.Constant(WORD, 0))

    def as_type(self, value: Value, kind: Any) -> Value:
        """A value as one of a wider type."""
        if value.type == kind:
            return value
        if kind == TRUTH:
            return self.as_truth(value)
        if value.type == TRUTH:
            return self.as_type(self.builder.zext(value, WORD), kind)
        if kind == REAL:
            return self.builder.sitofp(value, REAL)
        raise TypeError(value.type, kind)

    def combined(self, op: ast.operator, one: Value, other: Value) -> Value:
        """Two numbers, by an operation of Python's: whole numbers divide downwards."""
        b = self.builder
        if REAL in (one.type, other.type) or isinstance(op, ast.Div):
            one, other = self.as_type(one, REAL), self.as_type(other, REAL)
            real: dict[type, Callable[[Value, Value], Value]] = {
            ast.Add: b.fadd, ast.Sub: b.fsub, ast.Mult: b.fmul, ast.Div: b.fdiv,
        }  # fmt: skip
            return real[type(op)](one, other)
        one, other = self.as_type(one, WORD), self.as_type(other, WORD)
        if isinstance(op, ast.FloorDiv | ast.Mod):
            return self.divided(one, other)[isinstance(op, ast.Mod)]
        shifted = b.ashr if self.signed else b.lshr
        whole: dict[type, Callable[[Value, Value], Value]] = {
            ast.Add: b.add, ast.Sub: b.sub, ast.Mult: b.mul, ast.RShift: shifted, ast.LShift: b.shl,
            ast.BitAnd: b.and_, ast.BitOr: b.or_, ast.BitXor: b.xor,
        }  # fmt: skip
        return whole[type(op)](one, other)

    def divided(self, one: Value, other: Value) -> list[Value]:
        """Quotient and rest, the rest of the sign of the divisor."""
        b, zero = self.builder, ir.Constant(WORD, 0)
        quotient, rest = b.sdiv(one, other), b.srem(one, other)
        off = b.and_(b.icmp_signed("!=", rest, zero), b.icmp_signed("<", b.xor(rest, other), zero))
        return [b.sub(quotient, b.zext(off, WORD)), b.add(rest, b.select(off, other, zero))]

    def any(self, found: list[Value]) -> Value:
        whole = found[0]
        for each in found[1:]:
            whole = self.builder.or_(whole, each)
        return whole

    def compared(self, sign: str, one: Value, other: Value) -> Value:
        if REAL in (one.type, other.type):
            one, other = self.as_type(one, REAL), self.as_type(other, REAL)
            if sign == "!=":
                return self.builder.fcmp_unordered(sign, one, other)
            return self.builder.fcmp_ordered(sign, one, other)
        return self.builder.icmp_signed(sign, self.as_type(one, WORD), self.as_type(other, WORD))

    def built_in(self, name: str, values: list[Value]) -> Value:
        """A function of Python's, or of its `math`. Raises KeyError for one that the machine does not use."""
        functions: dict[str, Callable[..., Value]] = {
            "int": self._cut, "float": self._as_real, "min": self._least, "max": self._most, "abs": self._size,
            "divmod": self.divided, "math.isnan": self._is_unknown, "math.floor": self._floor,
            "math.frexp": self._parted, "math.ldexp": self._scaled, "math.sqrt": self._root,
        }  # fmt: skip
        return functions[name](*values)

    def _cut(self, value: Value) -> Value:
        return self.builder.fptosi(value, WORD) if value.type == REAL else self.as_type(value, WORD)

    def _as_real(self, value: Value) -> Value:
        return self.as_type(value, REAL)

    def _least(self, one: Value, other: Value) -> Value:
        return self._one_of("<", one, other)

    def _most(self, one: Value, other: Value) -> Value:
        return self._one_of(">", one, other)

    def _one_of(self, sign: str, one: Value, other: Value) -> Value:
        kind = wider(one.type, other.type)
        one, other = self.as_type(one, kind), self.as_type(other, kind)
        return self.builder.select(self.compared(sign, other, one), other, one)

    def _size(self, value: Value) -> Value:
        b = self.builder
        negative = self.compared("<", value, ir.Constant(value.type, 0))
        return b.select(negative, b.fneg(value) if value.type == REAL else b.neg(value), value)

    def _is_unknown(self, value: Value) -> Value:
        return self.builder.fcmp_unordered("uno", value, value)

    def _floor(self, value: Value) -> Value:
        return self.builder.fptosi(self._intrinsic("llvm.floor", value), WORD)

    def _root(self, value: Value) -> Value:
        return self._intrinsic("llvm.sqrt", value)

    def _parted(self, value: Value) -> list[Value]:
        """The mantissa, from one half up to one, and the power of two, of a positive number that is not tiny."""
        b = self.builder
        bits = b.bitcast(value, WORD)
        power = b.sub(b.lshr(bits, ir.Constant(WORD, FRACTION)), ir.Constant(WORD, HALF))
        fraction = b.and_(bits, ir.Constant(WORD, (1 << FRACTION) - 1))
        return [b.bitcast(b.or_(fraction, ir.Constant(WORD, HALF << FRACTION)), REAL), power]

    def _scaled(self, value: Value, power: Value) -> Value:
        """Times a power of two; in two steps, of which only the last may round, where the result is tiny."""
        b = self.builder
        least = ir.Constant(WORD, TINY)
        first = b.select(b.icmp_signed("<", power, least), least, power)
        for each in (first, b.sub(power, first)):
            scale = b.shl(b.add(each, ir.Constant(WORD, HALF + 1)), ir.Constant(WORD, FRACTION))
            value = b.fmul(value, b.bitcast(scale, REAL))
        return value

    def _intrinsic(self, name: str, value: Value) -> Value:
        return self.builder.call(self.builder.module.declare_intrinsic(name, [REAL]), [value])


def wider(one: Any, other: Any) -> Any:
    """The type that holds the values of both."""
    if REAL in (one, other):
        return REAL
    return TRUTH if one == other == TRUTH else WORD
