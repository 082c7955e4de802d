"""Duties that come back: whole periods, counted or merely done, and what the last one asks."""

from dataclasses import replace
from datetime import time

from parcours.calendar.days_off import Calendar
from parcours.calendar.named import NamedDates
from stories import Story, day, workflow

BODY = """
roles: {{equipe: {{label: Équipe}}}}
events:
  signer: {{label: Signature, by: [equipe]}}
  renouveler: {{label: Renouvellement, by: [equipe]}}
  rompre: {{label: Rupture, by: [equipe]}}
  entretien: {{label: Entretien, by: [equipe], note: true}}
  echoir: {{label: Terme}}
contracts:
  appui:
    label: Appui
    begin: [signer]
    renew: [renouveler]
    terminate: [rompre]
    expire: echoir
    term: {{min: 1 mois, max: 12 mois, default: 3 mois}}
    every:
      devoir: {every}
actions: {{faire: {{use: journal}}, manque: {{use: journal}}, rappeler: {{use: journal}}}}
entry: {{signer: {{to: dedans}}}}
stages:
  dedans:
    label: Dedans
    contract: appui
    transitions: {{renouveler: {{}}, rompre: {{to: apres}}, echoir: {{to: apres}}}}
  apres: {{label: Après, transitions: {{renouveler: {{to: dedans}}}}}}
"""
COUNTED = "{each: 3 mois, from: start, count: entretien, at_least: 2, otherwise: [manque]}"


def signed(every: str, on: str = "2026-01-15", **inputs: int) -> Story:
    story = Story(workflow(BODY.format(every=every)))
    story.on(on).send("signer", **inputs)
    return story


def test_what_is_done_each_month_end_is_done_on_every_whole_month_and_not_on_the_last_partial_one() -> None:
    story = signed("{each: 1 mois, on: month_end, do: [faire]}")  # 15 January to 14 April
    story.on("2026-06-01")
    assert story.did_on() == [("faire", "2026-01-31"), ("faire", "2026-02-28"), ("faire", "2026-03-31")]


def test_periods_counted_from_the_31st_never_drift() -> None:
    story = signed("{each: 1 mois, from: start, do: [faire]}", on="2026-01-31", term=6)
    story.on("2026-06-01")
    # last days: the eve of 28 February, 31 March, 30 April, 31 May
    assert [on for _, on in story.did_on()] == ["2026-02-27", "2026-03-30", "2026-04-29", "2026-05-30"]


def test_a_count_that_is_reached_asks_nothing() -> None:
    story = signed(COUNTED)
    story.on("2026-02-01").send("entretien")
    story.on("2026-03-01").send("entretien")
    assert story.on("2026-06-01").did() == []


def test_a_whole_last_period_that_closes_on_the_contract_s_last_day_is_judged() -> None:
    story = signed(COUNTED)
    story.on("2026-02-01").send("entretien")
    story.on("2026-06-01")
    assert story.did() == ["manque"]
    assert story.stage == "apres"


def test_a_last_partial_period_is_not_judged() -> None:
    story = signed(COUNTED)
    story.on("2026-03-01").send("rompre", ends_on=day("2026-04-13"))  # the period would close on the 14th
    assert story.on("2026-06-01").did() == []


def test_a_contract_ended_early_on_the_day_a_period_closes_is_judged() -> None:
    story = signed("{each: 1 mois, from: start, count: entretien, at_least: 1, otherwise: [manque]}")
    story.on("2026-02-01").send("entretien")
    story.on("2026-02-20").send("rompre", ends_on=day("2026-03-14"))
    story.on("2026-06-01")
    assert story.did_on() == [("manque", "2026-03-15")]


def test_what_is_noted_after_midnight_counts_in_the_next_period() -> None:
    story = signed("{each: 1 mois, from: start, count: entretien, at_least: 1, otherwise: [manque]}")
    story.on("2026-02-14", time(23, 59)).send("entretien")  # 15 January to 14 February
    assert story.on("2026-02-15").did() == []
    assert story.on("2026-03-15").did() == ["manque"]


def test_what_is_typed_late_counts_on_the_day_it_took_place() -> None:
    story = signed("{each: 1 mois, from: start, count: entretien, at_least: 1, otherwise: [manque]}")
    story.on("2026-02-14").send("entretien")
    story.on("2026-03-14").send("entretien", effective_on=day("2026-02-20"))
    assert story.case.counts == {"entretien": (day("2026-02-14"), day("2026-02-20"))}
    assert story.on("2026-03-15").did() == []


def test_what_is_planned_counts_on_its_day_and_not_before() -> None:
    story = signed("{each: 1 mois, from: start, count: entretien, at_least: 1, otherwise: [manque]}")
    story.on("2026-01-20").send("entretien", effective_on=day("2026-02-20"))
    assert story.case.counts == {}
    story.on("2026-03-20")
    assert story.case.counts == {"entretien": (day("2026-02-20"),)}
    assert story.did_on() == [("manque", "2026-02-14")]


