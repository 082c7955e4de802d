"""What each durable step reads and writes, in SQLAlchemy's words, and compiled for a database."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Table, and_, bindparam, delete, func, insert, literal_column, select, text, update
from sqlalchemy.dialects import registry

from parcours.adapters.storage import schema


def _of_person(table: Table) -> Any:
    return and_(table.c.cae == bindparam("cae"), table.c.person == bindparam("person"))


def _identity(table: Table) -> Any:
    return and_(*(column == bindparam(f"of_{column.name}") for column in table.primary_key))


_CASES: Final = schema.cases.c
_TIMERS: Final = schema.timers.c
# A case keeps these, its first columns: written again, they would have every index and key that knows them looked at.
STAYS: Final = ("id", "cae", "person")
# Those in which a row of a case comes again under its key, and goes.
DROPPED: Final = (schema.timers, schema.tasks, schema.pending_events, schema.contracts)
ROW: Final = (_CASES.id, _CASES.cae, _CASES.person, _CASES.seq, _CASES.state, _CASES.head)
_FACTS: Final = schema.facts.c
_PAPERS: Final = schema.documents.c
_WORLDS: Final = schema.world_versions.c
STATEMENTS: Final[Mapping[str, Any]] = {
    "case": select(*ROW[1:]).where(_CASES.id == bindparam("id")),
    "next cooperative": select(func.min(_CASES.cae)).where(_CASES.cae > bindparam("after")),
    "due": select(_TIMERS.due, _TIMERS.case_id)
    .where(_TIMERS.cae == bindparam("cae"), _TIMERS.due <= bindparam("until"))
    .order_by(_TIMERS.due, _TIMERS.case_id)
    .limit(bindparam("limit"))
    .offset(bindparam("skipped")),  # said, because SQLite's dialect writes one in any case
    "next due": select(func.min(_TIMERS.due)).where(_TIMERS.cae == bindparam("cae"), _TIMERS.due > bindparam("after")),
    "person": select(_CASES.person).where(_CASES.id == bindparam("id")),
    "key": select(schema.keys.c.wrapped).where(_of_person(schema.keys)),
    "queued": select(*(schema.world_changes.c[name] for name in ("case_id", "cause")))
    .where(schema.world_changes.c.cae == bindparam("cae"))
    .order_by(schema.world_changes.c.id),
    "facts": select(_FACTS.data)
    .where(_FACTS.cae == bindparam("cae"), _FACTS.case_id == bindparam("case"), _FACTS.seq > bindparam("after"))
    .order_by(_FACTS.seq),
    "documents": select(
        *(_PAPERS[name] for name in ("id", "said", "fact", "place", "action", "media_type", "made_at", "printed"))
    )
    .where(_PAPERS.cae == bindparam("cae"), _PAPERS.case_id == bindparam("case"))
    .order_by(_PAPERS.id),
    "world": select(_WORLDS.id, _WORLDS.seal).where(
        _WORLDS.id == select(func.max(_WORLDS.id)).where(_WORLDS.workflow == bindparam("workflow")).scalar_subquery()
    ),
    "contracts": select(
        *(schema.contracts.c[name] for name in ("kind", "signatures", "periods", "case_id")),
    )
    .where(_of_person(schema.contracts), schema.contracts.c.case_id != bindparam("besides"))
    .order_by(schema.contracts.c.case_id, schema.contracts.c.key),
    "paper": select(*(schema.paper_contracts.c[name] for name in ("kind", "signatures", "periods")))
    .where(_of_person(schema.paper_contracts))
    .order_by(schema.paper_contracts.c.id),
    "open": select(_CASES.id).where(_of_person(schema.cases), _CASES.ended_on.is_(None)).order_by(_CASES.id),
    "secrets": select(*(schema.secrets.c[name] for name in ("path", "fact", "value")))
    .where(schema.secrets.c.cae == bindparam("cae"), schema.secrets.c.case_id == bindparam("case"))
    .order_by(schema.secrets.c.fact),
    # Whoever may write holds the whole of an SQLite file; elsewhere the person's row is what two steps meet at, the
    # person always before the case, so that nobody waits in a circle. Rows that point at a case need not wait for it.
    "lock": select(schema.people.c.person).where(_of_person(schema.people)).with_for_update(key_share=True),
    "hold": select(*ROW)
    .select_from(schema.people.join(schema.cases))
    .where(_CASES.id == bindparam("id"))
    .with_for_update(key_share=True),
    # The later of two instants stays, whoever comes last.
    "newest": text(
        "INSERT INTO settings (name, value, seal) VALUES (:name, :value, :seal) ON CONFLICT (name) "
        "DO UPDATE SET value = excluded.value, seal = excluded.seal WHERE settings.value < excluded.value"
    ),
    "erased": select(schema.erasures.c.at).where(_of_person(schema.erasures)),
    "answer": select(*(schema.inbox.c[name] for name in ("digest", "answer_case", "answer_seq"))).where(
        _identity(schema.inbox)
    ),
    "move": update(schema.cases)
    .where(_CASES.id == bindparam("of_id"), _CASES.seq == bindparam("of_seq"))
    .values({name: bindparam(f"to_{name}") for name in _CASES.keys()[len(STAYS) :]}),
    **{
        f"number {table.name}": select(func.coalesce(func.max(table.c.id), literal_column("0")) + literal_column("1"))
        for table in schema.NUMBERED
    },
    **{f"add {table.name}": insert(table) for table in schema.metadata.tables.values()},
    **{f"drop {table.name}": delete(table).where(_identity(table)) for table in DROPPED},
}


def compiled(connection: Connection, own: Mapping[str, Any]) -> Mapping[str, str]:
    """Every statement in the SQL of this database, its `own` first, its parameters in order."""
    dialect = connection.dialect
    shared = _written_for(f"{dialect.name}.{dialect.driver}", dialect.paramstyle)
    return {**shared, **{name: str(statement.compile(dialect=dialect)) for name, statement in own.items()}}


@cache
def _written_for(dialect: str, style: str) -> Mapping[str, str]:
    """Written once a process for each kind of database: it takes longer than all the rest of opening one."""
    written = registry.load(dialect)(paramstyle=style)
    return {name: str(statement.compile(dialect=written)) for name, statement in STATEMENTS.items()}
