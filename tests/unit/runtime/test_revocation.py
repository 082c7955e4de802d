"""A mistake is shown before it is taken back, taken back whole, and leaves a journal that explains itself."""

import datetime

import pytest

from parcours.model.delivery import OutboxStatus
from parcours.model.step import Assign, Author
from parcours.runtime import queries
from parcours.runtime.commands import assign, close, task_done, task_undo, update, withdraw
from parcours.runtime.refusals import MovedError, StepRefusedError
from parcours.runtime.revocation import Wanted, plan, revoke
from parcours.runtime.sealed import fields_in
from parcours.runtime.tick import tick
from unit.runtime.house import House

ACCUEIL = Author("accueil")


def test_a_plan_says_what_would_go_and_writes_nothing(house: House) -> None:
    case = house.opens()
    signed = house.sends(case, "signer")
    planned = plan(house.engine, case, Wanted(1, "mauvaise personne", ACCUEIL))
    assert [fact.name for fact in planned.taken_back] == ["entrer", "signer"]
    assert planned.seq == signed.seq
    assert house.case(case) == signed.case


def test_a_revoked_signature_leaves_no_contract_and_no_task(house: House) -> None:
    case = house.opens()
    before = house.case(case)
    house.sends(case, "signer")
    revoke(house.engine, case, Wanted(before.seq, "mauvaise personne", ACCUEIL))
    after = house.case(case)
    assert (after.stage, after.contracts, after.tasks) == (before.stage, {}, before.tasks)
    assert after.seq > before.seq
    assert [str(entry.told) for entry in queries.journal(house.engine, case)][
        -1
    ] == "5 janvier 2026 : retour en arrière (Accueil)"
    with house.engine.store.reading() as reader:
        waiting = {row.fact: row.status for row in reader.outbox("essai", case)}
    assert waiting[before.seq + 1] == "withdrawn"


def test_what_was_delivered_becomes_a_task(house: House) -> None:
    case = house.opens()
    before = house.case(case).seq
    house.sends(case, "signer")
    house.goes_to("2026-01-13")  # five working days after Monday 5 January: the 12th
    tick(house.engine)
    with house.engine.store.transaction() as transaction:
        for row in transaction.outbox("essai", case):
            of_effect = (case, row.fact, row.effect.index)
            transaction.settle_effect("essai", *of_effect, OutboxStatus.DELIVERED, house.clock.now())
    planned = plan(house.engine, case, Wanted(before, "erreur", ACCUEIL))
    assert planned.delivered == ("relancer",)  # the team was told of a task to declare; nobody outside was
    revoke(house.engine, case, Wanted(before, "erreur", ACCUEIL))
    assert any("relancer" in task.subject for task in house.case(case).tasks.values())


def test_what_was_confirmed_is_what_is_done(house: House) -> None:
    case = house.opens()
    house.sends(case, "signer")
    planned = plan(house.engine, case, Wanted(2, "erreur"))
    house.sends(case, "visiter")
    with pytest.raises(MovedError):
        revoke(house.engine, case, Wanted(2, "erreur"), expected=planned.seq)


def test_a_fact_that_does_not_exist_is_refused(house: House) -> None:
    case = house.opens()
    for to in (0, -3, 99):
        with pytest.raises(StepRefusedError):
            plan(house.engine, case, Wanted(to, "erreur"))


def test_a_personal_value_is_again_what_it_was(house: House) -> None:
    case = house.opens()
    before = house.case(case).seq
    update(house.engine, case, {"nom": "Faux"})
    revoke(house.engine, case, Wanted(before, "faute de frappe"))
    with house.engine.store.reading() as reader:
        assert fields_in(reader.secrets("essai", case))["nom"] == "Le Goff"


