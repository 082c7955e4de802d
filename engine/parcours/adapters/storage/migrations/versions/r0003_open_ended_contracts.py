"""A contract without an end is seen by the person's other cases: its row had no days at all until it ended.

The days are those of the case beside it; "9999-12-31" is the last day of what nobody has ended yet.
"""

import json
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0003"
down_revision: Final = "0002"

OPEN_END: Final = "9999-12-31"


def upgrade() -> None:
    connection = op.get_bind()
    known = connection.execute(sa.text("SELECT case_id, key FROM contracts WHERE periods = '[]'")).all()
    for case, key in known:
        (state,) = connection.execute(sa.text("SELECT state FROM cases WHERE id = :case"), {"case": case}).one()
        days = _days(json.loads(state)["contracts"][key])
        connection.execute(
            sa.text("UPDATE contracts SET periods = :days WHERE case_id = :case AND key = :key"),
            {"days": json.dumps(days), "case": case, "key": key},
        )


def _days(contract: dict[str, Any]) -> list[list[str]]:
    closed = contract.get("closed_on") or OPEN_END
    days = [[period["starts_on"], min(period["ends_on"] or OPEN_END, closed)] for period in contract["periods"]]
    return [[first, last] for first, last in days if first <= last]
