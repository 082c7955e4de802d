"""Nobody is erased while anything keeps them; once erased, their words are nowhere and everything else is."""

import datetime
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from parcours.adapters.clock import FixedClock
from parcours.definition.loader import load, load_sources
from parcours.errors import RefusedError, UsageError
from parcours.model.delivery import Attempt, Document, Lease, OutboxStatus, Outcome, Unread
from parcours.runtime import erasing, queries, retention
from parcours.runtime.access import person_file
from parcours.runtime.commands import close, send, update
from parcours.runtime.engine import Engine, Programs
from parcours.runtime.erasing import ErasureRefusedError, Wanted
from parcours.runtime.opening import Entrance, start
from parcours.runtime.recovery import AuditedStore, verify
from parcours.runtime.refusals import ErasedError
from parcours.runtime.revocation import Wanted as Back
from parcours.runtime.revocation import plan, revoke
from parcours.runtime.tick import tick
from unit.runtime.house import House

CAE = "foyer"
FILE = """
format: 1
id: foyer
title: Foyer
law: []
calendar: {timezone: Europe/Paris, holidays: FR}
roles: {accueil: {label: Accueil}}
dossier: {nom: {type: text, label: Nom, personal: true}, ville: {type: text, label: Ville, personal: false}}
events:
  entrer: {label: Entrée, by: [accueil], do: [ecrire]}
  dire: {label: Parole, by: [accueil], note: true, input: {mot: {type: text, label: Mot}}}
  partir: {label: Départ, by: [accueil], do: [ecrire], input: {motif: {type: text, label: Motif}}}
  oublier: {label: Oubli, by: [accueil]}
actions: {ecrire: {label: Écrire à la personne, use: email}}
entry: {entrer: {to: dedans}}
stages:
  dedans: {label: Dedans, transitions: {partir: {to: parti}, oublier: {to: oublie}}}
  parti:
    label: Parti
    final: true
    outcome: exit
    retention:
      - {after: 1 an, then: archive}
      - {after: 2 ans, of: case.last_contact_on, then: erase, source: "C. civ. 2224"}
  oublie: {label: Oublié, final: true, outcome: other}
"""


@pytest.fixture
def house(store: AuditedStore, tmp_path: Path) -> House:
    path = tmp_path / "foyer.yaml"
    path.write_text(FILE)
    clock = FixedClock(datetime.datetime(2026, 1, 5, 11, tzinfo=datetime.UTC))
    numbers: Iterator[int] = iter(range(1, 100))
    engine = Engine(store, clock, Programs(load_sources), lambda: f"C-{next(numbers)}")
    return House(engine, clock, load(path))


def enters(house: House, person: str = "P-1", **more: Any) -> str:
    dossier = {"nom": "Zéphyrine", "ville": "Brest"}
    return start(house.engine, Entrance(house.definition, person, dossier, **more), "entrer", {}).case.id


def leaves(house: House, case: str, on: str = "2026-03-10") -> None:
    house.goes_to(on)
    send(house.engine, case, "partir", {"motif": "elle déménage"}, key="k-1")


def asked(person: str = "P-1") -> Wanted:
    return Wanted(CAE, person, "à sa demande", "maud")


def refusal(house: House, person: str = "P-1") -> str:
    with pytest.raises(ErasureRefusedError) as raised:
        erasing.plan(house.engine, CAE, person)
    with pytest.raises(ErasureRefusedError):
        erasing.carry_out(house.engine, asked(person))
    return str(raised.value)


def words(house: House, case: str) -> set[object]:
    with house.engine.store.reading() as reader:
        return set(reader.secrets(CAE, case).values())


def test_an_open_case_keeps_its_person(house: House) -> None:
    case = enters(house)
    assert refusal(house) == f"Le dossier {case} est ouvert."
    assert words(house, case) == {"Zéphyrine"}


def test_a_retention_says_until_when_and_under_which_article(house: House) -> None:
    case = enters(house)
    leaves(house, case)
    # Two years from the last contact, of 10 March 2026.
    assert refusal(house) == f"Le dossier {case} se garde jusqu'au 10 mars 2028 (C. civ. 2224)."
    house.goes_to("2028-03-09")
    assert "10 mars 2028" in refusal(house)
    house.goes_to("2028-03-10")
    assert erasing.plan(house.engine, CAE, "P-1").cases == (case,)


