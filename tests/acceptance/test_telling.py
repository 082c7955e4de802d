"""What is said once a command has been accepted, and what time has done."""

import dataclasses

import pytest

from parcours.adapters.storage.store import SqlStore
from parcours.bootstrap import opened
from parcours.cli import tick as tick_command
from parcours.messages import Text
from parcours.model.delivery import OutboxStatus
from parcours.runtime.tick import Ticked
from parcours.settings import Settings
from terminals import Terminal


def test_a_command_sent_again_says_that_nothing_more_is_done(site: Terminal) -> None:
    case = site.enter("reunion", "2026-01-05")
    site.done("send", case, "participer_reunion", "--key", "k", now="2026-01-12")
    said = site.done("send", case, "participer_reunion", "--key", "k", now="2026-01-12").out
    assert "Déjà enregistré sous cette clé, au fait 2" in said


def test_a_second_open_case_of_one_person_is_pointed_at(site: Terminal) -> None:
    first = site.enter("reunion", "2026-01-05")
    start = ("start", "coop_domi_ouest", "--person", "P-1", "--at", "reunion", "--since", "2026-01-05")
    fields = ("nom=A", "courriel=a@b.fr", "activite_sap=cours", "antenne=finistere", "public_fragile=aucun")
    said = site.done(*start, *(part for each in fields for part in ("--set", each)))
    assert f"! Cette personne a déjà un dossier ouvert : {first}." in said.out


def test_the_dates_of_the_other_case_follow(site: Terminal) -> None:
    employed = site.enter("cesa", "2026-02-02", "--contract", "cesa=2026-02-02")
    limit = site.status(employed, "2026-02-03")["due"]["cesa.limite_societariat"]
    assert limit == "2029-02-02"  # 36 months from the signature
    other = site.enter("preparation", "2026-01-19")
    said = site.done("send", other, "signer_cape", "--set", "term=3 mois", now="2026-02-03")
    assert f"Les dates de son autre dossier {employed} ont été recalculées." in " ".join(said.out.split())


def test_a_case_that_cannot_move_is_named(site: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    stuck = Ticked(stuck=(("abc", Text("ses règles ne s'arrêtent pas")),))
    monkeypatch.setattr(tick_command, "pass_time", lambda *_: stuck)
    said = site.run("tick")
    assert said.code == 1
    assert "Le dossier abc ne peut pas avancer : ses règles ne s'arrêtent pas" in said.out
    assert site.run("tick", "--json").json["stuck"] == [{"case": "abc", "why": "ses règles ne s'arrêtent pas"}]


def test_what_is_gone_already_is_shown_before_it_is_confirmed(site: Terminal) -> None:
    case = site.enter("preparation", "2026-01-19")
    site.done("send", case, "signer_cape", "--set", "term=3 mois", now="2026-02-02")
    settings = Settings(database=f"sqlite:///{site.database}")
    with opened(settings) as here, here.store.transaction() as transaction:
        cae = transaction.locate(case)
        assert cae is not None
        for row in transaction.outbox(cae, case):
            place, now = (row.fact, row.effect.index), here.engine.clock.now()
            transaction.settle_effect(cae, case, *place, OutboxStatus.DELIVERED, now)
    said = site.done("revoke", case, "--to", "1", "--reason", "essai", "--yes", now="2026-02-03").out
    assert "Déjà parti" in said
    assert "contrat_cape" in said


def test_what_cannot_be_sent_again_says_why(site: Terminal) -> None:
    case = site.enter("preparation", "2026-01-19")
    site.done("update", case, "--set", "antenne=cotes_armor", now="2026-01-20")
    site.done("update", case, "--set", "rc_pro=2026-01-01..2030-12-31", now="2026-01-21")
    site.done("send", case, "renoncer", now="2026-01-22")
    site.run("send", case, "entretien_realise", now="2026-01-22")
    revoke = ("revoke", case, "--to", "1", "--reason", "essai", "--replay", "--yes", "--json")
    assert site.done(*revoke, now="2026-01-23").json["case"] == case


def test_sites_close_their_store(site: Terminal) -> None:
    with opened(Settings(database=f"sqlite:///{site.database}")) as here:
        assert isinstance(here.store, SqlStore)
        assert dataclasses.is_dataclass(here)
