"""The six layers in their order, and the first that fails answering with all its reasons."""

import pytest

from parcours.kernel import inputs
from parcours.kernel.machine import Move
from parcours.kernel.views import contract_view, permitted
from parcours.model.fields import Validity
from parcours.model.step import Act, Assign, Author, Close, Edit, Layer, MarkDone, Refusal, Undo, Withdraw
from parcours.model.workflow import Transition
from stories import Story, day, workflow

LAW = """
format: 1
law: fr_essai
title: Essai
contract: essai
rules:
  duree:
    label: Durée
    rule: cap
    on: term
    versions: [{since: 2020-01-01, value: 6 mois, reference: art. 1}]
  nombre:
    label: Renouvellements
    rule: cap
    on: renewals
    versions: [{since: 2020-01-01, value: 0, reference: art. 2}]
"""
BODY = """
roles:
  equipe: {label: Équipe}
  gerance: {label: Gérance}
  conseil: {label: Conseil, quorum: 3}
  referent: {label: Référent, per_case: true}
dossier: {feu: {type: boolean}, sol: {type: boolean}, rc: {type: validity}}
events:
  partir: {label: Départ, by: [equipe]}
  signer:
    label: Signature
    by: [equipe]
    input:
      ville: {type: choice, choices: [brest, rennes], required: true, label: Ville}
      age: {type: integer, min: 18}
  decider: {label: Décision, by: [conseil]}
  suivre: {label: Suivi, by: [referent, gerance], note: true}
  renouveler: {label: Renouvellement, by: [equipe]}
  echoir: {label: Terme}
contracts:
  essai:
    label: Essai
    begin: [signer]
    renew: [renouveler]
    expire: echoir
    term: {min: 1 mois, max: 3 mois, default: 3 mois}
entry: {partir: {to: ici}}
stages:
  ici:
    label: Ici
    transitions:
      signer:
        to: dedans
        when:
          feu: {if: dossier.feu, say: Le feu est rouge.}
          sol: {if: "dossier.sol && event.age >= 18", say: Le sol est mouillé.}
          rc: {if: "valid(dossier.rc, event.starts_on)", say: La RC ne couvre pas le premier jour.}
      decider: {to: fin}
  dedans: {label: Dedans, contract: essai, transitions: {echoir: {to: fin}, renouveler: {}}}
  fin: {label: Fin, final: true}
"""
DEFINITION = workflow(BODY, {"fr_essai": LAW})


def started() -> Story:
    story = Story(DEFINITION)
    story.on("2026-01-15").send("partir")
    return story


def test_the_first_layer_that_fails_answers() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-15")
    wrong = {"term": 9, "starts_on": day("2026-01-20"), "signed_on": day("2025-01-01")}
    assert story.refuse("signer", by="gerance", **wrong).layer is Layer.STAGE
    story.send("partir")
    assert story.refuse("signer", by="gerance", **wrong).layer is Layer.ROLE
    assert story.refuse("signer", **wrong).layer is Layer.INPUT
    wrong["ville"] = "brest"
    wrong["signed_on"] = day("2026-01-15")
    assert story.refuse("signer", **wrong).layer is Layer.LAW
    wrong["term"] = 6
    assert story.refuse("signer", **wrong).layer is Layer.CONTRACT
    wrong["term"] = 3
    assert story.refuse("signer", **wrong).layer is Layer.GUARD
    story.edit(feu=True, sol=True, rc=Validity(day("2026-01-01")))
    story.send("signer", age=20, **wrong)


def test_every_reason_of_the_failing_layer_is_told() -> None:
    story = started()
    refusal = story.refuse("signer", signed_on=day("2026-01-16"))
    assert refusal.layer is Layer.INPUT
    assert [reason.text.render() for reason in refusal.reasons] == [
        "Il manque « ville » (Ville).",
        "La signature du 16 janvier 2026 est à venir : elle s'enregistre le jour venu.",
    ]
    refusal = story.refuse("signer", ville="brest")
    assert [reason.code for reason in refusal.reasons] == ["feu", "sol", "rc"]


