"""What the checks leave alone: each of these looks like a mistake and is none."""

import pytest

from parcours.definition.checks.clocks import CONTRACT_END
from parcours.definition.loader import check_sources
from parcours.kernel.prepare import TERM

HEAD = {
    "format": "1",
    "id": "essai",
    "title": "Essai",
    "calendar": "{timezone: Europe/Paris, holidays: FR, dates: {assemblee: [06-18]}}",
    "situations": "{membre: {label: Membre}}",
    "roles": "{accueil: {label: Accueil}}",
    "dossier": "{naissance: {type: date}, assurance: {type: validity}, ville: {type: text}}",
    "events": """
      entrer: {label: Entrée, by: [accueil]}
      sortir: {label: Sortie, by: [accueil]}
      echoir: {label: Terme}""",
    "actions": "{relancer: {use: email}, appeler: {by: accueil}}",
    "entry": "{entrer: {to: suivi}}",
    "stages": """
      suivi: {label: Suivi, enter: {do: [relancer, appeler]}, transitions: {sortir: {to: fin}, echoir: {to: fin}},
              deadlines: {abandon: {after: 6 mois, fire: echoir}}}
      fin: {label: Fin, final: true}""",
}
CONTRACT = {
    "contracts": """
      essai:
        label: Essai
        begin: [entrer]
        terminate: [sortir]
        expire: echoir
        term: {min: 3 mois, max: 6 mois, default: 6 mois}
        renewals: 2
        remind: [{before: 2 mois, do: [relancer]}, {before: 5 jours ouvrés, do: [appeler]}]""",
    "stages": """
      suivi: {label: Suivi, contract: essai, transitions: {sortir: {to: fin}, echoir: {to: fin}}}
      fin: {label: Fin, final: true, situation: membre}""",
}
LAW = """
format: 1
law: loi
title: Loi
contract: essai
rules:
"""


def told(law: str = "", **sections: str) -> list[str]:
    """The codes of the head with other sections, and the rules of a law file."""
    said = {**HEAD, **sections, **({"law": "[loi]"} if law else {})}
    text = "".join(f"{key}: {value}\n" for key, value in said.items())
    sources = {"essai.yaml": text, **({"law/loi.yaml": LAW + law} if law else {})}
    return [each.code.slug for each in check_sources(sources, "essai")]


def test_the_name_kept_for_the_end_of_a_contract_is_the_kernels() -> None:
    assert CONTRACT_END == TERM


def test_only_a_contract_has_an_end_of_its_own_to_name() -> None:
    assert told(stages=HEAD["stages"].replace("abandon:", "terme:")) == []


def test_two_owners_may_use_one_name() -> None:
    duty = "{bilan: {each: 1 mois, do: [relancer]}}"
    stages = CONTRACT["stages"].replace("essai, ", f"essai, every: {duty}, ")
    contracts = CONTRACT["contracts"] + "\n        deadlines: {bilan: {after: 1 mois, do: [relancer]}}"
    assert told(contracts=contracts, stages=stages) == []


def test_the_head_itself_is_sound() -> None:
    assert told() == []
    assert told(**CONTRACT) == []


def test_a_shared_event_may_be_awaited_by_two_threads() -> None:
    stages = """
      suivi: {label: S, enter: {start: [t], do: [relancer, appeler]}, transitions: {sortir: {to: fin}}}
      fin: {label: F, final: true}"""
    track = """
      t:
        label: T
        stages: {a: {label: A, initial: true, transitions: {sortir: {to: b}}}, b: {label: B, final: true}}"""
    events = "{entrer: {label: E, by: [accueil]}, sortir: {label: S, by: [accueil], shared: true}}"
    assert told(stages=stages, tracks=track, events=events) == []
    assert told(stages=stages, tracks=track, events=events.replace(", shared: true", "")) == ["competed-event"]


def test_a_track_that_ends_with_the_case_needs_no_way_out() -> None:
    stages = HEAD["stages"].replace("{do: [relancer, appeler]}", "{do: [relancer, appeler], start: [t]}")
    assert told(stages=stages, tracks="{t: {label: T}}") == []
    assert told(stages=stages, tracks="{t: {label: T, ends_with: never}}") == ["no-way-out"]


def test_an_abstract_file_leaves_entry_and_use_to_its_children() -> None:
    unused = "{seuil: {type: number, values: [{since: 2020-01-01, value: 1}]}}"
    events = "{sortir: {label: Sortie, by: [accueil]}, echoir: {label: Terme}}"
    sections = {"entry": "{}", "events": events, "parameters": unused}
    assert told(**sections, abstract="true") == []
    assert told(**sections) == ["no-entry", "unused"]


