"""What is wrong with a condition or a template, where, why, and what to write instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

from parcours.messages import Text

_LONGEST_SHOWN: Final = 60
_NEAR: Final = 0.8
"""How alike two dotted names of different groups must be, from 0 to 1."""


class ProblemCode(StrEnum):
    """The kinds of mistake; stable, so that diagnostics and documentation can name them."""

    SYNTAX = "syntax"
    UNKNOWN_NAME = "unknown_name"
    UNKNOWN_FUNCTION = "unknown_function"
    TYPE_MISMATCH = "type_mismatch"
    NOT_A_BOOLEAN = "not_a_boolean"
    NOT_A_NUMBER = "not_a_number"
    UNSUPPORTED = "unsupported"
    BAD_LITERAL = "bad_literal"
    WRONG_ARGUMENTS = "wrong_arguments"
    TOO_LONG = "too_long"
    TOO_DEEP = "too_deep"
    BAD_CHARACTER = "bad_character"
    UNRECOGNISED = "unrecognised"


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `line` and `column` count from 1 inside the source, in characters; `length` is in characters."""

    code: ProblemCode
    line: int
    column: int
    length: int
    cause: Text
    remedy: Text


class ExpressionError(ValueError):
    """A condition that cannot be used; `problems` are in the order of the source and never empty."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return " ".join(str(problem.cause) for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a source: `offset` from 0 and `length`, in characters."""

    source: str
    offset: int
    length: int = 1

    def problem(self, code: ProblemCode, cause: Text, remedy: Text) -> Problem:
        before = self.source[: self.offset]
        line = before.count("\n") + 1
        column = self.offset - (before.rfind("\n") + 1) + 1
        return Problem(code, line, column, max(1, self.length), cause, remedy)


def offset_of(source: str, line: int, column: int) -> int:
    """The offset of a line and column, both from 1; 0 for the place of a message that has none."""
    if line < 1 or column < 1:
        return 0
    lines = source.split("\n")[: line - 1]
    return min(sum(len(each) + 1 for each in lines) + column - 1, len(source))


def shown(word: str) -> str:
    """A word of the source as a message quotes it: no longer than a line."""
    return word if len(word) <= _LONGEST_SHOWN else f"{word[:_LONGEST_SHOWN]}…"


def closest(wrong: str, names: Iterable[str]) -> str | None:
    """The name somebody most probably meant: that field of another group, else a close spelling in the same group."""
    known = sorted(names)
    group, _, field = wrong.rpartition(".")
    elsewhere = [name for name in known if name.rpartition(".")[2] == field]
    if elsewhere:
        return next(iter(get_close_matches(wrong, elsewhere, n=1, cutoff=0)))
    # Field by field: the group alone would make any two of its names look alike.
    rivals = {name.rpartition(".")[2]: name for name in known if not group or name.rpartition(".")[0] == group}
    if rivals:
        return next((rivals[near] for near in get_close_matches(field, rivals, n=1)), None)
    return next(iter(get_close_matches(wrong, known, n=1, cutoff=_NEAR)), None)
