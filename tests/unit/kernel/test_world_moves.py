"""Law, calendar and parameters change under a running case: its dates are reckoned again, and the fact says so."""

from dataclasses import replace
from datetime import UTC, datetime, time

from parcours.calendar.days_off import Calendar, Closure
from parcours.calendar.named import NamedDates
from parcours.model.case import Part
from parcours.model.fact import FactKind, TaskChanged, TimerArmed
from parcours.model.step import WorldChanged
from parcours.model.world import Engagement, ParameterValue
from stories import Story, day, moment, workflow

LAW = """
format: 1
law: fr_emploi
title: Emploi
contract: emploi
rules:
  membre:
    label: Devenir membre
    rule: deadline
    until: {situation: membre}
    versions:
      - since: 2020-01-01
        within: {after: 36 mois, of: contract.signed_on, less: prior_contracts}
        reference: art. 5
"""
BODY = """
roles: {equipe: {label: Équipe}}
parameters:
  seuil: {label: Seuil, type: number, values: [{since: 2026-01-01, value: 10}, {since: 2026-06-01, value: 20}]}
dossier: {montant: {type: number}}
events:
  embaucher: {label: Embauche, by: [equipe], do: [declarer]}
  monter: {label: Hausse, by: [equipe]}
  suivre: {label: Suivi, by: [equipe], note: true}
  finir: {label: Fin}
contracts:
  emploi:
    label: Emploi
    begin: [embaucher]
    deadlines:
      membre: {law: fr_emploi.membre, do: [prevenir]}
      assemblee: {of: law.fr_emploi.membre, last_before: assemblees, do: [prevenir]}
    every:
      mois: {each: 1 mois, from: start, count: suivre, at_least: 1, otherwise: [prevenir]}
      paie: {each: 1 mois, on: month_end, do: [prevenir]}
actions:
  declarer: {label: Déclarer, by: equipe, due: {after: 2 jours ouvrés}}
  prevenir: {use: journal}
entry: {embaucher: {to: ici}}
stages:
  ici:
    label: Ici
    contract: emploi
    transitions:
      monter: {when: {seuil: {if: dossier.montant >= parameter.seuil, say: Trop peu.}}}
      finir: {to: fin}
    deadlines:
      ouvres: {after: 10 jours ouvrés, do: [prevenir], remind: [{before: 2 jours ouvrés, do: [prevenir]}]}
      heures: {after: PT72H, do: [prevenir]}
      fin: {after: 20 jours, fire: finir}
  fin: {label: Fin}
"""
CALENDAR = "{timezone: Europe/Paris, holidays: FR, dates: {assemblees: [2028-06-15, 06-18]}}"
DEFINITION = workflow(BODY, {"fr_emploi": LAW}, calendar=CALENDAR)


def started() -> Story:
    story = Story(DEFINITION)
    story.on("2026-01-05").send("embaucher")  # a Monday
    return story


def with_calendar(story: Story, **changes: object) -> None:
    calendar = replace(story.world.calendar, **changes)  # type: ignore[arg-type]
    story.change_world(replace(story.world, calendar=calendar), "fermeture du 12")


def test_a_closure_moves_what_counts_open_days_and_the_fact_says_old_new_and_cause() -> None:
    story = started()
    assert story.due("ici.ouvres") == "2026-01-19"
    with_calendar(story, closures=(Closure(day("2026-01-12"), day("2026-01-12")),))
    fact = story.facts[-1]
    assert (fact.kind, fact.name) == (FactKind.WORLD, "fermeture du 12")
    moved = {
        change.timer.part: (change.was, change.timer.day)
        for change in fact.changes
        if isinstance(change, TimerArmed) and change.timer.name == "ouvres"
    }
    # the rung stands two open days before
    assert moved == {
        Part.DO: (day("2026-01-19"), day("2026-01-20")),
        Part.REMIND: (day("2026-01-15"), day("2026-01-16")),
    }
    assert story.timer("ouvres/remind").day == day("2026-01-16")


def test_a_closure_moves_open_tasks_too() -> None:
    story = started()
    assert story.due("declarer") == "2026-01-07"
    with_calendar(story, closures=(Closure(day("2026-01-06"), day("2026-01-06")),))
    assert story.due("declarer") == "2026-01-08"
    (change,) = [change for change in story.facts[-1].changes if isinstance(change, TaskChanged)]
    assert (change.was, change.task.due) == (day("2026-01-07"), day("2026-01-08"))


