"""A suspension stops clocks, not people; nothing it does may lose a date."""

from dataclasses import replace
from datetime import time

import pytest

from parcours.calendar.days_off import Closure
from parcours.model.definition import Definition
from parcours.model.fact import TimerArmed
from stories import Story, day, moment, workflow

BODY = """
roles: {equipe: {label: Équipe}}
dossier: {butoir: {type: date}}
events:
  partir: {label: Départ, by: [equipe]}
  passer: {label: Passage, by: [equipe]}
  sortir: {label: Sortie, by: [equipe]}
  signer: {label: Signature, by: [equipe]}
  echoir: {label: Terme}
  suspendre: {label: Suspension, by: [equipe], note: true, suspension: begin}
  reprendre: {label: Reprise, by: [equipe], note: true, suspension: end}
  finir: {label: Fin}
contracts:
  appui:
    label: Appui
    begin: [signer]
    expire: echoir
    term: {min: 1 mois, max: 3 mois, default: 3 mois}
    deadlines: {point: {after: 1 mois, do: [dire], when_suspended: freeze}}
actions: {dire: {use: journal}, rappeler: {use: journal}}
entry: {partir: {to: ici}, signer: {to: dedans}}
stages:
  ici:
    label: Ici
    transitions: {finir: {to: fin}, passer: {to: la}, sortir: {to: fin}}
    enter: {start: [volet]}
    deadlines:
      court: {after: 30 jours, do: [dire], when_suspended: run}
      gele: {after: 30 jours, fire: finir, when_suspended: freeze, remind: [{before: 5 jours, do: [rappeler]}]}
      ouvres: {after: 10 jours ouvrés, do: [dire], when_suspended: freeze}
      recommence: {after: 30 jours, do: [dire], when_suspended: restart}
      fixe: {before: 10 jours, of: dossier.butoir, do: [dire], when_suspended: freeze}
  la:
    label: Là
    transitions: {sortir: {to: fin}}
    deadlines: {gele: {after: 30 jours, do: [dire], when_suspended: freeze}}
  dedans: {label: Dedans, contract: appui, transitions: {echoir: {to: fin}}}
  fin: {label: Fin, final: true}
tracks:
  volet:
    label: Volet
    ends_with: never
    deadlines: {suivi: {after: 60 jours, do: [dire], when_suspended: freeze}}
"""
FREE = workflow(BODY)
FIXED = "      fixe: {before: 10 jours, of: dossier.butoir, do: [dire], when_suspended: freeze}\n"
MORE = """
      ouvrables: {after: 12 jours ouvrables, do: [dire], when_suspended: freeze}
      heures: {after: PT120H, do: [dire], when_suspended: freeze}
      encore: {after: PT120H, do: [dire], when_suspended: restart}
      avant: {before: 10 jours, of: dossier.butoir, do: [dire], when_suspended: restart}
      rappele: {after: 30 jours, do: [dire], when_suspended: restart, remind: [{before: 5 jours, do: [rappeler]}]}
"""
FULL = workflow(BODY.replace(FIXED, FIXED + MORE.lstrip("\n")))


def started(on: str = "2026-01-05") -> Story:
    return started_with("partir", on)


def started_with(event: str, on: str, definition: Definition = FREE) -> Story:
    story = Story(definition)
    story.on(on).send(event)
    return story


def test_what_runs_runs_what_freezes_keeps_its_days_and_what_restarts_begins_again() -> None:
    story = started()  # Monday 5 January: + 30 days = 4 February; + 10 open days = Monday 19 January
    assert story.due("ici.gele") == "2026-02-04"
    assert story.due("ici.ouvres") == "2026-01-19"
    story.on("2026-01-12").send("suspendre")
    assert story.due("ici.gele") is None
    assert story.due("ici.court") == "2026-02-04"
    story.on("2026-01-21").send("reprendre")
    # 12 January to 4 February: 23 days remained; 21 January + 23 = 13 February. The rung 5 days before: 8 February.
    assert story.due("ici.gele") == "2026-02-13"
    assert story.timer("ici#1/gele/remind").day == day("2026-02-08")
    # Monday the 12th to Monday the 19th: 5 open days remained; from Wednesday the 21st: 22, 23, 26, 27, 28.
    assert story.due("ici.ouvres") == "2026-01-28"
    assert story.due("ici.recommence") == "2026-02-20"  # 21 January + 30 days
    assert story.due("ici.court") == "2026-02-04"


def test_days_off_in_the_suspension_are_not_days_that_remained() -> None:
    story = started("2026-04-27")  # + 10 open days: 28, 29, 30 April, 4 to 7 May (1st off), 11, 12, 13 (8th off)
    assert story.due("ici.ouvres") == "2026-05-13"
    story.on("2026-05-06").send("suspendre")  # 7, 11, 12, 13: four remained
    story.on("2026-05-13").send("reprendre")  # 15, 18, 19, 20: the 14th is Ascension Day
    assert story.due("ici.ouvres") == "2026-05-20"


