"""The tables. Instants are ISO texts of one width in UTC, days ISO texts, so that their order is that of time."""

from typing import Final

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

# Every one there ever was, oldest first; the migrations stand beside, one a revision.
REVISIONS: Final = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011")
HEAD: Final = REVISIONS[-1]

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str, *, null: bool = False) -> Column[str]:
    return Column(name, Text, nullable=null)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _bytes(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


def _said() -> Column[bytes]:
    """Words that may quote a person, sealed with their key: none where nothing was said, empty once they are erased."""
    return Column("said", LargeBinary, nullable=True)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=True)


def _case() -> Column[str]:
    return Column("case_id", Text, ForeignKey("cases.id"), nullable=False)


def _user() -> Column[str]:
    return Column("user_name", Text, ForeignKey("users.name"), nullable=False)


def _seal() -> Column[bytes]:
    """A keyed hash over the rest of the row, where nothing else could tell that it was changed."""
    return _bytes("seal")


sources = Table("definition_sources", metadata, Column("digest", Text, primary_key=True), _text("text"))
definitions = Table(
    "definitions",
    metadata,
    *(_text("rules"), _number("edition"), _text("workflow"), _text("kept_at"), _text("files"), _seal()),
    PrimaryKeyConstraint("rules", "edition"),
)
world_versions = Table(
    "world_versions",
    metadata,
    *(_id(), _text("workflow"), _text("accepted_at"), _bytes("world"), _text("files"), _seal()),
    Index(None, "workflow", "id"),
)
people = Table("people", metadata, _text("cae"), _text("person"), PrimaryKeyConstraint("cae", "person"))
keys = Table(
    "keys",
    metadata,
    *(_text("cae"), _text("person"), _bytes("wrapped")),
    PrimaryKeyConstraint("cae", "person"),
    ForeignKeyConstraint(["cae", "person"], ["people.cae", "people.person"]),
)
paper_contracts = Table(
    "paper_contracts",
    metadata,
    *(_id(), _text("cae"), _text("person"), _text("kind"), _number("signatures"), _text("periods"), _seal()),
    ForeignKeyConstraint(["cae", "person"], ["people.cae", "people.person"]),
    Index(None, "cae", "person"),
)
cases = Table(
    "cases",
    metadata,
    Column("id", Text, primary_key=True),
    *(_text("cae"), _text("person"), _text("workflow"), _text("rules"), _text("stage"), _number("seq")),
    *(_text("opened_on", null=True), _text("ended_on", null=True), _text("next_due", null=True)),
    *(_bytes("state"), _bytes("head")),
    ForeignKeyConstraint(["cae", "person"], ["people.cae", "people.person"]),
    Index(None, "cae", "person"),
    Index(None, "cae", "stage", "id"),
    Index(None, "cae", "id", "ended_on"),
)
facts = Table(
    "facts",
    metadata,
    *(_case(), _number("seq"), _text("cae"), _bytes("data"), _bytes("hash")),
    PrimaryKeyConstraint("case_id", "seq"),
)
contracts = Table(
    "contracts",
    metadata,
    *(_case(), _text("key"), _text("cae"), _text("person")),
    *(_text("kind"), _number("signatures"), _text("periods")),
    PrimaryKeyConstraint("case_id", "key"),
    Index(None, "cae", "person"),
)
timers = Table(
    "timers",
    metadata,
    *(_case(), _text("key"), _text("cae"), _text("due"), _text("day"), _number("revision")),
    PrimaryKeyConstraint("case_id", "key"),
    Index(None, "cae", "due"),
    Index(None, "cae", "day", "case_id", "key"),
)
tasks = Table(
    "tasks",
    metadata,
    *(_case(), _text("id"), _text("cae"), _text("role"), _text("status"), _text("due", null=True), _bytes("data")),
    PrimaryKeyConstraint("case_id", "id"),
    Index(None, "cae", "status", "role", "due"),
)
pending_events = Table(
    "pending_events",
    metadata,
    *(_case(), _number("fact"), _text("cae"), _text("event"), _text("takes_effect_on")),
    PrimaryKeyConstraint("case_id", "fact"),
)
inbox = Table(
    "inbox",
    metadata,
    *(_text("cae"), _text("case_id"), _text("key"), _text("digest"), _text("answer_case"), _number("answer_seq")),
    _seal(),
    PrimaryKeyConstraint("cae", "case_id", "key"),
)
outbox = Table(
    "outbox",
    metadata,
    *(_case(), _number("fact"), _number("place"), _text("cae"), _text("effect"), _text("status")),
    *(_text("created_at"), _text("delivered_at", null=True), _seal()),
    PrimaryKeyConstraint("case_id", "fact", "place"),
    Index(None, "cae", "status", "created_at"),
)
deliveries = Table(
    "deliveries",
    metadata,
    *(_case(), _number("fact"), _number("place"), _text("cae"), _text("action"), _text("use"), _text("after")),
    *(_text("ready_at", null=True), _number("attempts"), _text("node")),
    PrimaryKeyConstraint("case_id", "fact", "place"),
    Index(None, "cae", "ready_at"),
)
attempts = Table(
    "attempts",
    metadata,
    *(_id(), _text("cae"), _case(), _number("fact"), _number("place"), _number("number")),
    *(_text("at"), _text("node"), _text("outcome"), _said(), _seal()),
    Index(None, "case_id"),
)
documents = Table(
    "documents",
    metadata,
    *(_id(), _text("cae"), _case(), _number("fact"), _number("place"), _text("action")),
    *(_text("media_type"), _text("made_at"), _text("printed"), _bytes("content"), _said(), _seal()),
    Index(None, "case_id"),
)
secrets = Table(
    "secrets",
    metadata,
    *(_case(), _text("path"), _number("fact"), _text("cae"), _bytes("value")),
    PrimaryKeyConstraint("case_id", "path", "fact"),
)
world_changes = Table(
    "world_changes",
    metadata,
    *(_id(), _text("cae"), _case(), _text("cause"), _seal()),
    Index(None, "cae", "id"),
)
incidents = Table(
    "incidents",
    metadata,
    *(_id(), _text("cae"), _text("kind"), _text("subject"), _text("detail")),
    *(_text("opened_at"), _text("resolved_at", null=True), _said(), _seal()),
)
resolutions = Table(
    "resolutions",
    metadata,
    *(_id(), Column("incident", Integer, ForeignKey("incidents.id"), nullable=False), _text("how"), _text("author")),
    *(_said(), _seal()),
    Index(None, "incident"),
)
nodes = Table(
    "nodes",
    metadata,
    Column("name", Text, primary_key=True),
    *(_text("started_at"), _text("seen_at"), _text("paused")),
)
erasures = Table(
    "erasures",
    metadata,
    *(_text("cae"), _text("person"), _text("at"), _bytes("reason"), _text("author"), _seal()),
    PrimaryKeyConstraint("cae", "person"),
)
holds = Table(
    "holds",
    metadata,
    *(_id(), _text("cae"), _text("person"), _text("at"), _bytes("reason"), _text("author")),
    *(_text("lifted_at", null=True), _text("lifted_by", null=True), _seal()),
    ForeignKeyConstraint(["cae", "person"], ["people.cae", "people.person"]),
    Index(None, "cae", "person"),
)
checkpoints = Table(
    "checkpoints", metadata, Column("number", Integer, primary_key=True), _bytes("document"), _bytes("signature")
)
settings = Table("settings", metadata, Column("name", Text, primary_key=True), _text("value"), _seal())

