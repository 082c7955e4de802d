"""What lists are made of: a few columns of many rows, never a whole case."""

import datetime
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, select

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
    """So many from the one that follows `after`: one cooperative after the other, each along its own index."""
    table = schema.cases.c
    where = [table.id > after]
    where += [table.workflow == wanted.workflow] if wanted.workflow else []
    where += [table.stage == wanted.stage] if wanted.stage else []
    if wanted.is_open is not None:
        where.append(table.ended_on.is_(None) if wanted.is_open else table.ended_on.is_not(None))
    found: list[tuple[str, CaseSummary]] = []
    for cae in sorted(caes):
        few = [table.id.in_(each) for each in _few(cae, wanted)]
        found += summaries(connection, table.cae == cae, *where, *few, limit=limit)
    return tuple(sorted(found, key=lambda one: one[1].id)[:limit])


def _few(cae: str, wanted: Wanted) -> Iterator[Select[tuple[str]]]:
    """What is looked up first, being of a few cases: those of a person, those with a timer due before a day."""
    cases, timers = schema.cases.c, schema.timers.c
    if wanted.person:
        yield select(cases.id).where(cases.cae == cae, cases.person == wanted.person)
    if wanted.due_before is not None:
        instants = timers.due <= (wanted.due_before + AROUND).isoformat()
        yield select(timers.case_id).where(timers.cae == cae, instants, timers.day < wanted.due_before.isoformat())


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
