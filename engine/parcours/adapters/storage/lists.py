"""What lists are made of: a few columns of many rows, never a whole case."""

import datetime
from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, select

from parcours.adapters.storage import rows, schema
from parcours.model.case import TaskStatus
from parcours.ports import CaseSummary, DueDate, DueTask, Mark, Wanted

# Farther from UTC than any zone is: the index is of instants, and a day begins at another one in each zone.
AROUND: Final = datetime.timedelta(days=2)


def summaries(
    connection: Connection, *where: ColumnElement[bool], limit: int | None = None
) -> tuple[tuple[str, CaseSummary], ...]:
    """The cooperative and the summary of these cases, by identifier."""
    table = schema.cases.c
    columns = (table.cae, table.id, table.person, table.workflow, table.stage, table.seq)
    day = select(func.min(schema.timers.c.day)).where(schema.timers.c.case_id == table.id).scalar_subquery()
    dates = (table.opened_on, table.ended_on, table.next_due, day)
    found = connection.execute(select(*columns, *dates).where(*where).order_by(table.id).limit(limit))
    civil = rows.civil
    return tuple(
        (cae, CaseSummary(id_, person, workflow, at, seq, civil(opened), civil(ended), rows.maybe(due), civil(on)))
        for cae, id_, person, workflow, at, seq, opened, ended, due, on in found
    )


def page_of_cases(
    connection: Connection, caes: Collection[str], wanted: Wanted, after: str, limit: int
) -> tuple[tuple[str, CaseSummary], ...]:
    """So many from the one that follows `after`: nothing before it is read."""
    table, timers = schema.cases.c, schema.timers.c
    where = [table.cae.in_(sorted(caes)), table.id > after]
    said = ((table.workflow, wanted.workflow), (table.stage, wanted.stage), (table.person, wanted.person))
    where += [column == name for column, name in said if name]
    if wanted.is_open is not None:
        where.append(table.ended_on.is_(None) if wanted.is_open else table.ended_on.is_not(None))
    if wanted.due_before is not None:
        where.append(exists().where(timers.case_id == table.id, timers.day < wanted.due_before.isoformat()))
    return summaries(connection, *where, limit=limit)


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
