"""Calls to a real HTTP server, and to those nobody may call."""

import hashlib
import hmac
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from jobs import Certificate, Perform, free_port
from parcours.plugin import Delivered, Failed, Later

BODY = {"personne": "Ada"}


@dataclass
class Other:
    """Another software: what it was asked, and what it answers, path by path."""

    port: int = 0
    answers: dict[str, tuple[int, dict[str, str]]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    scheme: str = "http"

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"


@pytest.fixture
def other() -> Iterator[Other]:
    yield from _running(Other())


@pytest.fixture
def secure(certificate: Certificate) -> Iterator[Other]:
    yield from _running(Other(scheme="https"), certificate)


def _running(other: Other, certificate: Certificate | None = None) -> Iterator[Other]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            other.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}, content))
            status, headers = other.answers.get(self.path, (200, {}))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing is said on the screen of a test."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.certificate, certificate.key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    other.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield other
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


LOCAL = {"reseaux_permis": ["127.0.0.0/8"], "sans_chiffrement": True}


def called(perform: Perform, url: str, **site: Any) -> Any:
    return perform("webhook", parameters={"url": url, "body": BODY}, site=LOCAL | site, table="webhook")


def test_a_call_says_what_it_is_about_and_signs_it(
    perform: Perform, other: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARCOURS_WEBHOOK_SECRET", "partagé")

    assert called(perform, other.url()) == Delivered("200")

    ((_, headers, content),) = other.asked
    assert headers["idempotency-key"] == "C-1/3/0"
    told = json.loads(content)
    assert (told["id"], told["dossier"], told["jour"], told["corps"]) == ("C-1/3/0", "C-1", "2026-04-14", BODY)
    hour, mark = (part.partition("=")[2] for part in headers["parcours-signature"].split(","))
    expected = hmac.new("partagé".encode(), f"{hour}.".encode() + content, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(mark, expected)


def test_without_a_secret_nothing_is_signed(perform: Perform, other: Other) -> None:
    called(perform, other.url())
    assert "parcours-signature" not in other.asked[0][1]


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (204, {"X-Request-Id": "r-7"}, Delivered("204 r-7")),
        (400, {}, Failed("L'autre logiciel a répondu 400.")),
        (410, {}, Failed("L'autre logiciel a répondu 410.")),
        (408, {}, Later("L'autre logiciel a répondu 408.")),
        (429, {"Retry-After": "30"}, Later("L'autre logiciel a répondu 429.", 30.0)),
        (500, {}, Later("L'autre logiciel a répondu 500.")),
        (503, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, Later("L'autre logiciel a répondu 503.")),
    ],
)
def test_each_answer_is_treated_as_it_means(
    perform: Perform, other: Other, status: int, headers: dict[str, str], expected: object
) -> None:
    other.answers["/"] = (status, headers)
    assert called(perform, other.url()) == expected


def test_nobody_at_the_other_end_is_tried_again(perform: Perform) -> None:
    answer = called(perform, f"http://127.0.0.1:{free_port()}/")
    assert isinstance(answer, Later)
    assert "ConnectError" in answer.why


def test_a_name_nobody_knows_is_tried_again(perform: Perform, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert isinstance(called(perform, "https://nulle.part.example/"), Later)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *("::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
    ],
)
def test_the_inner_network_is_never_called(perform: Perform, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    there = [(family, socket.SOCK_STREAM, 6, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: there)

    answer = perform("webhook", parameters={"url": "https://innocent.example/"}, table="webhook")

    assert isinstance(answer, Failed)
    assert "réseau intérieur" in answer.why


def test_one_inner_address_among_others_is_enough_to_refuse(perform: Perform, monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    assert isinstance(perform("webhook", parameters={"url": "https://deux.example/"}, table="webhook"), Failed)


def test_the_name_is_asked_once_so_that_it_cannot_lead_elsewhere(
    perform: Perform, other: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: what was judged is what is called."""
    answers = [[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", other.port))]]
    real = socket.getaddrinfo

    def once(host: str, *rest: Any, **named: Any) -> Any:
        return answers.pop() if host == "change.example" else real(host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    assert called(perform, other.url(host="change.example")) == Delivered("200")
    assert other.asked[0][1]["host"] == f"change.example:{other.port}"


def test_a_redirect_that_keeps_what_is_sent_is_followed(perform: Perform, other: Other) -> None:
    other.answers["/"] = (307, {"Location": "/la"})
    assert called(perform, other.url()) == Delivered("200")
    assert [path for path, _, _ in other.asked] == ["/", "/la"]
    assert other.asked[0][2] == other.asked[1][2]


def test_a_redirect_into_the_inner_network_is_refused(perform: Perform, other: Other) -> None:
    other.answers["/"] = (308, {"Location": "http://169.254.169.254/latest/meta-data"})
    answer = called(perform, other.url())
    assert isinstance(answer, Failed)
    assert "169.254.169.254" in answer.why


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_redirect_that_would_lose_what_is_sent_is_refused(perform: Perform, other: Other, status: int) -> None:
    other.answers["/"] = (status, {"Location": "/la"})
    assert isinstance(called(perform, other.url()), Failed)


def test_redirects_in_a_circle_end(perform: Perform, other: Other) -> None:
    other.answers["/"] = (307, {"Location": "/"})
    assert called(perform, other.url()) == Failed("Plus de 3 redirections.")
    assert len(other.asked) == 4


@pytest.mark.parametrize(
    "url", ["ftp://exemple.org/", "file:///etc/passwd", "//exemple.org", "https:///rien", "http://exemple.org/"]
)
def test_only_https_is_called(perform: Perform, url: str) -> None:
    assert isinstance(perform("webhook", parameters={"url": url}, table="webhook"), Failed)


def test_a_certificate_is_checked_against_the_name(perform: Perform, secure: Other, certificate: Certificate) -> None:
    trusted = str(certificate.certificate)
    assert called(perform, secure.url(host="localhost"), autorite=trusted) == Delivered("200")
    assert isinstance(called(perform, secure.url(host="localhost")), Later)
