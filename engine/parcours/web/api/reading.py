"""What is asked to see: every handler asks a query of the engine, and shapes its answer."""

from typing import Annotated, Literal

from fastapi import Path, Query, Response

from parcours.messages import Text
from parcours.model.account import Right
from parcours.ports import Wanted
from parcours.runtime import incidents, queries
from parcours.web.api import shapes, taken, telling
from parcours.web.api.asked import FEW, After, Cae, Limit, Mine, absent, chosen
from parcours.web.api.bearers import Known
from parcours.web.languages import Lang
from parcours.web.office import Team
from parcours.web.served import Site

First = Annotated[taken.Day, Query(alias="from")]
Last = Annotated[taken.Day, Query(alias="until")]


def me(known: Known) -> shapes.Me:
    cooperatives = [
        shapes.Cooperative(cae=each.cae, roles=list(each.roles), rights=sorted(each.rights))
        for each in known.account.memberships
    ]
    token = known.token
    return shapes.Me(
        user=known.account.user,
        token=token.name,
        scope=token.scope.value,
        ends_at=token.ends_at,
        cooperatives=cooperatives,
    )


def workflows(known: Known, team: Team) -> shapes.Workflows:
    found = (each.workflow for each in team.files.definitions(known.caes))
    items = [shapes.WorkflowLine(workflow=each.id, cae=each.cae, title=each.title) for each in found]
    return shapes.Workflows(items=sorted(items, key=lambda each: each.workflow))


def workflow(workflow: Annotated[taken.Word, Path()], known: Known, team: Team) -> shapes.WorkflowState:
    found = team.files.definition(known.caes, workflow)
    if found is None:
        raise absent(Text("Aucun parcours de ce nom."))
    return telling.workflow(found)


def cases(
    known: Known,
    site: Site,
    cae: Cae = None,
    workflow: Annotated[taken.Word | taken.Unsaid, Query()] = None,
    stage: Annotated[taken.Word | taken.Unsaid, Query()] = None,
    person: Annotated[taken.Person | taken.Unsaid, Query()] = None,
    status: Annotated[Literal["open", "ended"] | taken.Unsaid, Query()] = None,
    due_before: Annotated[taken.Day | taken.Unsaid, Query()] = None,
    cursor: After = None,
    limit: Limit = FEW,
) -> shapes.CasePage:
    is_open = None if status is None else status == "open"
    wanted = Wanted(workflow or "", stage or "", person or "", is_open, due_before)
    caes = chosen(known, cae)
    with site.engine.store.reading() as reader:
        found = reader.page_of_cases(caes, wanted, cursor or "", limit + 1)
    items = [telling.line(*each) for each in found[:limit]]
    return shapes.CasePage(items=items, next=items[-1].case if len(found) > limit else None)


def case(mine: Mine, site: Site, lang: Lang, response: Response) -> shapes.CaseState:
    status = queries.status(site.engine, mine.case)
    response.headers["etag"] = f'"{status.case.seq}"'
    return telling.state(status, lang)


def journal(
    mine: Mine,
    site: Site,
    lang: Lang,
    cursor: Annotated[int, Query(ge=0, le=10**9)] = 0,
    limit: Limit = FEW,
) -> shapes.FactPage:
    found = [each for each in queries.journal(site.engine, mine.case) if each.fact.seq > cursor]
    items = [telling.fact(each, lang) for each in found[:limit]]
    return shapes.FactPage(items=items, next=items[-1].seq if len(found) > limit else None)


def tasks(
    known: Known,
    site: Site,
    first: First,
    last: Last,
    cae: Cae = None,
    role: Annotated[taken.Word | taken.Unsaid, Query()] = None,
    limit: Limit = FEW,
) -> shapes.Duties:
    """Those asked of a role, or of the roles of whoever asks."""
    with site.engine.store.reading() as reader:
        found = [
            shapes.Duty(case=each.case, cae=one, task=each.task, role=each.role, due=each.day)
            for one in chosen(known, cae)
            for each in reader.due_tasks(one, (role,) if role else known.account.roles(one), first, last, limit + 1)
        ]
    return shapes.Duties(items=sorted(found, key=lambda each: (each.due, each.case))[:limit], more=len(found) > limit)


def deadlines(
    known: Known, site: Site, first: First, last: Last, cae: Cae = None, limit: Limit = FEW
) -> shapes.Deadlines:
    with site.engine.store.reading() as reader:
        found = [
            shapes.Deadline(case=each.case, cae=one, name=each.key, on=each.day)
            for one in chosen(known, cae)
            for each in reader.due_dates(one, first, last, limit + 1)
        ]
    return shapes.Deadlines(items=sorted(found, key=lambda each: (each.on, each.case))[:limit], more=len(found) > limit)


def open_incidents(
    known: Known,
    site: Site,
    lang: Lang,
    cae: Cae = None,
    cursor: Annotated[int, Query(ge=0, le=10**9)] = 0,
    limit: Limit = FEW,
) -> shapes.Incidents:
    theirs = frozenset(chosen(known, cae)) & frozenset(known.account.having(Right.OPERATE))
    found = incidents.listed(site.engine, incidents.Chosen(caes=theirs, after=cursor, most=limit + 1))
    items = [telling.incident(each, lang) for each in found[:limit]]
    return shapes.Incidents(items=items, next=items[-1].id if len(found) > limit else None)