def test_a_guard_that_reads_what_nobody_filled_names_it() -> None:
    story = started()
    story.edit(feu=True, sol=True, rc=Validity(day("2026-01-01"), day("2026-01-14")))
    refusal = story.refuse("signer", ville="brest")
    assert [reason.code for reason in refusal.reasons] == ["sol", "rc"]
    assert refusal.reasons[0].text.render() == "Le sol est mouillé. (non renseigné : event.age)"
    assert refusal.reasons[1].text.render() == (
        "La RC ne couvre pas le premier jour. "
        "(dossier.rc : du 1er janvier 2026 au 14 janvier 2026 ; premier jour : 15 janvier 2026)"
    )


def test_an_event_nobody_knows_is_refused_with_the_nearest_one() -> None:
    refusal = started().refuse("singer")
    assert "signer" in refusal.render()


def test_what_only_the_engine_sends_nobody_else_may() -> None:
    story = started()
    story.edit(feu=True, sol=True, rc=Validity(day("2026-01-01")))
    story.send("signer", ville="brest", age=20)
    assert story.refuse("echoir").layer is Layer.ROLE


def test_a_committee_decides_when_enough_are_present() -> None:
    story = started()
    assert story.refuse("decider").layer is Layer.INPUT
    refusal = story.refuse("decider", present=2)
    assert (refusal.layer, refusal.code) == (Layer.ROLE, "role")
    story.send("decider", present=3)


def test_a_role_held_for_a_case_is_its_holder_s_the_stand_in_s_or_a_role_listed_beside_it() -> None:
    story = started()
    story.send("suivre", user="zoe")  # nobody holds it yet
    story.assign("referent", "ines", stand_in="omar", stand_in_from=day("2026-02-01"), stand_in_until=day("2026-02-10"))
    story.send("suivre", user="ines")
    assert story.refuse("suivre", user="zoe").layer is Layer.ROLE
    story.send("suivre", by="gerance", user="zoe")
    assert story.on("2026-01-31").refuse("suivre", user="omar").layer is Layer.ROLE
    story.on("2026-02-01").send("suivre", user="omar")
    story.on("2026-02-10").send("suivre", user="omar")
    assert story.on("2026-02-11").refuse("suivre", user="omar").layer is Layer.ROLE


def test_only_a_role_held_case_by_case_is_assigned() -> None:
    assert started().refuse_act(Assign("equipe", "ines")).layer is Layer.INPUT
    assert started().refuse_act(Assign("personne", "ines")).layer is Layer.INPUT


def test_what_is_typed_too_late_is_refused_and_what_is_typed_within_the_window_accepted() -> None:
    story = Story(DEFINITION)
    story.on("2026-02-14")
    assert story.refuse("partir", effective_on=day("2026-01-14")).layer is Layer.INPUT  # 31 days
    story.send("partir", effective_on=day("2026-01-15"))  # 30 days


def test_without_a_window_nothing_is_backdated() -> None:
    story = Story(workflow(BODY, {"fr_essai": LAW}, backdating="1 jour"))
    story.on("2026-02-14")
    assert story.refuse("partir", effective_on=day("2026-02-12")).layer is Layer.INPUT


def test_an_event_that_leads_nowhere_from_here_says_what_does() -> None:
    refusal = started().refuse("renouveler")
    assert "« Signature »" in refusal.render()
    assert "at the stage" in refusal.render("en")


def test_taking_a_transition_from_the_machine_gets_the_step_refused() -> None:
    story = started()
    story.edit(feu=True, sol=True, rc=Validity(day("2026-01-01")))
    machine = story.program.main._machine  # the library decides, not our table
    machine.events["signer"].transitions.pop("ici")
    assert story.program.workflow.stages["ici"].transitions["signer"].to == "dedans"
    assert story.refuse("signer", ville="brest", age=20).layer is Layer.STAGE


def test_the_machine_answers_nothing_it_was_not_told() -> None:
    class Agreeing:
        def refusals(self, _: Transition) -> tuple[()]:
            return ()

    story = started()
    assert isinstance(story.program.main.ask("ici", "signer", Agreeing()), Move)
    assert story.program.main.ask("fin", "signer", Agreeing()) is None
    assert story.program.main.ask("ici", "inconnu", Agreeing()) is None


