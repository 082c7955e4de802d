"""Mistakes taken back: the case stands again as it stood, and nothing of the revoked time acts."""

from dataclasses import replace

import pytest

from parcours.kernel import fold_all
from parcours.model.case import Case, TaskStatus
from parcours.model.fact import FactKind, StateRestored
from parcours.model.step import Author, Layer, Revoke
from stories import Story, day, workflow

BODY = """
roles: {equipe: {label: Équipe}}
dossier: {butoir: {type: date}}
events:
  partir: {label: Départ, by: [equipe]}
  signer: {label: Signature, by: [equipe], do: [declarer, prevenir]}
  noter: {label: Note, by: [equipe], note: true}
  echoir: {label: Terme}
contracts:
  appui:
    label: Appui
    begin: [signer]
    expire: echoir
    term: {min: 1 mois, max: 6 mois, default: 6 mois}
    deadlines: {point: {after: 1 mois, do: [prevenir]}}
actions: {declarer: {label: Déclarer, by: equipe, due: {after: 2 jours}}, prevenir: {use: journal}}
entry: {partir: {to: ici}}
stages:
  ici:
    label: Ici
    transitions: {signer: {to: dedans}}
    deadlines: {relance: {after: 2 mois, do: [prevenir]}, butoir: {of: dossier.butoir, do: [prevenir]}}
  dedans: {label: Dedans, contract: appui, enter: {start: [volet]}, transitions: {echoir: {to: fin}}}
  fin: {label: Fin, final: true}
tracks: {volet: {label: Volet, deadlines: {vite: {after: 10 jours, do: [prevenir]}}}}
"""
DEFINITION = workflow(BODY)


def mistaken() -> Story:
    story = Story(DEFINITION)
    story.on("2026-01-15").send("partir")
    story.on("2026-01-20").send("signer")  # on the wrong person
    return story


def without_numbers(case: Case) -> Case:
    return replace(case, seq=0, revision=0)


def test_the_case_stands_as_it_stood_but_for_its_numbers() -> None:
    story = mistaken()
    before = fold_all("C-1", story.facts[:1])
    story.on("2026-02-10").revoke(1)
    assert without_numbers(story.case) == without_numbers(before)
    assert story.case.seq == 4  # the start, the signature, the track's deadline, and the revocation
    assert story.case.revision > before.revision


def test_the_journal_keeps_all_of_it() -> None:
    story = mistaken()
    story.on("2026-02-10").revoke(1)
    fact = story.facts[-1]
    assert (fact.kind, fact.name, fact.cause) == (FactKind.REVOCATION, "2-3", 1)
    assert [fact.name for fact in story.facts[:2]] == ["partir", "signer"]


def test_effects_of_the_revoked_time_that_have_not_left_never_do() -> None:
    story = mistaken()
    assert story.on("2026-02-10").revoke(1).withdrawn == (2, 3)


def test_what_was_delivered_becomes_one_task() -> None:
    story = mistaken()
    story.on("2026-02-10").revoke(1, delivered=("prevenir", "declarer"))
    asked = [task for task in story.case.tasks.values() if task.status is TaskStatus.OPEN]
    assert [(task.role, task.subject) for task in asked] == [("equipe", "delivered:prevenir,declarer")]


def test_a_task_for_nobody_in_particular_is_anybody_s() -> None:
    story = mistaken()
    story.on("2026-02-10").revoke(1, delivered=("prevenir",), by="")
    (task,) = story.case.tasks.values()
    assert task.role == ""
    story.done(task.id)


def test_tasks_opened_by_what_is_revoked_go_with_it_and_done_ones_are_open_again() -> None:
    story = mistaken()
    story.done("declarer")
    story.send("noter")
    assert story.revoke(2).facts
    (task,) = [task for task in story.case.tasks.values() if task.action == "declarer"]
    assert task.status is TaskStatus.OPEN
    story.revoke(1)
    assert story.case.tasks == {}


def test_late_timers_of_the_revoked_time_find_nobody() -> None:
    story = mistaken()
    late = list(story.case.timers.values())
    story.on("2026-01-25").revoke(1)
    story.on("2026-01-26").send("signer")  # on purpose this time: the same keys, later revisions
    seq = story.case.seq
    for timer in late:
        assert story.fire(timer).facts == ()
    assert story.case.seq == seq


def test_what_is_due_by_now_acts_when_time_passes_again() -> None:
    story = mistaken()
    story.on("2026-04-01").revoke(1)  # the reminder of 15 March had gone with the stage
    story.wake("2026-04-01")
    assert (story.facts[-1].kind, story.facts[-1].name) == (FactKind.TIMER, "ici.relance")
    assert story.did().count("prevenir") == 4  # the signature, its track, its contract, and once the reminder


def test_a_date_that_moved_meanwhile_is_reckoned_again() -> None:
    story = mistaken()
    world = story.world
    story.on("2026-02-10").revoke(1)
    assert story.world.calendar == world.calendar
    assert story.due("ici.relance") == "2026-03-15"


def test_a_revocation_may_itself_be_revoked() -> None:
    story = mistaken()
    story.on("2026-01-25").revoke(1)
    story.revoke(2)
    assert story.stage == "dedans"
    assert story.ends_on("appui#1") == "2026-07-19"


@pytest.mark.parametrize("to", [0, 2, 3])
def test_one_goes_back_to_a_fact_of_the_past_only(to: int) -> None:
    story = mistaken()
    refusal = story.refuse_act(Revoke(to, fold_all("C-1", story.facts[:to]), "erreur", (), Author("equipe")))
    assert refusal.layer is Layer.INPUT


def test_a_state_that_is_not_the_one_after_the_fact_is_refused() -> None:
    story = mistaken()
    story.send("noter")
    wrong = fold_all("C-1", story.facts[:1])
    assert story.refuse_act(Revoke(2, wrong, "erreur", (), Author())).layer is Layer.INPUT


def test_the_fact_holds_the_state_it_restores() -> None:
    story = mistaken()
    story.on("2026-01-25").revoke(1)
    (restored,) = [change for change in story.facts[-1].changes if isinstance(change, StateRestored)]
    assert restored.to == 1
    assert restored.state.entered_on == day("2026-01-15")
