"""Letters that come back, as operations and mail servers hand them over."""

import mailbox
import os
import subprocess
import sys
from pathlib import Path

import pytest

from couriers import couriers, offer
from parcours.bootstrap import keyed
from parcours.plugin import Delivered
from parcours.runtime.effects.dispatcher import Dispatcher
from parcours.settings import read
from post import SITE
from returned import report
from terminals import Terminal

FILE = """
format: 1
id: envois
title: Envois
calendar: {timezone: Europe/Paris, holidays: FR}
roles: {accueil: {label: Accueil}}
dossier: {courriel: {type: email, personal: true}}
events:
  entrer: {label: Entrée, by: [accueil], do: [lettre]}
  sortir: {label: Sortie, by: [accueil]}
actions:
  lettre: {label: La lettre, use: email, with: {modele: alerte, vers: "{{ dossier.courriel }}"}}
entry: {entrer: {to: suivi}}
stages:
  suivi: {label: Suivi, transitions: {sortir: {to: fin}}}
  fin: {label: Fin, final: true}
"""


@pytest.fixture
def letter(site: Terminal) -> tuple[str, bytes]:
    """The case, and the report that its letter, which has left, came back."""
    (site.folder / "envois.yaml").write_text(FILE)
    start = ("start", "envois.yaml", "entrer", "--person", "P-1", "--set", "courriel=marion@exemple.fr")
    case: str = site.done(*start, "--json").json["case"]
    workers = couriers(offer("email"))
    with keyed(read(site.environment("2026-01-05"))) as opened:
        node = Dispatcher(opened.engine, SITE, workers, "a", lambda: 0.0)
        node.dispatch(opened.engine.clock.now())
        (job,) = workers.left
        workers.end(job.key, Delivered("ok"))
        node.collect()
    return case, report("postfix-hard", job.reference)


def test_a_mail_server_pours_a_report_in(site: Terminal, letter: tuple[str, bytes]) -> None:
    case, returned = letter
    command = [sys.executable, "-m", "parcours", "bounces", "-"]
    environment = {**os.environ, **site.environment("2026-01-05")}

    said = subprocess.run(command, input=returned, cwd=site.folder, env=environment, capture_output=True, check=True)

    told = " ".join(said.stdout.decode().split())
    assert told == f"Dossier {case}, « La lettre » : n'a joint personne ; une tâche le dit (Accueil)."
    assert b"marion" not in said.stdout + said.stderr
    tasks = site.done("task", "list", case).out
    assert "joindre autrement la personne" in " ".join(tasks.split())
    assert "déjà connu" in site.done("bounces", keep(site, returned)).out


def test_letters_of_a_maildir_are_filed_away_and_others_left(site: Terminal, letter: tuple[str, bytes]) -> None:
    case, returned = letter
    box = mailbox.Maildir(site.folder / "retours")
    box.add(returned)
    box.add(report("away", "x"))

    found = site.done("bounces", "retours", "--json").json

    assert sorted((each["standing"], each["case"]) for each in found) == [("foreign", ""), ("reported", case)]
    assert len(list((site.folder / "retours" / "new").iterdir())) == 1
    assert "Lettres sans rapport avec nos envois : 1." in site.done("bounces", "retours").out


def test_the_daemon_watches_the_box_that_the_site_names(site: Terminal, letter: tuple[str, bytes]) -> None:
    case, returned = letter
    mailbox.Maildir(site.folder / "retours").add(returned)
    (site.folder / "parcours.toml").write_text('[retours]\ndossier = "retours"\n')

    for _ in range(2):
        process = site.spawn("serve", "--once")
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said

    assert "marion" not in said
    assert len(site.status(case, "2026-01-05")["tasks"]) == 1


def test_what_cannot_be_read_is_told(site: Terminal) -> None:
    refused = site.run("bounces", "absent.eml")
    assert refused.code == 2
    assert "« absent.eml » ne peut pas être lu" in refused.complaint


def keep(site: Terminal, returned: bytes) -> str:
    path = Path(site.folder, "retour.eml")
    path.write_bytes(returned)
    return str(path)