def test_every_case_counts(house: House) -> None:
    first = enters(house)
    leaves(house, first)
    second = enters(house)
    house.goes_to("2028-06-01")
    assert refusal(house) == f"Le dossier {second} est ouvert."


def test_a_case_closed_out_of_turn_is_kept_as_its_file_keeps_others(house: House) -> None:
    case = enters(house)
    house.goes_to("2026-03-10")
    close(house.engine, case, "doublon")
    # Two years from the last contact, of 5 January 2026: the only retention of the file.
    assert refusal(house) == f"Le dossier {case} se garde jusqu'au 5 janvier 2028 (C. civ. 2224)."


def test_where_the_file_says_nothing_nothing_runs(house: House) -> None:
    case = enters(house)
    send(house.engine, case, "oublier", {})
    erasing.carry_out(house.engine, asked())
    assert words(house, case) == set()


def test_a_hold_forbids_it_until_it_is_lifted(house: House) -> None:
    case = enters(house)
    leaves(house, case)
    house.goes_to("2028-06-01")
    erasing.put_hold(house.engine, Wanted(CAE, "P-1", "prud'hommes", "maud"))
    assert refusal(house) == "Un gel interdit d'effacer cette personne depuis le 1er juin 2028 : prud'hommes"
    with pytest.raises(RefusedError, match="interdit déjà"):
        erasing.put_hold(house.engine, asked())
    tick(house.engine)
    assert retention.erase_due(house.engine) == ()

    erasing.lift_hold(house.engine, asked())
    with pytest.raises(RefusedError, match="Aucun gel"):
        erasing.lift_hold(house.engine, asked())
    assert [each.person for each in retention.erase_due(house.engine)] == ["P-1"]
    assert words(house, case) == set()


def test_a_person_nobody_knows_is_told(house: House) -> None:
    for act in (erasing.carry_out, erasing.put_hold, erasing.lift_hold):
        with pytest.raises(UsageError, match="n'a aucun dossier de la personne « P-9 »"):
            act(house.engine, asked("P-9"))


@pytest.fixture
def erased(house: House) -> str:
    """Somebody erased of whom every place that takes words had some."""
    case = enters(house, key="k-0")
    send(house.engine, case, "dire", {"mot": "bonjour"})
    leaves(house, case)
    with house.engine.store.transaction() as transaction:
        lease = Lease("n", house.clock.now(), house.clock.now() + datetime.timedelta(minutes=1))
        tried = transaction.claim_effects(CAE, lease, 1)[0]
        told = (Outcome.DELIVERED, "à Zéphyrine", "reçu de Zéphyrine")
        transaction.keep_attempt(CAE, Attempt(case, tried.fact, 0, 1, house.clock.now(), "n", *told))
        transaction.settle_effect(CAE, case, tried.fact, 0, OutboxStatus.DELIVERED, house.clock.now())
        letter = Document(case, tried.fact, 0, "ecrire", "zephyrine.docx", "text/plain", "d", house.clock.now())
        transaction.keep_document(CAE, "P-1", letter, b"Bonjour")
        transaction.open_incident(CAE, "effect", f"{case}/4/0", "zephyrine@exemple.fr refusée", house.clock.now())
        transaction.resolve_incident(1, house.clock.now(), "Zéphyrine appelée", "ops")
    house.goes_to("2028-06-01")
    erasing.carry_out(house.engine, asked())
    return case


def test_all_that_could_name_somebody_is_gone_and_the_rest_stays(house: House, erased: str) -> None:
    with house.engine.store.reading() as reader:
        (incident,) = reader.incidents(CAE)
        (attempt,) = reader.attempts(CAE, erased)
        held = reader.case(CAE, erased)
        assert reader.erased_at(CAE, "P-1") == house.clock.now()
        assert (incident.detail, incident.resolution, incident.author) == (Unread.ERASED, Unread.ERASED, "ops")
        assert (attempt.detail, attempt.receipt, attempt.outcome) == (Unread.ERASED, Unread.ERASED, Outcome.DELIVERED)
        assert reader.documents(CAE, erased) == ()
        assert reader.deliveries(CAE) == ()
        assert reader.answer(CAE, erased, "k-1") is None
        assert reader.started(CAE, "k-0") is None
        assert [row.status for row in reader.outbox(CAE, erased)] == [OutboxStatus.DELIVERED, OutboxStatus.WITHDRAWN]
        assert held is not None
        assert (held.stage, held.outcome, held.dossier["ville"], held.retention) == ("parti", "exit", "Brest", "erase")
    assert words(house, erased) == set()
    assert verify(house.engine.store).findings == ()  # type: ignore[arg-type]
    assert any("Départ" in str(entry.told) for entry in queries.journal(house.engine, erased))


