"""The same commands on a PostgreSQL server, from the preparation of its database on."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

import servers
from daemons import enters, names, serving, watched
from parcours.runtime.serving.telling import Event
from terminals import Terminal

pytestmark = pytest.mark.postgres


@pytest.fixture
def address() -> Iterator[str]:
    """Of a database in which nothing is yet, with a password that nobody may see."""
    name = f"neuve_{servers.WORKER}"
    with psycopg.connect(servers.dsn(servers.address()), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}".encode())
        connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0".encode())
        yield servers.dsn(servers.address().set(database=name, password="s3cret"))
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def terminal(tmp_path: Path, address: str) -> Terminal:
    return Terminal(tmp_path, {"PARCOURS_DATABASE": address, "PARCOURS_KEY_FILE": str(tmp_path / "parcours.key")})


def test_a_person_goes_on_from_one_command_to_the_next(terminal: Terminal) -> None:
    said = terminal.done("init").out
    assert "Base créée" in said
    assert "s3cret" not in said
    assert "déjà là" in terminal.done("init").out
    case = terminal.enter("reunion", "2026-01-05")
    terminal.done("send", case, "renoncer", now="2026-01-06")
    assert terminal.done("tick", now="2026-03-01").code == 0
    assert case in terminal.done("list").out
    assert terminal.status(case, "2026-03-01")["seq"] >= 2
    assert "tout concorde" in " ".join(terminal.done("verify").out.split())
    assert terminal.folder.joinpath("parcours.key").exists()


def test_two_daemons_share_one_database_and_one_goes_on_when_the_other_is_killed(terminal: Terminal) -> None:
    site = watched(terminal)
    site.done("init")
    cases = [enters(site, f"P-{number}") for number in range(6)]
    with serving(site, "--no-http") as first, serving(site, "--no-http", "--node", "n2") as second:
        cases += [enters(site, f"P-{number}") for number in range(6, 12)]
        first.process.kill()
        last = enters(site, "P-last")
        second.until(Event.FIRED, case=last, name="ici.fin")
        assert second.ends() == 0
    site.done("serve", "--once", "--node", "n1", now="")  # what the first held when it was killed is its own again
    whole = names(site, last)
    assert [names(site, case) for case in cases] == [whole] * 12
    assert "tout concorde" in " ".join(site.done("verify").out.split())


def test_a_database_not_prepared_yet_says_how(terminal: Terminal) -> None:
    for command in (["list"], ["tick"], ["verify"]):
        said = terminal.run(*command)
        assert (said.code, said.out) == (2, "")
        assert "parcours init" in said.complaint
        assert "s3cret" not in said.complaint


def test_where_the_key_is_must_be_said(terminal: Terminal) -> None:
    terminal.variables["PARCOURS_KEY_FILE"] = ""
    for command in (["init"], ["list"]):
        said = terminal.run(*command)
        assert (said.code, said.out) == (2, "")
        assert "export PARCOURS_KEY_FILE=" in said.complaint


def test_no_password_is_shown_even_with_the_trace_of_an_error(terminal: Terminal, tmp_path: Path) -> None:
    terminal.variables["PARCOURS_TRACEBACK"] = "1"
    for wrong in (
        f"postgresql://coop:s3cret@/absente?host={tmp_path}",
        "postgresql://coop:s3cret@h:port/b",
        "mysql://a:s3cret@b/c",
    ):
        said = terminal.run("list", "--database", wrong)
        assert said.code == 2
        assert "s3cret" not in said.err + said.out
