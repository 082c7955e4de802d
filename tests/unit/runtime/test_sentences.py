"""Every kind of fact and every change that matters has its sentence, in both languages, without a personal word."""

import datetime
from dataclasses import replace

import pytest

from parcours.model import fact as facts
from parcours.model.case import (
    Assignment,
    Case,
    ContractPeriod,
    ContractState,
    ContractStatus,
    Kept,
    Part,
    Rank,
    Suspension,
    Task,
    TaskStatus,
    Timer,
)
from parcours.model.fact import Change, Effect, Fact, FactKind
from parcours.model.fields import Sealed
from parcours.runtime.changes import change_told
from parcours.runtime.labels import deadline_label, due_label, event_label
from parcours.runtime.sentences import changes_told, fact_told
from unit.runtime.house import House

DAY = datetime.date(2026, 3, 1)
END = datetime.date(2026, 5, 31)
NOON = datetime.datetime(2026, 3, 1, 11, tzinfo=datetime.UTC)
PERIOD = ContractPeriod(DAY, DAY, END, 3)
OPEN_ENDED = ContractPeriod(DAY, DAY, None, 0)
TASK = Task("3.0", "declarer", "accueil", DAY)


def contract(period: ContractPeriod) -> ContractState:
    return ContractState("essai", 1, "essai", ContractStatus.SIGNED, (period,))


def fact(kind: FactKind, name: str, *changes: Change, role: str = "") -> Fact:
    return Fact("C-1", 3, kind, name, NOON, DAY, role=role, changes=changes)


@pytest.mark.parametrize(
    ("said", "french"),
    [
        (fact(FactKind.EVENT, "signer", role="accueil"), "1er mars 2026 : Signature (Accueil)"),
        (fact(FactKind.EFFECTIVE, "signer"), "1er mars 2026 : Signature : prend effet"),
        (fact(FactKind.REFUSED_LATER, "signer"), "1er mars 2026 : Signature : refusé le jour de son effet"),
        (fact(FactKind.TIMER, "essai.terme"), "1er mars 2026 : échéance « terme : Contrat d'essai »"),
        (
            fact(FactKind.TIMER, "essai.terme", facts.TimerPassed("contract:essai#1/terme/remind/0/0", DAY)),
            "1er mars 2026 : rappel de l'échéance « terme : Contrat d'essai »",
        ),
        (fact(FactKind.TIMER, "formation.en_cours.point"), "1er mars 2026 : échéance « Premier point »"),
        (fact(FactKind.TASK, "declarer", facts.TaskChanged(TASK)), "1er mars 2026 : tâche « Déclarer »"),
        (fact(FactKind.TASK, "declarer"), "1er mars 2026 : tâche « declarer »"),
        (fact(FactKind.EDIT, "nom"), "1er mars 2026 : dossier modifié"),
        (fact(FactKind.WITHDRAWAL, "signer"), "1er mars 2026 : Signature : retiré avant son effet"),
        (fact(FactKind.CLOSURE, "closed"), "1er mars 2026 : dossier clos hors parcours"),
        (fact(FactKind.ASSIGNMENT, "referent"), "1er mars 2026 : rôle confié : Référent"),
        (fact(FactKind.REVOCATION, "3-5"), "1er mars 2026 : retour en arrière"),
        (
            fact(FactKind.ADOPTION, "repris", facts.StageEntered("en_essai", 1, DAY, NOON)),
            "1er mars 2026 : repris à l'étape « En essai »",
        ),
        (
            fact(FactKind.WORLD, "world"),
            "1er mars 2026 : dates recalculées : le droit, le calendrier ou les paramètres ont changé",
        ),
        (
            fact(FactKind.WORLD, "C-9"),
            "1er mars 2026 : dates recalculées : le dossier C-9 de la même personne a changé",
        ),
    ],
)
def test_a_fact_is_one_sentence(house: House, said: Fact, french: str) -> None:
    assert str(fact_told(house.definition.workflow, said)) == french
    assert fact_told(house.definition.workflow, said).render("en") != french


def test_a_deadline_is_told_on_its_own_day_though_it_takes_effect_on_the_next(house: House) -> None:
    fired = facts.TimerPassed("contract:essai#1/terme/fire/0/0", datetime.date(2026, 2, 28))  # effective on 1 March
    told = fact_told(house.definition.workflow, fact(FactKind.TIMER, "essai.terme", fired))
    assert str(told) == "28 février 2026 : échéance « terme : Contrat d'essai »"


