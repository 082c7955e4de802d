"""A real `parcours serve` on a database, what it costs, and who may ask it."""

import datetime
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from demo_web import SCENARIO

from parcours import bootstrap
from parcours.adapters.clock import FixedClock, SystemClock
from parcours.adapters.passwords import Argon2
from parcours.definition.loader import load
from parcours.model.account import Membership, Right, Scope
from parcours.runtime.accounts import Wish, give_account, make_token
from parcours.runtime.opening import Entrance, start
from parcours.runtime.signing_in import Desk
from parcours.settings import Settings

PASSWORD = "un mot de passe de mesure"
TICKS = os.sysconf("SC_CLK_TCK")
PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")
WATCH = "veille"
ROLES = ("accueil", "accompagnateur", "gestionnaire", "gerance")
RIGHTS = frozenset({Right.OPERATE, Right.ADMINISTER})
MEMBERS = {
    "maud": (Membership(SCENARIO, ROLES, RIGHTS), Membership(WATCH, ("accueil",), RIGHTS)),
    "anne": (Membership(SCENARIO, ("accompagnateur",)), Membership(WATCH, ("accueil",))),
}
"""Who leads everything, and who follows her own people."""
FILE = f"""
format: 1
id: {WATCH}
title: Veille
law: []
calendar: {{timezone: Europe/Paris, holidays: FR}}
roles: {{accueil: {{label: Accueil}}}}
dossier: {{nom: {{type: text, label: Nom}}}}
events:
  entrer: {{label: Entrée, by: [accueil]}}
  avancer: {{label: Suite}}
actions:
  rappeler: {{label: Rappeler, by: accueil, due: {{after: 5 jours}}}}
entry: {{entrer: {{to: ici}}}}
stages:
  ici:
    label: Ici
    transitions: {{avancer: {{to: fini}}}}
    deadlines: {{suite: {{after: PT1H, fire: avancer}}}}
  fini: {{label: Fini, final: true}}
"""
HOUR = datetime.timedelta(hours=1)


def keep_busy(settings: Settings, folder: Path, seconds: float, each_second: int) -> None:
    """People who entered an hour ago, one after the other: the daemon has as many steps to do each second from now."""
    definition = load(WATCH, (folder / "workflows",))
    began = SystemClock().now() - HOUR
    with bootstrap.opened(settings) as site:
        for number in range(int(seconds * each_second)):
            at = began + datetime.timedelta(seconds=number / each_second)
            entrance = Entrance(definition, f"H-{at:%d%H%M%S%f}", {"nom": f"Veilleuse {number}"})
            start(replace(site.engine, clock=FixedClock(at)), entrance, "entrer", {})


def admit(settings: Settings) -> dict[str, str]:
    """Gives each member an account; a new token for each, by user."""
    tokens = {}
    with bootstrap.opened(settings) as site:
        desk = Desk(site.store.accounts, Argon2(), site.engine.clock, bootstrap.new_secret)
        for user, memberships in MEMBERS.items():
            for each in memberships:
                give_account(desk, user, each, PASSWORD)
            _, tokens[user] = make_token(desk, Wish(f"{user}-{time.time_ns()}", user, Scope.WRITE, 2, ""))
    return tokens


@dataclass(frozen=True, slots=True)
class Served:
    """A process that answers."""

    process: "subprocess.Popen[bytes]"
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def spent(self) -> float:
        """Seconds of processor until now, all threads together."""
        said = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(said[11]) + int(said[12])) / TICKS

    def holds(self) -> float:
        """Mebibytes of memory."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * PAGE_SIZE / 2**20


@contextmanager
def serving(settings: Settings, folder: Path) -> Iterator[Served]:
    """From the moment it listens, whatever it still reads."""
    files = folder / "workflows"
    files.mkdir(exist_ok=True)
    (files / f"{WATCH}.yaml").write_text(FILE, encoding="utf-8")
    environment = {
        **os.environ,
        "PARCOURS_DATABASE": settings.database,
        "PARCOURS_KEY_FILE": str(settings.key_file),
        "PARCOURS_WORKFLOWS": str(files),
    }
    command = [sys.executable, "-m", "parcours", "serve", "--log-format", "json", "--http", "127.0.0.1:0"]
    said = folder / "serve.log"
    with said.open("wb") as log:
        process = subprocess.Popen([*command, "--port", "0"], cwd=folder, env=environment, stderr=log)
    try:
        yield Served(process, _port(process, said))
    finally:
        process.terminate()
        process.wait()


def _port(process: "subprocess.Popen[bytes]", log: Path) -> int:
    """Where the pages are, once it says so."""
    while process.poll() is None:
        for line in log.read_text(encoding="utf-8").splitlines():
            told = json.loads(line) if line.startswith("{") and line.endswith("}") else {}
            if "pages" in told:
                return int(told["pages"])
        time.sleep(0.01)
    raise RuntimeError(log.read_text(encoding="utf-8"))
