"""A task that somebody called done by mistake, opened again."""

from fastapi.responses import Response

from parcours.errors import UsageError
from parcours.messages import Language, Text
from parcours.runtime.desk import acting
from parcours.runtime.desk.dossier import dossier
from parcours.web import filling
from parcours.web.filling import Filled
from parcours.web.forms import Form
from parcours.web.office import At, Place, Show, Team
from parcours.web.pages.acts import REFUSED
from parcours.web.served import Served, Site


def ask(tache: str, at: At, site: Site, show: Show) -> Response:
    return _done(site, at, tache).page(show, site)


def undo(tache: str, at: At, site: Site, show: Show, office: Team, form: Form) -> Response:
    asked = _done(site, at, tache)
    attempt = filling.attempt(form)
    try:
        accepted = acting.undo(site.engine, at.case, tache, at.asker, attempt.key)
    except REFUSED as error:
        return asked.again(show, site, form, error)
    return filling.done(show, office, at, attempt, accepted)


def _done(site: Served, at: Place, task: str) -> Filled:
    found = dossier(site.engine, at.case, at.asker, Language.FR)
    finished = next((each for each in found.finished if each.task.id == task), None)
    if finished is None:
        raise UsageError(Text("Cette tâche n'est pas de celles qui sont faites."), Text("Revenez au dossier."))
    said = Text("« {task} » sera de nouveau à faire.", task=finished.label)
    return Filled(
        Text("Ce n'est pas fait : {task}", task=finished.label),
        Text("Remettre à faire"),
        (),
        found.line.seq,
        at.path,
        about=found.line.called,
        said=(said,),
    )