@pytest.mark.parametrize(
    ("raw", "wrong"),
    [
        ({"ville": "paris", "age": "douze", "couleur": "bleu"}, 3),
        ({"starts_on": "2026-02-30", "term": "10 jours"}, 2),
        ({"age": 17, "effective_on": "hier"}, 2),
        ({"term": "longtemps", "agee": 4}, 2),
        ({"starts_on": "9999-12-31", "age": True}, 2),
    ],
    ids=str,
)
def test_every_input_that_is_wrong_is_told_at_once(raw: dict[str, object], wrong: int) -> None:
    refusal = inputs.read(started().program, "signer", raw)
    assert isinstance(refusal, Refusal)
    assert len(refusal.reasons) == wrong
    for lang in ("fr", "en"):
        assert refusal.render(lang)


def test_inputs_are_read_into_their_types() -> None:
    program = started().program
    assert inputs.read(
        program, "signer", {"ville": "brest", "age": "20", "term": "3 mois", "starts_on": "2026-02-01"}
    ) == {
        "ville": "brest",
        "age": 20,
        "term": 3,
        "starts_on": day("2026-02-01"),
    }
    assert inputs.read(program, "decider", {"present": "4"}) == {"present": 4}
    assert isinstance(inputs.read(program, "decider", {"present": "-4"}), Refusal)
    assert isinstance(inputs.read(program, "inconnu", {}), Refusal)


def test_a_day_outside_its_named_list_is_refused() -> None:
    body = """
roles: {equipe: {label: Équipe}}
dossier: {seance: {type: date, among: reunions}}
events: {venir: {label: Venue, by: [equipe], input: {seance: {into: seance}}}}
entry: {venir: {to: ici}}
stages: {ici: {label: Ici}}
"""
    story = Story(workflow(body, calendar="{timezone: Europe/Paris, dates: {reunions: [2026-02-09]}}"))
    story.on("2026-01-15")
    assert story.refuse("venir", seance=day("2026-02-10")).layer is Layer.INPUT
    story.send("venir", seance=day("2026-02-09"))


@pytest.mark.parametrize(
    "act",
    [MarkDone("x"), Undo("x"), Withdraw(1), Close("x"), Assign("referent", "ines")],
    ids=lambda act: type(act).__name__,
)
def test_a_case_that_is_not_open_takes_nothing_but_what_opens_it(act: Act) -> None:
    story = Story(DEFINITION)
    story.on("2026-01-15").refuse_act(act)


def test_a_field_nobody_declared_is_refused() -> None:
    assert started().refuse_act(Edit({"couleur": "bleu"})).layer is Layer.INPUT


def test_what_is_permitted_is_told_with_what_would_refuse_it() -> None:
    story = started()
    found = dict(permitted(story.program, story.case, story.world, story.now))
    assert set(found) == {"signer", "decider", "suivre"}
    assert found["suivre"] is None
    assert found["signer"] is not None
    assert [reason.code for reason in found["signer"].reasons] == ["feu", "input"]


GUARDED = """
roles: {equipe: {label: Équipe}}
dossier: {mur: {type: boolean}}
events:
  partir: {label: Départ, by: [equipe]}
  valider: {label: Validation, by: [equipe], input: {plan: {type: text, label: Plan, required: true}}}
entry: {partir: {to: ici}}
stages:
  ici:
    label: Ici
    transitions:
      valider:
        to: la
        when:
          mur: {if: dossier.mur, say: Pas assez mûr.}
          plan: {if: 'event.plan != "rien"', say: Un vrai plan.}
  la: {label: Là}
"""


def test_a_guard_that_reads_no_input_is_told_before_the_inputs_are_said() -> None:
    story = Story(workflow(GUARDED))
    story.on("2026-01-15").send("partir")
    refusal = dict(permitted(story.program, story.case, story.world, story.now))["valider"]
    assert refusal is not None
    assert (refusal.layer, [reason.code for reason in refusal.reasons]) == (Layer.GUARD, ["mur", "input"])


