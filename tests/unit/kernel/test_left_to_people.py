"""What the kernel leaves to be done by somebody: tasks after a takeover, time after a revocation."""

from parcours.model.case import TaskStatus
from parcours.model.step import AdoptedContract
from stories import Story, day, workflow

BODY = """
roles: {equipe: {label: Équipe}}
events:
  partir: {label: Départ, by: [equipe]}
  signer: {label: Signature, by: [equipe]}
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
    remind: [{before: 2 mois, do: [bilan, ecrire]}]
actions:
  bilan: {label: Bilan, by: equipe, due: {after: 30 jours}}
  ecrire: {use: journal}
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
    assert (task.action, task.status, task.due) == ("bilan", TaskStatus.OPEN, day("2026-01-27"))  # 28 December + 30
    assert story.did() == ["bilan"]  # the letter of that day is not sent again
    assert story.refuse("renouveler").code == "bilan"
    story.done("bilan")
    story.send("renouveler")
    assert story.ends_on("essai#1") == "2026-08-31"


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