users = Table(
    "users",
    metadata,
    Column("name", Text, primary_key=True),
    *(_text("created_at"), _text("password"), _number("failures")),
    *(_text("locked_until", null=True), _text("disabled_at", null=True), _seal()),
)
memberships = Table(
    "memberships",
    metadata,
    *(_user(), _text("cae"), _text("roles"), _text("rights"), _seal()),
    PrimaryKeyConstraint("user_name", "cae"),
)
sessions = Table(
    "sessions",
    metadata,
    Column("digest", Text, primary_key=True),
    *(_user(), _text("opened_at"), _text("ends_at"), _seal()),
    Index(None, "user_name"),
)
tokens = Table(
    "tokens",
    metadata,
    Column("name", Text, primary_key=True),
    *(_text("digest"), _user(), _text("cae"), _text("scope"), _text("created_at"), _text("ends_at")),
    *(_text("revoked_at", null=True), _seal()),
    Index(None, "digest", unique=True),
)

account_acts = Table(
    "account_acts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    *(_text("at"), _text("by_user"), _text("kind"), _text("subject"), _text("caes"), _text("said"), _seal()),
)

saved_views = Table(
    "saved_views",
    metadata,
    *(_user(), _text("name"), _text("filters"), _number("by_default"), _seal()),
    PrimaryKeyConstraint("user_name", "name"),
)

APPEND_ONLY: Final = (facts, checkpoints, definitions, sources, world_versions, erasures, account_acts)
SEALED: Final = (
    *(definitions, world_versions, paper_contracts, inbox, outbox, world_changes),
    *(attempts, documents, incidents, resolutions, settings, erasures, holds),
    *(users, memberships, sessions, tokens, account_acts, saved_views),
)
NUMBERED: Final = tuple(
    table for table in metadata.tables.values() if "id" in table.c and table.c.id.autoincrement is True
)
QUOTING: Final = (attempts, documents, incidents, resolutions)  # rows with words that may quote a person
ERASED: Final = (secrets, inbox, holds, *QUOTING)  # what an erasure touches
OF_A_CASE: Final = (
    *(facts, contracts, timers, tasks, pending_events, outbox, secrets, world_changes),
    *(deliveries, attempts, documents),
)
