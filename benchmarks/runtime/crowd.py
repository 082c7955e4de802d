"""Tables filled by SQL, the kernel left out: many who wait, and many whose hour has come at once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert, text

from parcours.adapters import codec
from parcours.adapters.storage import database_of, rows, schema
from parcours.adapters.storage.seals import FIRST, Seals
from parcours.adapters.vault import read_key
from parcours.model.case import Case
from parcours.model.fact import Fact
from runtime.ours import Ours

TIMERS_A_CASE = 10

# Those who wait: the rows of one case over and over under other names. Nothing reads their state: they only wait.
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)"
WAITING = (
    f"INSERT INTO people (cae, person) {NUMBERS} SELECT cae, 'attend-' || i FROM n, cases WHERE id = :model",
    f"""INSERT INTO cases (id, cae, person, workflow, rules, stage, seq, opened_on, ended_on, next_due, state, head)
        {NUMBERS} SELECT 'attend-' || i, cae, 'attend-' || i, workflow, rules, stage, seq, opened_on, ended_on,
                         '2090-01-11T08:00:00.000000+00:00', state, head FROM n, cases WHERE id = :model""",
    f"""INSERT INTO timers (case_id, key, cae, due, day, revision)
        {NUMBERS}, k(j) AS (SELECT 1 UNION ALL SELECT j + 1 FROM k WHERE j < :each)
        SELECT 'attend-' || i, 'rappel-' || j, cae, '2090-01-' || (10 + j) || 'T08:00:00.000000+00:00',
               '2090-01-' || (10 + j), 1 FROM n, k, cases WHERE id = :model""",
)


def add_waiting(site: Ours, timers: int) -> None:
    """So many timers of long after, ten a case."""
    (model,) = site.enter(1)
    named = {"model": model, "count": timers // TIMERS_A_CASE, "each": TIMERS_A_CASE}
    with _filling(site) as connection:
        for statement in WAITING:
            asked = text(statement)
            connection.execute(asked, {name: named[name] for name in asked.compile().params})
        connection.execute(text("ANALYZE"))  # as a database that has lived has done


def add_due(site: Ours, count: int, name: str) -> None:
    """Cases that entered on one day at one second, so that all their reminders are due at another: real ones."""
    (model,) = site.enter(1)
    with site.site.store.reading() as reader:
        cae = str(reader.locate(model))
        case, facts = reader.case(cae, model), reader.facts(cae, model)
    if case is None:
        raise RuntimeError(f"{model} has just entered")
    copies = [f"{name}-{number}" for number in range(count)]
    seals = Seals(read_key(Path(str(site.settings.key_file))))
    with _filling(site) as connection:
        _add(connection, schema.people, [(cae, copy) for copy in copies])
        cases, told = [], []
        for copy in copies:
            chained = list(_chained(seals, cae, facts, copy))
            told += chained
            cases.append(rows.case_row(cae, _renamed(case, copy), chained[-1][-1]))
        _add(connection, schema.cases, cases)
        _add(connection, schema.facts, told)
        timers = [(copy, key, timer) for copy in copies for key, timer in case.timers.items()]
        _add(connection, schema.timers, [rows.timer_row(cae, *each) for each in timers])


def _renamed(case: Case, name: str) -> Case:
    return replace(case, id=name, person=name)


def _chained(seals: Seals, cae: str, facts: Sequence[Fact], case: str) -> Iterator[tuple[Any, ...]]:
    head = FIRST
    for fact in facts:
        data = codec.encode_fact(replace(fact, case=case))
        head = seals.link(head, cae, case, fact.seq, data)
        yield (case, fact.seq, cae, data, head)


@contextmanager
def _filling(site: Ours) -> Iterator[Connection]:
    database = database_of(site.settings.database)
    engine = database.engine()
    try:
        with engine.connect() as connection, database.writing(connection):
            yield connection
    finally:
        engine.dispose()


def _add(connection: Connection, table: Table, new: Sequence[tuple[Any, ...]]) -> None:
    names = table.columns.keys()
    connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in new])
