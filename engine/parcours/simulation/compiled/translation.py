"""Writes the machine as one module to be compiled: its functions as they stand, but for three things.

A compiler pays for every argument of every call, and for every constant looked up. So `m`, which holds all that a
function may need, becomes the few members that it and those it calls really use; a constant becomes its number; a
function of the machine is named after its module, so that all stand side by side.
"""

import ast
import inspect
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import FunctionType, ModuleType
from typing import Final

from parcours.simulation.compiled import keyed, play
from parcours.simulation.draws import distributions, elementary
from parcours.simulation.draws import keyed as masked
from parcours.simulation.tables.machine import (
    actions,
    clock,
    contracts,
    course,
    dates,
    deadlines,
    draws,
    events,
    house,
    inputs,
    intervals,
    judging,
    kept,
    ledger,
    limits,
    lives,
    loop,
    members,
    periods,
    places,
    processes,
    recurrences,
    retention,
    slots,
    sources,
    stages,
    state,
    supply,
    tasks,
    timers,
    tracks,
    turns,
    words,
)
from parcours.simulation.tables.machine.state import Machine
from parcours.simulation.tables.rows import H_BLOCK, H_SHARED

MODULES: Final[Sequence[ModuleType]] = (
    keyed,
    elementary,
    distributions,
    state,
    clock,
    ledger,
    members,
    dates,
    words,
    draws,
    intervals,
    supply,
    inputs,
    turns,
    actions,
    slots,
    deadlines,
    periods,
    recurrences,
    retention,
    lives,
    contracts,
    limits,
    tracks,
    kept,
    judging,
    stages,
    events,
    tasks,
    timers,
    processes,
    places,
    sources,
    house,
    course,
    loop,
    play,
)
HEADER: Final = """import heapq
import math

import numpy as np
from numba import boolean, int64, njit

from parcours.simulation.tables.machine.state import Fault

piece = njit(no_cpython_wrapper=True, no_cfunc_wrapper=True)
"""
ENTRY: Final = "play__play"
MACHINE: Final = "m"
OFFSETS: Final = {(state.__name__, "in_block"): H_BLOCK, (state.__name__, "memory_of"): H_SHARED}
"""What is looked up so often that it is written in place of the call."""

Key = tuple[str, str]


@dataclass(slots=True)
class Translation:
    """The functions by module and name, the members of the machine each needs, the constants that stay by name."""

    functions: dict[Key, ast.FunctionDef] = field(default_factory=dict)
    spaces: dict[str, Mapping[str, object]] = field(default_factory=dict)
    needs: dict[Key, set[str]] = field(default_factory=dict)
    kept: dict[str, object] = field(default_factory=dict)


def source() -> str:
    """The whole module, always the same for the same machine."""
    t = Translation()
    for module in MODULES:
        t.spaces[module.__name__] = vars(module)
        for node in ast.parse(inspect.getsource(module)).body:
            if isinstance(node, ast.FunctionDef):
                t.functions[module.__name__, node.name] = node
    _find_needs(t)
    written = [_written(t, key, node) for key, node in t.functions.items() if _is_called_for(key)]
    constants = [f"{name} = {value!r}" for name, value in t.kept.items()]
    return "\n\n\n".join([HEADER, "\n".join(constants), *written]) + "\n"


def _is_called_for(key: Key) -> bool:
    return not (key[0] == distributions.__name__ and key[1] in {"number", "pick", "_empirical"}) and key not in OFFSETS


def _find_needs(t: Translation) -> None:
    calls = {key: list(_calls(t, key)) for key in t.functions}
    t.needs = {key: _own(node) for key, node in t.functions.items()}
    growing = True
    while growing:
        growing = False
        for key, called in calls.items():
            found = t.needs[key].union(*(t.needs[each] for each in called if _takes_machine(t, each)))
            growing = growing or found != t.needs[key]
            t.needs[key] = found


def _own(node: ast.FunctionDef) -> set[str]:
    return {
        each.attr
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id == MACHINE
    }


def _calls(t: Translation, key: Key) -> Iterator[Key]:
    for node in ast.walk(t.functions[key]):
        if isinstance(node, ast.Call) and (called := _function(t, key[0], node.func)) is not None:
            yield called


def _function(t: Translation, module: str, node: ast.expr) -> Key | None:
    """The function of the machine that is named there."""
    value = _value(t, module, node)
    if not isinstance(value, FunctionType):
        return None
    home = keyed.__name__ if value.__module__ == masked.__name__ else value.__module__
    key = (home, value.__name__)
    return key if key in t.functions else None