def test_what_still_ends_after_an_erasure_says_nothing_of_the_person(house: House, erased: str) -> None:
    with house.engine.store.transaction() as transaction:
        told = (Outcome.LOST, "", "reçu de Zéphyrine")
        transaction.keep_attempt(CAE, Attempt(erased, 2, 0, 2, house.clock.now(), "n", *told))
        transaction.open_incident(CAE, "effect", f"{erased}/2/0", "parti chez Zéphyrine", house.clock.now())
        transaction.resolve_incident(2, house.clock.now(), "Zéphyrine prévenue", "ops")
    with house.engine.store.reading() as reader:
        late, told_late = reader.attempts(CAE, erased)[-1], reader.incidents(CAE)[-1]
    assert (late.outcome, late.detail, late.receipt) == (Outcome.LOST, Unread.ERASED, Unread.ERASED)
    assert (told_late.kind, told_late.detail, told_late.resolution) == ("effect", Unread.ERASED, Unread.ERASED)
    assert verify(house.engine.store).findings == ()  # type: ignore[arg-type]


def test_nothing_more_is_written_of_somebody_erased(house: House, erased: str) -> None:
    engine = house.engine
    acts = (
        lambda: update(engine, erased, {"nom": "Anne"}),
        lambda: send(engine, erased, "dire", {"mot": "encore"}),
        lambda: plan(engine, erased, Back(1, "erreur")),
        lambda: revoke(engine, erased, Back(1, "erreur")),
        lambda: enters(house),
        lambda: erasing.carry_out(engine, asked()),
        lambda: erasing.put_hold(engine, asked()),
    )
    for act in acts:
        with pytest.raises(ErasedError, match=r"effacée depuis le 1er juin 2028.*nouvelle référence"):
            act()
    enters(house, "P-2")


def test_what_has_left_is_listed_and_what_waited_will_not(house: House) -> None:
    case = enters(house)
    leaves(house, case)
    with house.engine.store.transaction() as transaction:
        transaction.settle_effect(CAE, case, 2, 0, OutboxStatus.DELIVERED, house.clock.now())
    house.goes_to("2028-06-01")
    planned = erasing.plan(house.engine, CAE, "P-1")

    assert [(each.fact, each.label) for each in planned.sent] == [(2, "Écrire à la personne")]
    assert [each.fact for each in planned.unsent] == [3]


def test_an_end_of_retention_is_carried_out_for_those_whose_every_case_has_reached_it(house: House) -> None:
    one, other, first = enters(house), enters(house, "P-2"), enters(house, "P-3")
    for case in (one, other, first):
        leaves(house, case)
    enters(house, "P-3")
    house.goes_to("2028-03-10")
    reached = retention.ended(tick(house.engine).facts)
    assert reached == {one, other, first}

    done = retention.erase_due(house.engine, reached)
    assert [each.person for each in done] == ["P-1", "P-2"]
    assert words(house, first) == {"Zéphyrine", "elle déménage"}
    assert retention.erase_due(house.engine) == ()


def test_an_archived_case_gives_its_words_to_who_says_so(house: House) -> None:
    case = enters(house)
    leaves(house, case)
    house.goes_to("2027-03-10")
    tick(house.engine)

    def told(*, archived: bool) -> str:
        return " ".join(
            str(each) for entry in queries.journal(house.engine, case, archived=archived) for each in entry.changes
        )

    assert "elle déménage" not in told(archived=False)
    assert "elle déménage" in told(archived=True)


def test_a_person_reads_all_that_is_held_of_them_former_words_too(house: House) -> None:
    case = enters(house)
    update(house.engine, case, {"nom": "Anne"})
    send(house.engine, case, "dire", {"mot": "bonjour"})
    file = person_file(house.engine, CAE, "P-1")

    (held,) = file.cases
    assert held.dossier == {"nom": "Anne", "ville": "Brest"}
    assert [each.written.get("nom") for each in held.journal] == ["Zéphyrine", None, "Anne", None]
    assert held.journal[3].given == {"mot": "bonjour"}
    assert [each.label for each in held.leaving] == ["Écrire à la personne"]
    with suppress(UsageError):
        person_file(house.engine, "autre", "P-1")
        pytest.fail("another cooperative knows nothing of them")
