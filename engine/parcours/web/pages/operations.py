"""*Exploitation*: whether time passes and things leave, what is stuck, and what to do about it."""

from http import HTTPStatus
from typing import Final, cast

from fastapi.responses import RedirectResponse, Response

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.model.account import Right
from parcours.runtime import hours, incidents, repairs
from parcours.runtime.incidents import Chosen, Line
from parcours.runtime.serving import health
from parcours.runtime.serving.health import SignedStore, Trouble
from parcours.runtime.unread import shown
from parcours.web.forms import Form
from parcours.web.office import Show
from parcours.web.served import Served, Site
from parcours.web.visitors import Here, TurnedAwayError, Visitor

MOST: Final = 100  # incidents of a page
ENGINE: Final = ""  # the cooperative of what concerns none


def show(site: Site, show: Show, visitor: Here) -> Response:
    found = _lines(site, visitor, most=MOST + 1)
    examined = health.examine(cast("SignedStore", site.engine.store), site.engine.clock.now())
    told = [(line, incidents.kind_label(line.incident.kind), shown(line.incident.detail)) for line in found[:MOST]]
    return show(
        "operations.html",
        "operations",
        troubles=[each for each in examined.troubles if each[0] is not Trouble.INCIDENT],
        due_for=hours.elapsed(examined.due_for),
        ready_for=hours.elapsed(examined.ready_for),
        nodes=examined.nodes,
        incidents=told,
        more=len(found) > MOST,
    )


def repair(numero: int, site: Site, visitor: Here, form: Form) -> Response:
    """Tries an effect again, gives it up, or says that a thing was seen to."""
    lines = _lines(site, visitor, ids=(numero,))
    if not lines:
        raise TurnedAwayError(HTTPStatus.NOT_FOUND)
    reason, act = form.get("motif", "").strip()[:1000], form.get("acte", "")
    if act == "relancer":
        done = repairs.retry(site.engine, lines, visitor.user, reason)
    elif act in {"abandonner", "classer"}:
        if not reason:
            raise UsageError(Text("Le motif est vide."), Text("Dites pourquoi : le journal le garde."))
        seen_to = repairs.skip if act == "abandonner" else repairs.resolve
        done = seen_to(site.engine, lines, visitor.user, reason)
    else:
        raise UsageError(Text("Ce formulaire est incomplet."))
    for _, why in done.left:
        raise UsageError(Text("Cet incident reste : {why}.", why=why))
    return RedirectResponse("/exploitation", HTTPStatus.SEE_OTHER)


def _lines(site: Served, visitor: Visitor, ids: tuple[int, ...] = (), most: int | None = None) -> tuple[Line, ...]:
    """The open incidents of the cooperatives where they see to them, and those of the engine itself."""
    theirs = frozenset((*visitor.account.having(Right.OPERATE), ENGINE))
    with site.engine.store.reading() as reader:
        return Chosen(ids, caes=theirs, most=most).lines(reader)
