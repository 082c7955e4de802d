"""Incidents seen to over HTTP: an effect tried again, an effect given up, a thing done by hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Path

from parcours.errors import RefusedError
from parcours.messages import Text
from parcours.model.account import Right
from parcours.runtime import incidents, repairs
from parcours.runtime.engine import Engine
from parcours.runtime.incidents import Chosen, Line
from parcours.runtime.repairs import Repaired
from parcours.web.api import decision_shapes, taken, telling
from parcours.web.api.asked import Key, absent
from parcours.web.api.bearers import Bearer, Known
from parcours.web.languages import Lang
from parcours.web.served import Served, Site

Number = Annotated[int, Path(ge=1, le=taken.LATEST)]


@dataclass(frozen=True, slots=True)
class Way:
    """What is done, and how the incident will say that it ended."""

    repair: Callable[[Engine, Sequence[Line], str, str], Repaired]
    said: Callable[[str], str]


RETRY: Final = Way(repairs.retry, repairs.retried)
SKIP: Final = Way(repairs.skip, repairs.given_up)
RESOLVE: Final = Way(repairs.resolve, repairs.settled)


def retry_incident(
    incident: Number, asked: taken.Retrying, known: Known, site: Site, lang: Lang, _: Key
) -> decision_shapes.SeenTo:
    """Its effect starts anew, its tries counted again."""
    return _seen_to(RETRY, _line(site, known, incident), asked.reason, known, site, lang)


def skip_incident(
    incident: Number, asked: taken.Settling, known: Known, site: Site, lang: Lang, _: Key
) -> decision_shapes.SeenTo:
    """Its effect will never leave; what came after it goes on."""
    return _seen_to(SKIP, _line(site, known, incident), asked.reason, known, site, lang)


def resolve_incident(
    incident: Number, asked: taken.Settling, known: Known, site: Site, lang: Lang, _: Key
) -> decision_shapes.SeenTo:
    """What was seen to by hand. An effect that waits is tried again or given up instead."""
    return _seen_to(RESOLVE, _line(site, known, incident), asked.reason, known, site, lang)


def _line(site: Served, known: Bearer, number: int) -> Line:
    """The incident of that number in a cooperative where they see to them, ended or not. Raises AbsentError."""
    for cae in known.account.having(Right.OPERATE):
        for line in incidents.listed(site.engine, Chosen(cae=cae, with_resolved=True)):
            if line.incident.id == number:
                return line
    raise absent(Text("Aucun incident de ce numéro."))


def _seen_to(way: Way, line: Line, reason: str, known: Bearer, site: Served, lang: Lang) -> decision_shapes.SeenTo:
    """Once: asked again in the same words by the same user, it was done. RefusedError where it cannot be."""
    user, found = known.account.user, line.incident
    is_done = (found.author, found.resolution) == (user, way.said(reason))
    if not is_done:
        for _, why in way.repair(site.engine, [line], user, reason).left:
            raise RefusedError(Text("Cet incident reste : {why}.", why=why))
    return decision_shapes.SeenTo(incident=telling.incident(line, lang), by=user, repeated=is_done)
