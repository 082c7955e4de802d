"""A database that cannot serve is named, with why and what to do; its bytes stay as they were."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from terminals import Terminal

READING = (["list"], ["status", "abc"], ["journal", "abc"], ["task", "list"])
WRITING = (["tick"], ["send", "abc", "renoncer"], ["update", "abc", "--set", "nom=A"])


@pytest.mark.parametrize("command", [*READING, *WRITING, ["verify"]], ids=" ".join)
def test_a_database_that_is_not_there_is_not_made(terminal: Terminal, command: list[str]) -> None:
    said = terminal.run(*command)
    assert (said.code, said.out) == (2, "")
    assert f"Il n'y a pas de base à l'adresse {terminal.database}." in said.complaint
    assert "parcours init" in said.complaint
    assert not list(terminal.folder.iterdir())


def test_a_case_of_nobody_is_named(site: Terminal) -> None:
    before = site.fingerprint()
    for command in (["status", "abc"], ["send", "abc", "renoncer"], ["explain", "abc"], ["pending", "abc"]):
        said = site.run(*command)
        assert (said.code, said.out) == (2, "")
        assert "Aucun dossier ne porte l'identifiant « abc »." in said.complaint
    assert site.fingerprint() == before


def test_a_database_without_its_dated_data_says_which_and_what_to_do(site: Terminal) -> None:
    case = site.enter("reunion", "2026-01-05")
    with closing(sqlite3.connect(site.database)) as connection:
        connection.execute("DROP TRIGGER world_versions_refuses_delete")
        connection.execute("DELETE FROM world_versions")
        connection.commit()
    told = site.run("status", case)
    assert (told.code, told.out) == (2, "")
    assert "parcours verify" in told.complaint
    verified = site.run("verify", "--json")
    assert verified.code == 2
    assert [each["kind"] for each in verified.json["findings"]] == ["world_missing"]
    assert "coop_domi_ouest" in verified.json["findings"][0]["text"]


def test_a_database_of_a_newer_version_is_left_alone(site: Terminal) -> None:
    with closing(sqlite3.connect(site.database)) as driver, driver:
        driver.execute("UPDATE alembic_version SET version_num = '9999'")
    before = site.fingerprint()
    for command in (["list"], ["tick"], ["verify"], ["init"]):
        said = site.run(*command)
        assert (said.code, said.out) == (2, "")
        assert f"La base {site.database} est d'une version plus récente" in said.complaint
    assert site.fingerprint() == before


@pytest.mark.parametrize("data", [b"", b"hello", b"\0" * 4096, b"SQLite format 3\0" + b"\xff" * 4096])
def test_what_is_no_database_is_left_alone(terminal: Terminal, data: bytes) -> None:
    terminal.database.write_bytes(data)
    for command in (["list"], ["tick"], ["init"]):
        said = terminal.run(*command)
        assert (said.code, said.out) == (2, "")
        assert str(terminal.database) in said.complaint
    assert terminal.database.read_bytes() == data


@pytest.mark.parametrize("url", ["mysql://host/base", "sqlite://", "n'importe quoi", "sqlite:///a.db?mode=ro"])
def test_an_address_that_is_none_is_told(terminal: Terminal, url: str) -> None:
    said = terminal.run("list", "--database", url)
    assert said.code == 2
    assert url in said.complaint
    assert "sqlite:///parcours.db" in said.complaint


@pytest.fixture
def keyless(site: Terminal) -> Iterator[Terminal]:
    key = site.folder / "parcours.key"
    kept = key.read_bytes()
    key.unlink()
    yield site
    key.write_bytes(kept)


def test_what_needs_a_missing_key_says_so_and_stops(keyless: Terminal) -> None:
    before = keyless.fingerprint()
    for command in (["start", "coop_domi_ouest", "inscrire_reunion", "--person", "P-1"], ["tick"], ["verify"]):
        said = keyless.run(*command)
        assert (said.code, said.out) == (2, "")
        assert "a besoin de la clé du site" in said.complaint
        assert "PARCOURS_KEY_FILE" in said.complaint
    assert keyless.fingerprint() == before


def test_a_key_that_others_may_read_is_not_used(site: Terminal) -> None:
    (site.folder / "parcours.key").chmod(0o644)
    said = site.run("list")
    assert said.code == 2
    assert "chmod 600" in said.complaint


def test_init_never_replaces_a_key_nor_a_database(site: Terminal) -> None:
    key, database = (site.folder / "parcours.key").read_bytes(), site.fingerprint()
    assert "déjà là" in site.done("init").out
    assert (site.folder / "parcours.key").read_bytes() == key
    assert site.fingerprint() == database
