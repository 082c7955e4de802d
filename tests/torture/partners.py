"""Those the house works with, when they fail: a mail server that is down, a software that hangs, plugins that break."""

import datetime
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller

from jobs import free_port
from parcours import bootstrap
from parcours.definition.loader import load
from parcours.runtime.commands import send
from parcours.runtime.opening import Entrance, start
from parcours.runtime.recovery import verify
from torture.ground import Ground, Stopped
from torture.leaps import START

WORKFLOW = Path(__file__).with_name("accidents.yaml")
CAE = "accidents"
BAD = """
import sys
from parcours.plugin import Action, Delivered, hookimpl

def leak(job):
    kept = []
    while True:
        kept.append(bytearray(2**22))

def leave(job):
    sys.exit(3)

@hookimpl
def parcours_actions():
    return [Action("fuite", "Fuit", {}, leak), Action("depart", "S'en va", {}, leave)]
"""
MINUTES = tuple(datetime.timedelta(minutes=each) for each in range(0, 60, 10))
HOUR = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class Office:
    """A ground with somebody in it, who has partners at those ports."""

    ground: Ground
    case: str
    mail: int
    web: int

    def happens(self, event: str) -> None:
        with bootstrap.opened(self.ground.settings, Stopped(START)) as site:
            send(site.engine, self.case, event, {}, key=event)

    def served(self, after: datetime.timedelta) -> None:
        """One round of the service, so long after the beginning."""
        now = (START + after).isoformat()
        variables = {**os.environ, **self.ground.variables(), "PARCOURS_NOW": now}
        variables["PARCOURS_PLUGINS"] = str(self.ground.folder / "plugins")
        command = [sys.executable, "-m", "parcours", "serve", "--once"]
        subprocess.run(command, env=variables, capture_output=True, check=False, cwd=self.ground.folder)

    def tries(self) -> list[str]:
        with self.ground.opened() as site, site.store.reading() as reader:
            return [each.outcome.value for each in reader.attempts(CAE, self.case)]

    def statuses(self) -> dict[str, str]:
        with self.ground.opened() as site, site.store.reading() as reader:
            return {row.effect.action: row.status.value for row in reader.outbox(CAE, self.case)}

    def incidents(self) -> list[str]:
        with self.ground.opened() as site, site.store.reading() as reader:
            return [each.kind for each in reader.incidents() if each.resolved_at is None]

    def is_sound(self) -> bool:
        with self.ground.opened() as site:
            return verify(site.store).findings == ()


def office(ground: Ground) -> Office:
    mail, web = free_port(), free_port()
    (ground.folder / "plugins").mkdir()
    (ground.folder / "plugins" / "bad.py").write_text(BAD, encoding="utf-8")
    assert ground.settings.site is not None
    ground.settings.site.write_text(
        f"""[silence]
actif = false
[email]
hote = "127.0.0.1"
port = {mail}
securite = "aucune"
de = "bonjour@coop.example"
[webhook]
reseaux_permis = ["127.0.0.0/8"]
sans_chiffrement = true
[textes]
url = "http://127.0.0.1:{web}/"
[roles.{CAE}]
accueil = "accueil@coop.example"
""",
        encoding="utf-8",
    )
    with bootstrap.opened(ground.settings, Stopped(START)) as site:
        case = start(site.engine, Entrance(load(WORKFLOW), "P-1"), "entrer", {}).case.id
    return Office(ground, case, mail, web)


def mail_down(place: Office) -> tuple[str, bool]:
    place.happens("signaler")
    for after in MINUTES:
        place.served(after)
    tries = len(place.tries())
    received: list[bytes] = []
    with _mail(place.mail, received):
        place.served(HOUR + HOUR)
        place.served(2 * HOUR + HOUR)
    kept = len(received) == 1 and place.incidents() == [] and place.is_sound()
    return f"{tries} essais espacés en une heure, aucun incident ; revenu, il reçoit {len(received)} lettre", kept


def web_hangs(place: Office) -> tuple[str, bool]:
    place.happens("appeler")
    keys: list[str] = []
    with closing(socket.create_server(("127.0.0.1", place.web))):  # it takes the call, and never says a word
        place.served(0 * HOUR)
    with _web(place.web, keys):
        place.served(HOUR)
        place.served(2 * HOUR)
    kept = len(keys) == 1 and place.tries()[-1] == "delivered" and place.is_sound()
    return f"l'appel est abandonné au bout de 15 s, puis refait : {len(keys)} reçu, essais {place.tries()}", kept


def plugins_break(place: Office) -> tuple[str, bool]:
    for event in ("fuir", "quitter", "appeler"):
        place.happens(event)
    keys: list[str] = []
    with _web(place.web, keys):
        for hours in range(6):
            place.served(hours * HOUR)
    found = place.statuses()
    kept = (found["fuite"], found["depart"], len(keys)) == ("parked", "parked", 1) and place.is_sound()
    told = f"chacun est essayé trois fois, puis mis de côté : {len(place.incidents())} incidents ouverts"
    return f"{told} ; le troisième effet, lui, est parti ({len(keys)} fois)", kept


@contextmanager
def _mail(port: int, received: list[bytes]) -> Iterator[None]:
    controller = Controller(_Box(received), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


@dataclass
class _Box:
    received: list[bytes]

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's own name
        self.received.append(envelope.content)
        return "250 OK"


@contextmanager
def _web(port: int, keys: list[str]) -> Iterator[None]:
    class Listens(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            keys.append(self.headers["Idempotency-Key"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Listens)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
