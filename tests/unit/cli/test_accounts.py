"""`parcours user` and `parcours token`, as people type them."""

import sys

import pytest

from parcours.adapters.passwords import Argon2
from terminals import WORKFLOW, Terminal

SESAME = "sésame ouvre-toi"
CHEAP = Argon2(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parcours.adapters.passwords.Argon2", lambda: CHEAP)


def given(site: Terminal, *more: str) -> None:
    add = ("user", "add", "maud", "--cae", WORKFLOW, "--role", "accueil", "--password-file", "-")
    site.done(*add, *more, typed=f"{SESAME}\n")


def test_an_account_is_given_listed_and_shut(site: Terminal) -> None:
    assert "Personne ne peut encore se connecter" in site.done("user", "list").out
    given(site, "--right", "operate")
    (line,) = site.done("user", "list", "--json").json
    assert line == {
        "user": "maud",
        "created_at": "2026-01-05T12:00:00+00:00",
        "disabled_at": None,
        "locked_until": None,
        "has_password": True,
        "memberships": [{"cae": WORKFLOW, "roles": ["accueil"], "rights": ["operate"]}],
    }
    assert f"{WORKFLOW} : accueil, incidents" in " ".join(site.done("user", "list").out.split())
    assert "fermé le 5 janvier 2026" in site.done("user", "disable", "maud").out
    assert site.done("verify").code == 0


def test_a_role_that_no_parcours_of_the_cooperative_has_is_refused(site: Terminal) -> None:
    refused = site.run("user", "add", "maud", "--cae", WORKFLOW, "--role", "acueil", "--no-password")
    assert "Aucun rôle « acueil »" in refused.complaint
    assert "accueil" in refused.complaint.partition("»")[2]
    assert "Aucun parcours de la coopérative « ouest »" in site.run("user", "add", "maud", "--cae", "ouest").complaint
    assert "--cae" in site.run("user", "add", "maud", "--role", "accueil").complaint
    assert site.done("user", "list", "--json").json == []


def test_a_password_is_read_from_a_file_and_is_never_on_the_line(site: Terminal) -> None:
    (site.folder / "secret").write_text(f"{SESAME}\nune autre ligne\n", "utf-8")
    site.done("user", "add", "maud", "--password-file", str(site.folder / "secret"))
    assert SESAME.encode() not in site.database.read_bytes()
    (site.folder / "latin").write_bytes(b"\xe9" * 20)
    for file, said in (("latin", "UTF-8"), ("absent", "ne se lit pas")):
        assert said in site.run("user", "add", "zoe", "--password-file", str(site.folder / file)).complaint
    assert "Personne n'est là pour taper" in site.run("user", "add", "zoe").complaint


@pytest.mark.parametrize(("again", "code"), [(SESAME, 0), ("autre chose", 2)])
def test_a_password_is_typed_twice(site: Terminal, monkeypatch: pytest.MonkeyPatch, again: str, code: int) -> None:
    typed = iter([SESAME, again])
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    assert site.run("user", "add", "maud").code == code


def test_a_token_is_made_listed_and_revoked(site: Terminal) -> None:
    site.done("user", "add", "endi", "--cae", WORKFLOW, "--no-password")
    assert "par jetons seulement" in site.done("user", "list").out
    assert "Aucun jeton" in site.done("token", "list").out
    made = site.done("token", "add", "tableur", "--user", "endi", "--scope", "write", "--days", "10").out
    secret = made.splitlines()[-1]
    assert secret.startswith("parcours_")
    assert len(secret) > 50
    assert secret.encode() not in site.database.read_bytes()
    assert "15 janvier 2026" in made
    assert "secret" in site.done("token", "add", "autre", "--user", "endi", "--json").json
    assert "jusqu'au 15 janvier 2026" in site.done("token", "list").out
    assert "fini le 15 janvier 2026" in site.done("token", "list", now="2026-02-01").out
    assert "n'ouvre plus rien" in site.done("token", "revoke", "tableur").out
    assert site.done("token", "revoke", "tableur", "--json").json["revoked_at"] == "2026-01-05T12:00:00+00:00"
    assert "révoqué le 5 janvier 2026" in site.done("token", "list").out
    assert [each["name"] for each in site.done("token", "list", "--json").json] == ["autre", "tableur"]


def test_what_was_decided_is_told_with_who_decided(site: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Rien n'a encore été décidé" in site.done("user", "log").out
    monkeypatch.setattr("getpass.getuser", lambda: "sysop")
    given(site, "--right", "operate")
    site.done("user", "add", "maud", "--cae", WORKFLOW, "--role", "gerance")
    site.done("user", "disable", "maud", now="2026-02-01")
    (shut, changed, first) = site.done("user", "log", "--json").json
    assert (first["by"], first["kind"], first["subject"], first["caes"]) == ("sysop", "given", "maud", [WORKFLOW])
    assert (first["said"], changed["said"]) == (["accueil", "operate", "password"], ["gerance"])
    assert (shut["kind"], shut["at"]) == ("shut", "2026-02-01T12:00:00+00:00")
    told = " ".join(site.done("user", "log").out.split())
    assert "Compte maud fermé" in told
    assert "Compte maud : accueil et incidents ;" in told


def test_without_the_extra_accounts_say_what_to_install(site: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "parcours.adapters.passwords", None)
    refused = site.run("user", "list")
    assert (refused.code, "pip install 'parcours[web]'" in refused.complaint) == (2, True)


def test_without_the_extra_a_daemon_serves_no_page_unless_told_to(
    site: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = []
    monkeypatch.setattr("parcours.cli.serve.serve", lambda _, service: served.append(service.pages) or True)
    monkeypatch.setitem(sys.modules, "parcours.web.serving", None)
    site.done("serve")
    site.done("serve", "--no-http", "--port", "0")
    assert "pip install 'parcours[web]'" in site.run("serve", "--port", "0").complaint
    monkeypatch.undo()
    monkeypatch.setattr("parcours.cli.serve.serve", lambda _, service: served.append(service.pages) or True)
    site.done("serve", "--host", "[::1]")
    assert served[:2] == [None, None]
    assert (served[2].args[0].host, served[2].args[0].port) == ("::1", 8420)
