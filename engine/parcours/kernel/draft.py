"""A case while a step changes it, and the one place where a change is applied."""

import datetime
from collections.abc import Callable
from dataclasses import fields, replace
from operator import attrgetter
from typing import Any, Final

from parcours.model import change as changes
from parcours.model.case import Case, ContractState, ContractStatus, TaskStatus, TrackState
from parcours.model.change import Change

_NAMES: Final = tuple(field.name for field in fields(Case))
_all = attrgetter(*_NAMES)


class Draft:
    """The mutable twin of `Case`: same names, plain dictionaries. Only `apply` writes it."""

    __slots__ = _NAMES

    id: str
    cae: str
    person: str
    workflow: str
    rules: str
    seq: int
    stage: str
    visit: int
    entered_on: datetime.date | None
    entered_at: datetime.datetime | None
    revision: int
    opened_on: datetime.date | None
    ended_on: datetime.date | None
    outcome: str
    last_contact_on: datetime.date | None
    suspension: Any
    retention: str
    dossier: dict[str, Any]
    contracts: dict[str, ContractState]
    tracks: dict[str, TrackState]
    timers: dict[str, Any]
    frozen: dict[str, Any]
    passed: dict[str, datetime.date]
    tasks: dict[str, Any]
    kept: dict[int, Any]
    counts: dict[str, tuple[datetime.date, ...]]
    assignments: dict[str, Any]

    def __init__(self, case: Case) -> None:
        self.take(case)

    def take(self, case: Case) -> None:
        """Stands as `case` stands. Written out, as each step begins here: a loop over names took six times as long."""
        self.id, self.cae = case.id, case.cae
        self.person, self.workflow = case.person, case.workflow
        self.rules, self.seq = case.rules, case.seq
        self.stage, self.visit = case.stage, case.visit
        self.entered_on, self.entered_at = case.entered_on, case.entered_at
        self.opened_on, self.ended_on = case.opened_on, case.ended_on
        self.outcome, self.revision = case.outcome, case.revision
        self.last_contact_on, self.suspension = case.last_contact_on, case.suspension
        self.retention = case.retention
        self.dossier = dict(case.dossier)
        self.contracts = dict(case.contracts)
        self.tracks = dict(case.tracks)
        self.timers = dict(case.timers)
        self.frozen = dict(case.frozen)
        self.passed = dict(case.passed)
        self.tasks = dict(case.tasks)
        self.kept = dict(case.kept)
        self.counts = dict(case.counts)
        self.assignments = dict(case.assignments)

    def freeze(self, seq: int) -> Case:
        self.seq = seq
        return Case(*_all(self))


def apply(draft: Draft, change: Change) -> None:
    """Makes one change. A fold and a step both come through here, so that they cannot disagree."""
    _APPLY[type(change)](draft, change)


def _open(draft: Draft, change: changes.CaseOpened) -> None:
    draft.cae, draft.person = change.cae, change.person
    draft.workflow, draft.rules = change.workflow, change.rules
    draft.opened_on = change.on


def _enter_stage(draft: Draft, change: changes.StageEntered) -> None:
    draft.stage, draft.visit = change.stage, change.visit
    draft.entered_on, draft.entered_at = change.on, change.at


def _end_case(draft: Draft, change: changes.CaseEnded) -> None:
    draft.ended_on, draft.outcome = change.on, change.outcome


def _sign_contract(draft: Draft, change: changes.ContractSigned) -> None:
    draft.contracts[change.contract.key] = change.contract


def _begin_contract(draft: Draft, change: changes.ContractBegun) -> None:
    draft.contracts[change.key] = replace(draft.contracts[change.key], status=ContractStatus.RUNNING)


def _renew_contract(draft: Draft, change: changes.ContractRenewed) -> None:
    contract = draft.contracts[change.key]
    periods = (*contract.periods, change.period)
    draft.contracts[change.key] = replace(contract, status=ContractStatus.RUNNING, periods=periods, closed_on=None)


def _end_contract(draft: Draft, change: changes.ContractEnded) -> None:
    draft.contracts[change.key] = replace(draft.contracts[change.key], status=ContractStatus.ENDED, closed_on=change.on)


def _withdraw_contract(draft: Draft, change: changes.ContractWithdrawn) -> None:
    del draft.contracts[change.key]


def _enter_track(draft: Draft, change: changes.TrackEntered) -> None:
    before = draft.tracks.get(change.track)
    started_on = before.started_on if before is not None else change.on
    draft.tracks[change.track] = TrackState(
        change.track, change.stage, change.visit, change.on, started_on, entered_at=change.at
    )


def _end_track(draft: Draft, change: changes.TrackEnded) -> None:
    before = draft.tracks[change.track]
    draft.tracks[change.track] = replace(before, stage="", running=False, left=before.stage, ended_on=change.on)


