"""What is done to a dossier: each act by a form, each form sent to the command that everybody's is."""

from typing import Final

from fastapi.responses import Response

from parcours.errors import RefusedError, UsageError
from parcours.messages import Language, Text
from parcours.model.step import Author
from parcours.runtime import labels
from parcours.runtime.desk import acting, asking
from parcours.runtime.desk.asking import Question, Widget
from parcours.runtime.desk.dossier import dossier, event_form
from parcours.web import filling
from parcours.web.filling import Filled
from parcours.web.forms import Form
from parcours.web.office import At, Place, Show, Team
from parcours.web.served import Served, Site

ON: Final = Question("on", Text("Jour où ce fut fait"), Widget.DATE, required=True)
PROOF: Final = Question("proof", Text("Ce qui le prouve : un numéro d'accusé, une référence"), Widget.LINE)
USER: Final = Question("user", Text("Nom d'utilisateur de qui le tient"), Widget.LINE, required=True)
REFUSED: Final = (RefusedError, UsageError)


def ask_event(evenement: str, at: At, site: Site, show: Show) -> Response:
    return _event(site, at, evenement)[0].page(show, site)


def send_event(evenement: str, at: At, site: Site, show: Show, office: Team, form: Form) -> Response:
    asked, role = _event(site, at, evenement)
    attempt = filling.attempt(form)
    raw = asking.given(asked.questions, form)
    try:
        accepted = acting.send(site.engine, at.case, evenement, raw, Author(role, at.asker.user), attempt)
    except REFUSED as error:
        return asked.again(show, site, form, error)
    return filling.done(show, office, at, attempt, accepted)


def _event(site: Served, at: Place, event: str) -> tuple[Filled, str]:
    asked = event_form(site.engine, at.case, event, at.asker)
    questions, button = asked.questions, Text("Enregistrer")
    filled = Filled(asked.label, button, questions, asked.seq, at.path, asked.reasons, asked.line.called)
    return filled, asked.role


def ask_fields(at: At, site: Site, show: Show) -> Response:
    return _fields(site, at).page(show, site)


def write_fields(at: At, site: Site, show: Show, office: Team, form: Form) -> Response:
    asked = _fields(site, at)
    attempt = filling.attempt(form)
    raw = asking.changed(asked.questions, form)
    try:
        accepted = acting.edit(site.engine, at.case, raw, at.asker, attempt)
    except REFUSED as error:
        return asked.again(show, site, form, error)
    return filling.done(show, office, at, attempt, accepted)


def _fields(site: Served, at: Place) -> Filled:
    found = dossier(site.engine, at.case, at.asker, Language.FR)
    questions = tuple(each for each, _ in found.fields)
    return Filled(
        Text("Modifier le dossier"), Text("Enregistrer"), questions, found.line.seq, at.path, about=found.line.called
    )


def ask_task(tache: str, at: At, site: Site, show: Show) -> Response:
    return _task(site, at, tache).page(show, site)


def finish_task(tache: str, at: At, site: Site, show: Show, office: Team, form: Form) -> Response:
    asked = _task(site, at, tache)
    attempt = filling.attempt(form)
    raw = asking.given(asked.questions, form)
    try:
        accepted = acting.mark_done(site.engine, at.case, tache, raw, at.asker, attempt.key)
    except REFUSED as error:
        return asked.again(show, site, form, error)
    return filling.done(show, office, at, attempt, accepted)


def _task(site: Served, at: Place, task: str) -> Filled:
    found = dossier(site.engine, at.case, at.asker, Language.FR)
    asked = next((each for each in found.tasks if each.task.id == task), None)
    if asked is None:
        raise UsageError(Text("Cette tâche n'est plus à faire."), Text("Revenez au dossier."))
    today = Question(ON.name, ON.label, ON.widget, required=True, value=found.on.isoformat())
    button = Text("C'est fait")
    return Filled(asked.label, button, (today, PROOF), found.line.seq, at.path, about=found.line.called)


def ask_withdrawal(fait: int, at: At, site: Site, show: Show) -> Response:
    return _withdrawal(site, at, fait).page(show, site)


def withdraw(fait: int, at: At, site: Site, show: Show, office: Team, form: Form) -> Response:
    asked = _withdrawal(site, at, fait)
    attempt = filling.attempt(form)
    try:
        accepted = acting.withdraw(site.engine, at.case, fait, at.asker, attempt.key)
    except REFUSED as error:
        return asked.again(show, site, form, error)
    return filling.done(show, office, at, attempt, accepted)


def _withdrawal(site: Served, at: Place, fact: int) -> Filled:
    found = dossier(site.engine, at.case, at.asker, Language.FR)
    waiting = next((each for each in found.waiting if each.kept.fact == fact), None)
    if waiting is None:
        raise UsageError(Text("Cet événement n'attend plus."), Text("Revenez au dossier."))
    said = Text("« {event} », accepté pour le {on}, n'aura pas lieu.", event=waiting.label, on=waiting.kept.on)
    return Filled(
        Text("Retirer « {event} »", event=waiting.label),
        Text("Retirer"),
        (),
        found.line.seq,
        at.path,
        about=found.line.called,
        said=(said,),
    )


def ask_holder(role: str, at: At, site: Site, show: Show) -> Response:
    return _holder(site, at, role).page(show, site)


def assign(role: str, at: At, site: Site, show: Show, office: Team, form: Form) -> Response:
    asked = _holder(site, at, role)
    attempt = filling.attempt(form)
    try:
        accepted = acting.assign(site.engine, at.case, role, form.get(USER.name, "").strip(), at.asker, attempt.key)
    except REFUSED as error:
        return asked.again(show, site, form, error)
    return filling.done(show, office, at, attempt, accepted)


def _holder(site: Served, at: Place, role: str) -> Filled:
    found = dossier(site.engine, at.case, at.asker, Language.FR)
    holders = dict(found.holders)
    if role not in holders:
        raise UsageError(Text("Ce rôle ne se confie pas dossier par dossier."))
    user = Question(USER.name, USER.label, USER.widget, required=True, value=holders[role])
    label = labels.role_label(found.workflow, role)
    return Filled(label, Text("Confier"), (user,), found.line.seq, at.path, about=found.line.called)
