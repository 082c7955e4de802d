"""A deadline that aims at an assembly and finds none keeps its limit, and somebody is asked to decide."""

from dataclasses import replace

from parcours.calendar.days_off import Calendar
from parcours.calendar.named import NamedDates
from parcours.model.case import Task, TaskStatus
from parcours.model.step import Author, MarkDone
from stories import Story, day, workflow

CALENDAR = "{timezone: Europe/Paris, dates: {assemblees: [2026-06-18], seances: [2026-02-02]}}"
BODY = """
roles: {accueil: {label: Accueil}, gerance: {label: Gérance}}
dossier: {essai_fini: {type: date}}
events:
  embaucher: {label: Embauche, by: [accueil], do: [presenter]}
  quitter: {label: Départ, by: [accueil]}
contracts:
  emploi:
    label: Emploi
    begin: [embaucher]
    terminate: [quitter]
    deadlines:
      candidature:
        label: Candidature
        after: 5 mois
        last_before: assemblees
        do: [prevenir]
        remind: [{before: 1 mois, do: [convoquer]}]
actions:
  prevenir: {use: journal}
  convoquer: {label: Convoquer, by: gerance}
  presenter: {label: Présenter, by: accueil, due: {first_after: seances}}
entry: {embaucher: {to: ici}}
stages:
  ici: {label: Ici, contract: emploi, transitions: {quitter: {to: fin}}}
  fin: {label: Fin, final: true}
"""
DEFINITION = workflow(BODY, calendar=CALENDAR)


def hired(on: str) -> Story:
    story = Story(DEFINITION)
    story.on(on).send("embaucher")
    return story


def asked(story: Story) -> list[Task]:
    return [task for task in story.case.tasks.values() if task.subject.startswith("unnamed:")]


def meet(story: Story, *days: str) -> None:
    known = NamedDates(tuple(map(day, days)))
    dates = {**story.world.calendar.dates, "assemblees": known}
    story.change_world(replace(story.world, calendar=Calendar("Europe/Paris", dates=dates)))


def test_a_date_that_is_found_asks_nothing() -> None:
    story = hired("2026-01-19")
    assert story.due("emploi.candidature") == "2026-06-18"  # 19 June, the assembly of the day before
    assert asked(story) == []
    assert story.warnings == ()


def test_none_found_keeps_the_limit_warns_and_asks_who_does_what_the_deadline_wants() -> None:
    story = hired("2026-01-15")  # 15 June: the assembly comes three days too late
    assert story.due("emploi.candidature") == "2026-06-15"
    (task,) = asked(story)
    assert (task.role, task.due, task.status) == ("gerance", None, TaskStatus.OPEN)
    assert [(each.code, each.text.render()) for each in story.warnings] == [
        (
            "dates.assemblees",
            "« Candidature » : aucune date « assemblees » ne convient, la limite du 15 juin 2026 est gardée.",
        )
    ]
    (effect,) = [effect for effect in story.facts[-1].effects if effect.use == "decide"]
    assert effect.task == task.id


def test_it_is_asked_once_for_each_day_and_not_again_when_nothing_moved() -> None:
    story = hired("2026-01-15")
    story.change_world(story.world)
    assert len(asked(story)) == 1
    story.done(asked(story)[0].id)
    story.change_world(story.world)
    assert [task.status for task in asked(story)] == [TaskStatus.DONE]


def test_a_date_that_becomes_known_takes_the_question_back() -> None:
    story = hired("2026-01-15")
    meet(story, "2026-05-20")
    assert story.due("emploi.candidature") == "2026-05-20"
    assert [task.status for task in asked(story)] == [TaskStatus.WITHDRAWN]


def test_a_date_known_on_the_limit_itself_takes_the_question_back() -> None:
    story = hired("2026-01-15")
    meet(story, "2026-06-15")
    assert story.due("emploi.candidature") == "2026-06-15"
    assert [task.status for task in asked(story)] == [TaskStatus.WITHDRAWN]
    assert not any(timer.reckoning and timer.reckoning.no_named_date for timer in story.case.timers.values())


def test_a_date_that_the_calendar_loses_asks_somebody() -> None:
    story = hired("2026-01-19")
    meet(story)
    assert story.due("emploi.candidature") == "2026-06-19"
    assert [task.status for task in asked(story)] == [TaskStatus.OPEN]


def test_the_question_goes_with_the_contract() -> None:
    story = hired("2026-01-15")
    story.send("quitter")
    story.on("2026-01-17")
    (task,) = asked(story)
    assert task.status is TaskStatus.WITHDRAWN
    assert "n'est plus demandée" in story.refuse_act(MarkDone(task.id, Author("equipe"))).render()


def test_a_task_that_aims_at_a_list_warns_when_it_found_none() -> None:
    story = hired("2026-02-03")  # the only known meeting was the day before
    assert [each.code for each in story.warnings] == ["dates.seances"]
    assert story.due("presenter") == "2026-02-03"