def test_a_takeover_says_what_it_left_silent(house: House) -> None:
    past = (
        facts.TimerPassed("track:formation.en_cours#1/point/do/0/0", DAY),
        facts.TimerPassed("stage:candidat#1/abandon/do/0/0", END),
        facts.TimerPassed("stage:candidat#1/abandon/fire/0/0", END),  # one deadline that does and fires: said once
        facts.TimerPassed("contract:essai#1/terme/remind/0/0", DAY),  # a reminder: its deadline is still to come
    )
    workflow = house.definition.workflow
    assert [str(each) for each in changes_told(workflow, fact(FactKind.ADOPTION, "repris", *past))] == [
        "passée, rien n'est parti : Premier point le 1er mars 2026",
        "passée, rien n'est parti : candidat.abandon le 31 mai 2026",
    ]
    assert changes_told(workflow, fact(FactKind.TIMER, "formation.en_cours.point", *past)) == ()


def test_every_kind_of_fact_has_its_sentence(house: House) -> None:
    for kind in FactKind:
        assert str(fact_told(house.definition.workflow, fact(kind, "quelque_chose"))).startswith("1er mars 2026 : ")


@pytest.mark.parametrize(
    ("change", "french"),
    [
        (facts.StageEntered("en_essai", 1, DAY, NOON), "entre à l'étape « En essai » le 1er mars 2026"),
        (facts.CaseEnded(DAY, "exit"), "le parcours prend fin le 1er mars 2026"),
        (facts.ContractSigned(contract(PERIOD)), "Contrat d'essai du 1er mars 2026 au 31 mai 2026 inclus"),
        (facts.ContractSigned(contract(OPEN_ENDED)), "Contrat d'essai à partir du 1er mars 2026, sans terme"),
        (facts.ContractBegun("essai#1"), "Contrat d'essai : en cours"),
        (facts.ContractRenewed("essai#1", PERIOD), "Contrat d'essai renouvelé du 1er mars 2026 au 31 mai 2026 inclus"),
        (facts.ContractRenewed("essai#1", OPEN_ENDED), "Contrat d'essai renouvelé à partir du 1er mars 2026"),
        (facts.ContractEnded("essai#1", END), "Contrat d'essai : dernier jour le 31 mai 2026"),
        (facts.ContractWithdrawn("essai#1"), "Contrat d'essai : retiré avant de commencer"),
        (facts.TrackEntered("formation", "finie", 2, DAY), "volet « Formation » : Finie"),
        (facts.TrackEnded("formation", DAY), "volet « Formation » : terminé"),
        (facts.TrackResumed("formation"), "volet « Formation » : reprend où il en était"),
        (facts.TaskOpened(TASK), "à faire par Accueil : Déclarer"),
        (
            facts.TaskOpened(Task("3.0", "declarer", "accueil", DAY, due=END)),
            "à faire par Accueil avant le 31 mai 2026 inclus : Déclarer",
        ),
        (facts.TaskOpened(Task("3.0", "", "accueil", DAY, subject="signer")), "à faire par Accueil : Signature"),
        (facts.TaskChanged(Task("3.0", "declarer", "accueil", DAY)), "à faire par Accueil : Déclarer"),
        (
            facts.TaskChanged(Task("3.0", "declarer", "accueil", DAY, due=END), was=DAY),
            "à faire avant le 31 mai 2026 inclus au lieu du 1er mars 2026 : Déclarer",
        ),
        (
            facts.TaskChanged(Task("3.0", "declarer", "accueil", DAY), was=DAY),
            "à faire sans date, c'était avant le 1er mars 2026 inclus : Déclarer",
        ),
        (facts.TaskChanged(Task("3.0", "declarer", "", DAY, status=TaskStatus.WITHDRAWN)), "tâche retirée : Déclarer"),
        (facts.TaskChanged(Task("3.0", "declarer", "", DAY, status=TaskStatus.DONE)), "fait : Déclarer"),
        (
            facts.TaskChanged(Task("3.0", "declarer", "", DAY, status=TaskStatus.DONE, late=True)),
            "fait en retard : Déclarer",
        ),
        (facts.FieldsWritten({"nom": Sealed.PRESENT, "ville": "Dinan"}), "dossier : Nom, Ville"),
        (facts.EventKept(Kept(3, "signer", DAY, {}, "", "")), "Signature : prendra effet le 1er mars 2026"),
        (facts.CaseSuspended(Suspension(DAY)), "suspendu depuis le 1er mars 2026"),
        (facts.CaseSuspended(Suspension(DAY, END)), "suspendu du 1er mars 2026 au 31 mai 2026"),
        (facts.CaseResumed(END), "reprend le 31 mai 2026"),
        (facts.RoleAssigned("referent", Assignment("maud", DAY)), "Référent : maud"),
        (facts.StateRestored(2, Case("C-1", "", "", "", "")), "tout ce qui suit le fait 2 ne compte plus"),
        (facts.RetentionReached("erase"), "durée de conservation atteinte, à effacer"),
    ],
)
def test_a_change_is_one_sentence(house: House, change: Change, french: str) -> None:
    assert str(change_told(house.definition.workflow, change)) == french


