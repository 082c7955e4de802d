"""The daemon and its plugins: what is ready leaves, what will not end is given back, and nothing is believed."""

import datetime
import json
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
  repondre: {label: Réponses, by: [accueil], note: true, do: [absent, casse, plus_tard, inconnu]}
  sortir: {label: Sortie, by: [accueil]}
actions:
  depot: {label: Dépôt, use: sms, with: {texte: "{{ settings.maison }} {{ case.id }}"}}
  absent: {label: Absent, use: absent}
  casse: {label: Cassé, use: casse}
  plus_tard: {label: Plus tard, use: plus_tard}
  inconnu: {label: Inconnu, use: inconnu}
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
ANSWERS = """
from parcours.plugin import Action, Failed, Later, Unreachable, hookimpl

@hookimpl
def parcours_actions():
    answers = {{"absent": Unreachable("personne"), "casse": Failed("jamais"), "plus_tard": Later("occupé", 3600)}}
    answers |= {{each: Failed("jamais") for each in {more!r}}}
    return [Action(use, use, {{}}, lambda job, answer=answer: answer) for use, answer in answers.items()]
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
    (plugins / "reponses.py").write_text(ANSWERS.format(more=["inconnu"]))
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


def asks_all(site: Terminal, case: str) -> None:
    """Beside the message that is ready: four that end each in its own way, the last one for want of its plugin."""
    site.done("send", case, "repondre")
    (site.folder / "extensions" / "reponses.py").write_text(ANSWERS.format(more=[]))


def test_once_says_what_left_what_reached_nobody_what_failed_and_what_waits(site: Terminal, case: str) -> None:
    asks_all(site, case)

    dry = site.done("serve", "--dry-run", now="")
    assert f"Partirait : Dépôt (sms), dossier {case}" in dry.out
    assert f"Partirait : Absent (absent), dossier {case}" in dry.out

    said = site.done("serve", "--once", now="")
    told = " ".join(said.out.split())
    assert "0 fait, 2 effets partis." in told  # with what announces the task
    assert "1 effet sans joindre personne : une tâche le dit." in told
    # The message that will never leave, the use that nobody does, the file that asks for it, the plugin that breaks.
    assert "4 incidents de plus : `parcours incidents list` les dit." in told
    assert "En attente : 1 effet, le premier le " in told


def test_what_announces_a_task_of_the_engine_has_a_name_wherever_it_is_told(site: Terminal, case: str) -> None:
    asks_all(site, case)
    site.done("serve", "--once", now="")
    named = "joindre autrement la personne : Absent"

    assert f"{named} : parti" in site.done("effects", "--case", case, now="").out
    assert f"{named} (decide), envoyé" in site.done("export-person", "P-1", "--cae", "envois", now="").out
    site.done("send", case, "sortir", now="")
    erased = site.run("erase", "P-1", "--cae", "envois", "--reason", "demande", now="", typed="non\n")
    assert f"{named} (dossier {case}" in erased.out


def test_each_try_is_a_line_of_the_log_with_the_fact_and_without_a_word(site: Terminal, case: str) -> None:
    said = site.done("serve", "--once", "--log-format", "json", now="")
    (line,) = (each for each in map(json.loads, said.err.splitlines()) if each["event"] == "tried")
    assert {name: line[name] for name in ("case", "fact", "use", "outcome")} == {
        "case": case,
        "fact": 1,
        "use": "sms",
        "outcome": "delivered",
    }
    assert "coopérative" not in said.err


def test_once_on_a_clock_behind_its_database_says_what_to_look_at(site: Terminal, case: str) -> None:
    behind = site.run("serve", "--once", now="2026-01-04")
    assert (behind.code, effect(site, case)["status"]) == (1, "waiting")
    told = " ".join(behind.out.split())
    assert "rien n'a été fait" in told
    assert "`parcours health` dit de combien" in told
    # From noon on 4 January to noon on the 5th, when the message was asked for: a whole day, 1,440 minutes.
    assert "retarde de 1440 min" in " ".join(site.run("health", now="2026-01-04").out.split())


def test_once_answers_scripts_with_the_same(site: Terminal, case: str) -> None:
    asks_all(site, case)
    done = site.done("serve", "--once", "--json", now="").json
    assert done["effects"] == {"delivered": 2, "unreachable": 1, "failed": 1, "later": 1}
    assert (done["incidents"], done["waiting"]) == (4, 1)
    assert datetime.datetime.fromisoformat(done["next_at"]) > SystemClock().now() - datetime.timedelta(minutes=1)


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
