"""Signing in by way of a provider: a real one in a process of its own, and forged answers that are not believed."""

import json
import socket
import subprocess
import sys
import time
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from parcours.adapters.clock import FixedClock, SystemClock
from parcours.adapters.openid import OpenId
from parcours.adapters.storage import SqlStore
from parcours.bootstrap import Site as Opened
from parcours.model.account import Membership
from parcours.ports.accounts import Departure, ProviderError
from parcours.ports.site import Federation
from parcours.settings import Settings
from parcours.web import serving
from parcours.web.pages.elsewhere import LEAVING
from visiting import NOW, OURS, Ground

HERE = "https://parcours.example"
SOON = 60.0  # seconds nobody waits, unless something is lost


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider that knows maud and zoe, at work."""
    with closing(socket.create_server(("127.0.0.1", 0))) as found:
        port = found.getsockname()[1]
    users = [json.dumps({"sub": sub, "preferred_username": sub}) for sub in ("maud", "zoe")]
    options = [word for each in users for word in ("--user-claims", each)]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, process)
        yield address
    finally:
        process.kill()
        process.wait()


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Until it answers; fails when it has ended, or never does."""
    client = httpx.Client(transport=httpx.HTTPTransport(retries=50), timeout=SOON)
    deadline = time.monotonic() + SOON
    while process.poll() is None and time.monotonic() < deadline:
        try:
            client.get(f"{address}/.well-known/openid-configuration").raise_for_status()
        except httpx.HTTPError:
            continue
        return
    raise AssertionError("the provider does not answer")


@pytest.fixture
def federated(site: Ground, issuer: str) -> Ground:
    """The pages of a site whose team signs in there."""
    site.clock.set(SystemClock().now())  # the provider has the time of the machine
    site.keep("maud", Membership(OURS, ("accueil",)))
    return site.federated(OpenId(Federation(HERE, issuer, "parcours", label="la coopérative"), "s", site.clock))


def authorized(address: str, user: str) -> str:
    """Where the provider sends a browser back to, once somebody has signed in there."""
    answer = httpx.post(address, data={"sub": user}, timeout=SOON)
    assert answer.status_code in {302, 303}, answer.text
    back = urlsplit(answer.headers["location"])
    assert f"{back.scheme}://{back.netloc}" == HERE
    return f"{back.path}?{back.query}"


@pytest.mark.processes
def test_somebody_of_the_team_signs_in_by_the_provider_and_goes_on(federated: Ground) -> None:
    browser = federated.visitor()
    assert "Se connecter par la coopérative" in browser.get("/connexion?suite=/dossiers").text
    leaving = browser.get("/connexion/ailleurs?suite=/dossiers")
    back = browser.get(authorized(leaving.headers["location"], "maud"))
    assert (back.status_code, back.headers["location"]) == (303, "/dossiers")
    assert browser.get("/dossiers").status_code == 200
    assert LEAVING not in browser.client.cookies
    assert federated.log.lines[-1] == {"event": "signed_in", "user": "maud"}


@pytest.mark.processes
def test_whom_the_provider_knows_and_we_do_not_is_not_let_in(federated: Ground) -> None:
    federated.keep("maud", Membership(OURS), disabled_at=federated.clock.now())
    for user in ("zoe", "maud"):
        browser = federated.visitor()
        back = browser.get(authorized(browser.get("/connexion/ailleurs").headers["location"], user))
        assert (back.status_code, "ne vont pas ensemble" in back.text) == (403, True)
        assert browser.get("/").status_code == 303


@pytest.mark.processes
def test_a_code_serves_one_browser_once(federated: Ground) -> None:
    browser, thief = federated.visitor(), federated.visitor()
    there = authorized(browser.get("/connexion/ailleurs").headers["location"], "maud")
    assert thief.get(there).status_code == 403  # it never left
    thief.get("/connexion/ailleurs")
    assert thief.get(there).status_code == 403  # it left for something else
    assert browser.get(there).status_code == 303
    assert browser.get(there).status_code == 403
    browser.get("/connexion/ailleurs")
    state = json.loads(urlsafe_b64decode(browser.client.cookies[LEAVING]))[0]
    code = dict(parse_qsl(urlsplit(there).query))["code"]
    assert browser.get("/connexion/retour", params={"state": state, "code": code}).status_code == 502


KEY, OTHER = RSAKey.generate_key(2048, {"kid": "k"}), RSAKey.generate_key(2048, {"kid": "k"})
ISSUER = "https://sso.example"
THERE = Federation(HERE, ISSUER, "parcours")
LEFT = Departure("state", "nonce", "verifier")
CLAIMS = {
    "iss": ISSUER,
    "aud": "parcours",
    "nonce": "nonce",
    "exp": int(NOW.timestamp()) + 300,
    "preferred_username": "maud",
}


def answering(claims: dict[str, Any], key: Any = KEY, **said: Any) -> OpenId:
    """A provider that signs these claims, `said` in place of what it says of itself."""
    document = {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/a",
        "token_endpoint": f"{ISSUER}/t",
        "jwks_uri": f"{ISSUER}/k",
    }
    token = jwt.encode({"alg": "RS256", "kid": "k"}, claims, key)
    answers = {
        "/.well-known/openid-configuration": document | said,
        "/t": {"id_token": token},
        "/k": KeySet([KEY]).as_dict(private=False),
    }
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=answers[request.url.path]))
    return OpenId(THERE, "s", FixedClock(NOW), httpx.Client(transport=transport))


