"""People already under way when the cooperative adopts the tool, cases closed out of turn, files kept for a time."""

from dataclasses import replace

import pytest

from parcours.model.case import ContractStatus, TaskStatus
from parcours.model.fact import FactKind
from parcours.model.step import Adopt, AdoptedContract, Assign, Close, Layer, Send
from stories import Story, day, workflow

LAW = """
format: 1
law: fr_essai
title: Essai
contract: essai
rules:
  nombre:
    label: Renouvellements
    rule: cap
    on: renewals
    versions: [{since: 2020-01-01, value: 2, reference: art. 2}]
"""
BODY = """
roles: {equipe: {label: Équipe}, referent: {label: Référent, per_case: true}}
dossier: {nom: {type: text, personal: true}, butoir: {type: date}}
events:
  partir: {label: Départ, by: [equipe]}
  signer: {label: Signature, by: [equipe]}
  renouveler: {label: Renouvellement, by: [equipe]}
  embaucher: {label: Embauche, by: [equipe]}
  sortir: {label: Sortie, by: [equipe]}
  voir: {label: Visite, by: [equipe], note: true}
  parler: {label: Parole, by: [equipe]}
  suspendre: {label: Suspension, by: [equipe], note: true, suspension: begin}
  echoir: {label: Terme}
contracts:
  essai:
    label: Essai
    begin: [signer]
    renew: [renouveler]
    expire: echoir
    term: {min: 1 mois, max: 6 mois, default: 6 mois}
    remind: [{before: 2 mois, do: [rappeler]}]
    deadlines: {point: {after: 1 mois, do: [pointer]}, loin: {after: 5 mois, do: [pointer]}}
    every:
      mois: {each: 1 mois, on: month_end, do: [pointer]}
      vu: {each: 2 mois, from: start, count: voir, at_least: 1, otherwise: [alerter]}
  emploi:
    label: Emploi
    begin: [embaucher]
    trial: 8 mois
    deadlines: {fin_essai: {before: 15 jours, of: contract.trial_ends_on, do: [pointer]}}
actions:
  rappeler: {use: journal}
  pointer: {use: journal}
  alerter: {use: journal}
  accueillir: {label: Accueillir, by: equipe}
entry: {partir: {to: ici}, signer: {to: dedans}, embaucher: {to: emploi}}
stages:
  ici:
    label: Ici
    enter: {do: [accueillir], start: [volet, eternel]}
    transitions: {sortir: {to: fin}, signer: {to: dedans}}
    deadlines: {relance: {after: 1 mois, do: [rappeler]}, butoir: {of: dossier.butoir, do: [pointer]}}
  dedans:
    label: Dedans
    contract: essai
    enter: {do: [accueillir], start: [volet]}
    transitions: {renouveler: {}, echoir: {to: fin}, sortir: {to: fin}}
  emploi: {label: Emploi, contract: emploi, transitions: {sortir: {to: fin}}}
  fin:
    label: Fin
    final: true
    outcome: exit
    retention: [{after: 1 an, then: archive}, {after: 2 ans, of: case.last_contact_on, then: erase}]
tracks:
  volet: {label: Volet, deadlines: {vite: {after: 10 jours, do: [pointer]}}}
  eternel:
    label: Éternel
    ends_with: never
    stages:
      un:
        label: Un
        initial: true
        transitions: {parler: {to: deux}}
        deadlines: {x: {after: 3 mois, do: [pointer]}}
      deux: {label: Deux}
"""
DEFINITION = workflow(BODY, {"fr_essai": LAW})


def taken_over(renewals: int = 1) -> Story:
    story = Story(DEFINITION)
    contract = AdoptedContract("essai", day("2026-02-01"), 6, renewals=renewals)
    story.on("2026-05-20").adopt("dedans", "2026-02-01", contracts=(contract,))
    return story


def test_what_is_past_stays_silent_and_is_listed() -> None:
    story = taken_over()
    assert story.did() == []
    assert story.facts[0].kind is FactKind.ADOPTION
    assert story.facts[0].name == "repris"
    assert story.case.passed == {
        "contract:essai#1/point/do/0/0": day("2026-03-01"),
        "track:volet.en_cours#1/vite/do/0/0": day("2026-02-11"),
    }
    assert [task for task in story.case.tasks.values() if task.status is TaskStatus.OPEN] == []


