"""What lists are made of: a few columns of many rows, never a whole case."""

import datetime
from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import Connection, and_, bindparam, select

from parcours.adapters.storage import schema
from parcours.model.case import TaskStatus
from parcours.ports import DueDate, DueTask, Mark

# Farther from UTC than any zone is: the index is of instants, and a day begins at another one in each zone.
AROUND: Final = datetime.timedelta(days=2)


def marks(connection: Connection, cae: str) -> Mapping[str, Mark]:
    """How far every case of a cooperative has come."""
    table, gone = schema.cases.c, schema.erasures.c
    erased = and_(gone.cae == table.cae, gone.person == table.person)
    query = (
        select(table.id, table.seq, gone.at)
        .select_from(schema.cases.outerjoin(schema.erasures, erased))
        .where(table.cae == cae)
    )
    return {case: Mark(seq, at is not None) for case, seq, at in connection.execute(query)}


def due_tasks(
    connection: Connection,
    cae: str,
    roles: Collection[str],
    first: datetime.date | None,
    last: datetime.date,
    limit: int,
) -> tuple[DueTask, ...]:
    """Open tasks of these roles due in these days, the earliest first."""
    table = schema.tasks.c
    wanted = [table.cae == cae, table.status == TaskStatus.OPEN.value, table.due <= last.isoformat()]
    wanted += [table.due >= first.isoformat()] if first is not None else []
    query = (
        select(table.case_id, table.id, table.role, table.due)
        .where(*wanted, table.role == bindparam("of_role"))
        .order_by(table.due, table.case_id, table.id)
        .limit(limit)
    )
    # Role by role: each follows the index to its limit, where all together would be gathered before they are sorted.
    found = [row for role in sorted(set(roles)) for row in connection.execute(query, {"of_role": role})]
    found.sort(key=lambda row: (row[3], row[0], row[1]))
    civil = datetime.date.fromisoformat
    return tuple(DueTask(case, task, role, civil(due)) for case, task, role, due in found[:limit])


def due_dates(
    connection: Connection, cae: str, first: datetime.date, last: datetime.date, limit: int
) -> tuple[DueDate, ...]:
    """Timers of these civil days, the earliest first."""
    table = schema.timers.c
    days = (table.day >= first.isoformat(), table.day <= last.isoformat())
    instants = (table.due >= (first - AROUND).isoformat(), table.due <= (last + AROUND).isoformat())
    query = (
        select(table.case_id, table.key, table.day)
        .where(table.cae == cae, *days, *instants)
        .order_by(table.day, table.case_id, table.key)
        .limit(limit)
    )
    return tuple(DueDate(case, key, datetime.date.fromisoformat(day)) for case, key, day in connection.execute(query))
