"""The daemon answers browsers too, in its own process, and stops with them."""

import signal
import socket
from contextlib import closing

import httpx
import pytest

from daemons import serving
from parcours.runtime.serving.telling import Event
from parcours.web import forms
from terminals import WORKFLOW, Terminal

pytestmark = pytest.mark.processes
SESAME = "sésame ouvre-toi"
BOTH = ("--http", "127.0.0.1:0", "--port", "0")


def signed_in(port: int) -> httpx.Client:
    """Somebody who came by the sign-in page. Cookies are carried by hand: httpx keeps a secure one from plain HTTP."""
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60)
    visitor = client.get("/connexion").cookies[forms.VISITOR]
    form = {forms.TOKEN: forms.token(visitor), "utilisateur": "maud", "mot_de_passe": SESAME}
    answer = client.post("/connexion", data=form, headers={"cookie": f"{forms.VISITOR}={visitor}"})
    assert answer.status_code == 303
    client.headers["cookie"] = f"__Host-parcours={answer.cookies['__Host-parcours']}"
    return client


def test_a_user_given_by_the_command_line_signs_in_to_a_running_daemon(site: Terminal) -> None:
    with serving(site, *BOTH) as daemon:
        port = next(each["pages"] for each in daemon.heard if "pages" in each)
        add = ("user", "add", "maud", "--cae", WORKFLOW, "--role", "accueil", "--password-file", "-")
        site.done(*add, typed=f"{SESAME}\n", now="")
        with closing(signed_in(port)) as client:
            page = client.get("/")
            assert (page.status_code, ">maud<" in page.text) == (200, True)
            assert "server" not in page.headers
            daemon.until(Event.SIGNED_IN, user="maud")
            site.done("user", "disable", "maud", now="")
            assert client.get("/").status_code == 303
            # A connection that stays open keeps nobody from stopping.
            assert daemon.ends(signal.SIGTERM) == 0
    assert SESAME not in str(daemon.heard)


def test_an_address_that_is_taken_is_told_and_nothing_is_left_running(site: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = site.run("serve", "--http", "127.0.0.1:0", "--port", str(taken.getsockname()[1]), now="")
    assert refused.code == 2
    assert "--no-http" in refused.complaint