@pytest.mark.parametrize(
    "of", ["dossier.naissance", "dossier.assurance.until", "dates.assemblee", "case.last_contact_on"]
)
def test_a_deadline_may_count_from_these_days(of: str) -> None:
    deadline = f"{{after: 6 mois, of: {of}, fire: echoir}}"
    assert told(stages=HEAD["stages"].replace("{after: 6 mois, fire: echoir}", deadline)) == []


def test_a_deadline_counted_from_the_entry_may_lead_back_to_its_stage() -> None:
    assert told(stages=HEAD["stages"].replace("echoir: {to: fin}", "echoir: {to: suivi}")) == []


def test_a_reminder_within_the_shortest_contract_is_fine() -> None:
    short = CONTRACT["contracts"].replace("min: 3 mois", "min: 1 mois")
    assert told(**{**CONTRACT, "contracts": short}) == ["reminder-often-late"]


def test_the_end_of_an_open_ended_contract_may_be_reminded_of() -> None:
    open_ended = CONTRACT["contracts"].replace("        term: {min: 3 mois, max: 6 mois, default: 6 mois}\n", "")
    assert "term: {" not in open_ended
    assert told(**{**CONTRACT, "contracts": open_ended}) == []


@pytest.mark.parametrize(
    "rung",
    [
        "{before: 5 mois, do: [relancer]}",
        "{after: 7 mois, do: [relancer]}",
        "{before: 1 an, of: dates.assemblee, do: [relancer]}",
    ],
)
def test_a_rung_within_its_delay_or_counted_otherwise_is_fine(rung: str) -> None:
    stages = HEAD["stages"].replace("fire: echoir}", f"fire: echoir, remind: [{rung}]}}")
    assert told(stages=stages) == []


@pytest.mark.parametrize(
    ("sections", "slug"),
    [
        ({"calendar": "{timezone: Europe/Paris, closures: [{from: 2026-02-30, until: 2026-03-02}]}"}, "bad-date"),
        ({"calendar": "{timezone: Europe/Paris, notify_at: '25:00'}"}, "bad-time"),
        ({"parameters": "{seuil: {type: number, values: [{since: hier, value: 1}]}}", "abstract": "true"}, "bad-date"),
        (
            {"contracts": CONTRACT["contracts"].replace("min: 3 mois", "min: 3 jours"), "stages": CONTRACT["stages"]},
            "bad-duration",
        ),
    ],
)
def test_what_is_badly_said_is_blamed_once_and_the_rest_goes_on(sections: dict[str, str], slug: str) -> None:
    assert told(**sections) == [slug]


CARRIED_OUT = """
      essai:
        label: Essai
        begin: [entrer]
        terminate: [sortir]
        expire: echoir
        term: {min: 3 mois, max: 6 mois, default: 6 mois}
        renewals: 2
        deadlines: {limite: {law: loi.limite, do: [relancer]}}
        every:
          point: {each: 2 semaines, do: [appeler], law: loi.retour}
          voir: {each: 6 mois, from: start, count: rencontrer, at_least: 1, otherwise: [appeler], law: loi.nombre}"""
ACTIONS = """
      relancer: {use: email}
      appeler: {by: accueil}
      ecrire: {use: document, law: loi.ecrit}
      declarer: {use: declaration, by: accueil, due: {after: 5 jours ouvrés}, with: {to: [b, a, c]}, law: loi.declare}
      clore: {use: declaration, by: accueil, with: {to: [a]}, law: loi.fin}"""
EVENTS = """
      entrer: {label: Entrée, by: [accueil], do: [ecrire, declarer]}
      sortir: {label: Sortie, by: [accueil]}
      rencontrer: {label: Rencontre, by: [accueil], note: true}
      echoir: {label: Terme}"""
STAGES = """
      suivi: {label: Suivi, contract: essai, transitions: {sortir: {to: fin}, echoir: {to: fin}}}
      fin: {label: Fin, final: true, situation: membre, enter: {do: [clore]}}"""