def test_a_guard_that_reads_an_input_waits_for_it() -> None:
    story = Story(workflow(GUARDED))
    story.on("2026-01-15").send("partir")
    story.edit(mur=True)
    refusal = dict(permitted(story.program, story.case, story.world, story.now))["valider"]
    assert refusal is not None
    assert (refusal.layer, [reason.code for reason in refusal.reasons]) == (Layer.INPUT, ["input"])


def test_what_the_contract_refuses_is_told_before_the_inputs_are_said() -> None:
    body = """
roles: {equipe: {label: Équipe}}
events:
  signer: {label: Signature, by: [equipe]}
  resigner: {label: Renouvellement, by: [equipe], input: {motif: {type: text, required: true}}}
contracts:
  essai:
    label: Essai
    begin: [signer]
    renew: [resigner]
    term: {min: 1 mois, max: 6 mois, default: 3 mois}
    renewals: 0
entry: {signer: {to: dedans}}
stages: {dedans: {label: Dedans, contract: essai, transitions: {resigner: {}}}}
"""
    story = Story(workflow(body))
    story.on("2026-01-15").send("signer")
    refusal = dict(permitted(story.program, story.case, story.world, story.now))["resigner"]
    assert refusal is not None
    assert refusal.layer is Layer.CONTRACT
    assert [reason.code for reason in refusal.reasons] == ["contract.essai.renewals", "input"]


def test_two_threads_hear_a_shared_event_and_one_guard_does_not_hold_the_other() -> None:
    body = """
roles: {equipe: {label: Équipe}}
dossier: {feu: {type: boolean}}
events: {partir: {label: Départ, by: [equipe]}, sonner: {label: Sonnerie, by: [equipe], shared: true}}
entry: {partir: {to: ici}}
stages:
  ici:
    label: Ici
    enter: {start: [volet]}
    transitions: {sonner: {to: la, when: {feu: {if: dossier.feu, say: Rouge.}}}}
  la: {label: Là}
tracks:
  volet:
    label: Volet
    stages: {un: {label: Un, initial: true, transitions: {sonner: {to: deux}}}, deux: {label: Deux, final: true}}
"""
    story = Story(workflow(body))
    story.on("2026-01-15").send("partir")
    story.send("sonner")
    assert (story.stage, story.track("volet")) == ("ici", "deux")
    assert story.refuse("sonner").layer is Layer.GUARD
    story.edit(feu=True)
    story.send("sonner")
    assert story.stage == "la"


def test_an_author_s_role_is_the_first_allowed_unless_said() -> None:
    story = started()
    assert story.facts[-1].role == "equipe"
    assert story.send("suivre", by="gerance").facts[0].role == "gerance"
    assert Author() == Author("", "")


RENEWED = """
roles: {equipe: {label: Équipe}, autre: {label: Autre}}
events:
  signer: {label: Signature, by: [equipe]}
  resigner: {label: Renouvellement, by: [equipe]}
contracts:
  essai:
    label: Essai
    begin: [signer]
    renew: [resigner]
    term: {min: 1 mois, max: 6 mois, default: 3 mois}
    renewals: 2
entry: {signer: {to: dedans}}
stages: {dedans: {label: Dedans, contract: essai, transitions: {resigner: {}}}}
"""


def test_a_contract_is_viewed_with_the_renewals_that_its_file_allows() -> None:
    story = Story(workflow(RENEWED))
    story.on("2026-01-15").send("signer")
    story.send("resigner")
    view = contract_view(story.program, story.case, story.world, "essai", story.now.date())
    assert view is not None
    assert (view.renewals, view.most_renewals) == (1, 2)


def test_only_what_the_roles_of_somebody_may_send_is_permitted_to_them() -> None:
    story = Story(workflow(RENEWED))
    story.on("2026-01-15").send("signer")
    at_hand = (story.program, story.case, story.world, story.now)
    assert [event for event, _ in permitted(*at_hand, asked_by=("equipe",))] == ["resigner"]
    assert permitted(*at_hand, asked_by=("autre",)) == ()