def test_a_token_of_this_provider_for_us_and_for_this_departure_is_believed() -> None:
    assert answering(CLAIMS).user(LEFT, "code") == "maud"
    assert answering({**CLAIMS, "exp": int(NOW.timestamp()) - 30}).user(LEFT, "code") == "maud"  # two clocks differ


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://autre.example"},
        {"aud": "autre"},
        {"nonce": "autre"},
        {"exp": int(NOW.timestamp()) - 120},
        {"preferred_username": ""},
        {"preferred_username": ["maud"]},
    ],
)
def test_a_token_that_says_something_else_is_not(claims: dict[str, Any]) -> None:
    with pytest.raises(ProviderError):
        answering({**CLAIMS, **claims}).user(LEFT, "code")


@pytest.mark.parametrize("name", ["iss", "aud", "nonce", "exp", "preferred_username"])
def test_a_token_that_leaves_something_out_is_not(name: str) -> None:
    with pytest.raises(ProviderError):
        answering({each: value for each, value in CLAIMS.items() if each != name}).user(LEFT, "code")


def test_a_token_that_another_key_has_signed_or_none_is_not() -> None:
    with pytest.raises(ProviderError):
        answering(CLAIMS, OTHER).user(LEFT, "code")
    unsigned = "eyJhbGciOiJub25lIn0." + jwt.encode({"alg": "RS256"}, CLAIMS, KEY).split(".")[1] + "."
    transport = httpx.MockTransport(
        lambda request: httpx.Response(
            200,
            json={
                "/.well-known/openid-configuration": {
                    "issuer": ISSUER, "token_endpoint": f"{ISSUER}/t", "jwks_uri": f"{ISSUER}/k"
                },
                "/t": {"id_token": unsigned},
                "/k": KeySet([KEY]).as_dict(private=False),
            }[request.url.path],
        )
    )  # fmt: skip
    with pytest.raises(ProviderError):
        OpenId(THERE, "s", FixedClock(NOW), httpx.Client(transport=transport)).user(LEFT, "code")


@pytest.mark.parametrize("said", [{"issuer": "https://autre.example"}, {"token_endpoint": None}])
def test_a_provider_that_says_it_is_another_or_not_where_to_ask_is_not_believed(said: dict[str, Any]) -> None:
    with pytest.raises(ProviderError):
        answering(CLAIMS, **said).user(LEFT, "code")


@pytest.mark.parametrize("answer", [httpx.Response(500), httpx.Response(200, text="<html>"), httpx.ConnectError("x")])
def test_a_provider_that_does_not_answer_is_told_and_nobody_is_signed_in(
    site: Ground, answer: httpx.Response | httpx.ConnectError
) -> None:
    def replies(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, httpx.ConnectError):
            raise answer
        return answer

    provider = OpenId(THERE, "s", site.clock, httpx.Client(transport=httpx.MockTransport(replies)))
    page = site.federated(provider).visitor().get("/connexion/ailleurs")
    assert (page.status_code, "entrez par un mot de passe" in page.text) == (502, True)


def test_where_nobody_else_signs_people_in_there_is_no_such_page(site: Ground) -> None:
    for path in ("/connexion/ailleurs", "/connexion/retour?state=&code="):
        assert site.visitor().get(path).status_code == 404
    assert "ailleurs" not in site.visitor().get("/connexion").text


@pytest.mark.parametrize("cookie", ["", "x", "bnVsbA==", "W10=", "WyIiLCIiLCIiLCIvIl0="])
def test_a_forged_departure_opens_nothing(site: Ground, cookie: str) -> None:
    browser = site.federated(answering(CLAIMS)).visitor()
    headers = {"cookie": f"{LEAVING}={cookie}"}
    assert browser.get("/connexion/retour?state=&code=c", headers=headers).status_code == 403


def test_a_browser_is_led_nowhere_else_after_it_came_back(site: Ground) -> None:
    site.keep("maud", Membership(OURS))
    there = site.federated(answering(CLAIMS))
    browser = there.visitor()
    leaving = browser.get("/connexion/ailleurs?suite=//ailleurs.example")
    asked = dict(parse_qsl(urlsplit(leaving.headers["location"]).query))
    assert (asked["code_challenge_method"], asked["redirect_uri"]) == ("S256", f"{HERE}/connexion/retour")
    there.app.state.served = replace(there.served, provider=answering({**CLAIMS, "nonce": asked["nonce"]}))
    came = browser.get("/connexion/retour", params={"state": asked["state"], "code": "c"})
    assert (came.status_code, came.headers["location"]) == (303, "/")


def test_a_daemon_reads_who_else_signs_in_from_the_file_of_the_site(site: Ground, tmp_path: Path) -> None:
    file = tmp_path / "parcours.toml"
    file.write_text('[connexion]\nadresse = "https://a.example"\nemetteur = "https://b.example"\nclient = "c"\n')
    opened = Opened(site.engine, cast("SqlStore", site.engine.store))
    provider = serving._provider(opened, Settings(site=file, provider_secret="s"))
    assert provider is not None
    assert provider.label == "OpenID Connect"
    file.write_text("[textes]\n")
    assert serving._provider(opened, Settings(site=file)) is None
