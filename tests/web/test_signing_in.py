"""Somebody signs in, is known, and leaves; nobody else is let in."""

import datetime

import pytest

from parcours.model.account import Membership
from parcours.runtime.signing_in import digest_of
from parcours.web import forms
from parcours.web.pages.sign_in import local
from parcours.web.visitors import COOKIE
from visiting import OURS, PASSWORD, Ground


def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page_and_back(site: Ground) -> None:
    site.keep("maud", Membership(OURS))
    browser = site.visitor()
    led = browser.get("/")
    assert (led.status_code, led.headers["location"]) == (303, "/connexion?suite=/")
    back = browser.sign_in("maud", then="/?x=1")
    assert (back.status_code, back.headers["location"]) == (303, "/?x=1")
    assert '<span class="who">maud</span>' in browser.get("/").text
    assert browser.get("/connexion?suite=/").headers["location"] == "/"
    assert [line for line in site.log.lines if line["event"] == "signed_in"] == [{"event": "signed_in", "user": "maud"}]


def test_a_session_cookie_is_for_this_site_alone_and_for_no_script(site: Ground) -> None:
    site.keep("maud", Membership(OURS))
    (cookie,) = [each for each in site.visitor().sign_in("maud").headers.get_list("set-cookie") if "secret" in each]
    name, *attributes = cookie.split("; ")
    assert name.startswith("__Host-parcours=")
    assert {each.lower() for each in attributes} == {"secure", "httponly", "samesite=lax", "path=/"}


def test_only_the_digest_of_a_session_is_kept(site: Ground) -> None:
    browser = site.member()
    secret = browser.client.cookies[COOKIE]
    with site.served.desk.accounts.reading() as desk:
        assert desk.session(secret) is None
        kept = desk.session(digest_of(secret))
    assert kept is not None
    assert secret not in repr(kept)


def test_a_wrong_password_an_unknown_user_and_a_disabled_one_are_told_the_same(site: Ground) -> None:
    site.keep("maud", Membership(OURS))
    site.keep("paul", Membership(OURS), disabled_at=site.clock.now())
    answers = [
        site.visitor().sign_in(user, password)
        for user, password in (
            ("maud", "faux"),
            ("zoe", PASSWORD),
            ("paul", PASSWORD),
            ("maud", PASSWORD + "\0" * 2000),
        )
    ]
    assert {each.status_code for each in answers} == {403}
    said = {
        each.text.replace(f'value="{user}"', "")
        for each, user in zip(answers, ("maud", "zoe", "paul", "maud"), strict=True)
    }
    assert len({"".join(line for line in each.splitlines() if "jeton" not in line) for each in said}) == 1
    assert COOKIE not in {name for each in answers for name in each.cookies}


def test_what_is_typed_in_the_place_of_a_name_is_never_logged(site: Ground) -> None:
    site.visitor().sign_in("MonMotDePasse!")
    assert site.log.lines == [{"event": "sign_in_refused", "user": ""}]


def test_an_account_is_locked_after_five_failures_for_a_quarter_of_an_hour(site: Ground) -> None:
    site.keep("maud", Membership(OURS))
    for _ in range(4):
        site.visitor().sign_in("maud", "faux")
    assert site.visitor().sign_in("maud").status_code == 303  # four are forgiven
    for _ in range(5):
        site.visitor().sign_in("maud", "faux")
    assert site.log.events().count("sign_in_locked") == 1
    assert site.visitor().sign_in("maud").status_code == 403
    site.clock.set(site.clock.now() + datetime.timedelta(minutes=14))
    assert site.visitor().sign_in("maud").status_code == 403
    site.clock.set(site.clock.now() + datetime.timedelta(minutes=1))
    assert site.visitor().sign_in("maud").status_code == 303


def test_a_session_ends_after_twelve_hours(site: Ground) -> None:
    browser = site.member()
    site.clock.set(site.clock.now() + datetime.timedelta(hours=11, minutes=59))
    assert browser.get("/").status_code == 200
    site.clock.set(site.clock.now() + datetime.timedelta(minutes=1))
    assert browser.get("/").status_code == 303


def test_whoever_leaves_is_known_no_more_even_by_a_copy_of_the_cookie(site: Ground) -> None:
    browser, thief = site.member(), site.visitor()
    thief.client.cookies.set(COOKIE, browser.client.cookies[COOKIE])
    assert thief.get("/").status_code == 200
    assert browser.post("/deconnexion").status_code == 303
    assert thief.get("/").status_code == 303
    assert browser.get("/").status_code == 303


def test_a_user_disabled_meanwhile_is_turned_out(site: Ground) -> None:
    browser = site.member("accueil")
    site.keep("essai-accueil", Membership(OURS), disabled_at=site.clock.now())
    assert browser.get("/").status_code == 303


@pytest.mark.parametrize("forged", ["", "secret-0", "é", "x" * 5000, "'; DROP TABLE sessions; --"])
def test_a_forged_cookie_opens_nothing(site: Ground, forged: str) -> None:
    site.member()
    browser = site.visitor()
    answer = browser.get("/", headers={"cookie": f"{COOKIE}={forged}".encode()})
    assert answer.status_code == 303


def test_a_form_of_another_site_is_refused(site: Ground) -> None:
    browser = site.member()
    others = forms.token("secret-of-somebody-else")
    for token in ("", others, "é"):
        refused = browser.client.post("/deconnexion", data={forms.TOKEN: token})
        assert refused.status_code == 403
        assert "rechargez la page" in refused.text
    assert browser.get("/").status_code == 200
    site.keep("maud", Membership(OURS))
    nobody = site.visitor()
    assert nobody.client.post("/connexion", data={"utilisateur": "maud", "mot_de_passe": PASSWORD}).status_code == 403


@pytest.mark.parametrize(
    "path", ["//ailleurs.example", "/\\ailleurs.example", "https://ailleurs.example", "", "/a\nb", "javascript:x"]
)
def test_signing_in_leads_nowhere_else(path: str) -> None:
    assert local(path) == "/"


def test_a_form_that_is_none_is_refused(site: Ground) -> None:
    browser = site.member()
    as_json = browser.client.post("/deconnexion", json={"jeton": browser.token()})
    latin = browser.client.post(
        "/deconnexion", content=b"jeton=\xe9", headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert (as_json.status_code, latin.status_code) == (400, 400)
    assert "UTF-8" in latin.text
