"""Lists of cases are read page after page by name: of a cooperative, of one of its stages, of those that ended."""

from typing import Final

from alembic import op

revision: Final = "0008"
down_revision: Final = "0007"


def upgrade() -> None:
    op.drop_index(op.f("ix_cases_cae_stage"), "cases", if_exists=True)
    op.create_index(op.f("ix_cases_cae_stage_id"), "cases", ["cae", "stage", "id"], if_not_exists=True)
    op.create_index(op.f("ix_cases_cae_id_ended_on"), "cases", ["cae", "id", "ended_on"], if_not_exists=True)