RULES = """
  duree: {label: D, rule: cap, on: term, versions: [{since: 2020-01-01, value: 6 mois, reference: L1}]}
  nombre_max: {label: N, rule: cap, on: renewals, versions: [{since: 2020-01-01, value: 2, reference: L1}]}
  total: {label: T, rule: cap, on: total, versions: [{since: 2020-01-01, value: 18 mois, reference: L1}]}
  essai: {label: E, rule: cap, on: trial, versions: [{since: 2020-01-01, value: 2 mois, reference: L1}]}
  ecrit: {label: É, rule: writing, on: [begin], versions: [{since: 2020-01-01, reference: L2}]}
  declare: {label: D, rule: declaration, on: [begin], to: [a, b],
            versions: [{since: 2020-01-01, within: {after: 8 jours, of: contract.signed_on}, reference: L3}]}
  fin: {label: F, rule: declaration, on: [terminate], to: [a], versions: [{since: 2020-01-01, reference: L3}]}
  limite: {label: L, rule: deadline, until: {situation: membre},
           versions: [{since: 2020-01-01, within: {after: 36 mois, of: contract.signed_on}, reference: L4}]}
  retour: {label: R, rule: recurrence, versions: [{since: 2020-01-01, each: 1 mois, reference: L5}]}
  nombre: {label: Q, rule: quota, versions: [{since: 2020-01-01, at_least: 2, per: 1 an, reference: L6}]}
"""
UNDER_LAW = {"contracts": CARRIED_OUT, "actions": ACTIONS, "events": EVENTS, "stages": STAGES}


def test_a_file_as_strict_as_the_law_or_stricter_is_accepted() -> None:
    assert told(RULES, **UNDER_LAW) == []


def test_a_declaration_made_on_the_way_in_counts_only_if_every_way_leads_there() -> None:
    elsewhere = {
        "stages": STAGES.replace("sortir: {to: fin}", "sortir: {to: pause}")
        + "\n      pause: {label: Pause, transitions: {sortir: {to: fin}}}"
    }
    assert told(RULES, **{**UNDER_LAW, **elsewhere}) == ["declaration-missing"]


@pytest.mark.parametrize(
    ("strict", "loose", "slug"),
    [
        ("max: 6 mois", "max: 7 mois", "cap-exceeded"),
        ("{each: 2 semaines,", "{each: 2 mois,", "recurrence-rare"),
        ("at_least: 1", "at_least: 1, remind: []", None),
        ("{each: 6 mois, from: start,", "{each: 1 an, from: start,", "quota-low"),
        (
            "limite: {law: loi.limite,",
            "limite: {after: 37 mois, of: contract.signed_on, law: loi.limite,",
            "law-deadline-late",
        ),
        ("limite: {law: loi.limite,", "limite: {after: 35 mois, of: contract.signed_on, law: loi.limite,", None),
    ],
)
def test_a_file_looser_than_the_law_is_told(strict: str, loose: str, slug: str | None) -> None:
    assert strict in CARRIED_OUT
    found = told(RULES, **{**UNDER_LAW, "contracts": CARRIED_OUT.replace(strict, loose)})
    assert set(found) == ({slug} if slug else set())


@pytest.mark.parametrize(
    ("law", "slug"),
    [
        (RULES.replace("{since: 2020-01-01, value: 18 mois,", "{since: 2020-13-01, value: 18 mois,"), "bad-date"),
        (RULES.replace("value: 18 mois", "value: 18 moi"), "bad-duration"),
        (RULES.replace("value: 18 mois", "value: 18"), "law-value-missing"),
        (RULES.replace("value: 2, ", "value: 2 mois, "), "law-value-missing"),
        (RULES.replace(", per: 1 an", ""), "law-value-missing"),
    ],
)
def test_a_law_badly_said_is_blamed_once_at_its_own_place(law: str, slug: str) -> None:
    assert law != RULES
    assert told(law, **UNDER_LAW) == [slug]


def test_a_term_badly_said_is_not_judged_by_the_law_besides() -> None:
    contracts = CARRIED_OUT.replace("max: 6 mois", "max: 6 moi")
    assert told(RULES, **{**UNDER_LAW, "contracts": contracts}) == ["bad-duration"]


def test_a_rule_no_jurist_has_read_only_warns() -> None:
    unread = RULES.replace("value: 2, reference: L1}", "value: 1, reference: L1, to_check: true}")
    assert sorted(told(unread, **UNDER_LAW)) == ["cap-exceeded", "law-to-check"]
    read = unread.replace("to_check: true", "to_check: true, confirmed_by: Me X")
    assert told(read, **UNDER_LAW) == ["cap-exceeded"]


def test_what_argues_from_absence_waits_until_names_are_right() -> None:
    stages = "{suivi: {label: S, transitions: {sortir: {to: fni}}}, fin: {label: F, final: true}}"
    events = "{entrer: {label: E, by: [accueil]}, sortir: {label: S, by: [accueil]}}"
    assert told(stages=stages, events=events, actions="{}") == ["unknown-stage"]
