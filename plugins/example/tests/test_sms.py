"""The example plugin, against a gateway of its own."""

import datetime
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import parcours_sms
import pytest

from parcours.plugin import Delivered, Failed, Job, Later, SecretMissingError, Unreachable


@dataclass
class Gateway:
    """What it was asked, and the status it answers."""

    status: int = 201
    url: str = ""
    asked: list[tuple[dict[str, str], Any]] = field(default_factory=list)


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    made = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            made.asked.append(({name.lower(): value for name, value in self.headers.items()}, json.loads(content)))
            self.send_response(made.status)
            self.end_headers()
            self.wfile.write(b'{"id": "sms-7"}')

        def log_message(self, *_: Any) -> None:
            """Nothing is said on the screen of a test."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_address[1]}/sms"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def job(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.setenv("PARCOURS_SMS_TOKEN", "jeton")
    parameters = {"numero": "+33 6 12 34 56 78", "texte": "Votre réunion est demain."}
    made = Job("C-1/3/0", "sms", "rappeler", "Rappeler", 1, "essai", "C-1", "Parcours", datetime.date(2026, 4, 14))
    return replace(made, parameters=parameters, site={"url": gateway.url})


def test_a_message_leaves_once_under_its_key(job: Job, gateway: Gateway) -> None:
    assert parcours_sms.send(job) == Delivered("sms-7")
    ((headers, told),) = gateway.asked
    assert told == {"to": "+33612345678", "text": "Votre réunion est demain."}
    assert headers["idempotency-key"] == "C-1/3/0"
    assert headers["authorization"] == "Bearer jeton"


@pytest.mark.parametrize(
    ("status", "kind"), [(422, Unreachable), (400, Failed), (401, Failed), (500, Later), (503, Later)]
)
def test_each_answer_says_who_must_act(job: Job, gateway: Gateway, status: int, kind: type) -> None:
    gateway.status = status
    assert isinstance(parcours_sms.send(job), kind)


def test_a_number_that_is_none_is_for_people_and_calls_nobody(job: Job, gateway: Gateway) -> None:
    wrong = replace(job, parameters={**job.parameters, "numero": "06 12"})
    assert isinstance(parcours_sms.send(wrong), Unreachable)
    assert gateway.asked == []


def test_a_message_of_two_parts_is_refused(job: Job) -> None:
    assert isinstance(parcours_sms.send(replace(job, parameters={**job.parameters, "texte": "x" * 161})), Failed)


def test_a_gateway_that_is_down_is_tried_again(job: Job) -> None:
    assert isinstance(parcours_sms.send(replace(job, site={"url": "http://127.0.0.1:1/sms"})), Later)


def test_a_missing_token_is_named(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PARCOURS_SMS_TOKEN")
    with pytest.raises(SecretMissingError, match="PARCOURS_SMS_TOKEN"):
        parcours_sms.send(job)


def test_parcours_finds_it() -> None:
    (action,) = parcours_sms.parcours_actions()
    assert (action.use, action.for_people) == ("sms", True)
