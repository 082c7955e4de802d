"""The names a condition may read, and the CEL environment that checks it against them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from types import MappingProxyType
from typing import Any, Final

from cel_expr_python import cel

from parcours.calendar.days_off import Calendar
from parcours.expressions.declarations import (
    KEPT_FROM_LIBRARY,
    OWN_FUNCTIONS,
    Overload,
    mixed_arithmetic,
    runtime_operators,
)
from parcours.expressions.functions import PURE, dated
from parcours.expressions.types import CelType
from parcours.expressions.values import DOSSIER, FILLED, FIRST_DAY, LAST_DAY
from parcours.messages import Text

_CEL: Final[Mapping[CelType, Any]] = MappingProxyType(
    {
        CelType.STRING: cel.Type.STRING,
        CelType.INT: cel.Type.INT,
        CelType.DOUBLE: cel.Type.DOUBLE,
        CelType.BOOL: cel.Type.BOOL,
        CelType.DATE: cel.Type.TIMESTAMP,
        CelType.VALIDITY: cel.Type.Map(cel.Type.STRING, cel.Type.TIMESTAMP),
        CelType.DURATION: cel.Type.Map(cel.Type.STRING, cel.Type.INT),
    }
)
MOST_ENVIRONMENTS: Final = 256
"""Kept at once: one for each event of a parcours, of which the four cooperatives share most."""
_ADD: Final[Mapping[str, Callable[..., float]]] = MappingProxyType(
    {"_+_": lambda a, b: a + b, "_-_": lambda a, b: a - b, "_*_": lambda a, b: a * b}
)


@dataclass(frozen=True, slots=True, eq=False)
class Environment:
    """The declared names and their types; the same for the same names, and shared by all the conditions over them."""

    names: Mapping[str, CelType]
    checker: Any = field(repr=False)

    @classmethod
    def declare(cls, names: Mapping[str, CelType]) -> "Environment":
        """An environment of dotted names. Adds `known.x` for each `dossier.x`, and the two days of each validity."""
        return _environment(tuple(names.items()))


@lru_cache(MOST_ENVIRONMENTS)
def _environment(names: tuple[tuple[str, CelType], ...]) -> Environment:
    days = {
        name + day: CelType.DATE for name, kind in names if kind is CelType.VALIDITY for day in (FIRST_DAY, LAST_DAY)
    }
    filled = {FILLED + name.removeprefix(DOSSIER): CelType.BOOL for name, _ in names if name.startswith(DOSSIER)}
    declared = {**filled, **days, **dict(names)}
    return Environment(MappingProxyType(declared), _cel_environment(declared))


def dated_functions(called: Iterable[str], calendar: Calendar, failures: list[Text]) -> list[Any]:
    """The implementations, for one evaluation, of the functions that count with days off.

    What they refuse is added to `failures`.
    """
    return [
        cel.Function(
            name,
            [_CEL[kind] for kind in overload.takes],
            is_member=False,
            impl=dated(name, calendar, failures),
            return_type=_CEL[overload.gives],
        )
        for name in called
        for overload in OWN_FUNCTIONS[name].overloads
    ]


def _cel_environment(names: Mapping[str, CelType]) -> Any:
    mixed = [_declared(overload, _ADD[overload.function]) for overload in mixed_arithmetic()]
    pure = [
        _declared(overload, PURE[function.name])
        for function in OWN_FUNCTIONS.values()
        if not function.dated
        for overload in function.overloads
    ]
    operators = [_declared(overload) for overload in runtime_operators()]
    late = [_declared(each) for function in OWN_FUNCTIONS.values() if function.dated for each in function.overloads]
    return cel.NewEnv(
        config=cel.NewEnvConfigFromYaml(_standard_library()),
        variables={name: _CEL[kind] for name, kind in names.items()},
        functions=_by_function([*operators, *mixed, *pure]),
        # Only an extension takes functions whose implementation comes with each evaluation.
        extensions=[cel.CelExtension("parcours", _by_function(late))],
    )


def _declared(overload: Overload, implementation: Callable[..., object] | None = None) -> tuple[str, Any]:
    return overload.function, cel.Overload(
        overload.id,
        return_type=_CEL[overload.gives],
        parameters=[_CEL[kind] for kind in overload.takes],
        impl=implementation,
    )


def _by_function(overloads: Iterable[tuple[str, Any]]) -> list[Any]:
    ordered = sorted(overloads, key=lambda each: each[0])
    grouped = groupby(ordered, key=lambda each: each[0])
    return [cel.FunctionDecl(name, [overload for _, overload in group]) for name, group in grouped]


def _standard_library() -> str:
    kept = "".join(f'    - name: "{name}"\n' for name in KEPT_FROM_LIBRARY)
    return f"stdlib:\n  disable_macros: true\n  include_functions:\n{kept}"
