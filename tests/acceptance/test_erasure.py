"""Fifty words of a person, in every place that takes any: once erased, an older backup brings none of them back."""

import datetime
import hashlib
import json
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from parcours import bootstrap
from parcours.adapters.storage.schema import QUOTING
from parcours.bootstrap import Site
from parcours.model.delivery import Attempt, Document, Lease, OutboxStatus, Outcome
from parcours.settings import Settings
from terminals import Terminal
from traces import traces

FIELDS = tuple(f"champ_{number:02}" for number in range(1, 17))
INPUTS = tuple(f"mot_{number}" for number in range(1, 9))
TEXT = "{{type: text, label: {0}}}"
FILE = f"""
format: 1
id: foyer
title: Foyer
law: []
backdating: 30 jours
calendar: {{timezone: Europe/Paris, holidays: FR}}
roles: {{accueil: {{label: Accueil}}}}
dossier: {{{", ".join(f"{each}: {TEXT.format(each)}" for each in FIELDS)}}}
events:
  entrer: {{label: Entrée, by: [accueil], do: [ecrire, rappeler], input: {{accueil_par: {TEXT.format("Qui")}}}}}
  dire: {{label: Parole, by: [accueil], note: true, input: {{{", ".join(f"{e}: {TEXT.format(e)}" for e in INPUTS)}}}}}
  noter: {{label: Note, by: [accueil], note: true, input: {{note: {{type: text, label: Note, into: champ_01}}}}}}
  signer: {{label: Signature, by: [accueil], do: [rappeler]}}
  rompre: {{label: Rupture, by: [accueil], input: {{motif: {TEXT.format("Motif")}}}}}
  partir: {{label: Départ, by: [accueil], do: [ecrire], input: {{motif: {TEXT.format("Motif")}}}}}
  terme: {{label: Terme}}
contracts:
  appui:
    label: Appui
    begin: [signer]
    terminate: [rompre]
    expire: terme
    term: {{min: 1 mois, max: 12 mois, default: 12 mois}}
actions:
  ecrire: {{label: Écrire, use: email, with: {{modele: mot, role: accueil}}}}
  rappeler: {{label: Rappeler, by: accueil, due: {{after: 5 jours}}}}
entry: {{entrer: {{to: dedans}}}}
stages:
  dedans:
    label: Dedans
    transitions: {{partir: {{to: parti}}, signer: {{to: suivi}}}}
    deadlines: {{relance: {{after: 1 mois, do: [ecrire]}}}}
  suivi:
    label: Suivi
    contract: appui
    transitions: {{partir: {{to: parti}}, rompre: {{to: dedans}}, terme: {{to: dedans}}}}
  parti:
    label: Parti
    final: true
    outcome: exit
    retention: [{{after: 1 an, then: archive}}, {{after: 2 ans, then: erase, source: "C. civ. 2224"}}]
"""
AFTER = "2028-06-01"


