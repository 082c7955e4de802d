"""What a condition may say besides its names: the operators and functions, and the types they take.

The library's own comparisons refuse `dossier.chiffre_affaires >= 1200` (a number against a whole number), so the six
operators are taken out of its standard library and declared again, for the pairs wanted, without implementation: the
runtime's own then serve. Everything that is not listed here does not exist for a condition.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import Final

from parcours.expressions.types import CelType

KEPT_FROM_LIBRARY: Final = ("_&&_", "_||_", "!_", "_?_:_", "@in", "startsWith", "endsWith", "contains")

EQUALITIES: Final = ("_==_", "_!=_")
ORDERINGS: Final = ("_<_", "_<=_", "_>_", "_>=_")
ARITHMETIC: Final = ("_+_", "_-_", "_*_")
NEGATION: Final = "-_"

_NUMBERS: Final = (CelType.INT, CelType.DOUBLE)
_ORDERED: Final = (*_NUMBERS, CelType.STRING, CelType.DATE)

METHODS: Final[Mapping[str, str]] = MappingProxyType(
    {name: f'dossier.champ.{name}("…")' for name in ("startsWith", "endsWith", "contains")}
)


@dataclass(frozen=True, slots=True)
class Overload:
    """One way a function may be called."""

    function: str
    takes: tuple[CelType, ...]
    gives: CelType

    @property
    def id(self) -> str:
        return "_".join((self.function, *(kind.value for kind in self.takes)))


@dataclass(frozen=True, slots=True)
class OwnFunction:
    """A function of ours. `usage` is what a remedy shows; `dated` ones need the calendar of the evaluation."""

    name: str
    usage: str
    overloads: tuple[Overload, ...]
    dated: bool = False


def _own(name: str, usage: str, gives: CelType, *takes: tuple[CelType, ...], dated: bool = False) -> OwnFunction:
    return OwnFunction(name, usage, tuple(Overload(name, each, gives) for each in takes), dated)


OWN_FUNCTIONS: Final[Mapping[str, OwnFunction]] = MappingProxyType(
    {
        function.name: function
        for function in (
            _own("date", 'date("2026-07-01")', CelType.DATE, (CelType.STRING,)),
            _own("valid", "valid(dossier.rc_pro, today)", CelType.BOOL, (CelType.VALIDITY, CelType.DATE)),
            _own("months_between", "months_between(a, b)", CelType.INT, (CelType.DATE, CelType.DATE)),
            _own(
                "plus",
                'plus(today, "1 mois")',
                CelType.DATE,
                (CelType.DATE, CelType.STRING),
                (CelType.DATE, CelType.DURATION),
                dated=True,
            ),
            _own(
                "business_days_between",
                "business_days_between(a, b)",
                CelType.INT,
                (CelType.DATE, CelType.DATE),
                dated=True,
            ),
        )
    }
)


def runtime_operators() -> tuple[Overload, ...]:
    """Declared without implementation: those of the library's runtime serve."""
    mixed = ((CelType.INT, CelType.DOUBLE), (CelType.DOUBLE, CelType.INT))
    same = {
        **dict.fromkeys(EQUALITIES, (*_ORDERED, CelType.BOOL)),
        **dict.fromkeys(ORDERINGS, _ORDERED),
        **dict.fromkeys(ARITHMETIC, _NUMBERS),
    }
    compared = [Overload(name, (kind, kind), _result(name, kind)) for name, kinds in same.items() for kind in kinds]
    crossed = [Overload(name, pair, CelType.BOOL) for name, pair in product((*EQUALITIES, *ORDERINGS), mixed)]
    negated = [Overload(NEGATION, (kind,), kind) for kind in _NUMBERS]
    return (*compared, *crossed, *negated)


def mixed_arithmetic() -> tuple[Overload, ...]:
    """A number and a whole number: the runtime has no implementation of these."""
    pairs = ((CelType.INT, CelType.DOUBLE), (CelType.DOUBLE, CelType.INT))
    return tuple(Overload(name, pair, CelType.DOUBLE) for name, pair in product(ARITHMETIC, pairs))


def _result(operator: str, kind: CelType) -> CelType:
    return kind if operator in ARITHMETIC else CelType.BOOL
