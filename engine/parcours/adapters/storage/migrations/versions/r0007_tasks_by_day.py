"""Lists of what is due ask for tasks by role and day: the index of roles goes on with the day."""

from typing import Final

from alembic import op

revision: Final = "0007"
down_revision: Final = "0006"


def upgrade() -> None:
    op.drop_index(op.f("ix_tasks_cae_status_role"), "tasks", if_exists=True)
    op.create_index(op.f("ix_tasks_cae_status_role_due"), "tasks", ["cae", "status", "role", "due"], if_not_exists=True)
