"""Every deadline, recurrence and date of a parcours with its place, for the checks that walk them all."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from parcours.calendar.dates import DateRule
from parcours.calendar.duration import Duration
from parcours.definition.checks.subject import Subject, Thread
from parcours.definition.tree import Path
from parcours.model.deadline import Deadline, Duties, Recurrence, Reminder
from parcours.model.workflow import Contract, Stage

DAYS_OF_A_MONTH: Final = (28, 31)
DAYS_OF_FIVE_WORKED: Final = (7, 21)  # a week at least; three with a closure between


@dataclass(frozen=True, slots=True)
class Owner:
    """What deadlines live in: a stage, a contract, or a whole track. `birth` is the day it comes to be."""

    path: Path
    duties: Duties
    birth: str
    thread: Thread
    stage: Stage | None = None
    contract: Contract | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """A date with its place. `birth` is the day its owner comes to be, empty for a rung of a ladder."""

    rule: DateRule
    path: Path
    birth: str


def owners(subject: Subject) -> Iterator[Owner]:
    """Everything that has deadlines."""
    for contract in subject.workflow.contracts.values():
        born = f"contract.{contract.id}.signed_on"
        yield Owner(("contracts", contract.id), contract.duties, born, subject.main, contract=contract)
    for thread in subject.threads:
        for stage in thread.stages.values():
            yield Owner(thread.at(stage.id), stage.duties, "stage.entered_on", thread, stage=stage)
        track = subject.workflow.tracks.get(thread.id)
        if track is not None and not thread.single:
            yield Owner(thread.path, track.duties, "stage.entered_on", thread)


def deadlines(subject: Subject) -> Iterator[tuple[Owner, Deadline, Path]]:
    for owner in owners(subject):
        yield from ((owner, each, (*owner.path, "deadlines", each.id)) for each in owner.duties.deadlines)


def recurrences(subject: Subject) -> Iterator[tuple[Owner, Recurrence, Path]]:
    for owner in owners(subject):
        yield from ((owner, each, (*owner.path, "every", each.id)) for each in owner.duties.every)


def dates(subject: Subject) -> Iterator[Dated]:
    """Every date a file says."""
    for owner, deadline, path in deadlines(subject):
        yield Dated(deadline.rule, path, owner.birth)
        yield from _rungs(deadline.remind, path)
    for _, recurrence, path in recurrences(subject):
        yield from _rungs(recurrence.remind, path)
    for contract in subject.workflow.contracts.values():
        yield from _rungs(contract.remind, ("contracts", contract.id))
    for action in subject.workflow.actions.values():
        for key, rule in (("due", action.due), ("not_before", action.not_before)):
            if rule is not None:
                yield Dated(rule, ("actions", action.id, key), "")
    for stage in subject.workflow.stages.values():
        for index, rung in enumerate(stage.retention):
            yield Dated(rung.rule, ("stages", stage.id, "retention", index), "stage.entered_on")


def _rungs(ladder: tuple[Reminder, ...], owner: Path) -> Iterator[Dated]:
    for index, rung in enumerate(ladder):
        yield Dated(rung.rule, (*owner, "remind", index), "none")


def days_in(duration: Duration) -> tuple[int, int]:
    """The fewest and the most days a duration may last."""
    worked = duration.business_days + duration.working_days
    fewest, most = (duration.months * days + duration.days for days in DAYS_OF_A_MONTH)
    weeks, rest = divmod(worked, 5)
    slack = DAYS_OF_FIVE_WORKED[1] if worked else 0
    return fewest + weeks * DAYS_OF_FIVE_WORKED[0] + rest, most + weeks * DAYS_OF_FIVE_WORKED[0] + rest + slack