class Planted:
    """Words that nothing else says, one for each place."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def new(self, place: str) -> str:
        self.words.append(f"Zéphyrine-{len(self.words) + 1:02}-{place}")
        return self.words[-1]


class Cooperative:
    """A site as `cron` and people keep it: a folder, what the commands said in a log, backups in another folder."""

    def __init__(self, folder: Path) -> None:
        self.site = folder / "site"
        self.site.mkdir()
        (self.site / "workflows").mkdir()
        (self.site / "workflows" / "foyer.yaml").write_text(FILE)
        letters = self.site / "workflows" / "modeles" / "courriels"
        letters.mkdir(parents=True)
        (letters / "mot.md").write_text("Un mot\n\nBonjour.\n")
        self.terminal = Terminal(self.site, {"PARCOURS_WORKFLOWS": str(self.site / "workflows")})
        (folder / "copies").mkdir()
        self.copies = folder / "copies"
        self.log("init")

    def log(self, *command: str, now: str = "2026-01-05", code: int = 0) -> str:
        """Runs a command of those left to `cron` and keeps all that it said."""
        said = self.terminal.run(*command, now=now)
        assert said.code == code, said.err or said.out
        with (self.site / "parcours.log").open("a") as file:
            file.write(f"{said.out}{said.err}")
        return said.out

    def run(self, *command: str, now: str = "2026-01-05", code: int = 0) -> str:
        """Runs one that answers somebody at a terminal: what it says is kept nowhere."""
        said = self.terminal.run(*command, now=now)
        assert said.code == code, said.err or said.out
        return said.out

    def json(self, *command: str, now: str = "2026-01-05") -> Any:
        return json.loads(self.run(*command, "--json", now=now))

    def counts(self, database: Path) -> Counter[tuple[str, str]]:
        """How many cases ended where, or stand where."""
        with closing(sqlite3.connect(database)) as connection:
            rows = connection.execute("SELECT stage, state FROM cases").fetchall()
        return Counter((stage, json.loads(state).get("outcome", "")) for stage, state in rows)


def live(house: Cooperative, said: Planted) -> str:
    """A life in the cooperative, told by the words people give on the way; the older backup is taken in its middle."""
    fields = [part for each in FIELDS for part in ("--set", f"{each}={said.new(each)}")]
    enters = ("start", "foyer", "entrer", "--person", "P-1", "--key", "k-0")
    case: str = house.json(*enters, *fields, "--set", f"accueil_par={said.new('entree')}")["case"]
    house.run("update", case, "--set", f"champ_02={said.new('corrige')}", "--key", "k-1")
    house.run("update", case, "--set", "champ_03=")
    inputs = [part for each in INPUTS for part in ("--set", f"{each}={said.new(each)}")]
    house.run("send", case, "dire", *inputs, "--key", "k-2")
    house.run("send", case, "noter", "--set", f"note={said.new('note')}")
    house.run("send", case, "signer", "--set", "term=12 mois")
    kept = house.json("send", case, "rompre", "--set", "ends_on=2026-02-28", "--set", f"motif={said.new('garde')}")[
        "seq"
    ]
    house.run("pending", case, "--cancel", str(kept))
    house.run("send", case, "rompre", "--set", "ends_on=2026-02-20", "--set", f"motif={said.new('rompu')}")
    house.run("revoke", case, "--to", str(kept - 1), "--reason", said.new("erreur"), "--replay", "--yes")
    house.run("send", case, "dire", "--set", f"mot_1={said.new('encore')}", "--set", "mot_2=", code=1)
    house.log("erase", "P-1", "--cae", "foyer", "--legal-hold", "--reason", said.new("gel"))
    house.log("erase", "P-1", "--cae", "foyer", "--lift-hold")
    house.log("erase", "P-1", "--cae", "foyer", "--legal-hold", "--reason", said.new("gel"))
    with bootstrap.opened(settings(house)) as site:
        machines(site, case, said)
    house.log("backup", str(house.copies / "ancienne.db"), now="2026-01-06")
    house.log("tick", now="2026-03-01")
    house.run("send", case, "partir", "--set", f"motif={said.new('depart')}", "--key", "k-3", now="2026-03-10")
    other = house.json("start", "foyer", "entrer", "--person", "P-1", "--set", f"champ_01={said.new('second')}",
                       now="2026-03-10")["case"]  # fmt: skip
    house.run("close", other, "--reason", said.new("cloture"), now="2026-03-11")
    house.log("task", "list", now="2026-03-11")
    house.log("backup", str(house.copies / "recente.db"), now="2026-03-12")
    return case


def settings(house: Cooperative, now: str = "2026-01-05T12:00+00:00") -> Settings:
    return Settings(database=f"sqlite:///{house.terminal.database}", now=datetime.datetime.fromisoformat(now))


def machines(site: Site, case: str, said: Planted) -> None:
    """What the sending of messages leaves: tries and receipts, documents, incidents and how they ended."""
    now = site.engine.clock.now()
    with site.store.transaction() as transaction:
        lease = Lease("n", now, now + datetime.timedelta(minutes=1))
        tried = transaction.claim_effects("foyer", lease, 1)[0]
        for number, outcome in enumerate((Outcome.FAILED, Outcome.DELIVERED), 1):
            told = (said.new("essai"), said.new("recu"))
            transaction.keep_attempt("foyer", Attempt(case, tried.fact, 0, number, now, "n", outcome, *told))
        transaction.settle_effect("foyer", case, tried.fact, 0, OutboxStatus.DELIVERED, now)
        for number in range(3):
            name = said.new("fichier")
            content = said.new("lettre").encode()
            digest = hashlib.sha256(content).hexdigest()
            letter = Document(case, tried.fact, number, "ecrire", name, "text/plain", digest, now)
            transaction.keep_document("foyer", "P-1", letter, content)
        transaction.open_incident("foyer", "effect", f"{case}/{tried.fact}/0", said.new("incident"), now)
        transaction.open_incident("foyer", "stuck", case, said.new("incident"), now)
        transaction.resolve_incident(1, now, said.new("resolu"), "ops")


@pytest.fixture
def house(tmp_path: Path) -> Cooperative:
    return Cooperative(tmp_path)


def test_an_older_backup_brings_nobody_back(house: Cooperative, tmp_path: Path) -> None:
    said = Planted()
    case = live(house, said)
    reason = said.new("effacement")
    house.run("start", "foyer", "entrer", "--person", "P-2", "--set", "champ_01=Anne", now=AFTER)
    house.log("tick", now="2028-05-30")  # held: its retention ends, nobody is erased
    assert len(said.words) == len(set(said.words)) == 50
    before = house.counts(house.terminal.database)
    assert house.log("verify", now=AFTER)
    house.run("erase", "P-1", "--cae", "foyer", "--reason", "x", "--yes", now=AFTER, code=1)
    assert wrapped(house.terminal.database)

    house.log("erase", "P-1", "--cae", "foyer", "--lift-hold", now=AFTER)
    erased = house.json("erase", "P-1", "--cae", "foyer", "--reason", reason, "--yes", now=AFTER)
    assert erased["wiped"] is True
    assert [(each["label"], each["case"]) for each in erased["erased"][0]["sent"]] == [("Écrire", case)]
    check_nothing_is_left(house, said, house.terminal.database)
    assert house.counts(house.terminal.database) == before
    assert house.json("verify", now=AFTER)["findings"] == []
    house.run("journal", case, now=AFTER)
    house.run("export-person", "P-1", "--cae", "foyer", now=AFTER)

    burnt = house.terminal.database
    burnt.rename(tmp_path / "brulee.db")
    then = house.counts(house.copies / "ancienne.db")
    restored = house.json("restore", str(house.copies / "ancienne.db"), now=AFTER)
    assert restored["erased"] == [{"cae": "foyer", "person": "P-1"}]
    check_nothing_is_left(house, said, house.terminal.database)
    assert house.counts(house.terminal.database) == then
    assert {each["kind"] for each in restored["verification"]["findings"]} == {
        "case_vanished",
        "checkpoint_missing",
        "journal_shortened",
    }
    assert "relance" in house.log("tick", now=AFTER)  # the case goes on as it was then, but nobody is written to
    with closing(sqlite3.connect(house.terminal.database)) as connection:
        assert connection.execute("SELECT count(*) FROM deliveries WHERE case_id = ?", (case,)).fetchone() == (0,)
    check_nothing_is_left(house, said, house.terminal.database)


def wrapped(database: Path) -> list[tuple[str]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT person FROM keys WHERE person = 'P-1'").fetchall()


def check_nothing_is_left(house: Cooperative, said: Planted, database: Path) -> None:
    """Neither the words, in any file of the site, nor what would open those that are sealed."""
    assert traces(house.site, said.words) == []
    # In a backup nothing is erased, and nothing needs to be: no word of a person ever stood there in clear.
    assert traces(house.copies, said.words) == []
    assert wrapped(database) == []
    with closing(sqlite3.connect(house.copies / "ancienne.db")) as older:
        (key,) = older.execute("SELECT wrapped FROM keys WHERE person = 'P-1'").fetchone()
        sealed = [value for (value,) in older.execute("SELECT value FROM secrets")]
        for table in QUOTING:
            sealed += [said for (said,) in older.execute(f"SELECT said FROM {table.name} WHERE said IS NOT NULL")]
    files = [path.read_bytes() for path in house.site.rglob("*") if path.is_file()]
    assert all(each not in held for each in (key, *sealed) for held in files)
    # What the page on erasing says of old backups: they can still be opened by who has them and the key.
    assert key in (house.copies / "ancienne.db").read_bytes()


def test_a_copy_put_back_by_hand_is_told_and_set_right(house: Cooperative) -> None:
    said = Planted()
    live(house, said)
    house.log("erase", "P-1", "--cae", "foyer", "--lift-hold", now=AFTER)
    house.log("erase", "P-1", "--cae", "foyer", "--reason", "demande", "--yes", now=AFTER)
    shutil.copy(house.copies / "recente.db", house.terminal.database)

    found = house.terminal.run("verify", "--json", now=AFTER)
    assert "erasure_undone" in {each["kind"] for each in found.json["findings"]}
    assert house.json("erase", "--due", now=AFTER)["erased"][0]["person"] == "P-1"
    check_nothing_is_left(house, said, house.terminal.database)
    assert "erasure_undone" not in {
        each["kind"] for each in house.terminal.run("verify", "--json", now=AFTER).json["findings"]
    }


def test_who_lacks_the_key_reads_what_happened_and_no_word_of_it(house: Cooperative) -> None:
    said = Planted()
    case = live(house, said)
    read = house.json("incidents", "list", "--resolved", now="2026-03-12")
    assert [(each["detail"], each["resolution"]) for each in read[:2]] == [
        tuple(each for each in said.words if each.endswith(("incident", "resolu")))[::2],
        (next(each for each in said.words[::-1] if each.endswith("incident")), ""),
    ]
    (house.site / "parcours.key").rename(house.site / "ailleurs.key")
    told = [house.run(*each, now="2026-03-12") for each in (("effects", "--case", case), ("incidents", "show", "2"))]
    told.append(house.run("health", now="2026-03-12", code=1))

    assert all("scellé" in each for each in told)
    assert [each for each in said.words if any(each in one for one in told)] == []
    found = house.json("incidents", "list", "--resolved", now="2026-03-12")[:2]
    assert [(each["detail"], each["unread"]) for each in found] == [(None, "sealed")] * 2


def test_what_is_said_of_somebody_erased_is_told_to_be_erased(house: Cooperative) -> None:
    said = Planted()
    case = live(house, said)
    house.log("erase", "P-1", "--cae", "foyer", "--lift-hold", now=AFTER)
    house.log("erase", "P-1", "--cae", "foyer", "--reason", "demande", "--yes", now=AFTER)

    for command in (
        ("effects", "--case", case),
        ("incidents", "show", "1"),
        ("export-person", "P-1", "--cae", "foyer"),
    ):
        assert "effacé" in house.run(*command, now=AFTER)
    assert "effacé" in house.run("health", now=AFTER, code=1)
    (line,) = house.json("effects", "--case", case, now=AFTER)[:1]
    assert [(each["detail"], each["receipt"], each["unread"]) for each in line["attempts"]] == [
        (None, None, "erased")
    ] * 2


def test_who_confirms_sees_first_what_is_out_of_reach(house: Cooperative) -> None:
    live(house, Planted())
    house.log("erase", "P-1", "--cae", "foyer", "--lift-hold", now=AFTER)
    said = house.terminal.run("erase", "P-1", "--cae", "foyer", "--reason", "demande", typed="non\n", now=AFTER)

    assert said.code == 1
    assert "Déjà parti, hors d'atteinte : prévenez qui l'a reçu" in said.out
    assert "Attendait de partir, et ne partira pas" in said.out
    assert "Rien n'a été fait." in said.err
    assert wrapped(house.terminal.database)


def test_what_is_missing_or_does_not_go_together_is_told(house: Cooperative) -> None:
    run = house.terminal.run
    for words, command in (
        ("Il manque PERSONNE, --cae, --reason.", ["erase"]),
        ("Il manque --reason.", ["erase", "P-1", "--cae", "foyer"]),
        ("ne vont pas ensemble", ["erase", "P-1", "--due", "--legal-hold"]),
        ("Le motif est vide.", ["erase", "P-1", "--cae", "foyer", "--reason", " "]),
        ("n'a aucun dossier de la personne « P-9 »", ["export-person", "P-9", "--cae", "foyer"]),
        ("Il n'y a pas de fichier", ["restore", "rien.db"]),
        ("existe déjà", ["backup", str(house.terminal.database)]),
    ):
        said = run(*command)
        assert (said.code, said.out) == (2, "")
        assert words in said.complaint


def test_holds_that_a_backup_does_not_know_are_put_again_or_told(house: Cooperative) -> None:
    enters = ("start", "foyer", "entrer", "--person")
    house.run(*enters, "P-1", "--set", "champ_01=Anne")
    house.log("backup", str(house.copies / "ancienne.db"))
    house.run(*enters, "P-2", "--set", "champ_01=Yann")
    for person in ("P-1", "P-2"):
        house.log("erase", person, "--cae", "foyer", "--legal-hold", "--reason", "litige")
    house.terminal.database.unlink()
    said = house.run("restore", str(house.copies / "ancienne.db"), now="2026-01-07")

    assert "Gelée depuis, gelée de nouveau : P-1 (foyer)" in said
    assert "reposez son gel quand son dossier est ressaisi : P-2" in " ".join(said.split())
    assert "litige" in house.terminal.run("erase", "P-1", "--cae", "foyer", "--reason", "x", "--yes").complaint
    shutil.copy(house.copies / "ancienne.db", house.terminal.database)  # by hand
    assert "hold_undone" in {each["kind"] for each in house.terminal.run("verify", "--json").json["findings"]}
    put = house.json("erase", "--due", now="2026-01-08")
    assert put["held"] == [{"cae": "foyer", "person": "P-1"}]
    assert put["unheld"] == [{"cae": "foyer", "person": "P-2"}]


def test_an_imagined_future_erases_nobody(house: Cooperative) -> None:
    live(house, Planted())
    house.log("erase", "P-1", "--cae", "foyer", "--lift-hold", now="2026-03-12")
    assert house.json("tick", "--until", AFTER, "--yes", now="2026-03-12")["erased"] == []
    assert wrapped(house.terminal.database)


def test_a_person_is_given_their_file_in_words_and_for_machines(house: Cooperative, tmp_path: Path) -> None:
    said = Planted()
    case = live(house, said)
    out = tmp_path / "acces"
    house.terminal.done("export-person", "P-1", "--cae", "foyer", "-o", str(out), now="2026-03-12")
    text, plain = (out / "personne.txt").read_text(), json.loads((out / "personne.json").read_text())

    given = [each for each in said.words if not each.endswith(("lettre", "gel"))]  # a file by itself; who sued whom
    kept = [each for each in given if not each.endswith("encore")]  # refused: nothing was kept
    assert [each for each in kept if each not in text] == []
    assert [each for each in kept if each not in json.dumps(plain, ensure_ascii=False)] == []
    assert "Un gel interdit de les effacer depuis le 5 janvier 2026." in text
    assert {each["case"] for each in plain["cases"]} > {case}
    assert (out / "personne.txt").stat().st_mode & 0o777 == 0o600
    assert bootstrap.new_id() not in text
