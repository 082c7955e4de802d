"""Everything a condition may read of a case, and the views that people and tests read."""

from dataclasses import replace
from datetime import time

import pytest

from parcours.kernel import order, views
from parcours.kernel.guards import Guards, Scope
from parcours.kernel.turn import Turn
from parcours.model.case import ContractStatus
from parcours.model.fields import Validity
from parcours.model.world import Engagement
from stories import Story, day, moment, workflow

BODY = """
roles: {equipe: {label: Équipe}}
parameters: {seuil: {label: Seuil, type: number, values: [{since: 2026-02-01, value: 10}]}}
dossier: {montant: {type: number}, debut: {type: date}, rc: {type: validity}}
events:
  partir: {label: Départ, by: [equipe]}
  signer: {label: Signature, by: [equipe]}
  essayer: {label: Essai, by: [equipe], note: true, input: {choix: {type: integer}}}
  echoir: {label: Terme}
contracts:
  appui: {label: Appui, begin: [signer], expire: echoir, term: {min: 1 mois, max: 6 mois, default: 3 mois}}
actions: {bilan: {label: Bilan, by: equipe}}
entry: {partir: {to: ici}}
stages:
  ici:
    label: Ici
    situation: dehors
    enter: {start: [volet], do: [bilan]}
    transitions: {signer: {to: dedans}, essayer: {when: {feu: {if: GUARD, say: Non.}}}}
  dedans:
    label: Dedans
    contract: appui
    transitions: {echoir: {to: ici}, essayer: {when: {feu: {if: GUARD, say: Non.}}}}
tracks: {volet: {label: Volet}}
"""
PRIOR = Engagement("appui", 2, ((day("2024-01-01"), day("2024-06-30")),), "C-0")


def told(guard: str, *, signed: bool = False) -> bool:
    """Whether a guard holds on 10 February 2026, in a case that began on 15 January."""
    story = Story(workflow(BODY.replace("GUARD", f"'{guard}'")), ledger=(PRIOR,))
    story.on("2026-01-15").send("partir")
    story.edit(montant=12.0, debut=day("2026-03-01"))
    if signed:
        story.on("2026-01-20").send("signer")
    story.on("2026-02-10")
    answer = story.program.main.ask(story.stage, "essayer", _guards(story))
    return not isinstance(answer, tuple)


def _guards(story: Story) -> Guards:
    turn = Turn(story.program, story.case, story.world, story.now)
    turn.input = {"choix": 3, "effective_on": turn.today}
    return Guards(turn)


@pytest.mark.parametrize(
    "guard",
    [
        "known.montant && !known.rc",
        "dossier.montant >= parameter.seuil",
        "event.choix == 3",
        'stage.entered_on == date("2026-01-15")',
        'today == date("2026-02-10")',
        'track.volet == "en_cours"',
        "!task.bilan.done",
        "contract.appui.renewals == 1 && contract.appui.total_months == 6",
    ],
)
def test_a_guard_reads_the_case_as_it_stands(guard: str) -> None:
    assert told(guard)


@pytest.mark.parametrize(
    "guard",
    [
        'contract.appui.starts_on == date("2026-01-20") && contract.appui.ends_on == date("2026-04-19")',
        "contract.appui.months == 3 && contract.appui.renewals == 2",
        "contract.appui.total_months == 9",
    ],
)
def test_a_guard_reads_the_running_contract_and_every_case_of_the_person(guard: str) -> None:
    assert told(guard, signed=True)


@pytest.mark.parametrize("guard", ["contract.appui.months == 0", "valid(dossier.rc, today)"])
def test_what_nobody_filled_holds_no_guard(guard: str) -> None:
    assert not told(guard)


TOLD = """
roles: {equipe: {label: Équipe}}
parameters: {seuil: {label: Seuil, type: number, values: [{since: 2026-01-01, value: 1200}]}}
dossier:
  ca: {type: number, label: Chiffre d'affaires}
  age: {type: integer, label: Âge, personal: true}
  sante: {type: integer, label: Santé, sensitive: true}
  sejour: {type: validity, label: Titre de séjour, personal: true}
  rc: {type: validity, label: RC pro}
  pret: {type: boolean, label: Prêt}
events:
  partir: {label: Départ, by: [equipe]}
  essayer:
    label: Essai
    by: [equipe]
    input: {ne: {into: age}, mot: {type: text}, choix: {type: integer, label: Choix}}
  signer: {label: Signature, by: [equipe]}
  echoir: {label: Terme}
contracts: {appui: {label: Appui, begin: [signer], expire: echoir, term: {min: 1 mois, max: 6 mois, default: 3 mois}}}
actions: {bilan: {label: Bilan, by: equipe}}
entry: {partir: {to: ici}}
stages:
  ici:
    label: Ici
    enter: {start: [volet], do: [bilan]}
    transitions: {signer: {to: dedans}, essayer: {when: {feu: {if: GUARD, say: Non.}}}}
  dedans:
    label: Dedans
    contract: appui
    transitions: {echoir: {to: ici}, essayer: {when: {feu: {if: GUARD, say: Non.}}}}
tracks: {volet: {label: Volet}}
"""