def test_what_is_to_come_is_armed_from_the_real_days() -> None:
    story = taken_over()
    assert story.ends_on("essai#1") == "2026-07-31"
    assert story.due("essai.terme") == "2026-07-31"
    assert story.timer("terme/remind").day == day("2026-05-31")  # 31 July less two months
    assert story.due("essai.loin") == "2026-07-01"
    assert story.due("essai.mois") == "2026-05-31"
    # two months from 1 February: to 31 March, then to 31 May
    assert story.timer("/vu/").occurrence == 2


def untimely(today: str, since: str, start: str, renewals: int = 0) -> str:
    story = Story(DEFINITION)
    contract = AdoptedContract("essai", day(start), 6, renewals=renewals)
    return story.on(today).refuse_act(Adopt("dedans", day(since), (contract,), {}, silent=True)).render()


def test_a_contract_that_ended_yesterday_is_taken_over_by_nobody() -> None:
    """Its term, silent, would never move them on. Six months from 31 May end on the eve of 30 November."""
    assert "échu depuis le 29 novembre 2026" in untimely("2026-11-30", "2026-05-31", "2026-05-31")
    last_day = Story(DEFINITION)
    contract = AdoptedContract("essai", day("2026-06-01"), 6)
    last_day.on("2026-11-30").adopt("dedans", "2026-06-01", contracts=(contract,))
    last_day.wake("2026-12-01")
    assert last_day.case.stage == "fin"


def test_a_stage_is_not_entered_before_its_contract_began() -> None:
    assert "n'y court que depuis le 30 juin 2026" in untimely("2026-07-05", "2026-05-31", "2026-06-30")
    assert "ne commence que le 15 juillet 2026" in untimely("2026-07-05", "2026-05-31", "2026-07-15", renewals=1)
    Story(DEFINITION).on("2026-07-05").adopt(
        "dedans", "2026-01-31", contracts=(AdoptedContract("essai", day("2026-06-30"), 6, renewals=1),)
    )


def test_renewals_signed_on_paper_count() -> None:
    story = taken_over(renewals=1)
    story.on("2026-07-10").send("renouveler")
    exhausted = taken_over(renewals=2)
    assert exhausted.on("2026-07-10").refuse("renouveler").code == "law.fr_essai.nombre"


def test_a_trial_still_running_when_taken_over_keeps_its_date() -> None:
    story = Story(DEFINITION)
    story.on("2026-05-20").adopt("emploi", "2026-02-01", contracts=(AdoptedContract("emploi", day("2026-02-01"), 0),))
    assert story.case.contracts["emploi#1"].trial_ends_on == day("2026-09-30")
    assert story.due("emploi.fin_essai") == "2026-09-15"


def test_a_start_at_a_stage_that_is_not_silent_does_what_the_stage_does() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-15").adopt("ici", "2026-01-15", silent=False)
    assert story.did() == ["accueillir"]
    assert story.due("ici.relance") == "2026-02-15"


@pytest.mark.parametrize(
    ("act", "wrong"),
    [
        (Adopt("nulle_part", day("2026-01-01"), dossier={"couleur": "bleu"}), 2),
        (Adopt("ici", day("2026-06-01")), 1),
        (Adopt("dedans", day("2026-01-01")), 1),
        (Adopt("ici", day("2026-01-01"), (AdoptedContract("essai", day("2026-01-01"), 6),)), 1),
        (Adopt("ici", day("2026-01-01"), (AdoptedContract("rien", day("2026-01-01"), 6),)), 1),
        (Adopt("dedans", day("2025-01-01"), (AdoptedContract("essai", day("2025-01-01"), 6),)), 1),
    ],
    ids=["stage", "future", "contract", "stray", "unknown", "expired"],
)
def test_what_cannot_be_taken_over_is_refused(act: Adopt, wrong: int) -> None:
    story = Story(DEFINITION)
    refusal = story.on("2026-05-20").refuse_act(act)
    assert refusal.layer is Layer.INPUT
    assert len(refusal.reasons) == wrong


def test_a_case_that_stands_somewhere_is_not_taken_over_again() -> None:
    assert taken_over().refuse_act(Adopt("ici", day("2026-05-01"))).layer is Layer.INPUT


