"""Opening a case: by an entry event, by the dossier filled before it, or by taking a person over."""

import datetime

from parcours.kernel.prepare import Program
from parcours.kernel.turn import Turn
from parcours.model.case import Case
from parcours.model.change import CaseOpened


def opening(program: Program, case: str, person: str) -> Case:
    """A case before its first fact; the act that opens it is an entry event, an edit or an adoption."""
    workflow = program.workflow
    return Case(case, workflow.cae, person, workflow.id, workflow.hash)


def open_once(turn: Turn, on: datetime.date) -> None:
    """Records that the case is open, the first time."""
    if turn.draft.opened_on is None:
        workflow = turn.program.workflow
        turn.record(CaseOpened(workflow.cae, turn.draft.person, workflow.id, workflow.hash, on))
