"""What is decided about a case outside its events: who holds it, that it ends, that a mistake is taken back."""

from typing import Annotated

from fastapi import Path, Query, Response

from parcours.model.fact import Fact
from parcours.model.step import Assign
from parcours.runtime import commands, labels, queries, revocation
from parcours.runtime.desk import speaking
from parcours.runtime.engine import stored
from parcours.runtime.revocation import Wanted
from parcours.web.api import decision_shapes, shapes, taken, telling
from parcours.web.api.asked import Key, Match, Mine, expected
from parcours.web.languages import Lang
from parcours.web.served import Site

To = Annotated[int, Query(ge=0, le=taken.LATEST, description="The last fact that is kept.")]
Replay = Annotated[bool, Query(description="Send again, in order, the events that followed the mistake.")]


def assign(asked: taken.Assigning, mine: Mine, site: Site, key: Key, lang: Lang, response: Response) -> shapes.Accepted:
    by = speaking.speaking(mine.asker, asked.role or "")
    wanted = Assign(asked.held, asked.user, by, asked.stand_in, asked.first, asked.until)
    return telling.answered(commands.assign(site.engine, mine.case, wanted, key=key), lang, response)


def close(asked: taken.Closing, mine: Mine, site: Site, key: Key, lang: Lang, response: Response) -> shapes.Accepted:
    """Ends a case out of turn. What happened to somebody is an event: this is for a death, a duplicate, a transfer."""
    by = speaking.speaking(mine.asker, asked.role or "")
    return telling.answered(commands.close(site.engine, mine.case, asked.reason, by, key=key), lang, response)


def withdraw(
    fact: Annotated[int, Path(ge=1, le=taken.LATEST)],
    asked: taken.Undoing,
    mine: Mine,
    site: Site,
    key: Key,
    lang: Lang,
    response: Response,
) -> shapes.Accepted:
    """Takes back an accepted event whose day is to come, named by the fact that recorded it."""
    by = speaking.speaking(mine.asker, asked.role or "")
    return telling.answered(commands.withdraw(site.engine, mine.case, fact, by, key=key), lang, response)


def revocation_plan(
    mine: Mine,
    site: Site,
    lang: Lang,
    to: To,
    response: Response,
    replay: Replay = False,  # noqa: FBT002  a query
) -> decision_shapes.Revocation:
    """What taking back would do. Nothing is written; its ETag is what to send back with `If-Match`."""
    planned = revocation.plan(site.engine, mine.case, Wanted(to, "", replay=replay))
    response.headers["etag"] = f'"{planned.seq}"'
    with site.engine.store.reading() as reader:
        workflow = site.engine.programs.pinned(reader, stored(reader, mine.case)).workflow

    def told(facts: tuple[Fact, ...]) -> list[shapes.FactLine]:
        return [telling.fact(each, lang) for each in queries.entries(site.engine, mine.case, facts)]

    sent = told(tuple(each.fact for each in planned.replayed))
    refusals = [each.refusal.reasons if each.refusal is not None else () for each in planned.replayed]
    return decision_shapes.Revocation(
        case=mine.case,
        seq=planned.seq,
        taken_back=told(planned.taken_back),
        delivered=[telling.said(labels.action_label(workflow, each), lang) for each in planned.delivered],
        replayed=[
            decision_shapes.Replayed(fact=each, refused=telling.warned(why, lang))
            for each, why in zip(sent, refusals, strict=True)
        ],
        facts=told(planned.facts),
    )


def revoke(
    asked: taken.Revoking, mine: Mine, site: Site, key: Key, lang: Lang, response: Response, match: Match = None
) -> shapes.Accepted:
    """Takes back all that followed a fact: nothing is effaced, new facts compensate."""
    by = speaking.speaking(mine.asker, asked.role or "")
    wanted = Wanted(asked.to, asked.reason, by, asked.replay)
    done = revocation.revoke(site.engine, mine.case, wanted, key=key, expected=expected(match))
    return telling.answered(done, lang, response)
