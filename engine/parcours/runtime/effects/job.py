"""An effect made into a job: the case as it stood after the fact that caused it, the words as they are today."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from parcours.calendar.zone import local_day
from parcours.expressions.names import SETTINGS
from parcours.expressions.templates import render
from parcours.kernel import Program, fold_all
from parcours.kernel.texts import named_values
from parcours.model.case import Case
from parcours.model.delivery import Delivery
from parcours.model.fact import Fact
from parcours.model.world import World
from parcours.plugin import Job, Task
from parcours.ports import Reader, Site
from parcours.runtime import labels
from parcours.runtime.effects.editions import Editions, Wording
from parcours.runtime.effects.recipients import addresses
from parcours.runtime.engine import Engine, stored, world_of
from parcours.runtime.sealed import DOSSIER

ROLE: Final = "role"
"""The parameter by which any action may name who is written to."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A job, with what must be known when it ends.

    `role` is whom to ask when nobody is reached; `personal` are the words that must not be repeated.
    """

    delivery: Delivery
    job: Job
    person: str
    role: str
    personal: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """All that is read of one moment for one effect.

    `case` is as it is now, `then` as it stood after the fact that caused the effect, `world` with the personal values
    of then, `words` all of them; `facts` end with that fact.
    """

    delivery: Delivery
    case: Case
    then: Case
    facts: tuple[Fact, ...]
    program: Program
    world: World
    words: tuple[str, ...]
    wording: Wording
    today: datetime.date

    @property
    def fact(self) -> Fact:
        return self.facts[-1]


def read_scene(engine: Engine, editions: Editions, reader: Reader, delivery: Delivery) -> Scene:
    """What the job of an effect is made of. Raises what `Editions.wording` raises, MissingKeyError without the key."""
    case = stored(reader, delivery.case)
    facts = reader.facts(case.cae, case.id)[: delivery.fact]
    secrets = reader.secrets(case.cae, case.id, delivery.fact)
    personal = {path.removeprefix(DOSSIER): value for path, value in secrets.items() if path.startswith(DOSSIER)}
    world = world_of(reader, case, sealed=True)
    return Scene(
        delivery=delivery,
        case=case,
        then=case if delivery.fact == case.seq else fold_all(case.id, facts),
        facts=facts,
        program=engine.programs.pinned(reader, case),
        world=replace(world, personal=personal),
        words=tuple(str(value) for value in secrets.values()),
        wording=editions.wording(reader, case, delivery.effect),
        today=local_day(engine.clock.now(), world.calendar.timezone),
    )


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
    return Prepared(delivery, job, scene.case.person, _asked(scene, role), scene.words)


def values_of(scene: Scene, task: Task | None, site: Site) -> Mapping[str, object]:
    """A value for each of `names_of_text` and of the site's settings; None for what nobody filled."""
    return {
        **named_values(scene.program, scene.then, scene.world, scene.fact.on),
        "case.id": scene.case.id,
        "case.cae": scene.case.cae,
        "person.id": scene.case.person,
        "workflow.title": scene.wording.title,
        "action.label": scene.wording.label,
        "task.due": task.due if task is not None else None,
        "event.on": scene.fact.on,
        **{f"{SETTINGS}{name}": value for name, value in site.settings.items()},
    }


def _task(scene: Scene) -> Task | None:
    task = scene.then.tasks.get(scene.delivery.effect.task)
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


def _asked(scene: Scene, role: str) -> str:
    """Who looks after the case: the role named, else the last one that acted on it, else the file's first."""
    roles = scene.program.workflow.roles
    said = (role, *_lately(scene.facts))
    return next((each for each in said if each in roles), next(iter(roles), ""))


def _lately(facts: Sequence[Fact]) -> tuple[str, ...]:
    return tuple(fact.role for fact in reversed(facts) if fact.role)
