"""What a file says, as the model holds it."""

import datetime
from textwrap import dedent

import pytest

from parcours.calendar.dates import DateRule, Roll
from parcours.calendar.duration import Duration
from parcours.calendar.period import Period
from parcours.definition.loader import load_sources
from parcours.model.definition import Definition
from parcours.model.fields import FieldType
from parcours.model.law import RuleKind
from parcours.model.workflow import Term

HEAD = """
format: 1
id: essai
title: Essai
calendar:
  timezone: Europe/Paris
  holidays: FR
  closures: [{from: 2026-08-10, until: 2026-08-21}]
  dates: {assemblee: [2026-06-18, 06-18]}
roles: {accueil: {label: Accueil}}
events:
  entrer: {label: Entrée, by: [accueil]}
  sortir: {label: Sortie, by: [accueil]}
entry: {entrer: {to: suivi}}
stages:
  suivi: {label: Suivi, transitions: {sortir: {to: fin}}}
  fin: {label: Fin, final: true}
"""
LAW = """
format: 1
law: loi
title: Loi
contract: essai
rules:
  limite:
    label: Limite
    rule: deadline
    until: {situation: membre}
    over: case
    versions:
      - {since: 2026-01-01, within: {after: 24 mois, of: contract.signed_on, less: prior_contracts}, reference: L2}
      - {since: 2016-01-01, within: {after: 36 mois, of: contract.signed_on}, reference: L1, to_check: true}
  nombre: {label: Nombre, rule: cap, on: renewals, versions: [{since: 2016-01-01, value: 2, reference: L3}]}
  ecrit: {label: Écrit, rule: writing, on: [begin, renew], versions: [{since: 2016-01-01, reference: L4}]}
"""


def built(text: str) -> Definition:
    """The definition of the head with more; a section said anew replaces the head's."""
    more = dedent(text)
    sections = {line.split(":")[0] for line in more.splitlines() if line[:1].isalpha()}
    kept = [block for block in HEAD.strip().split("\n") if block]
    head, keep = [], True
    for line in kept:
        keep = line.split(":")[0] not in sections if line[:1].isalpha() else keep
        head += [line] if keep else []
    return load_sources({"essai.yaml": "\n".join(head) + more, "law/loi.yaml": LAW}, "essai")


def months(count: int) -> Duration:
    return Duration(months=count)


def test_the_cooperative_is_the_file_unless_it_says_another() -> None:
    assert built("").workflow.cae == "essai"
    assert built("\ncae: reseau\n").workflow.cae == "reseau"


def test_free_text_is_personal_unless_the_file_says_otherwise() -> None:
    dossier = built(
        "\ndossier: {nom: {type: text}, ville: {type: text, personal: false}, age: {type: integer}}\n"
    ).workflow.dossier
    assert {name: field.personal for name, field in dossier.items()} == {"nom": True, "ville": False, "age": False}


def test_an_input_takes_the_type_of_the_field_it_writes() -> None:
    definition = built("""
        dossier: {seance: {type: date, label: Séance, among: assemblee}}
        events:
          entrer: {label: Entrée, by: [accueil], input: {jour: {into: seance, required: true}, motif: {type: text}}}
          sortir: {label: Sortie, by: [accueil]}
    """)
    day, reason = definition.workflow.events["entrer"].input
    assert (day.type, day.into, day.label, day.among, day.required) == (
        FieldType.DATE,
        "seance",
        "Séance",
        "assemblee",
        True,
    )
    assert (reason.type, reason.personal, reason.into) == (FieldType.TEXT, True, "")


def test_a_date_counts_from_the_entry_into_its_stage() -> None:
    stage = built("""
        stages:
          suivi:
            label: Suivi
            transitions: {sortir: {to: fin}}
            deadlines:
              relance:
                after: 1 mois
                do: [relancer]
                roll: next_business_day
                remind: [{before: 5 jours, do: [relancer]}]
          fin: {label: Fin, final: true, retention: [{after: 2 ans, of: case.last_contact_on, then: erase}]}
        actions: {relancer: {use: email}}
    """).workflow.stages
    relance = stage["suivi"].duties.deadlines[0]
    assert relance.rule == DateRule(months(1), of="stage.entered_on", roll=Roll.NEXT)
    assert relance.remind[0].rule == DateRule(Duration(days=5), backwards=True)
    assert stage["fin"].retention[0].rule == DateRule(Duration(months=24), of="case.last_contact_on")


CONTRACT = """
    law: [loi]
    situations: {membre: {label: Membre}}
    actions:
      relancer: {use: email}
      declarer: {use: declaration, by: accueil, law: loi.ecrit}
      viser: {by: accueil, due: {before: 1 jour, of: contract.essai.starts_on}, law: loi.ecrit}
    contracts:
      essai:
        label: Essai
        begin: [entrer]
        expire: sortir
        term: {min: 1 mois, max: 6 mois, default: 1 an}
        trial: 2 mois
        notice: 15 jours
        remind: [{before: 2 mois, do: [relancer]}]
        deadlines:
          bilan: {after: 1 mois, do: [relancer]}
          essai: {before: 15 jours, of: contract.trial_ends_on, do: [relancer]}
          limite: {law: loi.limite, do: [relancer]}
        every:
          point: {each: 1 an, from: start, do: [relancer]}
          solde: {each: 1 an, on: assemblee, do: [relancer]}
    stages:
      suivi: {label: Suivi, contract: essai, situation: membre, transitions: {sortir: {to: fin}}}
      fin: {label: Fin, final: true}
"""


