"""A real `parcours serve` in a process of its own, and what it logs.

Run as a program, it serves on a machine whose wall clock a file shifts: seconds, read at every look.
"""

import datetime
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

from parcours import settings
from parcours.adapters.clock import SystemClock
from parcours.adapters.logs import Format
from parcours.daemon import Service, serve
from parcours.runtime.serving.telling import Event
from terminals import Terminal

SOON = 60.0  # seconds nobody waits, unless something is lost

VEILLE = """
format: 1
id: veille
title: Veille
law: []
calendar: {timezone: Europe/Paris, holidays: FR}
roles: {accueil: {label: Accueil}}
events:
  entrer: {label: Entrée, by: [accueil]}
  finir: {label: Fin}
actions:
  dire: {label: Dire, by: accueil, due: {after: 5 jours}}
  rappeler: {label: Rappeler, by: accueil, due: {after: 5 jours}}
  alerter: {label: Alerter, by: accueil, due: {after: 5 jours}}
entry: {entrer: {to: ici}}
stages:
  ici:
    label: Ici
    transitions: {finir: {to: fini}}
    deadlines:
      heure: {after: PT1H, do: [dire]}
      un:
        after: 60 jours
        do: [alerter]
        late_reminders: once
        remind: [{before: 30 jours, do: [dire]}, {before: 28 jours, do: [rappeler]}]
      fin: {after: 90 jours, fire: finir}
  fini: {label: Fini, final: true}
"""


LONG_AGO = SystemClock().now() - datetime.timedelta(days=400)


def watched(site: Terminal) -> Terminal:
    """The same site with this file in a folder of its own."""
    folder = site.folder / "workflows"
    folder.mkdir()
    (folder / "veille.yaml").write_text(VEILLE, encoding="utf-8")
    site.variables["PARCOURS_WORKFLOWS"] = str(folder)
    return site


def enters(site: Terminal, person: str, at: datetime.datetime = LONG_AGO) -> str:
    """Somebody who entered at that instant."""
    start = ("start", "veille", "entrer", "--person", person, "--json")
    case: str = site.done(*start, now=at.isoformat()).json["case"]
    return case


def journal(site: Terminal, case: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = site.done("journal", case, "--json").json
    return found


def names(site: Terminal, case: str) -> list[str]:
    return [fact["name"] for fact in journal(site, case)]


class Daemon:
    """A daemon at work. Its lines are read as they come."""

    def __init__(self, site: Terminal, *command: str, **variables: str) -> None:
        environment = {**os.environ, **site.environment(""), **variables}
        self.process = subprocess.Popen(
            [sys.executable, *command], cwd=site.folder, env=environment, stderr=subprocess.PIPE, text=True
        )
        self.heard: list[dict[str, Any]] = []
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()

    def until(self, event: Event, **said: object) -> dict[str, Any]:
        """The next line that says so; fails when none comes."""
        while True:
            line = self._lines.get(timeout=SOON)
            assert line, f"it ended: {self.heard}"
            told: dict[str, Any] = json.loads(line)
            self.heard.append(told)
            if told["event"] == event and said.items() <= told.items():
                return told

    def ends(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Its exit code once it has been told."""
        self.process.send_signal(number)
        code = self.process.wait(SOON)
        self._thread.join(SOON)
        while not self._lines.empty():
            line = self._lines.get()
            self.heard += [json.loads(line)] if line else []
        return code

    def events(self) -> list[str]:
        return [line["event"] for line in self.heard]

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._lines.put(line)
        self._lines.put("")


@contextmanager
def serving(site: Terminal, *arguments: str, **variables: str) -> Iterator[Daemon]:
    """A daemon, which has made its first turn; killed at the end of the block, if it still runs."""
    told = ("--log-format", "json", "--node", "n1", *arguments)
    with ended(Daemon(site, "-m", "parcours", "serve", *told, **variables)) as daemon:
        daemon.until(Event.RELOADED)
        yield daemon


@contextmanager
def shifted(site: Terminal, shift: Path) -> Iterator[Daemon]:
    """The same on a machine whose wall clock is that of this one, and as many seconds as the file says."""
    paths = os.pathsep.join(sys.path)
    with ended(Daemon(site, __file__, str(shift), PYTHONPATH=paths)) as daemon:
        yield daemon


@contextmanager
def ended(daemon: Daemon) -> Iterator[Daemon]:
    try:
        yield daemon
    finally:
        daemon.process.kill()
        daemon.process.wait()


@dataclass(frozen=True)
class Shifted:
    """The clocks of this machine, of which whoever writes the file turns the one that can be turned."""

    file: Path

    def now(self) -> datetime.datetime:
        return SystemClock().now() + datetime.timedelta(seconds=float(self.file.read_text()))

    def since_boot(self) -> float:
        return SystemClock().since_boot()


def main() -> None:
    service = Service(node="n1", format=Format.JSON)
    raise SystemExit(0 if serve(settings.read(os.environ), service, Shifted(Path(sys.argv[1]))) else 1)


if __name__ == "__main__":
    main()
