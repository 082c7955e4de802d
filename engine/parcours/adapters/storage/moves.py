"""What somebody who follows a database is told: which cases have moved since they last asked.

SQLite numbers the rows of a table that only ever grows, in the order its one writer adds them. PostgreSQL writes beside
each row which transaction wrote it; whoever looks keeps the oldest one still at work then, and asks for that and later.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection, TextClause, text

from parcours.ports import Moves, Place

EVERY: Final = text("SELECT cae, id FROM cases ORDER BY cae, id")

IN_A_FILE: Final = text(
    "SELECT coalesce((SELECT max(rowid) FROM facts), 0), coalesce((SELECT max(rowid) FROM erasures), 0)"
)
# A join in that order: those erased are few, whatever the planner thinks.
SINCE_IN_A_FILE: Final = text("""
    SELECT cae, case_id FROM facts WHERE rowid > :a
    UNION SELECT cases.cae, cases.id FROM erasures CROSS JOIN cases USING (cae, person) WHERE erasures.rowid > :b
""")

ON_A_SERVER: Final = text("SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint), 0")
# What a row says of its transaction is its number without the rounds it went: an age has none either.
YOUNG: Final = "age({row}.xmin) <= age(CAST(CAST(:a % 4294967296 AS text) AS xid))"
SINCE_ON_A_SERVER: Final = text(f"""
    SELECT cae, id FROM cases WHERE {YOUNG.format(row="cases")}
    UNION SELECT cases.cae, cases.id FROM erasures JOIN cases USING (cae, person) WHERE {YOUNG.format(row="erasures")}
""")  # noqa: S608  texts of ours


def since(connection: Connection, after: Place) -> Moves:
    """Read together, inside of one transaction: what is behind the place is what was told, or was told before."""
    here, moved = KINDS[connection.dialect.name]
    place = connection.execute(here).one()
    asked = connection.execute(moved, dict(zip("ab", after, strict=True))) if after else connection.execute(EVERY)
    return Moves(tuple(place), tuple((cae, case) for cae, case in asked))


KINDS: Final[Mapping[str, tuple[TextClause, TextClause]]] = MappingProxyType(
    {"sqlite": (IN_A_FILE, SINCE_IN_A_FILE), "postgresql": (ON_A_SERVER, SINCE_ON_A_SERVER)}
)
