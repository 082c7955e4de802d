"""What operations type when something could not leave, and when they ask whether all did."""

from collections.abc import Callable

import pytest

from couriers import couriers, offer
from parcours.bootstrap import keyed
from parcours.plugin import Answer, Delivered, Failed, Later
from parcours.runtime.effects.dispatcher import Dispatcher
from parcours.settings import read
from post import SITE
from terminals import Terminal

FILE = """
format: 1
id: envois
title: Envois
calendar: {timezone: Europe/Paris, holidays: FR}
roles: {accueil: {label: Accueil}}
dossier:
  courriel: {type: email, personal: true}
  nom: {type: text, personal: true}
events:
  entrer: {label: Entrée, by: [accueil]}
  ecrire: {label: Courrier, by: [accueil], note: true, do: [lettre]}
  appeler: {label: Appel, by: [accueil], note: true, do: [appel]}
  sortir: {label: Sortie, by: [accueil]}
actions:
  lettre: {label: Lettre, use: email, with: {modele: alerte, vers: "{{ dossier.courriel }}"}}
  appel: {label: Appel, use: webhook, with: {url: "https://exemple.fr"}}
entry: {entrer: {to: suivi}}
stages:
  suivi: {label: Suivi, transitions: {sortir: {to: fin}}}
  fin: {label: Fin, final: true}
"""
Carry = Callable[..., list[str]]


@pytest.fixture
def case(site: Terminal) -> str:
    (site.folder / "envois.yaml").write_text(FILE)
    start = ("start", "envois.yaml", "entrer", "--person", "P-1", "--set", "courriel=marion@exemple.fr")
    opened: str = site.done(*start, "--set", "nom=Kerbrat", "--json").json["case"]
    site.done("send", opened, "ecrire")
    site.done("send", opened, "appeler")
    return opened


@pytest.fixture
def carry(site: Terminal) -> Carry:
    """Hands out what is ready; every job ends so."""

    def carried(answer: Answer, now: str = "2026-01-05") -> list[str]:
        workers = couriers(offer("email"), offer("webhook"))
        with keyed(read(site.environment(now))) as opened:
            node = Dispatcher(opened.engine, SITE, workers, "a", lambda: 0.0)
            node.dispatch(opened.engine.clock.now())
            for job in workers.left:
                workers.end(job.key, answer)
            node.collect()
        return [job.action for job in workers.left]

    return carried


def test_what_could_not_leave_is_seen_tried_again_and_given_up(site: Terminal, case: str, carry: Carry) -> None:
    assert "Aucun incident ouvert." in site.done("incidents", "list").out
    carry(Failed("serveur inconnu de marion@exemple.fr"))

    listed = site.done("incidents", "list").out
    assert "effet qui ne peut pas" in listed
    assert "marion" not in listed
    first, second = (each["id"] for each in site.done("incidents", "list", "--json").json)
    shown = site.done("incidents", "show", str(first)).out
    assert "lettre, par « email »" in shown
    assert "`retry` le relance, `skip` l'abandonne." in shown
    said = site.run("reconcile")
    assert (said.code, f"{case}/3/0 (lettre) : attend quelqu'un" in said.out) == (1, True)

    assert "Résolu : 1 incident." in site.done("incidents", "retry", str(first)).out
    assert carry(Delivered("<42@ici>")) == ["lettre"]
    site.done("incidents", "skip", "--use", "webhook", "--reason", "appelé", "--author", "ops", typed="oui\n")
    ended = site.done("incidents", "show", str(second), "--json").json
    assert (ended["resolution"], ended["author"], ended["parked"]) == ("abandonné : appelé", "ops", False)
    assert site.done("reconcile", "--case", case).out.strip() == "1 dossier et 2 effets comparés : tout concorde."


