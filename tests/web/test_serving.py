"""Pages answer on a socket of their own, and stop when they are told."""

import socket
from typing import cast

import httpx
import pytest

from parcours.adapters.status import Place
from parcours.adapters.storage import SqlStore
from parcours.bootstrap import Site
from parcours.errors import UsageError
from parcours.web.serving import _listener, answering
from visiting import Ground


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