def test_suspended_and_resumed_on_one_day_changes_no_date() -> None:
    story = started()
    before = {key: timer.day for key, timer in story.case.timers.items()}
    story.on("2026-01-12").send("suspendre")
    story.send("reprendre")
    assert {key: timer.day for key, timer in story.case.timers.items()} == before


def test_a_suspension_with_an_end_resumes_by_itself_the_day_after() -> None:
    story = started()
    story.on("2026-01-12").send("suspendre", until=day("2026-01-20"))
    assert story.on("2026-01-20").case.suspension is not None
    story.on("2026-01-21")
    assert story.case.suspension is None
    assert story.due("ici.gele") == "2026-02-13"  # as above: resumed on the 21st


def test_a_suspension_resumed_before_its_end_resumes_once() -> None:
    story = started()
    story.on("2026-01-12").send("suspendre", until=day("2026-01-20"))
    story.on("2026-01-15").send("reprendre")
    assert story.due("ici.gele") == "2026-02-07"  # 15 January + 23
    seq = story.case.seq
    assert story.on("2026-01-25").case.seq == seq + 1  # only `ouvres`: 15 January + 16, 19, 20, 21, 22
    assert story.case.timers["stage:ici#1/gele/fire/0/0"].day == day("2026-02-07")


def test_a_backdated_suspension_counts_from_its_own_day() -> None:
    story = started()
    story.on("2026-01-16").send("suspendre", effective_on=day("2026-01-12"))
    story.on("2026-01-21").send("reprendre")
    assert story.due("ici.gele") == "2026-02-13"


def test_a_suspension_typed_when_it_is_already_over_moves_the_dates_all_the_same() -> None:
    story = started()
    story.on("2026-01-26").send("suspendre", effective_on=day("2026-01-12"), until=day("2026-01-20"))
    assert story.case.suspension is None
    assert story.due("ici.gele") == "2026-02-13"


def test_what_acted_before_a_backdated_suspension_was_typed_stays_done() -> None:
    story = started()
    story.on("2026-01-20")
    assert story.did() == ["dire"]  # the 19th
    story.send("suspendre", effective_on=day("2026-01-12"))
    story.on("2026-01-28").send("reprendre")
    assert story.on("2026-01-30").did() == ["dire"]


def test_what_is_born_during_a_suspension_begins_to_run_at_its_end() -> None:
    story = started()
    story.on("2026-01-12").send("suspendre")
    story.on("2026-01-15").send("passer")
    assert story.due("la.gele") is None
    story.on("2026-01-21").send("reprendre")
    assert story.due("la.gele") == "2026-02-20"  # the 30 days all remained: 21 January + 30


def test_a_day_filled_during_a_suspension_does_not_wake_its_deadline() -> None:
    story = started()
    story.on("2026-01-12").send("suspendre")
    story.on("2026-01-15").edit(butoir=day("2026-02-05"))  # less 10 days: 26 January, 14 days after the 12th
    assert story.due("ici.fixe") is None
    assert story.on("2026-01-27").did() == []
    story.on("2026-02-01").send("reprendre")
    assert story.due("ici.fixe") == "2026-02-15"


def test_a_day_moved_during_a_suspension_keeps_its_deadline_frozen() -> None:
    story = started()
    story.edit(butoir=day("2026-01-30"))
    story.on("2026-01-12").send("suspendre")  # 20 January: 8 days remained
    story.on("2026-01-15").edit(butoir=day("2026-02-02"))  # three days later: 11 remain
    assert story.on("2026-01-25").did() == []
    story.send("reprendre")
    assert story.due("ici.fixe") == "2026-02-05"  # 25 January + 11


def test_a_day_moved_after_a_suspension_keeps_the_days_it_was_given() -> None:
    story = started()
    story.edit(butoir=day("2026-01-30"))
    story.on("2026-01-12").send("suspendre")
    story.on("2026-01-22").send("reprendre")
    assert story.due("ici.fixe") == "2026-01-30"  # ten days of suspension: the 20th becomes the 30th
    story.edit(butoir=day("2026-02-02"))
    assert story.due("ici.fixe") == "2026-02-02"  # three days more


def test_a_closure_learnt_after_a_suspension_keeps_the_days_it_was_given() -> None:
    story = started()
    story.on("2026-01-12").send("suspendre")
    story.on("2026-01-21").send("reprendre")
    assert story.due("ici.ouvres") == "2026-01-28"
    shut = replace(story.world.calendar, closures=(Closure(day("2026-01-19"), day("2026-01-19")),))
    story.change_world(replace(story.world, calendar=shut))
    # By the formula the 19th becomes the 20th; the seven open days gained (20, 21, 22, 23, 26, 27, 28) follow:
    # 21, 22, 23, 26, 27, 28, 29.
    (armed,) = [change for change in story.facts[-1].changes if isinstance(change, TimerArmed)]
    assert armed.was == day("2026-01-28")
    assert story.due("ici.ouvres") == "2026-01-29"


