"""Deadlines: when they are armed, moved, disarmed, and that each acts once for each day."""

from datetime import time

import pytest

from parcours.model.fact import TimerArmed, TimerDisarmed
from parcours.model.fields import Validity
from stories import Story, day, moment, workflow

BODY = """
roles: {{equipe: {{label: Équipe}}}}
dossier: {{butoir: {{type: date}}, rc: {{type: validity}}}}
events:
  partir: {{label: Départ, by: [equipe]}}
  repartir: {{label: Nouveau départ, by: [equipe]}}
  rester: {{label: Sur place, by: [equipe]}}
  finir: {{label: Fin}}
actions: {{dire: {{use: journal}}, rappeler: {{use: journal}}, alerter: {{use: journal}}}}
entry: {{partir: {{to: ici}}}}
stages:
  ici:
    label: Ici
    transitions: {{finir: {{to: fin}}, repartir: {{to: ici}}, rester: {{}}}}
    deadlines:
{deadlines}
  fin: {{label: Fin, final: true}}
"""


def started(deadline: str, on: str = "2026-01-15") -> Story:
    story = Story(workflow(BODY.format(deadlines="      " + deadline)))
    story.on(on).send("partir")
    return story


def test_a_month_after_the_31st_is_the_last_day_of_a_shorter_month() -> None:
    story = started("un: {after: 1 mois, do: [dire]}", on="2026-01-31")
    assert story.due("ici.un") == "2026-02-28"


def test_what_is_to_be_done_leaves_in_the_morning_and_what_fires_at_the_end_of_the_day() -> None:
    story = started("un: {after: 10 jours, do: [dire], fire: finir}")  # 25 January
    assert story.on("2026-01-25", time(8, 29)).did() == []
    assert story.on("2026-01-25", time(8, 30)).did() == ["dire"]
    assert story.on("2026-01-25", time(23, 59)).stage == "ici"
    assert story.on("2026-01-26", time(0, 0)).stage == "fin"
    assert story.case.entered_on == day("2026-01-26")
    assert story.did() == ["dire"]


def test_a_deadline_counts_from_the_effective_day_not_from_the_day_it_was_typed() -> None:
    story = Story(workflow(BODY.format(deadlines="      un: {after: 1 mois, do: [dire]}")))
    story.on("2026-02-10").send("partir", effective_on=day("2026-01-20"))
    assert story.due("ici.un") == "2026-02-20"


def test_what_a_backdated_event_makes_due_acts_at_once() -> None:
    story = Story(workflow(BODY.format(deadlines="      un: {after: 10 jours, do: [dire]}")))
    story.on("2026-02-10").send("partir", effective_on=day("2026-01-20"))
    assert story.did() == ["dire"]
    assert story.facts[-1].on == day("2026-01-30")


def test_a_day_nobody_filled_arms_nothing_and_one_filled_later_arms_it() -> None:
    story = started("un: {before: 1 mois, of: dossier.butoir, do: [dire]}")
    assert story.due("ici.un") is None
    story.edit(butoir=day("2026-06-30"))
    assert story.due("ici.un") == "2026-05-30"


def test_a_day_that_moves_moves_its_deadline_and_the_fact_says_both_days() -> None:
    story = started("un: {before: 1 mois, of: dossier.butoir, do: [dire]}")
    story.edit(butoir=day("2026-06-30"))
    story.edit(butoir=day("2026-07-31"))  # 31 July less a month: 30 June
    assert story.due("ici.un") == "2026-06-30"
    (armed,) = [change for change in story.facts[-1].changes if isinstance(change, TimerArmed)]
    assert (armed.was, armed.timer.day) == (day("2026-05-30"), day("2026-06-30"))