def test_the_deadlines_of_the_past_run_again_at_once(house: House) -> None:
    """The signature had disarmed the six months of the candidate; without it they are over since 5 July."""
    case = house.opens()
    before = house.case(case).seq
    house.sends(case, "signer", term="6 mois")
    house.goes_to("2026-07-20")
    revoke(house.engine, case, Wanted(before, "erreur"))
    assert house.case(case).stage == "sorti"


def test_a_replay_sends_again_what_followed_the_mistake(house: House) -> None:
    case = house.opens()
    before = house.case(case).seq
    update(house.engine, case, {"ville": "Dinard"})  # the mistake
    house.goes_to("2026-01-08")
    house.sends(case, "signer", term="3 mois")
    task_done(house.engine, case, "declarer", on=datetime.date(2026, 1, 8))
    update(house.engine, case, {"nom": "Riou"})
    assign(house.engine, case, Assign("referent", "maud"))
    house.sends(case, "visiter")
    house.goes_to("2026-01-12")
    planned = plan(house.engine, case, Wanted(before, "mauvaise ville", replay=True))
    assert [(each.fact.name, each.refusal) for each in planned.replayed] == [
        ("signer", None),
        ("declarer", None),
        ("nom", None),
        ("referent", None),
        ("visiter", None),
    ]
    revoke(house.engine, case, Wanted(before, "mauvaise ville", replay=True), expected=planned.seq)
    after = house.case(case)
    assert after.stage == "en_essai"
    assert "ville" not in after.dossier
    assert after.contracts["essai#1"].starts_on == datetime.date(2026, 1, 8)  # the day it was said, not today
    assert after.assignments["referent"].user == "maud"
    with house.engine.store.reading() as reader:
        assert fields_in(reader.secrets("essai", case))["nom"] == "Riou"


def test_a_replay_is_judged_as_it_was_then_and_recorded_now(house: House) -> None:
    """Signed in January, replayed in March: older than a month, which is all the file lets people backdate."""
    case = house.opens()
    before = house.case(case).seq
    update(house.engine, case, {"ville": "Dinard"})
    house.goes_to("2026-01-08")
    house.sends(case, "signer", term="3 mois")
    house.goes_to("2026-02-02")
    house.sends(case, "visiter")
    house.goes_to("2026-03-03")
    revoke(house.engine, case, Wanted(before, "mauvaise ville", replay=True))
    with house.engine.store.reading() as reader:
        revoked, *replayed = reader.facts("essai", case)[-4:]
    assert revoked.kind == "revocation"
    # The first point, 8 January + 5 jours ouvrés, comes between the two as it did.
    assert [fact.name for fact in replayed] == ["signer", "formation.en_cours.point", "visiter"]
    assert {fact.at for fact in replayed} == {house.clock.now()}


def test_a_task_done_undone_and_done_again_is_replayed_so(house: House) -> None:
    case = house.opens()
    before = house.case(case).seq
    update(house.engine, case, {"ville": "Dinard"})
    task_done(house.engine, case, "accueillir")
    task_undo(house.engine, case, "accueillir")
    task_done(house.engine, case, "accueillir")
    planned = plan(house.engine, case, Wanted(before, "erreur", replay=True))
    assert [each.refusal for each in planned.replayed] == [None, None, None]
    assert [task.status for task in planned.case.tasks.values()] == ["done"]


def test_a_replay_tells_what_no_longer_holds(house: House) -> None:
    case = house.opens()
    before = house.case(case).seq
    house.sends(case, "signer", term="3 mois")  # the mistake: what follows stands on it
    house.sends(case, "renouveler", term="1 mois")
    house.sends(case, "visiter")
    planned = plan(house.engine, case, Wanted(before, "mauvaise personne", replay=True))
    (renewal, visit) = planned.replayed
    assert renewal.refusal is not None
    assert renewal.refusal.code == "stage"
    assert visit.refusal is None


