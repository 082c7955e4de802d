"""The daemon and its plugins: what is ready leaves, what will not end is given back, and nothing is believed."""

import datetime
import os
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from daemons import SOON, serving
from parcours.adapters.clock import SystemClock
from terminals import Terminal

FILE = """
format: 1
id: envois
title: Envois
calendar: {timezone: Europe/Paris, holidays: FR}
roles: {accueil: {label: Accueil}}
events:
  entrer: {label: Entrée, by: [accueil], do: [depot]}
  sortir: {label: Sortie, by: [accueil]}
actions: {depot: {label: Dépôt, use: sms, with: {texte: "{{ settings.maison }} {{ case.id }}"}}}
entry: {entrer: {to: suivi}}
stages:
  suivi: {label: Suivi, transitions: {sortir: {to: fin}}}
  fin: {label: Fin, final: true}
"""
PLUGIN = """
import os, threading
from pathlib import Path
from parcours.plugin import Action, Delivered, hookimpl

with Path({folder!r}, "loaded").open("a") as loaded:
    loaded.write(f"{{os.getpid()}}\\n")
SCHEMA = {{"type": "object", "properties": {{"texte": {{"type": "string"}}}}, "required": ["texte"]}}

def drop(job):
    place = Path({folder!r}, job.key.replace("/", "_"))
    place.write_text(job.parameters["texte"])
    if Path({folder!r}, "began").exists():
        Path({folder!r}, "began").write_text(str(os.getpid()))
        threading.Event().wait()
    return Delivered("déposé")

@hookimpl
def parcours_actions():
    return [Action("sms", "Dépose", SCHEMA, drop)]
"""
SITE = """
[textes]
maison = "La coopérative"
"""


@pytest.fixture
def case(site: Terminal) -> str:
    """Somebody who has entered, and whose first message waits; whatever it drops is in `sink`."""
    plugins, sink = site.folder / "extensions", site.folder / "sink"
    files = site.folder / "workflows"
    for each in (plugins, sink, files):
        each.mkdir()
    (plugins / "depot.py").write_text(PLUGIN.format(folder=str(sink)))
    (plugins / "casse.py").write_text("raise ValueError('hunter2')\n")
    (site.folder / "parcours.toml").write_text(SITE)
    (files / "envois.yaml").write_text(FILE)
    site.variables["PARCOURS_WORKFLOWS"] = str(files)
    site.variables["PARCOURS_PLUGINS"] = str(plugins)
    opened: str = site.done("start", "envois", "entrer", "--person", "P-1", "--json").json["case"]
    return opened


@contextmanager
def hanging(site: Terminal) -> Iterator[Callable[[], int]]:
    """While messages never end; waits until one has begun, and says in which process."""
    pipe = site.folder / "sink" / "began"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    def began() -> int:
        assert select.select([reader], [], [], SOON)[0]
        return int(os.read(reader, 100))

    yield began
    pipe.unlink()
    os.close(reader)


def effect(site: Terminal, case: str) -> dict[str, object]:
    (found,) = site.done("effects", "--case", case, "--json").json
    return dict(found)


def test_once_delivers_all_that_is_ready_and_names_the_plugin_that_does_not_load(site: Terminal, case: str) -> None:
    told = site.done("serve", "--dry-run", "--json").json["effects"]
    assert [(each["label"], each["held"]) for each in told] == [("Dépôt", None)]
    assert not (site.folder / "sink" / f"{case}_1_0").exists()

    said = site.done("serve", "--once")

    assert (site.folder / "sink" / f"{case}_1_0").read_text() == f"La coopérative {case}"
    assert effect(site, case)["status"] == "delivered"
    (incident,) = site.done("incidents", "list", "--json").json
    assert (incident["kind"], incident["subject"], incident["detail"]) == (
        "broken_plugin",
        "site/casse",
        "ValueError, ligne 1",
    )
    assert "hunter2" not in said.err + said.out
    assert site.done("reconcile").code == 0


def test_a_daemon_told_to_stop_gives_back_what_does_not_end(site: Terminal, case: str) -> None:
    with hanging(site) as began, serving(site, "--no-http") as daemon:
        process = began()
        assert daemon.ends() == 0
    loaded = (site.folder / "sink" / "loaded").read_text().split()
    assert (str(process) in loaded, str(daemon.process.pid) in loaded) == (True, False)
    waiting = effect(site, case)
    assert (waiting["status"], waiting["node"]) == ("waiting", "")

    site.done("serve", "--once", now=in_an_hour())
    assert effect(site, case)["status"] == "delivered"


def test_a_daemon_killed_in_the_middle_of_a_message_leaves_it_to_the_next_and_no_process_behind(
    site: Terminal, case: str
) -> None:
    with hanging(site) as began, serving(site, "--no-http") as daemon:
        orphan = os.pidfd_open(began())
        daemon.ends(signal.SIGKILL)
    assert effect(site, case)["node"] == "n1"

    site.done("serve", "--once", now=in_an_hour())

    assert effect(site, case)["status"] == "delivered"
    assert site.done("reconcile").code == 0
    assert site.done("verify").code == 0
    assert select.select([orphan], [], [], SOON)[0]
    os.close(orphan)


def in_an_hour() -> str:
    """When every lease has ended."""
    return (SystemClock().now() + datetime.timedelta(hours=1)).isoformat()
