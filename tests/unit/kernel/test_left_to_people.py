"""What the kernel leaves to be done by somebody: tasks after a takeover, time after a revocation."""

import pytest

from parcours.kernel import views
from parcours.model.case import TaskStatus
from parcours.model.step import Adopt, AdoptedContract, Author, MarkDone, Undo
from parcours.model.world import Engagement
from stories import Story, day, workflow

BODY = """
roles: {equipe: {label: Équipe}}
events:
  partir: {label: Départ, by: [equipe]}
  signer: {label: Signature, by: [equipe], do: [declarer]}
  renouveler: {label: Renouvellement, by: [equipe]}
  voir: {label: Visite, by: [equipe], note: true}
  oublier: {label: Oubli}
  echoir: {label: Terme}
contracts:
  essai:
    label: Essai
    begin: [signer]
    renew: [renouveler]
    expire: echoir
    term: {min: 1 mois, max: 6 mois, default: 6 mois}
    renewals: 2
    remind: [{before: 2 mois, do: [bilan, ecrire]}]
actions:
  bilan: {label: Bilan, by: equipe, due: {after: 30 jours}}
  ecrire: {use: journal}
  declarer: {label: Déclarer, use: declaration, by: equipe}
entry: {partir: {to: ici}, signer: {to: dedans}}
stages:
  ici:
    label: Ici
    transitions: {signer: {to: dedans}, oublier: {to: fin}}
    deadlines: {oubli: {after: 6 mois, fire: oublier}}
  dedans:
    label: Dedans
    contract: essai
    transitions:
      renouveler: {when: {bilan: {if: task.bilan.done, say: Le bilan n'est pas fait.}}}
      echoir: {to: fin}
  fin: {label: Fin, final: true}
"""
DEFINITION = workflow(BODY, backdating="1 an")


def test_a_task_asked_before_the_takeover_can_still_be_done() -> None:
    story = Story(DEFINITION)
    contract = AdoptedContract("essai", day("2025-09-01"), 6)  # 1 September to 28 February; the rung was 28 December
    story.on("2026-01-05").adopt("dedans", "2025-09-01", contracts=(contract,))
    (task,) = story.case.tasks.values()
    assert (task.action, task.status, task.due) == ("bilan", TaskStatus.OPEN, day("2026-02-04"))  # 5 January + 30
    assert story.did() == ["bilan"]  # the letter of that day is not sent again
    assert story.refuse("renouveler").code == "bilan"
    story.done("bilan")
    story.send("renouveler")
    assert story.ends_on("essai#1") == "2026-08-31"


LATER = workflow(BODY.replace("do: [bilan, ecrire]}]", "do: [bilan, ecrire]}, {before: 5 jours, do: [ecrire]}]"))


def test_who_comes_second_is_told_that_the_task_is_done_or_asked_no_more() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-05").send("signer", term=1)
    assert "encore à faire" in story.refuse_act(Undo("bilan", Author("equipe"))).render()
    story.done("bilan")
    assert (
        "« bilan » est déjà faite, le 5 janvier 2026" in story.refuse_act(MarkDone("bilan", Author("equipe"))).render()
    )
    assert "Il n'y a pas de tâche « bilann »" in story.refuse_act(MarkDone("bilann", Author("equipe"))).render()


def test_a_task_asked_before_the_takeover_can_still_be_done_when_a_later_reminder_is_past_too() -> None:
    story = Story(LATER)
    contract = AdoptedContract("essai", day("2025-09-01"), 6)  # to 28 February: rungs on 28 December and 23 February
    story.on("2026-02-25").adopt("dedans", "2025-09-01", contracts=(contract,))
    (task,) = story.case.tasks.values()
    assert (task.action, task.due) == ("bilan", day("2026-03-27"))  # 25 February + 30 days: 3 left, then 27
    assert story.did() == ["bilan"]
    story.done("bilan")
    story.send("renouveler")
    assert story.ends_on("essai#1") == "2026-08-31"


def test_what_a_late_reminder_asks_is_counted_from_the_day_it_is_said() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-05").send("signer", term=1)  # two months before 4 February is 4 December: said at once
    (task,) = (task for task in story.case.tasks.values() if task.action == "bilan")
    assert (task.opened_on, task.due) == (day("2026-01-05"), day("2026-02-04"))


def test_a_declaration_made_is_to_be_unsaid_when_its_event_is_withdrawn() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-05").send("partir")
    kept = story.send("signer", starts_on=day("2026-02-02"))
    story.done("declarer")
    story.withdraw(kept.facts[0].seq)
    (asked,) = (task for task in story.case.tasks.values() if task.status is TaskStatus.OPEN)
    assert (asked.role, asked.subject) == ("equipe", "delivered:declarer")


@pytest.mark.parametrize(("months", "renewals"), [(0, 0), (7, 0), (6, 3), (6, -1)])
def test_nobody_is_taken_over_beyond_what_the_file_allows(months: int, renewals: int) -> None:
    story = Story(DEFINITION).on("2026-01-05")
    given = AdoptedContract("essai", day("2025-09-01"), months, renewals)
    assert story.refuse_act(Adopt("dedans", day("2025-09-01"), (given,))).code == "input"


def test_a_renewal_told_twice_counts_once() -> None:
    """Six months on paper, then the six renewed that run: one renewal, whether it is told by a number or not."""
    paper = Engagement("essai", 1, ((day("2025-03-01"), day("2025-08-31")),))
    for renewals in (0, 1):
        story = Story(DEFINITION, ledger=(paper,)).on("2026-01-05")
        story.adopt("dedans", "2025-09-01", contracts=(AdoptedContract("essai", day("2025-09-01"), 6, renewals),))
        view = views.contract_view(story.program, story.case, story.world, "essai", day("2026-01-05"))
        assert view is not None
        assert (view.renewals, view.total.months, story.warnings) == (1, 12, ())


def test_periods_that_nobody_told_are_asked_for() -> None:
    story = Story(DEFINITION).on("2026-01-05")
    story.adopt("dedans", "2025-09-01", contracts=(AdoptedContract("essai", day("2025-09-01"), 6, 1),))
    assert [reason.code for reason in story.warnings] == ["contract.essai.prior"]


def test_a_revocation_lets_no_time_pass_by_itself() -> None:
    """What people did since may be sent again at its own moment; a deadline fired at once would come before it."""
    story = Story(DEFINITION)
    story.on("2026-01-05").send("partir")
    story.send("voir")
    story.on("2026-01-07").send("signer")
    revoked = story.on("2026-06-30").revoke(1)
    assert [fact.kind.value for fact in revoked.facts] == ["revocation"]
    assert (story.stage, story.due("ici.oubli")) == ("ici", "2026-07-05")
    late = story.on("2026-07-06")
    assert late.stage == "fin"


def test_a_deadline_past_by_the_time_of_the_revocation_waits_for_the_caller() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-05").send("partir")
    story.send("signer", starts_on=day("2026-01-05"))
    revoked = story.on("2026-07-10").revoke(1)  # the six months of "ici" ended on 5 July
    assert len(revoked.facts) == 1
    assert story.stage == "ici"
    assert story.wake("2026-07-11").stage == "fin"
