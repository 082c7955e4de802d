"""What conditions and formulas share: compiled once with everything that is wrong told at its place, then evaluated."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeAlias, TypeVar, cast

from parcours.calendar.days_off import Calendar
from parcours.expressions.checks import check_tree
from parcours.expressions.declarations import OWN_FUNCTIONS
from parcours.expressions.environment import Environment, dated_functions
from parcours.expressions.problems import ExpressionError, Place, Problem, ProblemCode
from parcours.expressions.translate import around, too_deep, translate, undeclared
from parcours.expressions.tree import Call, Tree, UnsupportedNodeError, names, read_tree, walk
from parcours.expressions.types import CelType
from parcours.expressions.values import Reader, Scope, converter, plain_reader
from parcours.messages import Text

LONGEST: Final = 2_000
"""Characters of an expression; beyond, people no longer read it."""
MOST_EXPRESSIONS: Final = 2_048
"""Kept at once: files that stand on the same parents say the same conditions over the same names."""
DEEPEST: Final = 24
"""Levels of brackets; the library stops at 32 of its own, of which a bracket may take more than one."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_WRONG_TYPE: Final = re.compile(r"\w+: Unexpected value type for '(?P<name>[^']+)'.*", re.DOTALL)
NO_VALUE: Final = "UNKNOWN: No value with name "
"""How the library's answer begins when it needed a name that nobody filled."""


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """A checked expression. `names` are those it reads; nothing else of a scope is looked at."""

    source: str
    tree: Tree
    names: tuple[str, ...]
    _program: Any = field(repr=False)
    _readers: tuple[tuple[str, Reader, Callable[[object], object]], ...] = field(repr=False)
    _dated: tuple[str, ...] = field(repr=False)

    def values(self, scope: Scope) -> dict[str, object]:
        """The plain values the expression reads, in its order; None for a name nobody filled."""
        return {name: read(scope) for name, read, _ in self._readers}

    def _answer(self, scope: Scope, calendar: Calendar, failures: list[Text]) -> "Answer":
        """The library's answer, and the filled names it was given; what functions refuse is added to `failures`."""
        data = {}
        for name, read, convert in self._readers:
            value = convert(read(scope))
            if value is not None:
                data[name] = value
        functions = dated_functions(self._dated, calendar, failures) if self._dated else None
        return self._program.eval(data=data, functions=functions).value(), data


Answer: TypeAlias = tuple[object, dict[str, object]]
AnExpression = TypeVar("AnExpression", bound=Expression)


def compiled(
    kind: type[AnExpression], source: str, environment: Environment, gives: frozenset[CelType]
) -> AnExpression:
    """The expression that `source` says, checked against the names of `environment`, whose result is one of `gives`.

    ExpressionError with everything that is wrong with it, each at its line and column.
    """
    found = _compiled(kind, source, environment, gives)  # type: ignore[arg-type]  # a class can be hashed: mypy 1 says no
    return cast("AnExpression", found)


@lru_cache(MOST_EXPRESSIONS)
def _compiled(kind: type[Expression], source: str, environment: Environment, gives: frozenset[CelType]) -> Expression:
    _refuse(_surface(source))
    try:
        program = environment.checker.compile(source)
    except RuntimeError as error:
        raise ExpressionError(translate(str(error), source, environment)) from None
    tree = _checked(source, program, environment, gives)
    read, declared = names(tree), environment.names
    called = {node.function for node in walk(tree) if isinstance(node, Call)}
    return kind(
        source=source,
        tree=tree,
        names=read,
        _program=program,
        _readers=tuple((name, plain_reader(name, declared), converter(declared[name])) for name in read),
        _dated=tuple(name for name, function in OWN_FUNCTIONS.items() if function.dated and name in called),
    )


def reason_of(answer: str) -> Text:
    """Why nothing could be worked out, from the library's message."""
    wrong = _WRONG_TYPE.fullmatch(answer)
    if wrong:
        return Text("« {name} » n'est pas du type déclaré.", name=wrong["name"])
    reason = answer.partition(": ")[2] or answer
    return Text("L'expression n'a pas pu être calculée : {reason}", reason=reason)


def _refuse(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise ExpressionError(problems)


def _surface(source: str) -> tuple[Problem, ...]:
    """What is refused before the library sees it."""
    if not source.strip():
        cause = Text("L'expression est vide.")
        return (Place(source, 0).problem(ProblemCode.SYNTAX, cause, Text("Écrivez-la, ou ôtez-la du fichier.")),)
    if len(source) > LONGEST:
        cause = Text("L'expression compte {count} caractères ; {most} au plus.", count=len(source), most=LONGEST)
        remedy = Text("Coupez-la en plusieurs conditions nommées.")
        return (Place(source, LONGEST).problem(ProblemCode.TOO_LONG, cause, remedy),)
    control = _CONTROL.search(source)
    if control:
        cause = Text("L'expression contient un caractère invisible ({character}).", character=ascii(control.group()))
        return (Place(source, control.start()).problem(ProblemCode.BAD_CHARACTER, cause, Text("Ôtez-le.")),)
    return tuple(too_deep(Place(source, offset)) for offset in _too_deep_from(source))


def _too_deep_from(source: str) -> list[int]:
    depth = 0
    for offset, character in enumerate(source):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(character, 0)
        if depth > DEEPEST:
            return [offset]
    return []


def _checked(source: str, program: Any, environment: Environment, gives: frozenset[CelType]) -> Tree:
    try:
        tree = read_tree(program.serialize())
    except UnsupportedNodeError as error:
        raise ExpressionError((_unsupported(error, source, environment),)) from None
    _refuse(check_tree(tree, source, gives))
    return tree


def _unsupported(error: UnsupportedNodeError, source: str, environment: Environment) -> Problem:
    place = Place(source, error.offset)
    if error.said:
        return undeclared(error.said, around(place, error.said), environment)
    cause = Text("Cette écriture n'existe pas dans une condition.")
    remedy = Text('Comparez des champs à des textes, des nombres, des dates ou une liste : type in ["sap", "btp"].')
    return place.problem(ProblemCode.UNSUPPORTED, cause, remedy)
