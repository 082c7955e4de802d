"""Conditions compile against the names of their workflow, each mistake told at its column."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from parcours.definition import codes
from parcours.definition.checks.subject import Subject
from parcours.definition.finding import Finding, Part
from parcours.definition.tree import Path
from parcours.diagnostics import Code
from parcours.expressions.condition import compile_condition
from parcours.expressions.environment import Environment
from parcours.expressions.names import names_of, names_of_event
from parcours.expressions.problems import ExpressionError, Problem, ProblemCode
from parcours.messages import Text
from parcours.model.workflow import Guard, Transition

CODES: Final[Mapping[ProblemCode, Code]] = MappingProxyType(
    {
        ProblemCode.SYNTAX: codes.CONDITION_SYNTAX,
        ProblemCode.UNKNOWN_NAME: codes.CONDITION_NAME,
        ProblemCode.UNKNOWN_FUNCTION: codes.CONDITION_FUNCTION,
        ProblemCode.TYPE_MISMATCH: codes.CONDITION_TYPES,
        ProblemCode.NOT_A_BOOLEAN: codes.CONDITION_RESULT,
        ProblemCode.NOT_A_NUMBER: codes.FORMULA_RESULT,
        ProblemCode.UNSUPPORTED: codes.CONDITION_UNSUPPORTED,
        ProblemCode.BAD_LITERAL: codes.CONDITION_LITERAL,
        ProblemCode.WRONG_ARGUMENTS: codes.CONDITION_ARGUMENTS,
        ProblemCode.TOO_LONG: codes.CONDITION_SIZE,
        ProblemCode.TOO_DEEP: codes.CONDITION_SIZE,
        ProblemCode.BAD_CHARACTER: codes.CONDITION_SYNTAX,
        ProblemCode.UNRECOGNISED: codes.CONDITION_OTHER,
    }
)


UNKNOWN: Final = frozenset({codes.CONDITION_NAME, codes.TEMPLATE_NAME})
# How conditions and texts call what a section declares.
READ_AS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"parameters": ("parameter",), "dossier": ("dossier", "known"), "tracks": ("track",)}
)


def guards(subject: Subject) -> Iterator[tuple[Path, Transition, Guard]]:
    """Every guard with the place of its condition."""
    for name, entry in subject.workflow.entry.items():
        yield from ((("entry", name, "when", guard.id, "if"), entry, guard) for guard in entry.when)
    for thread in subject.threads:
        for stage in thread.stages.values():
            for transition in stage.transitions.values():
                place = (*thread.at(stage.id), "transitions", transition.event, "when")
                yield from (((*place, guard.id, "if"), transition, guard) for guard in transition.when)


def conditions_compile(subject: Subject) -> Iterator[Finding]:
    """What is wrong with each condition."""
    found = tuple(guards(subject))
    environments = {
        event: _environment(subject, event) for event in dict.fromkeys(each.event for _, each, guard in found if guard)
    }
    for path, transition, guard in found:
        if not guard.condition:  # told as a shape
            continue
        try:
            compile_condition(guard.condition, environments[transition.event])
        except ExpressionError as error:
            for problem in error.problems:
                yield with_removal(told(problem, path, CODES[problem.code]), guard.condition, subject)


def _environment(subject: Subject, name: str) -> Environment:
    workflow = subject.workflow
    event = workflow.events.get(name)
    own = names_of_event(workflow, event) if event is not None else {}
    return Environment.declare({**names_of(workflow), **own})


def told(problem: Problem, path: Path, code: Code) -> Finding:
    """A problem inside a text, at its place in the file."""
    part = Part(problem.line, problem.column, problem.length)
    return Finding(code, path, problem.cause, problem.remedy, part=part)


def with_removal(found: Finding, text: str, subject: Subject) -> Finding:
    """The same, with the place that removes the thing whose name is unknown here."""
    if found.part is None or found.code not in UNKNOWN:
        return found
    name = text.split("\n")[found.part.line - 1][found.part.column - 1 :][: found.part.length]
    for removal in subject.overlay.removed:
        if name in {f"{prefix}.{removal.name}" for prefix in READ_AS.get(str(removal.path[0]), ())}:
            return found.also(removal.span, Text("Enlevé ici."))
    return found


CHECKS: Final = (conditions_compile,)