def started() -> Story:
    story = Story(DEFINITION)
    story.on("2026-01-15").send("partir")
    return story


def test_closing_out_of_turn_ends_contracts_and_asks_nothing_more() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-15").send("signer")
    story.on("2026-03-14").close()  # the very day a count would close short
    assert story.case.ended_on == day("2026-03-14")
    assert story.case.outcome == "closed"
    assert story.case.contracts["essai#1"].status is ContractStatus.ENDED
    assert owners(story) == {"case"}
    assert "alerter" not in story.did()


def owners(story: Story) -> set[str]:
    """Whose timers are still armed; the case's own say how long its file is kept."""
    return {timer.owner for timer in story.case.timers.values()}


def test_nothing_wakes_a_closed_case() -> None:
    story = started()
    story.edit(butoir=day("2026-08-01"))
    story.close()
    story.edit(butoir=day("2026-09-01"))
    story.change_world(replace(story.world))
    assert owners(story) == {"case"}
    for act in (Send("sortir"), Send("voir"), Send("parler"), Close("encore"), Assign("referent", "ines")):
        assert story.refuse_act(act).layer is Layer.STAGE


def test_a_closed_case_is_not_suspended_any_more_nor_waiting() -> None:
    story = started()
    story.send("suspendre")
    story.send("signer", starts_on=day("2026-02-01"))
    story.close()
    assert story.case.suspension is None
    assert story.case.kept == {}
    assert story.case.contracts == {}


def test_a_case_that_has_ended_accepts_nothing_on_its_main_thread() -> None:
    story = started()
    story.send("sortir")
    assert "clos" in story.refuse("sortir").render()
    assert story.refuse("voir").layer is Layer.STAGE


def test_a_file_is_kept_from_its_end_or_from_the_last_contact() -> None:
    story = started()
    story.on("2026-03-10").send("sortir")
    assert story.due("retention.archive") == "2027-03-10"
    assert story.due("retention.erase") == "2028-03-10"
    story.on("2027-03-10")
    assert story.case.retention == "archive"
    story.on("2028-03-11")
    assert story.case.retention == "erase"


def test_a_contact_after_the_end_keeps_the_file_longer() -> None:
    story = started()
    story.on("2026-02-10").send("sortir")
    story.on("2026-03-10").send("parler")  # a track that never ends still listens
    assert story.due("retention.erase") == "2028-03-10"
    assert story.due("retention.archive") == "2027-02-10"


def test_a_contact_typed_for_a_day_before_the_last_one_changes_nothing() -> None:
    story = started()
    story.on("2026-02-10").send("sortir")
    seq = story.case.seq
    story.on("2026-03-01").send("parler", effective_on=day("2026-02-05"))
    assert story.due("retention.erase") == "2028-02-10"
    assert story.case.seq == seq + 1


JOB_LAW = """
format: 1
law: fr_emploi
title: Emploi
contract: emploi
rules:
  visite:
    label: Visite
    rule: deadline
    until: {done: accueillir}
    versions: [{since: 2020-01-01, within: {after: 3 mois, of: contract.starts_on}, reference: art. 6}]
"""
GOVERNED = workflow(
    BODY.replace("deadlines: {fin_essai:", "deadlines: {visite: {law: fr_emploi.visite, do: [pointer]}, fin_essai:"),
    {"fr_essai": LAW, "fr_emploi": JOB_LAW},
)


def employed(on: str, since: str) -> Story:
    story = Story(GOVERNED)
    story.on(on).adopt("emploi", since, contracts=(AdoptedContract("emploi", day(since), 0),))
    return story


def test_a_legal_day_already_past_is_an_alert() -> None:
    story = employed("2026-02-03", "2025-01-06")
    assert story.last is not None
    (alert,) = story.last.alerts
    assert alert.code == "law.fr_emploi.visite"
    assert "« Visite » : le jour de la loi était le 6 avril 2025" in alert.text.render()
    assert alert in story.warnings


def test_a_legal_day_still_to_come_is_none() -> None:
    story = employed("2026-02-03", "2025-12-01")  # 1 March 2026
    assert story.last is not None
    assert story.last.alerts == ()
    assert story.due("emploi.visite") == "2026-03-01"
