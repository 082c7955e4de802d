"""Conditions and formulas compile against the names of the parcours, each mistake told at its column."""

from collections.abc import Callable, Iterator

from parcours.definition.checks.conditions import CODES, told
from parcours.definition.finding import Finding
from parcours.definition.piece import Piece
from parcours.expressions.condition import compile_condition
from parcours.expressions.environment import Environment
from parcours.expressions.formula import compile_formula
from parcours.expressions.names import names_of
from parcours.expressions.problems import ExpressionError
from parcours.simulation.reading.subject import Subject

Compile = Callable[[str, Environment], object]


def expressions_compile(subject: Subject) -> Iterator[Finding]:
    """What is wrong with each of them."""
    environment = Environment.declare(names_of(subject.workflow))
    for piece, compiler in _written(subject):
        if not piece.value:
            continue
        try:
            compiler(str(piece.value), environment)
        except ExpressionError as error:
            yield from (told(problem, piece.path, CODES[problem.code]) for problem in error.problems)


def _written(subject: Subject) -> Iterator[tuple[Piece, Compile]]:
    for spot in subject.spots:
        yield spot.piece.at("await"), compile_condition
        yield spot.piece.at("when"), compile_condition
    for piece in subject.values:
        yield piece.at("at_most"), compile_formula
    for _, piece in subject.file.at("resources").entries():
        yield piece.at("priority"), compile_formula
    for _, piece in subject.file.at("income").entries():
        yield piece.at("amount"), compile_formula


CHECKS = (expressions_compile,)