def test_an_emptied_day_disarms_and_the_fact_says_which_day_is_lost() -> None:
    story = started("un: {of: dossier.rc.until, fire: finir, remind: [{before: 7 jours, do: [rappeler]}]}")
    story.edit(rc=Validity(day("2026-01-01"), day("2026-06-30")))
    assert story.due("ici.un") == "2026-06-30"
    story.edit(rc=None)
    assert story.case.timers == {}
    lost = {change.was for change in story.facts[-1].changes if isinstance(change, TimerDisarmed)}
    assert lost == {day("2026-06-30"), day("2026-06-23")}


@pytest.mark.parametrize(
    ("moved_to", "times"), [("2026-03-05", 1), ("2026-03-10", 1), ("2026-03-11", 2)], ids=["earlier", "same", "later"]
)
def test_what_has_acted_acts_again_only_if_its_day_moves_later(moved_to: str, times: int) -> None:
    story = started("un: {of: dossier.butoir, do: [dire]}")
    story.edit(butoir=day("2026-03-10"))
    story.on("2026-03-10")
    assert story.did() == ["dire"]
    story.edit(butoir=day(moved_to))
    assert story.on("2026-12-31").did() == ["dire"] * times


def test_emptied_then_filled_with_the_same_day_does_not_act_twice() -> None:
    story = started("un: {of: dossier.butoir, do: [dire]}")
    story.edit(butoir=day("2026-03-10"))
    story.on("2026-03-10", time(9)).edit(butoir=None)
    story.edit(butoir=day("2026-03-10"))
    assert story.on("2026-12-31").did() == ["dire"]


def test_a_day_moved_back_between_its_morning_and_its_night_only_fires() -> None:
    story = started("un: {of: dossier.butoir, do: [dire], fire: finir}")
    story.edit(butoir=day("2026-03-10"))
    story.on("2026-03-10").edit(butoir=day("2026-03-07"))  # at noon: the morning's message has left
    assert story.did() == ["dire"]
    assert story.stage == "fin"


def test_a_stage_left_takes_its_deadlines_with_it() -> None:
    story = started("un: {after: 1 mois, do: [dire], remind: [{before: 5 jours, do: [rappeler]}]}")
    old = story.timer("/un/do/")
    story.on("2026-02-01").send("repartir")
    assert story.due("ici.un") == "2026-03-01"
    story.fire(old)
    assert story.did() == []


def test_staying_on_the_spot_arms_nothing_anew() -> None:
    story = started("un: {after: 1 mois, do: [dire]}")
    before = dict(story.case.timers)
    story.on("2026-02-01").send("rester")
    assert dict(story.case.timers) == before


def test_a_timer_fired_twice_does_nothing_the_second_time() -> None:
    story = started("un: {after: 10 jours, do: [dire]}")
    timer = story.timer("/un/do/")
    story.on("2026-01-25")
    seq = story.case.seq
    assert story.fire(timer).facts == ()
    assert story.case.seq == seq
    assert story.did() == ["dire"]


def test_a_fire_that_leads_nowhere_leaves_a_fact_and_moves_nothing() -> None:
    body = BODY.format(deadlines="      un: {after: 10 jours, fire: perdu}").replace(
        "  finir: {label: Fin}", "  finir: {label: Fin}\n  perdu: {label: Perdu}"
    )
    story = Story(workflow(body))
    story.on("2026-01-15").send("partir")
    story.on("2026-01-26")
    assert story.stage == "ici"
    assert [fact.name for fact in story.facts] == ["partir", "ici.un"]


LADDER = (
    "un: {{after: 60 jours, do: [alerter], late_reminders: {}, "
    "remind: [{{before: 30 jours, do: [dire]}}, {{before: 10 jours, do: [rappeler]}}]}}"
)


@pytest.mark.parametrize(
    ("policy", "said"), [("skip", []), ("once", ["rappeler"]), ("all", ["dire", "rappeler"])], ids=str
)
def test_rungs_already_past_when_armed_are_said_as_the_file_wants(policy: str, said: list[str]) -> None:
    # 14 January + 60 days = 15 March; rungs on 13 February and 5 March: both past on 10 March.
    story = Story(
        workflow(BODY.format(deadlines="      " + LADDER.format(policy)), backdating="90 jours"),
    )
    story.on("2026-03-10").send("partir", effective_on=day("2026-01-14"))
    assert story.did() == said
    assert story.on("2026-03-15").did() == [*said, "alerter"]


