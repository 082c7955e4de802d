"""What a monitor is answered, over a real socket."""

import datetime
import json
import socket
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest

from parcours.adapters.metrics import Metrics
from parcours.adapters.status import Application, Place, answering, pages
from parcours.errors import StoreLockedError, UsageError
from parcours.messages import Text
from parcours.model.delivery import Node
from parcours.runtime.serving.health import Health, Trouble

NOON = datetime.datetime(2026, 8, 1, 10, tzinfo=datetime.UTC)
HERE = Place("127.0.0.1", 0)
WELL = Health(0.0, 0.0, {}, (Node("n1", NOON, NOON),), ())
ILL = Health(120.0, 30.0, {"stuck": 2}, (Node("n1", NOON, NOON, "x"),), ((Trouble.LATE, Text("La plus vieille.")),))


def locked() -> Health:
    raise StoreLockedError(Text("La base est occupée."))


def asked(application: Application, path: str) -> tuple[int, str]:
    with answering(HERE, application) as port:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@pytest.mark.parametrize(("health", "code"), [(lambda: WELL, 200), (lambda: ILL, 503), (locked, 503)])
def test_health_answers_by_its_code(health: Callable[[], Health], code: int) -> None:
    status, body = asked(pages(health, None), "/health")
    assert status == code
    assert json.loads(body)["well"] is (code == 200)


def test_health_says_what_is_wrong() -> None:
    _, body = asked(pages(lambda: ILL, None), "/health")
    told = json.loads(body)
    assert told["troubles"] == [{"kind": "late", "text": "La plus vieille."}]
    assert told["incidents"] == {"stuck": 2}


def test_metrics_show_what_was_counted_and_how_it_is() -> None:
    metrics = Metrics()
    metrics.stepped(3)
    metrics.refused(1)
    metrics.tried("email", "delivered", 0.2)
    status, body = asked(pages(lambda: ILL, metrics.page(lambda: ILL)), "/metrics")
    assert status == 200
    for line in (
        "parcours_steps_total 3.0",
        "parcours_refusals_total 1.0",
        'parcours_effect_seconds_count{outcome="delivered",use="email"} 1.0',
        "parcours_oldest_due_timer_seconds 120.0",
        "parcours_oldest_ready_effect_seconds 30.0",
        'parcours_incidents_open{kind="stuck"} 2.0',
        'parcours_node_paused{node="n1"} 1.0',
        "parcours_healthy 0.0",
    ):
        assert line in body.splitlines()


def test_metrics_of_a_database_that_does_not_answer_say_that_it_is_not_well() -> None:
    _, body = asked(pages(locked, Metrics().page(locked)), "/metrics")
    assert "parcours_healthy 0.0" in body.splitlines()


def test_without_the_library_there_are_no_metrics_and_health_answers() -> None:
    assert asked(pages(lambda: WELL, None), "/metrics")[0] == 404
    assert asked(pages(lambda: WELL, None), "/autre")[0] == 404


def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with (
            pytest.raises(UsageError, match=f"127.0.0.1:{port}"),
            answering(Place("127.0.0.1", port), pages(locked, None)),
        ):
            pass
