"""What every page has: a policy, a language, a status."""

import datetime

import pytest
from starlette.routing import Mount
from starlette.testclient import TestClient

from parcours.errors import BugError, DefinitionError, ParcoursError, RefusedError, StoreLockedError, UsageError
from parcours.messages import Language, Text
from parcours.model.account import Account, Membership, Right
from parcours.web.rendering import environment
from parcours.web.routes import API, DOCUMENT, FEEDS, PAGES
from parcours.web.rules import Rule, of_page
from parcours.web.shielding import LARGEST, shielded
from parcours.web.visitors import TurnedAwayError, Visitor
from visiting import NOW, OURS, Ground


@pytest.mark.parametrize("path", ["/connexion", "/", "/static/parcours.css", "/nulle-part"])
def test_every_answer_carries_the_policy(site: Ground, path: str) -> None:
    headers = site.visitor().get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert ("cache-control" in headers) == (path != "/static/parcours.css")


def test_a_page_speaks_the_language_of_its_reader(site: Ground) -> None:
    for asked, lang, said in (
        ("en-GB,fr;q=0.5", "en", "Sign in"),
        ("fr;q=0.9,en;q=0.1", "fr", "Se connecter"),
        ("de,en;q=0,*;q=0.1", "fr", "Se connecter"),
        ("fr;q=x, en;q=0.2", "en", "Sign in"),
        ("", "fr", "Se connecter"),
    ):
        page = site.visitor(asked).get("/connexion").text
        assert f'<html lang="{lang}">' in page
        assert said in page


def test_a_page_escapes_what_people_typed(site: Ground) -> None:
    page = site.visitor().sign_in('"><script>alert(1)</script>{{ 7 * 7 }}').text
    assert "<script" not in page
    assert "49" not in page
    assert "{{ 7 * 7 }}" in page


def test_what_is_not_there_and_what_is_asked_wrongly_have_their_page(site: Ground) -> None:
    browser = site.member()
    absent, wrong = browser.get("/nulle-part"), browser.client.put("/")
    assert (absent.status_code, wrong.status_code) == (404, 405)
    assert "rien ici" in absent.text
    assert wrong.headers["allow"] == "GET"


def test_a_request_that_is_too_large_is_refused_whether_it_says_so_or_not(site: Ground) -> None:
    browser = site.member()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    told = browser.client.post("/deconnexion", content=b"a" * (LARGEST + 1), headers=headers)
    pieces = (b"a" * 1000 for _ in range(LARGEST // 1000 + 2))
    untold = browser.client.post("/deconnexion", content=pieces, headers=headers)
    assert (told.status_code, untold.status_code) == (413, 413)
    assert browser.get("/").status_code == 200


def test_a_bug_is_told_without_its_words_and_logged_by_its_name(site: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = site.member()
    browser.client = TestClient(
        shielded(site.app), "https://parcours.example", raise_server_exceptions=False, cookies=browser.client.cookies
    )

    def broken(_: str) -> None:
        raise ZeroDivisionError("Claire Le Roux")

    monkeypatch.setattr("parcours.runtime.signing_in.digest_of", broken)
    page = browser.get("/")
    assert page.status_code == 500
    assert "Claire" not in page.text
    assert "content-security-policy" in page.headers
    assert site.log.lines[-1] == {"event": "bug", "error": "ZeroDivisionError"}


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (RefusedError(Text("Non."), Text("Attendez.")), 409, "Attendez."),
        (UsageError(Text("Quoi ?")), 400, "Quoi"),
        (StoreLockedError(Text("Occupée.")), 503, "Occupée."),
        (BugError(Text("Aïe.")), 500, "Aïe."),
        (DefinitionError(()), 409, "erreur"),
    ],
)
def test_an_error_of_the_engine_is_a_page_with_its_cause_its_remedy_and_a_status(
    site: Ground, monkeypatch: pytest.MonkeyPatch, error: ParcoursError, status: int, said: str
) -> None:
    browser = site.member()

    def refuses(*_: object) -> None:
        raise error

    monkeypatch.setattr("parcours.runtime.signing_in.sign_out", refuses)
    page = browser.post("/deconnexion")
    assert page.status_code == status
    assert said in page.text


def test_a_page_writes_days_and_nothing_as_people_read_them() -> None:
    fr, en = (environment(lang).from_string("{{ day }}/{{ nothing }}") for lang in Language)
    shown = {"day": datetime.date(2026, 5, 1), "nothing": None}
    assert (fr.render(shown), en.render(shown)) == ("1er mai 2026/", "1 May 2026/")


def test_a_right_in_one_cooperative_opens_what_asks_for_it(site: Ground) -> None:
    for rule, right in ((Rule.OPERATOR, Right.OPERATE), (Rule.ADMINISTRATOR, Right.ADMINISTER)):
        holder, other = (
            Visitor(Account("maud", NOW, (Membership(OURS, (), each),)), "s")
            for each in (frozenset({right}), frozenset())
        )
        of_page(rule)(holder)
        with pytest.raises(TurnedAwayError):
            of_page(rule)(other)


def test_every_route_of_the_application_is_in_the_table_with_its_rule(site: Ground) -> None:
    routes = [each for each in site.app.routes if not isinstance(each, Mount)]
    served = {(method, route.path) for route in routes for method in route.methods}  # type: ignore[attr-defined]
    assert served == {(each.method, each.path) for each in (*PAGES, *FEEDS, *API, DOCUMENT)}


@pytest.mark.parametrize("route", [each for each in PAGES if each.rule is not Rule.ANYBODY], ids=lambda each: each.path)
def test_a_page_that_is_not_for_anybody_is_for_nobody_who_has_not_signed_in(site: Ground, route: object) -> None:
    answer = site.visitor().client.request(route.method, route.path.replace("{case}", "C-1"))  # type: ignore[attr-defined]
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/connexion")


def test_somebody_of_no_cooperative_sees_nothing(site: Ground) -> None:
    site.keep("personne")
    browser = site.visitor()
    browser.sign_in("personne")
    assert browser.get("/").status_code == 403