def test_a_contract_s_own_days_are_said_in_full() -> None:
    contract = built(CONTRACT).workflow.contracts["essai"]
    rules = {each.id: each.rule for each in contract.duties.deadlines}
    assert rules["bilan"].of == "contract.essai.starts_on"
    assert rules["essai"].of == "contract.essai.trial_ends_on"
    assert contract.remind[0].rule == DateRule(months(2), backwards=True, of="contract.essai.ends_on")


def test_terms_are_whole_months() -> None:
    contract = built(CONTRACT).workflow.contracts["essai"]
    assert contract.term == Term(least=1, most=6, default=12)
    assert (contract.kind, contract.trial, contract.notice) == ("essai", 2, Duration(days=15))


def test_a_deadline_that_carries_out_a_rule_takes_its_day_and_a_task_leaves_its_window_to_the_day() -> None:
    workflow = built(CONTRACT).workflow
    limit = workflow.contracts["essai"].duties.deadlines[2]
    assert limit.rule == DateRule(of="law.loi.limite")
    declared = workflow.actions["declarer"]
    assert (declared.law, declared.due, declared.not_before) == ("loi.ecrit", None, None)
    assert workflow.actions["viser"].due == DateRule(Duration(days=1), backwards=True, of="contract.essai.starts_on")
    assert workflow.actions["relancer"].due is None


def test_recurrences_count_from_the_calendar_or_from_the_start() -> None:
    point, balance = built(CONTRACT).workflow.contracts["essai"].duties.every
    assert point.period == Period(months(12), from_start=True)
    assert balance.period == Period(months(12), on="dates.assemblee")


def test_a_track_without_stages_has_one() -> None:
    track = built("""
        tracks: {volet: {label: Volet, enter: {do: [relancer]}, deadlines: {fin: {after: 1 mois, do: [relancer]}}}}
        actions: {relancer: {use: email}}
    """).workflow.tracks["volet"]
    only = track.stages["en_cours"]
    assert (track.initial, track.ends_with, only.enter) == ("en_cours", "case", ("relancer",))
    assert [each.id for each in only.duties.deadlines] == ["fin"]
    assert not track.duties.deadlines


def test_what_a_track_with_stages_says_itself_spans_them() -> None:
    track = built("""
        tracks:
          volet:
            label: Volet
            ends_with: never
            enter: {do: [relancer]}
            deadlines: {fin: {after: 1 mois, do: [relancer]}}
            stages: {un: {label: Un}, deux: {label: Deux, initial: true}}
        actions: {relancer: {use: email}}
    """).workflow.tracks["volet"]
    assert (track.initial, track.ends_with, track.enter) == ("deux", "never", ("relancer",))
    assert [each.id for each in track.duties.deadlines] == ["fin"]


def test_the_calendar_holds_closures_and_named_days() -> None:
    calendar = built("").calendar
    assert (calendar.timezone, calendar.country, calendar.notify_at) == ("Europe/Paris", "FR", datetime.time(8, 30))
    assert [(each.first, each.last) for each in calendar.closures] == [
        (datetime.date(2026, 8, 10), datetime.date(2026, 8, 21))
    ]
    assert calendar.dates["assemblee"].known == (datetime.date(2026, 6, 18),)
    assert calendar.dates["assemblee"].usual == ((6, 18),)


def test_parameters_are_typed_and_dated_oldest_first() -> None:
    definition = built("""
        parameters:
          seuil:
            type: number
            values: [{since: 2026-07-01, value: 2}, {since: 2026-01-01, value: 1, source: S}]
    """)
    assert [(each.since.month, each.value, each.source) for each in definition.parameters["seuil"]] == [
        (1, 1.0, "S"),
        (7, 2.0, ""),
    ]
    assert definition.workflow.parameters == {"seuil": FieldType.NUMBER}


def test_a_law_file_holds_its_rules_oldest_version_first() -> None:
    law = built("\nlaw: [loi]\n").law["loi"]
    limit = law.rules["limite"]
    assert (limit.name, limit.kind, limit.until_situation, limit.whole_person) == (
        "law.loi.limite",
        RuleKind.DEADLINE,
        "membre",
        False,
    )
    assert [each.since.year for each in limit.versions] == [2016, 2026]
    assert [each.binding for each in limit.versions] == [False, True]
    assert limit.versions[1].within == DateRule(months(24), of="contract.signed_on", less="prior_contracts")
    assert limit.less_prior
    assert (law.rules["nombre"].on, law.rules["nombre"].versions[0].value) == (("renewals",), 2)
    assert law.rules["ecrit"].on == ("begin", "renew")


def test_parameters_of_actions_are_kept_plain() -> None:
    definition = built("\nactions: {relancer: {use: email, with: {vers: x, copies: [a, b]}}}\n")
    assert definition.parameters_of_actions == {"relancer": {"vers": "x", "copies": ["a", "b"]}}


@pytest.mark.parametrize("said", ["begin", "end"])
def test_an_event_may_stop_or_start_the_clocks(said: str) -> None:
    definition = built(f"""
        events:
          entrer: {{label: Entrée, by: [accueil]}}
          sortir: {{label: Sortie, by: [accueil], note: true, suspension: {said}}}
    """)
    event = definition.workflow.events["sortir"]
    assert (event.note, event.suspension) == (True, said)