def test_what_was_planned_and_withdrawn_never_counts() -> None:
    story = signed("{each: 1 mois, from: start, count: entretien, at_least: 1, otherwise: [manque]}")
    story.on("2026-01-20").send("entretien", effective_on=day("2026-02-10"))
    story.withdraw(story.case.seq)
    assert story.on("2026-02-15").did() == ["manque"]


def test_a_reminder_of_a_count_is_said_only_while_it_is_short() -> None:
    every = (
        "{each: 3 mois, from: start, count: entretien, at_least: 2, otherwise: [manque], "
        "remind: [{before: 1 mois, do: [rappeler]}]}"
    )
    short, full = signed(every), signed(every)
    for on in ("2026-02-01", "2026-03-01"):
        full.on(on).send("entretien")
    assert short.on("2026-03-14").did() == ["rappeler"]
    assert full.on("2026-03-14").did() == []


def test_rungs_missed_while_the_engine_was_away_are_said_once() -> None:
    every = (
        "{each: 3 mois, from: start, count: entretien, at_least: 2, otherwise: [manque], "
        "remind: [{before: 1 mois, do: [rappeler]}, {before: 7 jours, do: [faire]}]}"
    )
    story = signed(every)
    assert story.wake("2026-04-10").did() == ["faire"]  # 14 March and 7 April were missed
    late = signed(every)
    assert late.wake("2026-04-20").did() == ["manque"]


def test_a_renewal_goes_on_counting_the_periods_from_the_first_start() -> None:
    story = signed(COUNTED)
    story.on("2026-04-10").send("renouveler", term=3)
    story.on("2026-08-01")
    assert story.did_on() == [("manque", "2026-04-14"), ("manque", "2026-07-15")]


def test_a_renewal_typed_late_asks_nothing_twice() -> None:
    story = signed("{each: 1 mois, on: month_end, do: [faire]}")
    story.on("2026-04-16").send("renouveler", signed_on=day("2026-04-14"), term=1)
    story.on("2026-06-01")
    assert [on for _, on in story.did_on()] == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]


LISTED = "{timezone: Europe/Paris, holidays: FR, dates: {reunion: [2026-03-10, 2027-03-09]}}"


def listed(on: str) -> Story:
    body = BODY.format(every="{each: 1 an, on: reunion, do: [faire]}").replace("max: 12 mois", "max: 60 mois")
    story = Story(workflow(body, calendar=LISTED))
    story.on(on).send("signer", term=36)
    return story


def with_dates(story: Story, *days: str) -> None:
    calendar = replace(story.world.calendar, dates={"reunion": NamedDates(tuple(map(day, days)))})
    story.change_world(replace(story.world, calendar=calendar))


def test_named_dates_are_met_and_the_duty_rests_when_the_list_ends() -> None:
    story = listed("2026-01-15")
    story.on("2028-12-01")
    assert [on for _, on in story.did_on()] == ["2026-03-10", "2027-03-09"]
    assert story.due("appui.devoir") is None


def test_a_list_that_grows_wakes_the_duty() -> None:
    story = listed("2026-01-15")
    story.on("2027-06-01")
    with_dates(story, "2026-03-10", "2027-03-09", "2028-03-14")
    assert story.due("appui.devoir") == "2028-03-14"


def test_a_named_date_that_moves_moves_the_duty() -> None:
    story = listed("2026-01-15")
    with_dates(story, "2026-03-17", "2027-03-09")
    assert story.due("appui.devoir") == "2026-03-17"


def test_a_world_that_changes_on_the_day_a_duty_was_done_does_not_do_it_again() -> None:
    story = signed("{each: 1 mois, on: month_end, do: [faire]}")
    story.on("2026-01-31")
    assert story.did() == ["faire"]
    closed = Calendar("Europe/Paris", "FR", notify_at=time(9))
    story.change_world(replace(story.world, calendar=closed))
    assert story.on("2026-02-01").did() == ["faire"]


TRACKED = """
roles: {equipe: {label: Équipe}}
events:
  signer: {label: Signature, by: [equipe]}
  voir: {label: Visite, by: [equipe], note: true}
  echoir: {label: Terme}
contracts:
  appui: {label: Appui, begin: [signer], expire: echoir, term: {min: 1 mois, max: 2 mois, default: 2 mois}}
actions: {manque: {use: journal}}
entry: {signer: {to: dedans}}
stages:
  dedans:
    label: Dedans
    contract: appui
    enter: {start: [suivi]}
    transitions: {echoir: {to: apres}}
    every: {etape: {each: 2 mois, from: start, count: voir, at_least: 1, otherwise: [manque]}}
  apres: {label: Après}
tracks:
  suivi:
    label: Suivi
    ends_with: appui
    every: {visite: {each: 2 mois, from: start, count: voir, at_least: 1, otherwise: [manque]}}
"""


def test_a_stage_and_a_track_that_end_with_a_period_are_judged_like_a_contract() -> None:
    story = Story(workflow(TRACKED))
    story.on("2026-01-15").send("signer")
    story.on("2026-03-15")
    assert story.did() == ["manque", "manque"]
