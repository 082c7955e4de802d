"""A short life in a cooperative, led through the parcours of some age, so that its database can be kept as it was.

PYTHONPATH=<checkout of that age>/engine python tests/migration/life.py tests/migration/databases/<revision>
"""

import base64
import datetime
import gzip
import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from parcours.adapters.storage import open_store
from parcours.adapters.vault import read_key
from parcours.model.delivery import Attempt, Document, Lease, OutboxStatus, Outcome

SITE_KEY = bytes(range(32))
SAID_BY_MACHINES = ("Zéphyrine-essai", "Zéphyrine-recu", "Zéphyrine-lettre", "Zéphyrine-incident", "Zéphyrine-resolu")
FILE = """
format: 1
id: foyer
title: Foyer
law: []
backdating: 30 jours
calendar: {timezone: Europe/Paris, holidays: FR}
roles: {accueil: {label: Accueil}}
dossier: {nom: {type: text, label: Nom}, ville: {type: text, label: Ville, personal: false}}
events:
  entrer: {label: Entrée, by: [accueil], do: [ecrire, rappeler]}
  dire: {label: Parole, by: [accueil], note: true, input: {mot: {type: text, label: Mot}}}
  embaucher: {label: Embauche, by: [accueil]}
  licencier: {label: Rupture, by: [accueil]}
  oublier: {label: Oubli, by: [accueil]}
contracts:
  salariat: {label: Salariat, begin: [embaucher], terminate: [licencier]}
actions:
  ecrire: {label: Écrire, use: email, with: {modele: mot, role: accueil}}
  rappeler: {label: Rappeler, by: accueil, due: {after: 5 jours}}
entry: {entrer: {to: dedans}}
stages:
  dedans:
    label: Dedans
    transitions: {embaucher: {to: salarie}, oublier: {to: oublie}}
    deadlines: {relance: {after: 1 mois, do: [ecrire]}}
  salarie: {label: Salarié, contract: salariat, transitions: {licencier: {to: dedans}}}
  oublie: {label: Oublié, final: true, outcome: other}
"""


class Site:
    """A folder with a database, its key and its workflow, led by commands of another process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        letters = folder / "workflows" / "modeles" / "courriels"
        letters.mkdir(parents=True)
        (letters / "mot.md").write_text("Un mot\n\nBonjour.\n")
        (folder / "workflows" / "foyer.yaml").write_text(FILE)
        self.key = folder / "parcours.key"
        self.key.write_bytes(base64.b64encode(SITE_KEY) + b"\n")
        self.key.chmod(0o600)

    def run(self, *command: str, now: str = "2026-01-05") -> Any:
        own = {"PARCOURS_DATABASE": self.url, "PARCOURS_WORKFLOWS": str(self.folder / "workflows"), "PARCOURS_NOW": now}
        done = subprocess.run(
            [sys.executable, "-m", "parcours", "--json", *command],
            env={**os.environ, **own},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout or "null")

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'parcours.db'}"


def live(site: Site) -> None:
    site.run("init")
    enters = ("start", "foyer", "entrer", "--person")
    first = site.run(*enters, "P-1", "--set", "nom=Zéphyrine-nom", "--set", "ville=Brest", "--key", "k-1")["case"]
    site.run("send", first, "dire", "--set", "mot=Zéphyrine-mot")
    site.run("send", first, "embaucher")
    other = site.run(*enters, "P-1", "--set", "nom=Zéphyrine-second", now="2026-01-06")["case"]
    site.run(*enters, "P-2", "--set", "nom=Anne", now="2026-01-06")
    machines(site, first)
    site.run("update", other, "--set", "ville=Quimper", now="2026-01-07")
    site.run("tick", now="2026-03-01")
    third = site.run(*enters, "P-3", "--set", "nom=Zéphyrine-partie", now="2026-03-01")["case"]
    site.run("send", third, "oublier", now="2026-03-02")
    if can_erase():
        site.run("erase", "P-3", "--cae", "foyer", "--reason", "demande", "--yes", now="2026-03-03")
        site.run("erase", "P-2", "--cae", "foyer", "--legal-hold", "--reason", "litige", now="2026-03-03")
    assert site.run("verify", now="2026-03-04")["sound"] is True


def can_erase() -> bool:
    said = subprocess.run([sys.executable, "-m", "parcours", "erase", "--help"], capture_output=True, check=False)
    return said.returncode == 0


def machines(site: Site, case: str) -> None:
    """What the sending of messages leaves: a try, a document, incidents and how one ended."""
    now = datetime.datetime(2026, 1, 6, 12, tzinfo=datetime.UTC)
    detail, receipt, letter, incident, resolution = SAID_BY_MACHINES
    with closing(open_store(site.url, read_key(site.key), site.key)) as store, store.transaction() as transaction:
        tried = transaction.claim_effects("foyer", Lease("n", now, now + datetime.timedelta(minutes=1)), 1)[0]
        of_effect = (case, tried.fact, tried.effect.index)
        transaction.keep_attempt("foyer", Attempt(*of_effect, 1, now, "n", Outcome.DELIVERED, detail, receipt))
        transaction.settle_effect("foyer", *of_effect, OutboxStatus.DELIVERED, now)
        made = Document(*of_effect, "ecrire", letter, "text/plain", "d0", now)
        transaction.keep_document("foyer", "P-1", made, b"Bonjour")
        transaction.open_incident("foyer", "effect_failed", f"{case}/{tried.fact}/0", incident, now)
        transaction.resolve_incident(1, now, resolution, "ops")
        transaction.open_incident("", "clock", "n", "horloge en avance", now)


def keep(into: Path) -> None:
    with TemporaryDirectory() as folder:
        site = Site(Path(folder))
        live(site)
        into.mkdir(parents=True)
        (into / "parcours.db.gz").write_bytes(gzip.compress((site.folder / "parcours.db").read_bytes(), mtime=0))
        kinds = ("checkpoints", "erasures", "holds")
        for beside in (each for kind in kinds for each in site.folder.glob(f"*.{kind}")):
            (into / beside.name).write_bytes(beside.read_bytes())


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
