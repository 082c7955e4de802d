"""Lists of dates are read by civil day, the earliest first: an index gives them in that order, as far as is shown."""

from typing import Final

from alembic import op

revision: Final = "0009"
down_revision: Final = "0008"


def upgrade() -> None:
    columns = ["cae", "day", "case_id", "key"]
    op.create_index(op.f("ix_timers_cae_day_case_id_key"), "timers", columns, if_not_exists=True)