def test_a_track_of_one_stage_simply_begins(house: House) -> None:
    workflow = house.definition.workflow
    (track,) = workflow.tracks.values()
    alike = replace(track.stages["finie"], label=track.label)
    renamed = replace(workflow, tracks={track.id: replace(track, stages={**track.stages, "finie": alike})})
    said = change_told(renamed, facts.TrackEntered("formation", "finie", 2, DAY))
    assert str(said) == "volet « Formation » : commence"


def test_clocks_are_left_to_explain(house: House) -> None:
    assert change_told(house.definition.workflow, facts.TimerDisarmed("x")) is None
    assert changes_told(house.definition.workflow, fact(FactKind.EDIT, "nom", facts.TimerDisarmed("x"))) == ()


def timer(key: str, day: datetime.date) -> Timer:
    owner, name, part, *_ = key.split("/")
    return Timer(owner, name, Part(part), 0, 0, 1, day, NOON, Rank.DEADLINE, 1, day)


MOVED = (
    facts.TimerArmed(timer("stage:candidat#1/abandon/fire", END), was=DAY),
    facts.TimerArmed(timer("stage:candidat#1/abandon/do", END), was=DAY),
    facts.TimerArmed(timer("stage:candidat#1/abandon/remind", DAY), was=END),
    facts.TimerArmed(timer("contract:essai#1/terme/fire", END), was=END),
    facts.TimerArmed(timer("track:formation.en_cours#1/point/do", DAY)),
    facts.TimerDisarmed("contract:essai#1/terme/fire/0/0", DAY),
    facts.TimerDisarmed("contract:essai#1/terme/remind/0/0", DAY),
    facts.TimerArmed(timer("case/erase/retention", END), was=DAY),
)


def test_a_date_that_moves_is_told_once_with_the_day_it_was(house: House) -> None:
    told = changes_told(house.definition.workflow, fact(FactKind.EDIT, "x", *MOVED))
    assert [str(each) for each in told] == [
        "échéance « candidat.abandon » : le 31 mai 2026 au lieu du 1er mars 2026",
        "échéance « terme : Contrat d'essai » : plus de date, c'était le 1er mars 2026",
        "échéance « fin de conservation, à effacer » : le 31 mai 2026 au lieu du 1er mars 2026",
    ]


def test_a_change_of_the_world_tells_the_dates_it_gives_as_well(house: House) -> None:
    told = changes_told(house.definition.workflow, fact(FactKind.WORLD, "world", MOVED[4]))
    assert [str(each) for each in told] == ["échéance « Premier point » : le 1er mars 2026"]


def test_a_refusal_on_the_day_says_why(house: House) -> None:
    said = Fact("C-1", 3, FactKind.REFUSED_LATER, "signer", NOON, DAY, data={"why": "assurance"})
    assert str(fact_told(house.definition.workflow, said)).endswith("(L'assurance ne couvre pas le premier jour.)")
    by_law = Fact("C-1", 3, FactKind.REFUSED_LATER, "signer", NOON, DAY, data={"why": "law.fr.essai"})
    assert str(fact_told(house.definition.workflow, by_law)).endswith("(law.fr.essai)")


def test_what_is_asked_of_machines_is_told_after_what_changed(house: House) -> None:
    effects = (Effect(0, "relancer", "email"), Effect(1, "declarer", "declaration", task="3.1"))
    told = Fact("C-1", 3, FactKind.TIMER, "x", NOON, DAY, effects=effects)
    assert [str(each) for each in changes_told(house.definition.workflow, told)] == ["action : Relancer"]


def test_an_id_without_words_stands_for_itself(house: House) -> None:
    workflow = house.definition.workflow
    assert event_label(workflow, "jadis") == "jadis"
    assert str(deadline_label(workflow, "candidat.abandon")) == "candidat.abandon"
    assert str(deadline_label(workflow, "ailleurs.abandon")) == "ailleurs.abandon"
    assert str(due_label(workflow, "accueillir")) == "Accueillir"
    assert str(due_label(workflow, "formation.en_cours.point")) == "Premier point"
