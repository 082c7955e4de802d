"""A case as rows: each function gives one row, in the order of its table's columns."""

import datetime
import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, TypeVar

from parcours.adapters import codec, projection
from parcours.adapters.storage.seals import Cell
from parcours.kernel import ledger
from parcours.model.case import Case, ContractState, Kept, Task, Timer
from parcours.model.delivery import OutboxStatus
from parcours.model.world import Engagement
from parcours.ports import OutboxRow

K = TypeVar("K")
V = TypeVar("V")
Row = tuple[Cell, ...]
EARLIEST: Final = datetime.datetime.min.replace(tzinfo=datetime.UTC)


@lru_cache(maxsize=4096)  # many cases have the same due instants, and all that a step writes has its own
def instant(moment: datetime.datetime) -> str:
    """Of one width, in UTC: the order of the texts is that of time."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="microseconds")


def moment(written: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(written)


def maybe(written: str | None) -> datetime.datetime | None:
    return None if written is None else moment(written)


def day(civil: datetime.date | None) -> str | None:
    return None if civil is None else civil.isoformat()


def civil(written: str | None) -> datetime.date | None:
    return None if written is None else datetime.date.fromisoformat(written)


def case_row(cae: str, case: Case, head: bytes) -> Row:
    due = projection.next_due(case)
    return (
        case.id,
        cae,
        case.person,
        case.workflow,
        case.rules,
        case.stage,
        case.seq,
        day(case.opened_on),
        day(case.ended_on),
        None if due is None else instant(due),
        codec.encode(case),
        head,
    )


def timer_row(cae: str, case: str, key: str, timer: Timer) -> Row:
    return (case, key, cae, instant(timer.due), timer.day.isoformat(), timer.revision)


def task_row(cae: str, case: str, key: str, task: Task) -> Row:
    return (case, key, cae, task.role, task.status.value, day(task.due), codec.encode(task))


def pending_row(cae: str, case: str, fact: int, kept: Kept) -> Row:
    return (case, fact, cae, kept.event, kept.on.isoformat())


def contract_row(cae: str, case: Case, key: str, contract: ContractState) -> Row:
    held = ledger.engagement(contract, case.id)
    return (case.id, key, cae, case.person, held.kind, held.signatures, periods(held))


def periods(engagement: Engagement) -> str:
    return json.dumps([[first.isoformat(), last.isoformat()] for first, last in engagement.periods])


def engagement(kind: str, signatures: int, written: str, case: str) -> Engagement:
    days = datetime.date.fromisoformat
    held = tuple((days(first), days(last)) for first, last in json.loads(written))
    return Engagement(kind, signatures, held, case)


def delivery_row(cae: str, row: OutboxRow) -> Row:
    """An effect that nobody is at: ready since it was written, unless it is parked."""
    effect = row.effect
    named = (effect.action, effect.use, effect.after)
    ready_at = None if row.status is OutboxStatus.PARKED else instant(row.created_at)
    return (row.case, row.fact, effect.index, cae, *named, ready_at, 0, "")


def outbox_row(cae: str, row: OutboxRow) -> Row:
    delivered = None if row.delivered_at is None else instant(row.delivered_at)
    effect = codec.encode(row.effect).decode()
    return (row.case, row.fact, row.effect.index, cae, effect, row.status.value, instant(row.created_at), delivered)


def differing(before: Mapping[K, V], after: Mapping[K, V], row: Callable[[K, V], Row]) -> tuple[list[K], list[Row]]:
    """Keys whose rows go, and rows that come. What a step left alone is still the same object, so this is quick."""
    changed = [key for key, value in after.items() if before.get(key) is not value and before.get(key) != value]
    gone = [key for key in before if key not in after]
    return [*gone, *(key for key in changed if key in before)], [row(key, after[key]) for key in changed]