def _resume_track(draft: Draft, change: changes.TrackResumed) -> None:
    before = draft.tracks[change.track]
    draft.tracks[change.track] = replace(before, stage=before.left, running=True, left="", ended_on=None)


def _arm(draft: Draft, change: changes.TimerArmed) -> None:
    timer = change.timer
    key = timer.key
    draft.timers[key] = timer
    draft.passed.pop(key, None)
    draft.frozen.pop(key, None)
    draft.revision = max(draft.revision, timer.revision)


def _disarm(draft: Draft, change: changes.TimerDisarmed) -> None:
    draft.timers.pop(change.key, None)
    draft.frozen.pop(change.key, None)


def _pass(draft: Draft, change: changes.TimerPassed) -> None:
    timer = draft.timers.pop(change.key, None)
    # A recurrence counts its occurrences, none of which comes back: only single dates are remembered.
    if timer is None or timer.occurrence == 0:
        draft.passed[change.key] = change.day


def _freeze(draft: Draft, change: changes.TimerFrozen) -> None:
    key = change.frozen.timer.key
    draft.timers.pop(key, None)
    draft.frozen[key] = change.frozen
    draft.revision = max(draft.revision, change.frozen.timer.revision)


def _bury(draft: Draft, change: changes.OwnerDied) -> None:
    prefix = change.owner + "/"
    maps: tuple[dict[str, Any], ...] = (draft.timers, draft.frozen)
    for held in (*maps, draft.passed) if change.for_good else maps:
        for key in [key for key in held if key.startswith(prefix)]:
            del held[key]


def _open_task(draft: Draft, change: changes.TaskOpened) -> None:
    task = change.task
    for key in [
        key
        for key, other in draft.tasks.items()
        if other.action == task.action and other.subject == task.subject and other.status is not TaskStatus.OPEN
    ]:
        del draft.tasks[key]
    draft.tasks[task.id] = task


def _change_task(draft: Draft, change: changes.TaskChanged) -> None:
    draft.tasks[change.task.id] = change.task


def _write_fields(draft: Draft, change: changes.FieldsWritten) -> None:
    for name, value in change.values.items():
        if value is None:
            draft.dossier.pop(name, None)
        else:
            draft.dossier[name] = value


def _count(draft: Draft, change: changes.EventCounted) -> None:
    draft.counts[change.event] = (*draft.counts.get(change.event, ()), change.on)


def _keep(draft: Draft, change: changes.EventKept) -> None:
    draft.kept[change.kept.fact] = change.kept


def _unkeep(draft: Draft, change: changes.KeptRemoved) -> None:
    del draft.kept[change.fact]


def _suspend(draft: Draft, change: changes.CaseSuspended) -> None:
    draft.suspension = change.suspension


def _resume(draft: Draft, _: changes.CaseResumed) -> None:
    draft.suspension = None


def _assign(draft: Draft, change: changes.RoleAssigned) -> None:
    draft.assignments[change.role] = change.assignment


def _contact(draft: Draft, change: changes.ContactMade) -> None:
    draft.last_contact_on = change.on if draft.last_contact_on is None else max(draft.last_contact_on, change.on)


def _retain(draft: Draft, change: changes.RetentionReached) -> None:
    draft.retention = change.then


def _restore(draft: Draft, change: changes.StateRestored) -> None:
    # Revisions go on: a timer or a late answer from the revoked time must find nobody. Visits go back with the
    # timers that are named after them.
    revision, seq = draft.revision, draft.seq
    draft.take(change.state)
    draft.revision, draft.seq = max(revision, draft.revision), seq


_APPLY: Final[dict[type, Callable[[Draft, Any], None]]] = {
    changes.CaseOpened: _open,
    changes.StageEntered: _enter_stage,
    changes.CaseEnded: _end_case,
    changes.ContractSigned: _sign_contract,
    changes.ContractBegun: _begin_contract,
    changes.ContractRenewed: _renew_contract,
    changes.ContractEnded: _end_contract,
    changes.ContractWithdrawn: _withdraw_contract,
    changes.TrackEntered: _enter_track,
    changes.TrackEnded: _end_track,
    changes.TrackResumed: _resume_track,
    changes.TimerArmed: _arm,
    changes.TimerDisarmed: _disarm,
    changes.TimerPassed: _pass,
    changes.TimerFrozen: _freeze,
    changes.OwnerDied: _bury,
    changes.TaskOpened: _open_task,
    changes.TaskChanged: _change_task,
    changes.FieldsWritten: _write_fields,
    changes.EventCounted: _count,
    changes.EventKept: _keep,
    changes.KeptRemoved: _unkeep,
    changes.CaseSuspended: _suspend,
    changes.CaseResumed: _resume,
    changes.RoleAssigned: _assign,
    changes.ContactMade: _contact,
    changes.RetentionReached: _retain,
    changes.StateRestored: _restore,
}