def _value(t: Translation, module: str, node: ast.expr) -> object:
    """What a global name stands for, also through the module it is named by."""
    space = t.spaces[module]
    if isinstance(node, ast.Name):
        return space.get(node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        home = space.get(node.value.id)
        return getattr(home, node.attr, None) if isinstance(home, ModuleType) else None
    return None


def _takes_machine(t: Translation, key: Key) -> bool:
    first = t.functions[key].args.args
    return bool(first) and first[0].arg == MACHINE


def _members(t: Translation, key: Key) -> list[str]:
    return [name for name in Machine._fields if name in t.needs[key]]


def _name(key: Key) -> str:
    return f"{key[0].rpartition('.')[2]}__{key[1]}"


def _written(t: Translation, key: Key, node: ast.FunctionDef) -> str:
    local = {arg.arg for arg in node.args.args}
    local |= {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
    arguments = [arg.arg for arg in node.args.args]
    if _takes_machine(t, key):
        arguments = [*(f"m_{name}" for name in _members(t, key)), *arguments[1:]]
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    rewriter = _Rewriter(t, key[0], local)
    lines = [ast.unparse(ast.fix_missing_locations(part)) for each in body for part in rewriter.statement(each)]
    decorator = "@njit(cache=True)" if _name(key) == ENTRY else "@piece"
    indented = "\n".join(f"    {line}" for part in lines for line in part.splitlines())
    return f"{decorator}\ndef {_name(key)}({', '.join(arguments)}):\n{indented}"


class _Rewriter(ast.NodeTransformer):
    """Names every function and constant as the written module does, and hands over members in place of `m`."""

    def __init__(self, t: Translation, module: str, local: set[str]) -> None:
        self.t = t
        self.module = module
        self.local = local

    def statement(self, node: ast.stmt) -> list[ast.stmt]:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _is_machine(node.value):
            targets = [ast.Name(f"m_{name}", ast.Store()) for name in Machine._fields]
            pairs = zip(targets, node.value.args, strict=True)
            return [ast.Assign([target], value, lineno=0) for target, value in pairs]
        found = self.visit(node)
        return [found] if isinstance(found, ast.stmt) else list(found)

    def visit_Call(self, node: ast.Call) -> ast.AST:  # the name that the library calls
        called = _function(self.t, self.module, node.func)
        if called is None:
            return self.generic_visit(node)
        arguments = node.args
        handed: list[ast.expr] = []
        if _takes_machine(self.t, called):
            handed = [ast.Name(f"m_{name}", ast.Load()) for name in _members(self.t, called)]
            arguments = arguments[1:]
        rest = [_typed(self.visit(each)) for each in arguments]
        if called in OFFSETS:
            row = ast.unparse(ast.fix_missing_locations(rest[0]))
            return ast.parse(f"m_table[m_table[{OFFSETS[called]}] + {row.removeprefix('int64')}]", mode="eval").body
        return ast.Call(ast.Name(_name(called), ast.Load()), [*handed, *rest], [])

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:  # the name that the library calls
        if isinstance(node.value, ast.Name) and node.value.id == MACHINE and MACHINE in self.local:
            return ast.Name(f"m_{node.attr}", node.ctx)
        return self._constant(node) or self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:  # the name that the library calls
        return node if node.id in self.local else self._constant(node) or node

    def _constant(self, node: ast.expr) -> ast.expr | None:
        value = _value(self.t, self.module, node)
        if isinstance(value, float) and math.isnan(value):
            return ast.parse("math.nan", mode="eval").body
        if type(value) in {int, float}:
            return ast.parse(repr(value), mode="eval").body
        if isinstance(value, tuple) or type(value).__module__ == "numpy":
            name = f"{self.module.rpartition('.')[2]}__{ast.unparse(node).replace('.', '_')}"
            self.t.kept[name] = value
            return ast.Name(name, ast.Load())
        return None


def _typed(node: ast.expr) -> ast.expr:
    """A number written in a call is one of its type: for Numba each literal would be a type of its own."""
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    if not isinstance(inner, ast.Constant):
        return node
    value = inner.value
    if isinstance(value, float):
        return node
    return ast.Call(ast.Name("boolean" if isinstance(value, bool) else "int64", ast.Load()), [node], [])


def _is_machine(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == Machine.__name__
