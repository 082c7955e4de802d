"""What lists are made of: a few columns of many rows, never a whole case."""

import datetime
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from heapq import merge
from itertools import islice
from typing import Final

from sqlalchemy import ColumnElement, Connection, bindparam, func, select

from parcours.adapters.storage import rows, schema
from parcours.model.case import TaskStatus
from parcours.ports import CaseSummary, DueDate, DueTask, Wanted

SEVERAL: Final = 5000  # timers that are looked up before their cases; among more, cases soon have one of them

A_FEW: Final = 50  # rows that are fetched at once


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
        found += summaries(connection, table.cae == cae, *where, *_few(connection, cae, wanted), limit=limit)
    return tuple(sorted(found, key=lambda one: one[1].id)[:limit])


def _few(connection: Connection, cae: str, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """What is looked up first, being of a few cases: those of a person, those with a timer due before a day."""
    cases, timers = schema.cases.c, schema.timers.c
    if wanted.person:
        yield cases.id.in_(select(cases.id).where(cases.cae == cae, cases.person == wanted.person))
    if wanted.due_before is not None:
        due = select(timers.case_id).where(timers.cae == cae, timers.day < wanted.due_before.isoformat())
        counted = connection.execute(select(func.count()).select_from(due.limit(SEVERAL).subquery())).scalar_one()
        own = select(timers.case_id).where(timers.case_id == cases.id, timers.day < wanted.due_before.isoformat())
        yield cases.id.in_(due) if counted < SEVERAL else own.exists()


def due_tasks(
    connection: Connection,
    cae: str,
    roles: Collection[str],
    first: datetime.date | None,
    last: datetime.date,
    limit: int,
) -> Iterator[DueTask]:
    """Open tasks of these roles due in these days, the earliest first."""
    table = schema.tasks.c
    wanted = [table.cae == cae, table.status == TaskStatus.OPEN.value, table.due <= last.isoformat()]
    wanted += [table.due >= first.isoformat()] if first is not None else []
    query = (
        select(table.due, table.case_id, table.id, table.role)
        .where(*wanted, table.role == bindparam("of_role"))
        .order_by(table.due, table.case_id, table.id)
        .limit(limit)
        .execution_options(yield_per=A_FEW)
    )
    # Each role follows the index, and no farther than the list needs: all together, they would be gathered and sorted.
    with ExitStack() as stack:
        held = [stack.enter_context(connection.execute(query, {"of_role": role})) for role in sorted(set(roles))]
        for due, case, task, role in islice(merge(*held, key=tuple), limit):
            yield DueTask(case, task, role, datetime.date.fromisoformat(due))


def due_dates(
    connection: Connection, cae: str, first: datetime.date, last: datetime.date, limit: int
) -> Iterator[DueDate]:
    """Timers of these civil days, the earliest first."""
    table = schema.timers.c
    query = (
        select(table.case_id, table.key, table.day)
        .where(table.cae == cae, table.day >= first.isoformat(), table.day <= last.isoformat())
        .order_by(table.day, table.case_id, table.key)
        .limit(limit)
        .execution_options(yield_per=A_FEW)
    )
    with connection.execute(query) as held:
        for case, key, day in held:
            yield DueDate(case, key, datetime.date.fromisoformat(day))
