"""Events accepted for a coming day: listed, replaced, withdrawn, judged again when it comes, never dropped."""

from datetime import time

from parcours.model.case import TaskStatus
from parcours.model.fact import FactKind, KeptRemoved
from parcours.model.step import Withdraw
from stories import Story, day, workflow

BODY = """
roles: {equipe: {label: Équipe}, gerance: {label: Gérance}}
dossier: {feu: {type: boolean}, nom: {type: text, personal: true}}
events:
  partir: {label: Départ, by: [equipe]}
  signer: {label: Signature, by: [gerance], do: [declarer, prevenir]}
  admettre: {label: Admission, by: [equipe], do: [prevenir]}
  baptiser: {label: Nom, by: [equipe], input: {nom: {into: nom}, motif: {type: text, personal: true}}}
  sortir: {label: Sortie, by: [equipe]}
  echoir: {label: Terme}
contracts:
  appui: {label: Appui, begin: [signer], expire: echoir, term: {min: 1 mois, max: 6 mois, default: 6 mois}}
actions: {declarer: {label: Déclarer, by: equipe, due: {after: 2 jours}}, prevenir: {use: journal}}
entry: {partir: {to: ici}}
stages:
  ici:
    label: Ici
    transitions:
      signer: {to: dedans, when: {feu: {if: dossier.feu, say: Le feu est rouge.}}}
      admettre: {to: la, when: {feu: {if: dossier.feu, say: Le feu est rouge.}}}
      baptiser:
        to: la
        when:
          nom: {if: 'event.nom == "Inès"', say: Ce n'est pas Inès.}
      sortir: {to: fin}
  la: {label: Là}
  dedans: {label: Dedans, contract: appui, transitions: {echoir: {to: fin}}}
  fin: {label: Fin, final: true}
"""
DEFINITION = workflow(BODY)


def started() -> Story:
    story = Story(DEFINITION)
    story.on("2026-01-05").send("partir")
    story.edit(feu=True)
    return story


def test_a_kept_event_takes_effect_at_the_first_instant_of_its_day() -> None:
    story = started()
    story.send("admettre", effective_on=day("2026-01-20"))
    assert story.stage == "ici"
    assert [kept.on for kept in story.case.kept.values()] == [day("2026-01-20")]
    assert story.on("2026-01-19", time(23, 59)).stage == "ici"
    story.on("2026-01-20", time(0, 0))
    assert story.stage == "la"
    assert story.case.kept == {}
    assert story.facts[-1].kind is FactKind.EFFECTIVE
    assert story.facts[-1].cause == 3


def test_its_own_actions_are_done_when_it_is_recorded_and_not_again() -> None:
    story = started()
    story.send("admettre", effective_on=day("2026-01-20"))
    assert story.did() == ["prevenir"]
    assert story.on("2026-01-21").did() == ["prevenir"]


def test_refused_on_its_day_it_leaves_a_fact_and_a_task_for_its_author() -> None:
    story = started()
    story.send("signer", starts_on=day("2026-01-20"))
    sent = story.case.seq
    story.edit(feu=False)
    story.on("2026-01-20")
    fact = story.facts[-1]
    assert (fact.kind, fact.name, fact.cause, fact.data["why"]) == (FactKind.REFUSED_LATER, "signer", sent, "feu")
    assert story.stage == "ici"
    assert story.case.contracts == {}
    assert story.case.kept == {}
    asked = [task for task in story.case.tasks.values() if task.status is TaskStatus.OPEN]
    assert [(task.role, task.subject) for task in asked] == [("gerance", "signer")]
    assert sent in story.withdrawn


def test_withdrawn_it_takes_its_contract_its_tasks_and_its_effects_back() -> None:
    story = started()
    story.send("signer", starts_on=day("2026-01-20"))
    sent = story.case.seq
    assert story.due("declarer") == "2026-01-07"
    assert story.last is not None
    assert story.last.concerns_other_cases
    answer = story.withdraw(sent)
    assert answer.concerns_other_cases
    assert answer.withdrawn == (sent,)
    assert story.case.contracts == {}
    assert story.due("declarer") is None
    assert story.on("2026-02-01").stage == "ici"


def test_what_is_not_waiting_cannot_be_withdrawn() -> None:
    assert started().refuse_act(Withdraw(1)).code == "kept"


def test_a_new_event_on_the_same_contract_replaces_the_one_that_waits() -> None:
    story = started()
    story.send("signer", starts_on=day("2026-01-20"))
    first = story.case.seq
    answer = story.send("signer", starts_on=day("2026-02-02"), term=2)
    assert [kept.on for kept in story.case.kept.values()] == [day("2026-02-02")]
    assert answer.withdrawn == (first,)
    removed = [change.why for change in answer.facts[0].changes if isinstance(change, KeptRemoved)]
    assert removed == ["replaced"]
    assert story.on("2026-01-21").stage == "ici"
    story.on("2026-02-02")
    assert story.stage == "dedans"
    assert [state.ends_on for state in story.case.contracts.values()] == [day("2026-04-01")]


def test_sent_for_today_it_replaces_the_one_that_waits() -> None:
    story = started()
    story.send("signer", starts_on=day("2026-01-20"))
    story.send("signer")
    assert story.case.kept == {}
    assert story.stage == "dedans"
    assert len(story.case.contracts) == 1


def test_when_the_case_ends_first_its_author_is_told() -> None:
    story = started()
    story.send("admettre", effective_on=day("2026-02-20"))
    story.on("2026-01-20").send("sortir")
    assert story.case.kept == {}
    asked = [task for task in story.case.tasks.values() if task.status is TaskStatus.OPEN]
    assert [(task.role, task.subject) for task in asked] == [("equipe", "admettre")]


def test_a_stage_left_meanwhile_refuses_it_on_its_day() -> None:
    story = started()
    story.send("admettre", effective_on=day("2026-01-20"))
    story.on("2026-01-10").send("signer")
    story.on("2026-01-21")
    assert story.facts[-1].data["why"] == "stage"


def test_a_guard_reads_personal_words_again_on_the_day_from_the_vault() -> None:
    story = started()
    story.send("baptiser", nom="Inès", motif="son choix", effective_on=day("2026-01-20"))
    assert "Inès" not in repr(story.facts)
    story.on("2026-01-20")
    assert story.stage == "la"


def test_the_day_of_an_event_may_be_told_from_when_it_was_recorded() -> None:
    story = started()
    story.send("admettre", effective_on=day("2026-01-20"))
    fact = story.facts[-1]
    assert (fact.at.date(), fact.on) == (day("2026-01-05"), day("2026-01-20"))