def test_words_written_into_the_dossier_are_replayed(house: House) -> None:
    case = house.opens()
    before = house.case(case).seq
    update(house.engine, case, {"ville": "Dinard"})
    house.sends(case, "visiter", nom="Riou")
    revoke(house.engine, case, Wanted(before, "erreur", replay=True))
    with house.engine.store.reading() as reader:
        assert fields_in(reader.secrets("essai", case))["nom"] == "Riou"


def test_words_sealed_in_the_vault_are_replayed(house: House) -> None:
    case = house.opens()
    before = house.case(case).seq
    update(house.engine, case, {"ville": "Dinard"})
    house.sends(case, "signer", term="3 mois")
    house.goes_to("2026-01-20")
    house.sends(case, "rompre", ends_on="2026-01-31", motif="déménagement")
    revoke(house.engine, case, Wanted(before, "erreur", replay=True))
    with house.engine.store.reading() as reader:
        latest = [value for path, value in reader.secrets("essai", case).items() if path.endswith(".motif")]
    assert latest == ["déménagement", "déménagement"]  # the first time, and again
    assert [kept.on for kept in house.case(case).kept.values()] == [datetime.date(2026, 2, 1)]


def test_what_was_withdrawn_or_closed_stays_so_in_a_replay(house: House) -> None:
    case = house.opens()
    before = house.case(case).seq
    update(house.engine, case, {"ville": "Dinard"})  # the mistake
    house.sends(case, "signer", term="3 mois")
    kept = house.sends(case, "rompre", ends_on="2026-01-31").seq
    withdraw(house.engine, case, kept)
    house.goes_to("2026-02-02")
    planned = plan(house.engine, case, Wanted(before, "erreur", replay=True))
    assert [(each.fact.kind.value, each.refusal) for each in planned.replayed] == [
        ("event", None),
        ("event", None),
        ("withdrawal", None),
    ]
    assert planned.case.stage == "en_essai"  # nobody has left on 31 January
    close(house.engine, case, "décès")
    revoke(house.engine, case, Wanted(before, "erreur", replay=True))
    assert house.case(case).outcome == "closed"
    with house.engine.store.reading() as reader:
        assert list(reader.secrets("essai", case).values()).count("décès") == 2


def test_a_withdrawal_may_be_the_mistake(house: House) -> None:
    case = house.opens()
    house.sends(case, "signer", term="3 mois")
    kept = house.sends(case, "rompre", ends_on="2026-01-31").seq
    withdraw(house.engine, case, kept)
    house.sends(case, "visiter", nom="Riou")
    planned = plan(house.engine, case, Wanted(kept, "erreur", replay=True))
    assert [(each.fact.name, each.refusal) for each in planned.replayed] == [("visiter", None)]
    assert [each.event for each in planned.case.kept.values()] == ["rompre"]


def test_what_a_former_revocation_took_back_is_not_replayed(house: House) -> None:
    case = house.opens()
    before = house.case(case).seq
    update(house.engine, case, {"ville": "Dinard"})
    kept = house.case(case).seq
    house.sends(case, "signer", term="3 mois")
    revoke(house.engine, case, Wanted(kept, "mauvaise personne"))
    house.sends(case, "visiter", nom="Riou")
    planned = plan(house.engine, case, Wanted(before, "mauvaise ville", replay=True))
    assert [each.fact.name for each in planned.replayed] == ["visiter"]
    assert planned.case.stage == "candidat"


def test_a_revocation_taken_back_gives_again_what_it_took_and_nothing_twice(house: House) -> None:
    case = house.opens()
    before = house.case(case).seq
    update(house.engine, case, {"ville": "Dinard"})
    stood = house.sends(case, "signer", term="3 mois").case
    revoke(house.engine, case, Wanted(before, "mauvaise ville", replay=True))
    house.sends(case, "visiter", nom="Riou")
    planned = plan(house.engine, case, Wanted(stood.seq, "elle était juste", replay=True))
    assert [each.fact.name for each in planned.replayed] == ["visiter"]
    assert planned.case.contracts == stood.contracts
    assert planned.case.dossier["ville"] == "Dinard"