@pytest.mark.parametrize(
    ("policy", "said"), [("skip", []), ("once", ["rappeler"]), ("all", ["dire", "rappeler"])], ids=str
)
def test_rungs_missed_while_the_engine_was_away_are_said_as_the_file_wants(policy: str, said: list[str]) -> None:
    story = started(LADDER.format(policy), on="2026-01-14")  # rungs on 13 February and 5 March, 15 March itself
    story.wake("2026-03-10")
    assert story.did() == said
    story.wake("2026-03-15")
    assert story.did() == [*said, "alerter"]


@pytest.mark.parametrize(("policy", "said"), [("skip", []), ("once", []), ("all", ["dire", "rappeler"])], ids=str)
def test_no_reminder_of_what_is_itself_overdue_unless_all_are_wanted(policy: str, said: list[str]) -> None:
    story = started(LADDER.format(policy), on="2026-01-14")
    story.wake("2026-03-20")
    assert story.did() == [*said, "alerter"]


WORK = BODY.replace(
    "actions: {{", "actions: {{preparer: {{label: Préparer, by: equipe, due: {{after: 5 jours}}}}, "
).replace(
    "transitions: {{", "transitions: {{suivre: {{when: {{prepare: {{if: task.preparer.done, say: À préparer.}}}}}}, "
)
WORK = WORK.replace("  finir: {{label: Fin}}", "  finir: {{label: Fin}}\n  suivre: {{label: Suite, by: [equipe]}}")
ASKS = (
    "un: {{after: 60 jours, do: [alerter], late_reminders: {}, "
    "remind: [{{before: 10 jours, do: [rappeler]}}, {{before: 30 jours, do: [preparer, dire]}}]}}"
)
"""The rung that asks for work is written last and comes first."""


@pytest.mark.parametrize(("policy", "said"), [("skip", []), ("once", ["preparer", "rappeler"])], ids=str)
@pytest.mark.parametrize("typed_late", [True, False], ids=["typed late", "machine off"])
def test_work_that_a_spared_reminder_asks_is_still_asked(policy: str, said: list[str], *, typed_late: bool) -> None:
    # 14 January + 60 days = 15 March; rungs on 13 February and 5 March: both past on 10 March.
    story = Story(workflow(WORK.format(deadlines="      " + ASKS.format(policy)), backdating="90 jours"))
    if typed_late:
        story.on("2026-03-10").send("partir", effective_on=day("2026-01-14"))
    else:
        story.on("2026-01-14").send("partir")
        story.wake("2026-03-10")
    assert story.did() == said
    tasks = [task for task in story.case.tasks.values() if task.action == "preparer"]
    assert [str(task.due) for task in tasks] == (["2026-03-15"] if said else [])  # 10 March + 5 days


def test_nothing_more_is_asked_once_the_deadline_itself_is_past() -> None:
    story = Story(workflow(WORK.format(deadlines="      " + ASKS.format("once"))))
    story.on("2026-01-14").send("partir")
    story.wake("2026-03-20")
    assert story.did() == ["alerter"]


def test_work_that_two_spared_reminders_ask_is_asked_once() -> None:
    ladder = "un: {after: 60 jours, do: [alerter], remind: [" + ", ".join(
        f"{{before: {days} jours, do: [{act}]}}" for days, act in ((30, "preparer"), (20, "preparer"), (10, "rappeler"))
    )
    story = Story(workflow(WORK.format(deadlines="      " + ladder + "]}")))
    story.on("2026-01-14").send("partir")
    story.wake("2026-03-10")
    assert story.did() == ["preparer", "rappeler"]


def test_a_rung_fired_late_on_its_own_day_is_not_late() -> None:
    story = started(LADDER.format("skip"), on="2026-01-14")
    story.wake("2026-02-13", time(23, 50))
    assert story.did() == ["dire"]


