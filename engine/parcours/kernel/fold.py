"""The journal read back: folding the facts of a case gives the case, exactly, armed timers included."""

from collections.abc import Iterable

from parcours.kernel.draft import Draft, apply
from parcours.model.case import Case
from parcours.model.fact import Fact


def empty(case_id: str) -> Case:
    """A case before its first fact."""
    return Case(case_id, "", "", "", "")


def fold(case: Case, fact: Fact) -> Case:
    """The case after one more fact."""
    draft = Draft(case)
    for change in fact.changes:
        apply(draft, change)
    return draft.freeze(fact.seq)


def fold_all(case_id: str, facts: Iterable[Fact]) -> Case:
    case = empty(case_id)
    for fact in facts:
        case = fold(case, fact)
    return case
