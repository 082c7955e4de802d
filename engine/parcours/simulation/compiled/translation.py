"""Writes the machine as one module of machine code: its functions as they stand, one instruction after the other.

The machine is written in so few words (whole numbers, real numbers, truth, lists read by place) that each has one
meaning in machine code. `m`, which holds all that a function may need, is one address: that of the addresses of its
members. A list of Numba's would cost two counted references in every call it is handed to, and one compilation of all
that it calls for each function.
"""

import ast
import inspect
from collections.abc import Mapping
from types import ModuleType
from typing import Final

from llvmlite import ir

from parcours.simulation.compiled import arithmetic, counting, expressions, knowledge, names, parts, play, statements
from parcours.simulation.compiled import shape as shapes
from parcours.simulation.compiled.arithmetic import WORD
from parcours.simulation.compiled.knowledge import Shaped
from parcours.simulation.compiled.names import MODULES, Key, Machinery, Names
from parcours.simulation.compiled.shape import Anything
from parcours.simulation.compiled.statements import RATIO, Statements, declared
from parcours.simulation.tables import memory, rows

ENTRY: Final = "parcours_machine"
ANYTHING: Final = Anything()
WRITERS: Final = (counting, knowledge, shapes, names, arithmetic, expressions, statements, parts, memory, rows)


def written() -> str:
    """All that the module is made from: while it does not change, neither does what is compiled."""
    return "".join(map(inspect.getsource, (*MODULES, *WRITERS)))


def source(shape: Shaped = ANYTHING, lives: ModuleType | None = None) -> str:
    """The whole module as text, always the same for the same machine; ENTRY gives 0, or 1 when it met a fault."""
    machinery, module = Machinery(lives), ir.Module("machine")
    entry: Key = (play.__name__, "play")
    called = machinery.called_from(entry)
    faulty = _faulty(machinery, called)
    functions = {key: machinery.functions[key] for key in called if Names(machinery, key[0]).name(key) != RATIO}
    signatures = {}
    for key, node in functions.items():
        name = Names(machinery, key[0]).name(key)
        signatures[name] = declared(module, name, node, faults=key in faulty)
    for key, node in functions.items():
        Statements(key, node, Names(machinery, key[0]), signatures, shape).emit()
    _enter(module, signatures[Names(machinery, entry[0]).name(entry)].function)
    return str(module)


def _faulty(machinery: Machinery, called: Mapping[Key, set[Key]]) -> set[Key]:
    """Those that may meet a fault, by themselves or in what they call."""
    found = {key for key in called if any(isinstance(each, ast.Raise) for each in ast.walk(machinery.functions[key]))}
    growing = True
    while growing:
        more = {key for key, own in called.items() if key not in found and own & found}
        growing = bool(more)
        found |= more
    return found


def _enter(module: ir.Module, played: ir.Function) -> None:
    entry = ir.Function(module, ir.FunctionType(WORD, [WORD, WORD]), ENTRY)
    builder = ir.IRBuilder(entry.append_basic_block())
    builder.ret(builder.zext(builder.call(played, entry.args), WORD))