HOURS = "un: {after: PT36H, fire: finir}"


@pytest.mark.parametrize(
    ("entered", "hour", "acts_on", "at"),
    [
        ("2026-03-28", time(12), "2026-03-30", time(1)),  # spring: the night of the 29th lacks an hour of clocks
        ("2026-10-24", time(12), "2026-10-25", time(23)),  # autumn: the night of the 25th has one more
        ("2026-06-01", time(12), "2026-06-03", time(0)),
    ],
    ids=["spring", "autumn", "plain"],
)
def test_a_delay_in_hours_is_an_instant_whatever_the_clocks_do(
    entered: str, hour: time, acts_on: str, at: time
) -> None:
    story = started(HOURS, on=entered)
    due = moment(acts_on, at)
    assert story.timer("/un/fire/").due == due
    assert (due - moment(entered, hour)).total_seconds() == 36 * 3600
    story.on(acts_on, at)
    assert story.stage == "fin"
    assert story.case.entered_on == day(acts_on)
    assert story.case.entered_at == due


def test_hours_counted_from_hours_are_the_same_when_the_engine_was_away() -> None:
    body = """
roles: {equipe: {label: Équipe}}
events: {partir: {label: Départ, by: [equipe]}, un: {label: Un}, deux: {label: Deux}}
entry: {partir: {to: a}}
stages:
  a: {label: A, transitions: {un: {to: b}}, deadlines: {x: {after: PT30H, fire: un}}}
  b: {label: B, transitions: {deux: {to: c}}, deadlines: {y: {after: PT30H, fire: deux}}}
  c: {label: C}
"""
    present, away = Story(workflow(body)), Story(workflow(body))
    present.on("2026-06-01").send("partir")
    away.on("2026-06-01").send("partir")
    # noon on the 1st + 30 h = 18:00 on the 2nd, + 30 h = midnight that begins the 4th
    assert present.on("2026-06-03").timer("/y/").due == moment("2026-06-04", time(0))
    away.wake("2026-06-03", time(20))
    assert away.timer("/y/").due == moment("2026-06-04", time(0))


def test_hours_of_a_track_count_from_the_track() -> None:
    body = """
roles: {equipe: {label: Équipe}}
events: {partir: {label: Départ, by: [equipe]}, marcher: {label: Marche, by: [equipe]}, arriver: {label: Arrivée}}
entry: {partir: {to: a}}
stages: {a: {label: A, enter: {start: [volet]}}}
tracks:
  volet:
    label: Volet
    stages:
      un: {label: Un, initial: true, transitions: {marcher: {to: deux}}}
      deux: {label: Deux, transitions: {arriver: {to: trois}}, deadlines: {x: {after: PT2H, fire: arriver}}}
      trois: {label: Trois, final: true}
"""
    story = Story(workflow(body))
    story.on("2026-06-01", time(9)).send("partir")
    story.on("2026-06-01", time(15)).send("marcher")
    assert story.timer("/x/").due == moment("2026-06-01", time(17))


def test_a_contract_s_deadline_counted_from_the_stage_follows_each_new_stage() -> None:
    body = """
roles: {equipe: {label: Équipe}}
events: {signer: {label: Signature, by: [equipe]}, passer: {label: Passage, by: [equipe]}, echoir: {label: Terme}}
contracts:
  appui:
    label: Appui
    begin: [signer]
    expire: echoir
    term: {min: 1 mois, max: 12 mois, default: 12 mois}
    deadlines: {point: {after: 1 mois, of: stage.entered_on, do: [dire]}}
actions: {dire: {use: journal}}
entry: {signer: {to: a}}
stages:
  a: {label: A, contract: appui, transitions: {passer: {to: b}}}
  b: {label: B, contract: appui}
"""
    story = Story(workflow(body))
    story.on("2026-01-15").send("signer")
    assert story.due("appui.point") == "2026-02-15"
    story.on("2026-02-01").send("passer")
    assert story.due("appui.point") == "2026-03-01"
