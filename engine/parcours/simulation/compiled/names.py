"""The functions of the machine by name: which there are, which each calls, what the constants they name stand for."""

import ast
import inspect
from collections.abc import Iterator, Mapping, Sequence
from types import FunctionType, MappingProxyType, ModuleType
from typing import Final

from parcours.simulation.compiled import agenda, arriving, demands, folding, levels, living, play, stores
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
from parcours.simulation.tables.machine import stores as growing

MODULES: Final[Sequence[ModuleType]] = (
    masked,
    elementary,
    distributions,
    state,
    agenda,
    stores,
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
    levels,
    demands,
    folding,
    arriving,
    living,
    play,
)
INSTEAD: Final[Mapping[str, str]] = MappingProxyType({growing.__name__: stores.__name__})
"""Modules that compiled code has of its own."""
MACHINE: Final = "m"

Key = tuple[str, str]


class Machinery:
    """Every function, by module and name; `lives` is a module that plays them by itself, where there is one."""

    def __init__(self, lives: ModuleType | None = None) -> None:
        modules = MODULES if lives is None else (*MODULES, lives)
        self.instead = INSTEAD if lives is None else {**INSTEAD, living.__name__: lives.__name__}
        self.spaces = {module.__name__: vars(module) for module in modules}
        self.functions: dict[Key, ast.FunctionDef] = {
            (module.__name__, node.name): node
            for module in modules
            for node in ast.parse(inspect.getsource(module)).body
            if isinstance(node, ast.FunctionDef)
        }

    def called_from(self, entry: Key) -> dict[Key, set[Key]]:
        """The entry and whatever it may lead to, each with those that it calls itself."""
        found: dict[Key, set[Key]] = {}
        waiting = [entry]
        while waiting:
            key = waiting.pop()
            if key not in found:
                found[key] = set(self._calls(key))
                waiting.extend(found[key])
        return {key: found[key] for key in self.functions if key in found}

    def _calls(self, key: Key) -> Iterator[Key]:
        names = Names(self, key[0])
        for node in ast.walk(self.functions[key]):
            if isinstance(node, ast.Call) and (called := names.function(node.func)) is not None:
                yield called


class Names:
    """What the names of one module mean."""

    def __init__(self, machinery: Machinery, module: str) -> None:
        self._machinery = machinery
        self._space = machinery.spaces[module]

    def name(self, key: Key) -> str:
        """What a function is called where all of them stand side by side."""
        return f"{key[0].rpartition('.')[2]}.{key[1]}"

    def called(self, node: ast.expr) -> str | None:
        key = self.function(node)
        return None if key is None else self.name(key)

    def function(self, node: ast.expr) -> Key | None:
        """The function of the machine that is named there."""
        value = self.value(node)
        if not isinstance(value, FunctionType):
            return None
        key = (self._machinery.instead.get(value.__module__, value.__module__), value.__name__)
        return key if key in self._machinery.functions else None

    def value(self, node: ast.expr) -> object:
        """What a global name stands for, also through the module it is named by."""
        if isinstance(node, ast.Name):
            return self._space.get(node.id)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            home = self._space.get(node.value.id)
            return getattr(home, node.attr, None) if isinstance(home, ModuleType) else None
        return None
