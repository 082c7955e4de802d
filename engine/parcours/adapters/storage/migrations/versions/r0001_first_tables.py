"""The first tables.

What a released revision does is fixed for ever: it says the tables itself, and reads nothing of `schema`.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0001"
down_revision: Final = None


def upgrade() -> None:
    op.create_table(
        "checkpoints",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_checkpoints")),
    )
    op.create_table(
        "definition_sources",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_definition_sources")),
    )
    op.create_table(
        "definitions",
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("rules", "edition", name=op.f("pk_definitions")),
    )
    op.create_table(
        "inbox",
        sa.Column("cae", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("answer_case", sa.Text(), nullable=False),
        sa.Column("answer_seq", sa.Integer(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("cae", "case_id", "key", name=op.f("pk_inbox")),
    )
    op.create_table(
        "incidents",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("cae", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.Text(), nullable=False),
        sa.Column("resolved_at", sa.Text(), nullable=True),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    op.create_table(
        "people",
        sa.Column("cae", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("cae", "person", name=op.f("pk_people")),
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )
    op.create_table(
        "world_versions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("accepted_at", sa.Text(), nullable=False),
        sa.Column("world", sa.LargeBinary(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_world_versions")),
    )
    op.create_index(op.f("ix_world_versions_workflow_id"), "world_versions", ["workflow", "id"], unique=False)
    op.create_table(
        "cases",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("cae", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Text(), nullable=True),
        sa.Column("ended_on", sa.Text(), nullable=True),
        sa.Column("next_due", sa.Text(), nullable=True),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["cae", "person"], ["people.cae", "people.person"], name=op.f("fk_cases_cae_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_index(op.f("ix_cases_cae_person"), "cases", ["cae", "person"], unique=False)
    op.create_index(op.f("ix_cases_cae_stage"), "cases", ["cae", "stage"], unique=False)
    op.create_table(
        "keys",
        sa.Column("cae", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["cae", "person"], ["people.cae", "people.person"], name=op.f("fk_keys_cae_person")),
        sa.PrimaryKeyConstraint("cae", "person", name=op.f("pk_keys")),
    )
    op.create_table(
        "paper_contracts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("cae", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("signatures", sa.Integer(), nullable=False),
        sa.Column("periods", sa.Text(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cae", "person"], ["people.cae", "people.person"], name=op.f("fk_paper_contracts_cae_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_contracts")),
    )
    op.create_index(op.f("ix_paper_contracts_cae_person"), "paper_contracts", ["cae", "person"], unique=False)
    op.create_table(
        "contracts",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("cae", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("signatures", sa.Integer(), nullable=False),
        sa.Column("periods", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_contracts_case_id")),
        sa.PrimaryKeyConstraint("case_id", "key", name=op.f("pk_contracts")),
    )
    op.create_index(op.f("ix_contracts_cae_person"), "contracts", ["cae", "person"], unique=False)
    op.create_table(
        "facts",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("cae", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_facts_case_id")),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_facts")),
    )
    op.create_table(
        "outbox",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("fact", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("cae", sa.Text(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("delivered_at", sa.Text(), nullable=True),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_outbox_case_id")),
        sa.PrimaryKeyConstraint("case_id", "fact", "place", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_cae_status_created_at"), "outbox", ["cae", "status", "created_at"], unique=False)
    op.create_table(
        "pending_events",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("fact", sa.Integer(), nullable=False),
        sa.Column("cae", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("takes_effect_on", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_pending_events_case_id")),
        sa.PrimaryKeyConstraint("case_id", "fact", name=op.f("pk_pending_events")),
    )
    op.create_table(
        "secrets",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("fact", sa.Integer(), nullable=False),
        sa.Column("cae", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_secrets_case_id")),
        sa.PrimaryKeyConstraint("case_id", "path", "fact", name=op.f("pk_secrets")),
    )
    op.create_table(
        "tasks",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("cae", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_tasks_case_id")),
        sa.PrimaryKeyConstraint("case_id", "id", name=op.f("pk_tasks")),
    )
    op.create_index(op.f("ix_tasks_cae_status_role"), "tasks", ["cae", "status", "role"], unique=False)
    op.create_table(
        "timers",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("cae", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_timers_case_id")),
        sa.PrimaryKeyConstraint("case_id", "key", name=op.f("pk_timers")),
    )
    op.create_index(op.f("ix_timers_cae_due"), "timers", ["cae", "due"], unique=False)
    op.create_table(
        "world_changes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("cae", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_world_changes_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_world_changes")),
    )
    op.create_index(op.f("ix_world_changes_cae_id"), "world_changes", ["cae", "id"], unique=False)