def test_a_second_suspension_counts_what_the_first_had_left() -> None:
    story = started()
    story.on("2026-01-12").send("suspendre")
    story.on("2026-01-21").send("reprendre")  # 13 February
    story.on("2026-02-03").send("suspendre")  # 10 days left
    story.on("2026-02-10").send("reprendre")
    assert story.due("ici.gele") == "2026-02-20"


def test_contract_ends_and_what_a_contract_says_always_run() -> None:
    story = started_with("signer", "2026-01-15")
    story.on("2026-01-20").send("suspendre")
    assert story.due("appui.terme") == "2026-04-14"
    assert story.due("appui.point") == "2026-02-15"
    story.on("2026-04-15")
    assert story.stage == "fin"


def test_people_may_still_act_during_a_suspension() -> None:
    story = started()
    story.on("2026-01-12").send("suspendre")
    story.on("2026-01-13").send("passer")
    assert story.stage == "la"


def test_a_case_suspended_is_not_suspended_again_nor_a_running_one_resumed() -> None:
    story = started()
    assert story.refuse("reprendre").code == "stage"
    story.on("2026-01-12").send("suspendre")
    assert story.refuse("suspendre").code == "stage"


def test_a_suspension_that_would_end_before_it_begins_is_refused() -> None:
    story = started()
    story.on("2026-01-12")
    assert story.refuse("suspendre", until=day("2026-01-11")).code == "input"


def test_a_suspension_kept_for_a_coming_day_is_judged_again_that_day() -> None:
    story = started()
    story.on("2026-01-12").send("suspendre", effective_on=day("2026-01-16"))
    assert story.case.suspension is None
    story.on("2026-01-16")
    assert story.case.suspension is not None
    assert story.case.suspension.since == day("2026-01-16")


def test_ending_a_case_starts_the_clocks_of_what_outlives_it() -> None:
    story = started()
    story.on("2026-01-12").send("suspendre")  # 5 January + 60 = 6 March: 53 days left
    story.on("2026-01-20").send("sortir")
    assert story.case.suspension is None
    assert story.due("volet.en_cours.suivi") == "2026-03-14"  # 20 January + 53: 11 days of January, 28, 14


@pytest.mark.parametrize("order", [("suspendre", "passer"), ("passer", "suspendre")], ids=str)
def test_suspending_and_moving_on_one_day_in_either_order_gives_one_date(order: tuple[str, str]) -> None:
    story = started()
    story.on("2026-01-12").send(order[0])
    story.send(order[1])
    story.on("2026-01-20").send("reprendre")
    assert story.due("la.gele") == "2026-02-19"  # 20 January + 30


def test_working_days_and_hours_keep_what_remained_of_them() -> None:
    story = started_with(
        "partir", "2026-01-05", FULL
    )  # Monday 5 January at noon: + 12 working days = Monday 19; + 120 hours = Saturday 10 at noon
    assert story.due("ici.ouvrables") == "2026-01-19"
    story.on("2026-01-07").send("suspendre")
    story.on("2026-01-14").send("reprendre")
    # 8, 9, 10, 12, 13, 14, 15, 16, 17, 19: ten remained; 15, 16, 17, 19, 20, 21, 22, 23, 24, 26
    assert story.due("ici.ouvrables") == "2026-01-26"
    assert story.timer("/heures/").due == moment("2026-01-17")  # seven days later, at noon
    assert story.timer("/encore/").due == moment("2026-01-19", time(0))  # five whole days from the 14th


def test_what_restarts_from_a_day_of_the_dossier_keeps_that_day() -> None:
    story = started_with("partir", "2026-01-05", FULL)
    story.edit(butoir=day("2026-03-30"))
    story.on("2026-01-12").send("suspendre")
    story.on("2026-01-20").send("reprendre")
    assert story.due("ici.avant") == "2026-03-20"


def test_the_rungs_of_what_restarts_keep_their_distance() -> None:
    story = started_with("partir", "2026-01-05", FULL)
    story.on("2026-01-12").send("suspendre")
    story.on("2026-01-20").send("reprendre")
    assert story.due("ici.rappele") == "2026-02-19"  # 20 January + 30
    assert story.timer("/rappele/remind/").day == day("2026-02-14")


def test_what_was_due_on_the_last_day_before_a_suspension_acts_on_the_day_of_return() -> None:
    story = started()
    story.on("2026-02-04").send("suspendre")  # the very day it fires, at its end
    story.on("2026-03-02").send("reprendre")
    assert story.due("ici.gele") == "2026-03-02"
