"""What `verify` names when somebody has written the file without the engine."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, delete

from parcours.adapters.storage import SqlStore, checkpoints, schema
from parcours.errors import StoreError
from parcours.model.account import Account, AccountAct, ActKind, Membership, Right, SavedView, Scope, Session, Token
from parcours.model.delivery import Attempt, Document, Lease, Node, OutboxStatus, Outcome
from parcours.model.fact import ContractBegun, Effect
from parcours.model.world import Engagement, World
from parcours.ports import Commit, Erasure, Hold
from parcours.runtime.findings import Finding, FindingKind
from parcours.runtime.recovery import Journal, verify
from samples import (
    CAE,
    CASE,
    DAY,
    NOON,
    PARIS,
    PERSON,
    commit,
    commits,
    definition,
    ended,
    fact,
    journey,
    opened,
    sealed,
)
from sites import Site, keep

DOCS = Path(__file__).parents[3] / "docs" / "explanation" / "integrite.md"
COLUMNS = [(table, column.name) for table in schema.metadata.sorted_tables for column in table.columns]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return filled(Site(tmp_path_factory.mktemp("full")).create())


def filled(site: Site) -> Site:
    """A site with a row in every table, and no cell that is empty in all of them."""
    store = site.open()
    with store.transaction() as transaction:
        transaction.keep_definition(definition(), NOON)
        transaction.keep_world("parcours", World(PARIS), {"parcours.yaml": "format: 1\n"}, NOON)
        transaction.keep_paper_contract(CAE, PERSON, Engagement("appui", 1, ((DAY, DAY),)))
        for each in commits(journey(), sealed()):
            transaction.commit(CAE, each)
        for each in commits(journey("C-2", "P-2")[:1]):
            transaction.commit(CAE, each)
        last = Effect(0, "envoyer", "email", after="rediger")
        over = commit(replace(opened("C-3", "P-3"), effects=(last,)), ended(2, "C-3"))
        transaction.commit(CAE, over)
        lease = Lease("atelier", NOON + timedelta(1), NOON + timedelta(1, seconds=20))
        tried, _ = transaction.claim_effects(CAE, lease, 2)
        transaction.settle_effect(CAE, CASE, tried.fact, tried.effect.index, OutboxStatus.DELIVERED, NOON)
        said = (Outcome.DELIVERED, "accepté", "recu-1")
        transaction.keep_attempt(CAE, Attempt(CASE, tried.fact, tried.effect.index, 1, NOON, "atelier", *said))
        letter = Document(CASE, 2, 1, "lettre", "lettre.docx", "text/plain", "d1", NOON, ("v1",))
        transaction.keep_document(CAE, PERSON, letter, b"Bonjour")
        transaction.beat(Node("atelier", NOON, NOON, "horloge"))
        transaction.open_incident(CAE, "refus", CASE, "renouveler", NOON)
        transaction.resolve_incident(1, NOON, "relancé", "ops")
        transaction.open_incident(CAE, "panne", "parcours.yaml", "illisible", NOON)  # of no case: in clear
        transaction.resolve_incident(2, NOON, "réécrit", "ops")
        transaction.queue_world_changed(CAE, "C-2", "calendrier")
        transaction.commit(CAE, commit(opened("C-4", "P-4"), ended(2, "C-4")))
        transaction.erase(Erasure(CAE, "P-4", NOON, "à sa demande", "maud"))
        transaction.keep_hold(Hold(CAE, "P-2", NOON, "prud'hommes", "maud"))
        transaction.lift_hold(CAE, "P-2", NOON + timedelta(1), "maud")
    keep_accounts(store)
    store.close()
    assert site.checkpoint(0)
    return site


def keep_accounts(store: SqlStore) -> None:
    """A user of two cooperatives who was locked, then disabled, with a session and a token that was revoked."""
    later, rights = NOON + timedelta(1), frozenset(Right)
    memberships = (Membership(CAE, ("accueil", "gerance"), rights), Membership("autre", ("accueil",)))
    with store.accounts.writing() as desk:
        desk.keep_account(Account("maud", NOON, memberships, "$argon2id$", 3, later, later))
        desk.keep_session(Session("d1", "maud", NOON, later))
        desk.note(AccountAct(NOON, "ops", ActKind.GIVEN, "maud", (CAE, "autre"), ("accueil", "operate")))
        desk.keep_views("maud", [SavedView("maud", "retards", "avant=2026-02-01", by_default=True)])
        desk.keep_token(Token("tableur", "d2", "maud", Scope.READ, NOON, later, CAE, later))


@pytest.fixture
def site(full: Site, tmp_path: Path) -> Site:
    return full.copy(tmp_path / "site")


@dataclass(frozen=True)
class Watched:
    """A site in the hands of somebody dishonest, and a store that had it open before: opening costs most of a look."""

    site: Site
    store: SqlStore

    def notices(self) -> bool:
        """Whether this store does, or whoever opens the file after it, which checks more and then reads the same."""
        try:
            return bool(verify(self.store).findings or self.site.findings())
        except StoreError:
            return True


@pytest.fixture(scope="module")
def opened_once(full: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    site = full.copy(tmp_path_factory.mktemp("watched") / "site")
    store = site.open()
    yield Watched(site, store)
    store.close()


@pytest.fixture
def watched(opened_once: Watched, full: Site) -> Watched:
    """Sound again, whatever was done to it before."""
    opened_once.site.become(full)
    return opened_once


def kinds(findings: Sequence[Finding]) -> set[tuple[str, str, int]]:
    return {(finding.kind.value, finding.case, finding.seq) for finding in findings}


def flipped(value: object) -> object:
    """The same cell with one bit of one byte turned."""
    if isinstance(value, int):
        return value ^ 64  # not 1: it may be the number of the row beside
    raw = value.encode() if isinstance(value, str) else bytes(value)  # type: ignore[call-overload]
    middle = len(raw) // 2
    turned = raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :]
    return turned.decode() if isinstance(value, str) else turned


def unnoticed_by_the_docs() -> set[str]:
    """The columns that the page says nobody watches: lines such as "- `table.column`: why"."""
    lines = DOCS.read_text().splitlines()
    names = {f"{table.name}.{column}" for table, column in COLUMNS}
    return {line.split("`")[1] for line in lines if line.startswith("- `")} & names


def test_a_sound_site_has_nothing_to_say(site: Site, watched: Watched) -> None:
    assert site.findings() == ()
    assert not watched.notices()


def test_every_table_of_the_sample_holds_a_value_in_every_column(site: Site) -> None:
    with site.tampering() as connection:
        for table, column in COLUMNS:
            query = f"SELECT count(*) FROM {table.name} WHERE {column} IS NOT NULL AND {column} != ''"
            assert connection.execute(query).fetchone()[0], f"{table.name}.{column}"


@pytest.mark.slow
@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda each: getattr(each, "name", each))
def test_a_byte_that_turned_is_noticed(watched: Watched, table: Table, column: str) -> None:
    with watched.site.tampering() as connection:
        query = f"SELECT rowid, {column} FROM {table.name} WHERE {column} IS NOT NULL AND {column} != ''"
        rowid, value = connection.execute(f"{query} ORDER BY rowid").fetchone()
        connection.execute(f"UPDATE {table.name} SET {column} = ? WHERE rowid = ?", (flipped(value), rowid))

    assert watched.notices() == (f"{table.name}.{column}" not in unnoticed_by_the_docs())


def test_a_text_that_is_no_text_any_more_does_not_stop_the_reading(site: Site) -> None:
    site.tamper("UPDATE tasks SET role = CAST(x'ff61' AS TEXT)")

    assert {finding.kind for finding in site.findings()} == {FindingKind.ROW_DIFFERS}


def test_a_fact_that_changed_is_named(site: Site) -> None:
    changed = "CAST(replace(data, 'evenement_3', 'evenement_9') AS BLOB)"
    site.tamper(f"UPDATE facts SET data = {changed} WHERE case_id = '{CASE}'")

    assert kinds(site.findings()) == {("fact_changed", CASE, 3)}


@pytest.mark.parametrize("table", ["facts", "cases", "checkpoints", "secrets", "keys", "outbox"])
def test_cells_of_another_type_do_not_stop_the_reading(site: Site, table: str) -> None:
    for column in schema.metadata.tables[table].columns:
        if column.type.python_type is bytes:
            site.tamper(f"UPDATE {table} SET {column.name} = 'texte'")

    assert site.findings()


def test_a_fact_that_misses_is_named(site: Site) -> None:
    site.tamper(f"DELETE FROM facts WHERE case_id = '{CASE}' AND seq = 3")

    assert kinds(site.findings()) == {("fact_missing", CASE, 3)}


def test_a_fact_that_was_added_is_named(site: Site) -> None:
    site.tamper(f"INSERT INTO facts SELECT case_id, 7, cae, data, hash FROM facts WHERE case_id = '{CASE}' AND seq = 6")

    assert ("fact_added", CASE, 7) in kinds(site.findings())


def test_a_fact_moved_to_another_journal_is_named(site: Site) -> None:
    site.tamper(
        "DELETE FROM facts WHERE case_id = 'C-2'",
        "UPDATE facts SET case_id = 'C-2' WHERE case_id = 'C-3' AND seq = 1",
    )

    assert {("fact_changed", "C-2", 1), ("fact_missing", "C-3", 1)} <= kinds(site.findings())


def test_a_genuine_fact_of_another_past_is_noticed(site: Site, tmp_path: Path) -> None:
    """Taken from a copy where the case went on otherwise: its own hash is right, the next fact does not follow it."""
    first = commits(journey("C-2", "P-2")[:1])[0].case
    other = site.copy(tmp_path / "other")
    other.keep(commit(fact(2, case="C-2"), before=first))
    second = commit(fact(2, case="C-2", effects=1), before=first)
    site.keep(second, commit(fact(3, case="C-2"), before=second.case))
    with site.tampering() as connection:
        connection.execute("ATTACH ? AS other", (str(other.file),))
        genuine = "SELECT * FROM other.facts WHERE case_id = 'C-2' AND seq = 2"
        connection.execute(f"INSERT OR REPLACE INTO facts {genuine}")

    assert kinds(site.findings()) == {("fact_changed", "C-2", 3)}


def test_a_shortened_journal_is_named(site: Site) -> None:
    site.tamper(f"DELETE FROM facts WHERE case_id = '{CASE}' AND seq > 4")

    assert kinds(site.findings()) == {("journal_shortened", CASE, 6)}


@pytest.mark.parametrize("traces", [(), ("DELETE FROM checkpoints",)], ids=["table", "copy"])
def test_a_case_put_back_to_a_former_state_is_named(site: Site, tmp_path: Path, traces: Sequence[str]) -> None:
    """Every row of a former backup is genuine: only a checkpoint knows that the journal went further."""
    former = site.copy(tmp_path / "former")
    store = site.open()
    with store.reading() as reader:
        before = reader.case(CAE, "C-2")
    store.close()
    site.keep(commit(fact(2, case="C-2"), before=before))
    assert site.checkpoint(1)
    assert site.findings() == ()

    with site.tampering() as connection:
        connection.execute("ATTACH ? AS former", (str(former.file),))
        connection.execute("DELETE FROM facts WHERE case_id = 'C-2' AND seq = 2")
        connection.execute("INSERT OR REPLACE INTO cases SELECT * FROM former.cases WHERE id = 'C-2'")
        for statement in traces:
            connection.execute(statement)

    found = kinds(site.findings())
    assert ("journal_shortened", "C-2", 2) in found
    assert (("checkpoint_missing", "", 2) in found) == bool(traces)


@pytest.mark.parametrize("traces", [(), ("DELETE FROM checkpoints",)], ids=["table", "copy"])
def test_a_case_that_vanished_is_named(site: Site, traces: Sequence[str]) -> None:
    tables = [table.name for table in schema.OF_A_CASE]
    site.tamper(*(f"DELETE FROM {name} WHERE case_id = 'C-3'" for name in tables), "DELETE FROM cases WHERE id = 'C-3'")
    site.tamper(*traces)

    assert ("case_vanished", "C-3", 2) in kinds(site.findings())


def test_a_case_without_its_row_is_named(site: Site) -> None:
    site.tamper("DELETE FROM cases WHERE id = 'C-3'")

    assert ("case_vanished", "C-3", 2) in kinds(site.findings())


@pytest.mark.parametrize("table", ["contracts", "tasks", "pending_events", "outbox", "secrets", "keys", "people"])
def test_a_row_that_misses_is_noticed(site: Site, table: str) -> None:
    site.tamper(f"DELETE FROM {table}")

    assert site.findings()


def test_the_only_edition_of_a_world_that_misses_is_named(site: Site) -> None:
    site.tamper("DELETE FROM world_versions")

    (finding,) = site.findings()
    assert finding.kind is FindingKind.WORLD_MISSING
    assert finding.text.render() == (
        "Parcours « parcours » : il n'y a plus aucune édition du droit, du calendrier et des paramètres."
    )


def test_rules_that_cases_are_pinned_to_and_that_miss_are_named(site: Site) -> None:
    site.tamper("DELETE FROM definitions")

    (finding,) = site.findings()
    assert finding.kind is FindingKind.RULES_MISSING
    assert "a1b2c3" in finding.text.render()


def test_a_world_that_nobody_follows_may_go(tmp_path: Path) -> None:
    site = Site(tmp_path).create()
    with site.open().transaction() as transaction:
        transaction.keep_world("seul", World(PARIS), {}, NOON)
    site.tamper("DELETE FROM world_versions")

    assert site.findings() == ()


def test_an_index_that_drifted_is_rebuilt_and_said(site: Site) -> None:
    site.tamper(
        "UPDATE timers SET due = '2030-01-01T00:00:00.000000+00:00' WHERE case_id = 'C-2'",
        f"DELETE FROM timers WHERE case_id = '{CASE}'",
        "UPDATE cases SET next_due = NULL WHERE id = 'C-3'",
    )

    assert {(finding.kind.value, finding.case) for finding in site.findings()} == {
        ("index_rebuilt", each) for each in (CASE, "C-2", "C-3")
    }
    assert site.findings() == ()


def test_a_status_that_is_none_is_named_and_the_queue_rebuilt_without_it(site: Site) -> None:
    site.tamper(f"UPDATE outbox SET status = 'waiuing' WHERE case_id = '{CASE}' AND fact = 2")

    assert {finding.kind.value for finding in site.findings()} == {"seal_broken", "index_rebuilt"}


def test_a_checkpoint_signed_by_another_key_is_noticed(site: Site) -> None:
    site.tamper("UPDATE checkpoints SET signature = zeroblob(32)")

    assert ("checkpoint_broken", "", 1) in kinds(site.findings())


def test_a_checkpoint_taken_out_of_the_middle_is_noticed_by_the_next(site: Site) -> None:
    site.keep(commit(opened("C-9", "P-9")))
    assert site.checkpoint(1)
    (copy,) = site.folder.glob("*.checkpoints")
    copy.write_text(copy.read_text().splitlines(keepends=True)[1])
    site.tamper("DELETE FROM checkpoints WHERE number = 1")

    assert kinds(site.findings()) == {("checkpoint_broken", "", 2)}


def test_a_key_that_misses_is_noticed_of_who_has_no_secret_yet(site: Site) -> None:
    site.tamper("DELETE FROM keys WHERE person = 'P-2'")

    (finding,) = site.findings()
    assert finding.text.render() == "Table keys, ligne P-2 : ne se rattache à aucun dossier."


def test_a_copy_that_misses_is_noticed_and_written_again_with_the_next(site: Site) -> None:
    (copy,) = site.folder.glob("*.checkpoints")
    copy.unlink()
    assert kinds(site.findings()) == {("checkpoint_missing", "", 1)}

    store = site.open()
    assert not store.checkpoint_if_due(NOON)
    store.close()
    assert site.findings() == ()


def test_a_copy_that_a_kill_left_one_behind_is_sound_and_ends_with_the_next(site: Site) -> None:
    """Whoever signs writes the database, then the copy: killed between the two, the newest alone is not copied yet."""
    (copy,) = site.folder.glob("*.checkpoints")
    site.keep(commit(opened("C-9", "P-9")))
    assert site.checkpoint(1)
    first, second = copy.read_text().splitlines(keepends=True)

    copy.write_text(first)
    assert site.findings() == ()
    assert not site.checkpoint(1)
    assert copy.read_text() == first + second

    for spoilt, missing in (("", 1), (second, 1), (first + "n'importe quoi\n", 2)):
        copy.write_text(spoilt)
        assert ("checkpoint_missing", "", missing) in kinds(site.findings())


def test_whoever_is_killed_before_the_first_copy_leaves_a_sound_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(tmp_path).create()
    site.keep(commit(opened("C-1", "P-1")))
    whole = checkpoints.copy

    def cut_off(path: Path, made: Sequence[checkpoints.Checkpoint]) -> None:
        """Before anything is signed it does its work."""
        if made:
            sys.exit("killed")
        whole(path, made)

    with monkeypatch.context() as patching:
        patching.setattr(checkpoints, "copy", cut_off)
        with pytest.raises(SystemExit):
            site.checkpoint(0)

    assert site.findings() == ()
    (copy,) = site.folder.glob("*.checkpoints")
    copy.unlink()
    assert kinds(site.findings()) == {("checkpoint_missing", "", 1)}


def test_a_copy_with_lines_of_another_hand_is_noticed(site: Site) -> None:
    (copy,) = site.folder.glob("*.checkpoints")
    copy.write_text("n'importe quoi\n")

    assert kinds(site.findings()) == {("checkpoint_missing", "", 1)}


def test_a_checkpoint_is_written_once_a_day_and_when_something_moved(site: Site) -> None:
    store = site.open()
    assert not store.checkpoint_if_due(NOON)
    assert not store.checkpoint_if_due(NOON + timedelta(1))
    with store.transaction() as transaction:
        transaction.commit(CAE, commit(opened("C-9", "P-9")))

    assert not store.checkpoint_if_due(NOON)
    assert store.checkpoint_if_due(NOON + timedelta(1))
    store.close()
    assert site.findings() == ()
    (copy,) = site.folder.glob("*.checkpoints")
    assert len(copy.read_text().splitlines()) == 2
    assert copy.stat().st_mode & 0o777 == 0o600


def test_a_journal_that_does_not_fold_is_named(site: Site) -> None:
    facts = (opened("C-8", "P-8"), fact(2, ContractBegun("inconnu#1"), case="C-8"))
    site.keep(Commit(replace(commit(facts[0]).case, seq=2), 0, facts))

    assert ("case_differs", "C-8", 2) in kinds(site.findings())


def test_personal_words_are_nowhere_in_the_files(tmp_path: Path) -> None:
    """While the store is open its write-ahead file holds all that was written, and is read too."""
    site = Site(tmp_path).create()
    store = site.open()
    keep(store, *commits(journey(), sealed("ines@exemple.fr", "projet abouti")))
    assert store.checkpoint_if_due(NOON)

    names = {path.suffix: path.read_bytes() for path in site.folder.iterdir()}
    store.close()
    assert b"evenement_4" in names[".db-wal"]
    for path, held in (*names.items(), ("closed", site.file.read_bytes())):
        assert b"ines@exemple.fr" not in held, path
        assert b"projet abouti" not in held, path


def test_a_key_that_is_erased_leaves_no_copy_in_the_files(site: Site) -> None:
    with site.tampering() as connection:
        (wrapped,) = connection.execute("SELECT wrapped FROM keys WHERE person = ?", (PERSON,)).fetchone()
    store = site.open()
    with store._writing() as transaction:
        transaction.connection.execute(delete(schema.keys).where(schema.keys.c.person == PERSON))
    store.close()

    assert all(wrapped not in path.read_bytes() for path in site.folder.iterdir())


class Remembering:
    """A store whose auditor remembers a case that nothing else names, and says nothing of it itself."""

    @contextmanager
    def audit(self) -> Iterator["Remembering"]:
        yield self

    def journals(self) -> Sequence[Journal]:
        return (Journal(CAE, CASE, None, ()),)

    def strays(self) -> Sequence[Finding]:
        return ()


def test_a_case_that_only_its_name_is_left_of_is_named() -> None:
    assert kinds(verify(Remembering()).findings) == {("case_vanished", CASE, 0)}  # type: ignore[arg-type]


def test_an_index_is_not_rebuilt_for_a_case_that_went_meanwhile(site: Site) -> None:
    store = site.open()
    store.rebuild_index(CAE, "parti")
    store.close()

    assert site.findings() == ()


LIMITS = {
    "Une ligne scellée retirée entière": (
        "DELETE FROM resolutions",
        "DELETE FROM incidents",
        "DELETE FROM inbox",
        "DELETE FROM world_changes",
    ),
    "Une ligne scellée remise dans un état ancien": (
        "INSERT OR REPLACE INTO incidents SELECT * FROM former.incidents",
        "DELETE FROM attempts",
        "INSERT OR REPLACE INTO outbox SELECT * FROM former.outbox",
        "INSERT OR REPLACE INTO deliveries SELECT * FROM former.deliveries",
    ),
    "Ce qui s'est passé depuis le dernier point de contrôle": (
        "DELETE FROM facts WHERE case_id = 'C-2' AND seq = 2",
        "INSERT OR REPLACE INTO cases SELECT * FROM former.cases WHERE id = 'C-2'",
    ),
}


@pytest.mark.parametrize("limit", LIMITS)
def test_what_the_page_says_is_not_noticed_is_not(site: Site, tmp_path: Path, limit: str) -> None:
    former = site.copy(tmp_path / "former")
    store = site.open()
    with store.transaction() as transaction:
        before = transaction.case(CAE, "C-2")
        transaction.commit(CAE, commit(fact(2, case="C-2"), before=before))
        transaction.settle_effect(CAE, CASE, 1, 1, OutboxStatus.DELIVERED, NOON)
        transaction.resolve_incident(1, NOON + timedelta(1))
    store.close()
    with site.tampering() as connection:
        connection.execute("ATTACH ? AS former", (str(former.file),))
        for statement in LIMITS[limit]:
            connection.execute(statement)

    assert site.findings() == ()
    assert f"- **{limit}" in DOCS.read_text()


def test_every_limit_of_the_page_is_tried_or_beyond_any_trial() -> None:
    untried = ("Le retour en arrière de tout", "Qui détient la clé du site", "Un fait faux écrit par le moteur")
    lines = [line for line in DOCS.read_text().splitlines() if line.startswith("- **")]
    said = lines[[line.startswith("- **Ce qui s'est passé depuis") for line in lines].index(True) :]

    assert len(said) == len(LIMITS) + len(untried)
    assert all(any(line.startswith(f"- **{limit}") for line in said) for limit in (*LIMITS, *untried))
