"""What every store says of a case besides the case itself: its line in a list, its contracts, its open tasks."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from parcours.errors import BugError
from parcours.kernel.ledger import engagement
from parcours.kernel.order import earliest
from parcours.messages import Text
from parcours.model.case import Case, Task, TaskStatus
from parcours.model.delivery import OPEN, Delivery, Lease, OutboxStatus
from parcours.model.fact import Fact
from parcours.model.fields import Value
from parcours.model.step import Secret
from parcours.model.world import Engagement, World
from parcours.ports import CaseSummary, Commit, OutboxRow, Outline, Wanted

DOSSIER: Final = "dossier."


def summary(case: Case) -> CaseSummary:
    return CaseSummary(
        case.id,
        case.person,
        case.workflow,
        case.stage,
        case.seq,
        case.opened_on,
        case.ended_on,
        next_due(case),
        min((timer.day for timer in case.timers.values()), default=None),
    )


def outline(case: Case, words: Mapping[str, Value]) -> Outline:
    """What a list shows of a case whose personal words, by path, are at hand."""
    days = [timer.day for timer in case.timers.values()]
    days += [task.due for task in open_tasks(case) if task.due is not None]
    return Outline(
        case.id,
        case.cae,
        case.person,
        case.workflow,
        case.rules,
        case.stage,
        case.seq,
        case.opened_on,
        case.ended_on,
        case.entered_on,
        min(days, default=None),
        case.suspension is not None,
        case.retention,
        case.assignments,
        {path: word for path, word in words.items() if path.startswith(DOSSIER)},
    )


def next_due(case: Case) -> datetime.datetime | None:
    """The instant of the earliest timer."""
    return earliest(case.timers)


def engagements(case: Case) -> tuple[Engagement, ...]:
    """The contracts of a case as the person's other cases see them."""
    return tuple(engagement(contract, case.id) for _, contract in sorted(case.contracts.items()))


def open_tasks(case: Case) -> tuple[Task, ...]:
    return tuple(task for task in case.tasks.values() if task.status is TaskStatus.OPEN)


def by_due_day(row: tuple[str, Task]) -> tuple[datetime.date, str, str]:
    """The order of a list of (case, task)."""
    case, task = row
    return (task.due or datetime.date.max, case, task.id)


def secret_path(secret: Secret) -> str:
    """Where a personal value is kept: `fact.<input>` names the input of one fact, and becomes `fact.<seq>.<input>`."""
    place, _, name = secret.path.partition(".")
    return f"fact.{secret.fact}.{name}" if place == "fact" else secret.path


def answer_place(cae: str, commit: Commit) -> tuple[str, str, str] | None:
    """Whose the key of a commit is, and the key: the cooperative's when it opens a case. None without a key."""
    return (cae, commit.case.id if commit.expected else "", commit.key) if commit.key and commit.answer else None


def outbox_rows(commit: Commit) -> tuple[OutboxRow, ...]:
    """The effects of a commit; those of its own withdrawn facts never wait."""
    return tuple(
        replace(row, status=OutboxStatus.WITHDRAWN) if row.fact in commit.withdrawn else row
        for row in waiting(commit.case.id, commit.facts)
    )


def waiting(case: str, facts: Iterable[Fact]) -> tuple[OutboxRow, ...]:
    """The effects of some facts, none delivered yet."""
    return tuple(
        OutboxRow(case, fact.seq, effect, OutboxStatus.WAITING, fact.at) for fact in facts for effect in fact.effects
    )


def may_become(before: OutboxStatus, after: OutboxStatus) -> bool:
    """Whether an effect goes from one status to another: an end is an end, but what has left has left."""
    return before in OPEN or (before is OutboxStatus.WITHDRAWN and after is OutboxStatus.DELIVERED)


def leased(delivery: Delivery, lease: Lease) -> Delivery:
    """The same effect in the hands of a node, one try more."""
    return replace(delivery, ready_at=lease.until, attempts=delivery.attempts + 1, node=lease.node)


def everybodys(world: World) -> World:
    """The world without what belongs to one person."""
    return replace(world, ledger=(), personal={})


def contiguous(commit: Commit) -> Commit:
    """The same commit. Raises BugError unless its facts follow each other from `expected` to the case's own number."""
    numbers = [fact.seq for fact in commit.facts]
    if numbers != list(range(commit.expected + 1, commit.case.seq + 1)):
        raise BugError(
            Text("Dossier {case} : les faits {numbers} ne suivent pas le fait {expected}.",
                 case=commit.case.id, numbers=str(numbers), expected=commit.expected)
        )  # fmt: skip
    return commit


def is_wanted(case: CaseSummary, wanted: Wanted) -> bool:
    """Whether a list that wants these shows that case."""
    said = (wanted.workflow, wanted.stage, wanted.person)
    if any(name not in {"", has} for name, has in zip(said, (case.workflow, case.stage, case.person), strict=True)):
        return False
    if wanted.is_open is not None and wanted.is_open != (case.ended_on is None):
        return False
    return wanted.due_before is None or (case.next_on is not None and case.next_on < wanted.due_before)