def test_effects_are_told_try_by_try(site: Terminal, case: str, carry: Carry) -> None:
    carry(Later("occupé"))
    said = site.done("effects", "--case", case).out
    assert "3.0  Lettre : attend" in said
    assert "essai 1, 5 janvier 2026 à 13:00 : remis à plus tard (occupé)" in said  # noon UTC is 13:00 in Paris
    assert "prochain essai : 5 janvier 2026 à 13:00" in said  # 30 seconds later
    (letter, _) = site.done("effects", "--case", case, "--json").json
    assert (letter["key"], letter["status"], letter["attempts"][0]["outcome"]) == (f"{case}/3/0", "waiting", "later")


def test_people_read_their_own_hour_and_day_where_scripts_read_utc(site: Terminal, case: str, carry: Carry) -> None:
    # 22:30 UTC on 14 July is 00:30 on the 15th in Paris, two hours ahead in summer.
    late = "2026-07-14T22:30:00+00:00"
    carry(Failed("jamais"), late)

    assert "essai 1, 15 juillet 2026 à 00:30 : échec (jamais)" in site.done("effects", "--case", case).out
    assert "essai 1, 15 juillet 2026 à 00:30 : échec" in site.done("export-person", "P-1", "--cae", "envois").out
    assert "2026-07-15" in site.done("incidents", "list").out
    assert "15 juillet 2026" in site.done("incidents", "show", "1").out
    assert "15 July 2026" in site.done("incidents", "show", "1", "--lang", "en").out
    (tried,) = site.done("effects", "--case", case, "--json").json[0]["attempts"]
    assert tried["at"] == late
    assert site.done("incidents", "list", "--json").json[0]["opened_at"] == late


def test_a_crowd_of_incidents_is_confirmed_and_nothing_is_done_without(site: Terminal, case: str, carry: Carry) -> None:
    carry(Failed("jamais"))
    assert site.run("incidents", "retry").code == 2
    assert site.run("incidents", "retry", "--all", typed="non\n").out.strip() == "Résolu : 0 incident."
    assert site.run("incidents", "skip", "--all").code == 2  # a reason is asked
    assert site.run("incidents", "resolve", "--all", "--reason", "vu", "--yes").code == 1  # their effects wait
    kept = site.done("incidents", "list", "--json").json
    assert len(kept) == 2
    done = site.done("incidents", "retry", "--kind", "effect_failed", "--yes", "--json").json
    assert done == {"done": [each["id"] for each in kept], "left": []}
    assert site.run("incidents", "show", "99").code == 2


def test_a_plugin_of_the_site_is_listed_and_a_broken_one_named(site: Terminal) -> None:
    folder = site.folder / "extensions"
    folder.mkdir()
    (folder / "casse.py").write_text("raise ValueError('hunter2')\n")
    body = "from parcours.plugin import *\n@hookimpl\ndef parcours_actions():\n    return [Action('sms', 'SMS')]\n"
    (folder / "sms.py").write_text(body)

    said = site.run("plugins", "--plugins-dir", str(folder))

    assert said.code == 2
    assert "site/sms" in said.out
    assert "Extension site/casse : ne se charge pas (ValueError, ligne 1)." in said.out
    assert "hunter2" not in said.out
    assert "sms" not in site.done("plugins").out
    assert site.run("plugins", "--plugins-dir", "ailleurs").code == 2


@pytest.mark.parametrize(
    ("use", "said", "near"),
    [("email", "modele: alertes, role: accueil", "alerte"), ("document", "modele: contrat_projets", "contrat_projet")],
)
def test_a_model_that_nobody_wrote_is_told_by_validate(site: Terminal, use: str, said: str, near: str) -> None:
    (site.folder / "envois.yaml").write_text(
        FILE.replace('use: webhook, with: {url: "https://exemple.fr"}', f"use: {use}, with: {{{said}}}")
    )

    refused = site.run("validate", "envois.yaml")

    assert refused.code == 2
    assert "P432 missing-model" in refused.out
    assert f"Vouliez-vous dire « {near} » ?" in refused.out
