"""An effect made into a job: the case as it stood after the fact that caused it, the words as they are today."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from parcours.expressions.names import SETTINGS
from parcours.expressions.templates import render, template_names
from parcours.model.delivery import Delivery
from parcours.model.fact import Fact
from parcours.plugin import Job, Task
from parcours.ports import Site
from parcours.runtime import labels
from parcours.runtime.effects.recipients import addresses
from parcours.runtime.effects.scene import Scene
from parcours.runtime.sealed import DOSSIER

ROLE: Final = "role"
"""The parameter by which any action may name who is written to."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A job, with what must be known when it ends.

    `role` is whom to ask when nobody is reached; `personal` are the words that must not be repeated, `named` the names
    that the texts of `with` read, `moving` all those whose values facts may move.
    """

    delivery: Delivery
    job: Job
    person: str
    role: str
    personal: tuple[str, ...]
    named: tuple[str, ...] = ()
    moving: frozenset[str] = frozenset()


def prepared(scene: Scene, site: Site, table: str = "") -> Prepared:
    """The job of an effect; `table` names that of the site's file, the use does unless said.

    Raises TemplateError when its texts cannot be filled.
    """
    task, wording, delivery = _task(scene), scene.wording, scene.delivery
    values = {name: value for name, value in values_of(scene, task, site).items() if value is not None}
    parameters = {name: _filled(value, values) for name, value in wording.parameters.items()}
    role = str(parameters.get(ROLE, "")) or (task.role if task is not None else "")
    job = Job(
        key=delivery.key,
        use=delivery.effect.use,
        action=delivery.effect.action,
        label=task.label if task is not None else wording.label,
        attempt=delivery.attempts,
        cae=scene.case.cae,
        case=scene.case.id,
        workflow=scene.case.workflow,
        on=scene.fact.on,
        parameters=parameters,
        values=values,
        recipients=addresses(scene.case, role, site, scene.today) if role else (),
        task=task,
        site=dict(site.tables.get(table or delivery.effect.use, {})),
        table=table,
        folders=site.folders,
    )
    named = _named(tuple(wording.parameters.values()))
    of_texts = (tuple(named), frozenset(scene.moving))
    return Prepared(delivery, job, scene.case.person, asked(scene, role), scene.words, *of_texts)


def values_of(scene: Scene, task: Task | None, site: Site) -> Mapping[str, object]:
    """A value for each of `names_of_text` and of the site's settings; None for what nobody filled."""
    return {
        **scene.values(),
        "case.id": scene.case.id,
        "case.cae": scene.case.cae,
        "person.id": scene.case.person,
        "workflow.title": scene.wording.title,
        "action.label": scene.wording.label,
        "task.due": task.due if task is not None else None,
        "event.on": scene.first.on,
        **{f"{SETTINGS}{name}": value for name, value in site.settings.items()},
    }


def _task(scene: Scene) -> Task | None:
    task = scene.then.case.tasks.get(scene.delivery.effect.task)
    if task is None:
        return None
    label = scene.wording.label if task.action else str(labels.task_label(scene.program.workflow, task))
    days = (task.opened_on, task.due, task.not_before)
    return Task(task.id, task.action, label, task.role, *days, subject=task.subject)


def _filled(value: Any, values: Mapping[str, object]) -> Any:
    """What stands under `with`, every text of it filled."""
    match value:
        case str():
            return render(value, values) if "{" in value else value
        case Mapping():
            return {str(key): _filled(each, values) for key, each in value.items()}
        case list() | tuple():
            return [_filled(each, values) for each in value]
        case _:
            return value


def _named(value: Any) -> Iterator[str]:
    """The values that the texts under `with` read, a day of a validity under the name of the whole."""
    match value:
        case str() if "{" in value:
            yield from (
                ".".join(name.split(".")[: 2 if name.startswith(DOSSIER) else None]) for name in template_names(value)
            )
        case Mapping():
            yield from _named(tuple(value.values()))
        case list() | tuple():
            for each in value:
                yield from _named(each)


def asked(scene: Scene, role: str) -> str:
    """Who looks after the case: the role named, else the last one that acted on it, else the file's first."""
    roles = scene.program.workflow.roles
    said = (role, *_lately(scene.facts))
    return next((each for each in said if each in roles), next(iter(roles), ""))


def _lately(facts: Sequence[Fact]) -> tuple[str, ...]:
    return tuple(fact.role for fact in reversed(facts) if fact.role)
