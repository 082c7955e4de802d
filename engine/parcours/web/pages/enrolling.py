"""Somebody enters: which parcours and by which of its doors, then what is known of them."""

from http import HTTPStatus
from typing import Final

from fastapi.responses import RedirectResponse, Response

from parcours.messages import Text
from parcours.model.definition import Definition
from parcours.runtime import labels
from parcours.runtime.desk import acting, asking
from parcours.runtime.desk.asking import Asking, Question, Widget
from parcours.runtime.desk.dossier import Asker
from parcours.web import filling
from parcours.web.filling import Filled
from parcours.web.forms import Form
from parcours.web.office import Office, Show, Team, audience
from parcours.web.pages.acts import REFUSED
from parcours.web.served import Served, Site
from parcours.web.visitors import Here, TurnedAwayError, Visitor

PERSON: Final = Question(
    "person",
    Text("Référence de la personne"),
    Widget.LINE,
    required=True,
    hint=Text("Celle de vos listes, par exemple P-0412 : ni son nom, ni son adresse."),
)
DOORS: Final = "/inscrire"


def choose(show: Show, office: Team, visitor: Here) -> Response:
    """The doors that are theirs to open."""
    doors = [
        (
            definition.workflow,
            labels.event_label(definition.workflow, event),
            f"{DOORS}/{definition.workflow.id}/{event}",
        )
        for definition in office.files.definitions(visitor.caes)
        for event in definition.workflow.entry
        if set(definition.workflow.events[event].by) & set(visitor.roles(definition.workflow.cae))
    ]
    return show("doors.html", "dossiers", doors=doors)


def ask(parcours: str, evenement: str, site: Site, show: Show, office: Team, visitor: Here) -> Response:
    return _entrance(site, office, visitor, parcours, evenement)[0].page(show, site)


def enrol(parcours: str, evenement: str, site: Site, show: Show, office: Team, visitor: Here, form: Form) -> Response:
    asked, definition = _entrance(site, office, visitor, parcours, evenement)
    attempt = filling.attempt(form)
    raw = asking.given(asked.questions, form)
    person = str(raw.pop(PERSON.name, ""))
    asker = Asker(visitor.user, visitor.roles(definition.workflow.cae))
    try:
        accepted = acting.enrol(site.engine, definition, person, evenement, raw, asker, attempt.key)
    except REFUSED as error:
        return asked.again(show, site, form, error)
    office.directory.heed(accepted.case.id)
    return RedirectResponse(f"/dossiers/{accepted.case.id}?depuis=0", HTTPStatus.SEE_OTHER)


def _entrance(site: Served, office: Office, visitor: Visitor, parcours: str, event: str) -> tuple[Filled, Definition]:
    known = (each for each in office.files.definitions(visitor.caes) if each.workflow.id == parcours)
    definition = next(known, None)
    if definition is None or event not in definition.workflow.entry:
        raise TurnedAwayError(HTTPStatus.NOT_FOUND)
    workflow = definition.workflow
    asked = Asking(site.engine.programs.of(definition), definition.world, office.agenda.day(audience(visitor)), {})
    questions = (PERSON, *asked.entrance(workflow.events[event]))
    label = labels.event_label(workflow, event)
    return Filled(label, Text("Inscrire"), questions, 0, DOORS, about=workflow.title), definition
