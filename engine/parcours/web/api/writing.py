"""What is asked to be done: every handler gives a command to the engine, in the name of whoever asks."""

from typing import Annotated

from fastapi import Path, Response

from parcours.messages import Text
from parcours.runtime import commands, opening
from parcours.runtime.desk import speaking
from parcours.web.api import shapes, taken, telling
from parcours.web.api.asked import Key, Match, Mine, absent, expected, typed
from parcours.web.api.bearers import Known
from parcours.web.languages import Lang
from parcours.web.office import Team
from parcours.web.served import Site


def start(
    workflow: Annotated[taken.Word, Path()],
    asked: taken.Entry,
    known: Known,
    site: Site,
    team: Team,
    key: Key,
    lang: Lang,
    response: Response,
) -> shapes.Accepted:
    definition = team.files.definition(known.caes, workflow)
    if definition is None:
        raise absent(Text("Aucun parcours de ce nom."))
    declared = definition.workflow.events.get(asked.event)
    asked_of = declared.by if declared is not None else ()
    by = speaking.entering(asked_of, known.asker(definition.workflow.cae), asked.role or "")
    entrance = opening.Entrance(definition, asked.person, {}, by, key)
    done = opening.start(site.engine, entrance, asked.event, typed(asked.input))
    response.headers["location"] = f"/api/v1/cases/{done.case.id}"
    return telling.answered(done, lang, response)


def send(
    asked: taken.Sending, mine: Mine, site: Site, key: Key, lang: Lang, response: Response, match: Match = None
) -> shapes.Accepted:
    by = speaking.sending(site.engine, mine.case, asked.event, mine.asker, asked.role or "")
    given = dict(typed(asked.input)) | ({} if asked.on is None else {"effective_on": asked.on.isoformat()})
    done = commands.send(site.engine, mine.case, asked.event, given, by, key=key, expected=expected(match))
    return telling.answered(done, lang, response)


def fill(asked: taken.Filling, mine: Mine, site: Site, key: Key, lang: Lang, response: Response) -> shapes.Accepted:
    by = speaking.speaking(mine.asker, asked.role or "")
    return telling.answered(commands.update(site.engine, mine.case, typed(asked.fields), by, key=key), lang, response)


def task_done(
    task: Annotated[taken.Task, Path()],
    asked: taken.Doing,
    mine: Mine,
    site: Site,
    key: Key,
    lang: Lang,
    response: Response,
) -> shapes.Accepted:
    by = speaking.doing(site.engine, mine.case, task, mine.asker, asked.role or "")
    done = commands.task_done(site.engine, mine.case, task, by, on=asked.on, proof=asked.proof, key=key)
    return telling.answered(done, lang, response)


def task_undo(
    task: Annotated[taken.Task, Path()],
    asked: taken.Undoing,
    mine: Mine,
    site: Site,
    key: Key,
    lang: Lang,
    response: Response,
) -> shapes.Accepted:
    by = speaking.doing(site.engine, mine.case, task, mine.asker, asked.role or "")
    return telling.answered(commands.task_undo(site.engine, mine.case, task, by, key=key), lang, response)