def test_a_task_done_keeps_its_date() -> None:
    story = started()
    story.done("declarer")
    with_calendar(story, closures=(Closure(day("2026-01-06"), day("2026-01-06")),))
    assert not [change for change in story.facts[-1].changes if isinstance(change, TaskChanged)]


def test_a_world_that_moves_nothing_leaves_no_fact() -> None:
    story = started()
    seq = story.case.seq
    with_calendar(story, closures=(Closure(day("2030-01-12"), day("2030-01-12")),))
    assert story.case.seq == seq


def test_what_has_already_acted_is_called_back_only_for_a_later_day() -> None:
    story = started()
    with_calendar(story, closures=(Closure(day("2026-01-08"), day("2026-01-08")),))
    assert story.due("ici.ouvres") == "2026-01-20"
    story.on("2026-01-20")
    assert story.due("ici.ouvres") is None
    with_calendar(story, closures=())
    assert story.due("ici.ouvres") is None, "the 19th comes before the day it acted on"
    with_calendar(story, closures=(Closure(day("2026-01-08"), day("2026-01-10")),))
    assert story.due("ici.ouvres") == "2026-01-21"


def test_another_hour_for_messages_moves_the_instant_and_keeps_the_day() -> None:
    story = started()
    with_calendar(story, notify_at=time(17))
    assert story.timer("/ouvres/do/").due == moment("2026-01-19", time(17))
    assert story.timer("/paie/").due == moment("2026-01-31", time(17))
    assert story.timer("/mois/").due == moment("2026-02-05", time(0)), "a count closes at the end of its day"


def test_another_zone_moves_the_instant_keeps_the_day_and_leaves_hours_alone() -> None:
    story = started()
    hours = story.timer("/heures/").due
    calendar = Calendar("Indian/Reunion", "FR", dates=story.world.calendar.dates)
    story.change_world(replace(story.world, calendar=calendar))
    assert story.timer("/fin/").day == day("2026-01-25")
    # the end of the 25th in Réunion (UTC+4): 20:00 UTC
    assert story.timer("/fin/").due == datetime(2026, 1, 25, 20, tzinfo=UTC)
    assert story.timer("/heures/").due == hours


def test_a_new_zone_moves_the_instant_of_what_waits_for_its_day() -> None:
    story = started()
    story.send("suivre", effective_on=day("2026-01-15"))
    calendar = Calendar("Indian/Reunion", "FR", dates=story.world.calendar.dates)
    story.change_world(replace(story.world, calendar=calendar))
    assert story.timer("kept:").due == datetime(2026, 1, 14, 20, tzinfo=UTC)


def test_a_named_date_that_becomes_known_moves_what_aims_at_it() -> None:
    story = started()
    assert story.due("emploi.membre") == "2029-01-05"
    assert story.due("emploi.assemblee") == "2028-06-15"
    with_calendar(story, dates={"assemblees": NamedDates((day("2028-12-10"),), ((6, 18),))})
    assert story.due("emploi.assemblee") == "2028-12-10"


def test_another_contract_of_the_person_moves_the_law_s_day() -> None:
    story = started()
    elsewhere = Engagement("essai", 1, ((day("2025-01-01"), day("2025-06-30")),), "C-9")
    story.change_world(replace(story.world, ledger=(elsewhere,)), "C-9")
    assert story.due("emploi.membre") == "2028-07-05"
    assert story.facts[-1].name == "C-9"


def test_a_parameter_is_read_at_the_day_of_the_event_and_kept_in_its_fact() -> None:
    story = started()
    story.edit(montant=15.0)
    story.on("2026-01-10").send("monter")
    assert story.facts[-1].read["parameter.seuil"] == "10.0"
    story.on("2026-01-20")
    higher = replace(story.world, parameters={"seuil": (ParameterValue(day("2026-01-01"), 20.0),)})
    story.change_world(higher)
    assert story.refuse("monter").code == "seuil"


def test_a_case_not_open_yet_has_nothing_to_reckon() -> None:
    story = Story(DEFINITION)
    assert story.on("2026-01-01").do(WorldChanged("world")).facts == ()
