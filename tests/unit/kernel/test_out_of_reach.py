"""A person whom a message does not reach becomes a task of people, once, and nothing else moves."""

from parcours.model.case import TaskStatus
from parcours.model.fact import FactKind
from parcours.model.step import Report
from stories import Story, workflow

DEFINITION = workflow(
    """
roles: {equipe: {label: Équipe}}
events: {entrer: {label: Entrée, by: [equipe]}, sortir: {label: Sortie, by: [equipe]}}
actions: {ecrire: {use: email}}
entry: {entrer: {to: dedans}}
stages:
  dedans: {label: Dedans, enter: {do: [ecrire]}, transitions: {sortir: {to: dehors}}}
  dehors: {label: Dehors, final: true}
"""
)
REPORT = Report("ecrire", "equipe", 1)


def test_somebody_is_asked_to_reach_the_person_and_told_of_it() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-05").send("entrer")

    step = story.do(REPORT)

    (fact,) = step.facts
    assert (fact.kind, fact.name, fact.cause) == (FactKind.REPORT, "ecrire", 1)
    (task,) = step.case.tasks.values()
    assert (task.role, task.subject, task.status) == ("equipe", "unreachable:ecrire", TaskStatus.OPEN)
    assert [(effect.use, effect.task) for effect in fact.effects] == [("decide", task.id)]


def test_nobody_is_asked_twice_while_the_first_task_is_open() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-05").send("entrer")
    story.do(REPORT)

    again = story.do(REPORT)

    assert (len(again.case.tasks), again.facts[0].effects) == (1, ())
    story.done(next(iter(again.case.tasks)))
    assert len(story.do(REPORT).facts[0].effects) == 1


def test_a_case_that_has_ended_may_still_be_told_of() -> None:
    story = Story(DEFINITION)
    story.on("2026-01-05").send("entrer")
    story.send("sortir")
    assert story.do(REPORT).case.stage == "dehors"