def refused(guard: str, *, signed: bool = False) -> str:
    """What is read on 10 February 2026, the contract running since 20 January if it was signed."""
    story = Story(workflow(TOLD.replace("GUARD", f"'{guard}'")))
    story.on("2026-01-15").send("partir")
    covered = Validity(day("2026-01-01"), day("2026-01-31"))
    story.edit(ca=900.0, age=64, sante=3, sejour=covered, rc=covered, pret=False)
    if signed:
        story.on("2026-01-20").send("signer")
    story.on("2026-02-10")
    # What the runtime reads in the vault.
    story.world = replace(story.world, personal={"age": 64, "sante": 3, "sejour": covered})
    return story.refuse("essayer", ne=65, mot="secret", choix=2).reasons[0].text.render()


@pytest.mark.parametrize(
    ("guard", "told"),
    [
        ("dossier.ca >= parameter.seuil", "Chiffre d'affaires : 900, demandé : ≥ 1200"),
        ("event.choix > 2", "Choix : 2, demandé : > 2"),
        (
            "valid(dossier.rc, today)",
            "RC pro : du 1er janvier 2026 au 31 janvier 2026 ; jour d'effet : 10 février 2026",
        ),
        ("dossier.rc.until >= today", "RC pro, dernier jour : 31 janvier 2026 ; jour d'effet : 10 février 2026"),
        (
            "stage.entered_on > event.effective_on",
            "entrée dans l'étape : 15 janvier 2026 ; jour d'effet : 10 février 2026",
        ),
        ('track.volet == ""', "Volet : « en_cours », demandé : rien"),
    ],
)
def test_a_refusal_shows_what_was_read_in_the_words_of_the_file(guard: str, told: str) -> None:
    assert refused(guard) == f"Non. ({told})"


def test_a_refusal_shows_a_contract_by_its_label() -> None:
    assert refused("contract.appui.months > 3", signed=True) == "Non. (Appui : mois : 3, demandé : > 3)"


@pytest.mark.parametrize("guard", ["dossier.pret", "task.bilan.done", "!known.ca"])
def test_a_yes_or_no_is_what_the_sentence_says(guard: str) -> None:
    assert refused(guard) == "Non."


@pytest.mark.parametrize(
    ("guard", "told"),
    [
        ("dossier.age < 60", "Âge : donnée personnelle, demandé : < 60"),
        ("dossier.sante > 5", "Santé : donnée personnelle, demandé : > 5"),
        ("event.ne < 60", "Âge : donnée personnelle, demandé : < 60"),
        ("event.mot == 'x'", "event.mot : donnée personnelle, demandé : « x »"),
        (
            "dossier.sejour.until > today",
            "Titre de séjour, dernier jour : donnée personnelle ; jour d'effet : 10 février 2026",
        ),
        (
            "valid(dossier.sejour, today)",
            "Titre de séjour : donnée personnelle ; jour d'effet : 10 février 2026",
        ),
    ],
)
def test_a_refusal_never_shows_a_personal_value(guard: str, told: str) -> None:
    said = refused(guard.replace("'", '"'))
    assert said == f"Non. ({told})"
    assert not any(word in said for word in ("64", "65", "secret", "31 janvier"))


def test_the_scope_reads_only_what_is_asked() -> None:
    story = Story(workflow(BODY.replace("GUARD", "known.rc")))
    story.on("2026-01-15").send("partir")
    scope = Scope(Turn(story.program, story.case, story.world, story.now))
    assert scope["track.volet"] == "en_cours"
    assert scope.get("dossier.rc", "rien") == "rien"
    with pytest.raises(KeyError):
        scope["nulle.part"]
    assert len(scope) == len(list(scope))


def test_the_views_of_a_case() -> None:
    story = Story(workflow(BODY.replace("GUARD", "known.rc")), ledger=(PRIOR,))
    story.on("2026-01-15").send("partir")
    assert views.contract_view(story.program, story.case, story.world, "appui", day("2026-01-15")) is None
    assert views.situation(story.program, story.case) == "dehors"
    story.send("signer", starts_on=day("2026-02-01"))
    seen = views.contract_view(story.program, story.case, story.world, "appui", day("2026-01-15"))
    assert seen is not None
    assert (seen.status, seen.ends_on, seen.renewals, seen.total_months) == (
        ContractStatus.SIGNED,
        day("2026-04-30"),
        2,
        9,
    )
    story.on("2026-02-01")
    assert views.due_days(story.program, story.case) == {"appui.terme": day("2026-04-30")}
    assert views.reckonings(story.program, story.case)["appui.terme"].due == day("2026-04-30")
    assert order.earliest(story.case.timers) == moment("2026-05-01", time(0))
