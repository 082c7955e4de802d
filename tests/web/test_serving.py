"""Pages answer on a socket of their own, and stop when they are told."""

import socket
import threading
from dataclasses import replace
from typing import cast

import httpx
import pytest

from parcours.adapters.status import Place
from parcours.adapters.storage import SqlStore
from parcours.bootstrap import Site
from parcours.errors import UsageError
from parcours.model.account import Membership
from parcours.runtime import signing_in
from parcours.runtime.desk import directory
from parcours.runtime.desk.directory import Directory
from parcours.web.serving import _listener, answering
from parcours.web.visitors import COOKIE
from visiting import OURS, PASSWORD, Ground


@pytest.fixture
def opened(site: Ground) -> Site:
    return Site(site.engine, cast("SqlStore", site.engine.store))


def test_pages_answer_until_the_end_of_the_block(site: Ground, opened: Site) -> None:
    with answering(Place("127.0.0.1", 0), opened, site.served.settings, site.log) as port:
        address = f"http://127.0.0.1:{port}/connexion"
        page = httpx.get(address, timeout=60)
        assert (page.status_code, "Se connecter" in page.text) == (200, True)
        assert "server" not in page.headers
    with pytest.raises(httpx.ConnectError):
        httpx.get(address, timeout=60)


def test_pages_answer_while_names_are_still_being_read(
    site: Ground, opened: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads them is held in the middle: the page comes all the same, and says so."""
    cases = [site.opens(f"P-{number}") for number in range(3)]
    monkeypatch.setattr(directory, "FEW", 1)
    held, let_go = threading.Event(), threading.Event()
    read = Directory._read

    def holding(followed: Directory) -> None:
        if threading.current_thread().name == "annuaire" and followed.left < len(cases):
            held.set()
            assert let_go.wait(60)
        read(followed)

    monkeypatch.setattr(Directory, "_read", holding)
    ours = replace(site, served=replace(site.served, desk=replace(site.served.desk, accounts=opened.store.accounts)))
    ours.keep("anne", Membership(OURS, ("accueil",)))
    secret = signing_in.sign_in(ours.served.desk, "anne", PASSWORD)
    with answering(Place("127.0.0.1", 0), opened, site.served.settings, site.log) as port:
        assert held.wait(60)
        headers = {"cookie": f"{COOKIE}={secret}"}
        page = httpx.get(f"http://127.0.0.1:{port}/dossiers", headers=headers, timeout=60)
        let_go.set()
    assert page.status_code == 200
    assert "se lit encore\N{NO-BREAK SPACE}: 2 dossiers" in page.text


@pytest.mark.parametrize("host", ["127.0.0.1", "nulle.part.invalid"])
def test_an_address_that_cannot_be_had_is_told(site: Ground, opened: Site, host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = Place(host, taken.getsockname()[1])
        refusing = answering(place, opened, site.served.settings, site.log)
        with pytest.raises(UsageError, match="On ne peut pas écouter"):
            refusing.__enter__()


def test_a_page_does_not_wait_for_its_headers_to_be_acknowledged() -> None:
    """Nothing of Nagle: on a socket that we open ourselves, asyncio does not see to it."""
    with _listener(Place("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()):
        taken, _ = listener.accept()
        with taken:
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
