"""Two addresses for monitors, on this machine unless told otherwise: /health and /metrics."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any, Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from parcours.adapters.disk import why
from parcours.errors import StoreError, UsageError
from parcours.messages import Text
from parcours.runtime.serving.health import Health

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

PATIENCE: Final = 10.0  # seconds a monitor may take to ask


@dataclass(frozen=True, slots=True)
class Place:
    host: str
    port: int


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False


class _Request(WSGIRequestHandler):
    timeout = PATIENCE

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's own name
        """A monitor asks every few seconds: nobody reads that it did."""


@contextmanager
def answering(place: Place, application: Application) -> Iterator[int]:
    """Answers until the end of the block; the port, which is the system's choice for 0. UsageError if it is taken."""
    try:
        server = _Server((place.host, place.port), _Request)
    except OSError as cause:
        raise UsageError(
            Text("On ne peut pas écouter sur {host}:{port} : {why}.", host=place.host, port=place.port, why=why(cause)),
            Text("Donnez une autre adresse par --http, ou --no-http."),
        ) from None
    server.set_app(application)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="status", daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def pages(health: Callable[[], Health], metrics: Application | None) -> Application:
    """`/health` answers 200 or 503 with what is wrong; `/metrics` where the library for it is installed."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/metrics" and metrics is not None:
            return metrics(environ, start)
        status, body = _health(health) if path == "/health" else (HTTPStatus.NOT_FOUND, {"error": "not found"})
        written = json.dumps(body, ensure_ascii=False).encode()
        headers = [("Content-Type", "application/json; charset=utf-8"), ("Content-Length", str(len(written)))]
        start(f"{status.value} {status.phrase}", headers)
        return [written]

    return answer


def _health(ask: Callable[[], Health]) -> tuple[HTTPStatus, dict[str, object]]:
    try:
        health = ask()
    except StoreError as error:
        trouble = {"kind": "store", "text": str(error)}
        return HTTPStatus.SERVICE_UNAVAILABLE, {"well": False, "troubles": [trouble]}
    return HTTPStatus.OK if health.well else HTTPStatus.SERVICE_UNAVAILABLE, plain_health(health)


def plain_health(health: Health) -> dict[str, object]:
    """For machines; the same whether a command or an address is asked."""
    return {
        "well": health.well,
        "troubles": [{"kind": kind.value, "text": text.render()} for kind, text in health.troubles],
        "oldest_due_seconds": health.due_for,
        "oldest_ready_seconds": health.ready_for,
        "incidents": health.incidents,
        "nodes": [
            {"name": node.name, "seen_at": node.seen_at.isoformat(), "paused": node.paused} for node in health.nodes
        ],
    }
