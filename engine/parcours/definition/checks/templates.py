"""Texts with blanks to fill."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from parcours.definition import codes
from parcours.definition.checks.conditions import told, with_removal
from parcours.definition.checks.subject import Subject
from parcours.definition.finding import Finding
from parcours.definition.piece import Piece
from parcours.diagnostics import Code
from parcours.expressions.names import SETTINGS, names_of_text
from parcours.expressions.problems import ProblemCode
from parcours.expressions.templates import check_template

CODES: Final[Mapping[ProblemCode, Code]] = MappingProxyType(
    {ProblemCode.UNKNOWN_NAME: codes.TEMPLATE_NAME, ProblemCode.UNSUPPORTED: codes.TEMPLATE_UNSUPPORTED}
)
SETTING: Final = re.compile(rf"{re.escape(SETTINGS)}\w+")  # the site's own, not known here


def templates_are_sound(subject: Subject) -> Iterator[Finding]:
    """What is wrong with the texts of `with`."""
    names = names_of_text(subject.workflow)
    for _, action in Piece(subject.root).at("actions").entries():
        for text in _texts(action.at("with")):
            yield from (with_removal(each, str(text.value), subject) for each in _wrong(text, names))


def _texts(piece: Piece) -> Iterator[Piece]:
    if isinstance(piece.value, str):
        yield piece
    for _, child in piece.entries():
        yield from _texts(child)
    for item in piece.items():
        yield from _texts(item)


def _wrong(text: Piece, names: tuple[str, ...]) -> Iterator[Finding]:
    source = str(text.value)
    if "{" not in source:
        return
    for problem in check_template(source, (*names, *SETTING.findall(source))):
        yield told(problem, text.path, CODES.get(problem.code, codes.TEMPLATE_SYNTAX))


CHECKS: Final = (templates_are_sound,)
