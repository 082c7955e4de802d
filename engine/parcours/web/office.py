"""What the pages of a team work with: names, lists and days, made once for a site; and where one dossier is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, cast

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from parcours.model.workflow import Workflow
from parcours.runtime.desk.agenda import Agenda, Audience
from parcours.runtime.desk.directory import Directory
from parcours.runtime.desk.dossier import Asker
from parcours.runtime.desk.line import Line
from parcours.runtime.desk.listing import Lists
from parcours.runtime.desk.pulse import lateness
from parcours.runtime.desk.shelf import Stood
from parcours.runtime.engine import Engine
from parcours.web.parcours_files import Files
from parcours.web.rendering import Pages
from parcours.web.served import Served, Site
from parcours.web.visitors import Here, TurnedAwayError, Visitor


@dataclass(frozen=True, slots=True)
class Office:
    """One a process."""

    directory: Directory
    lists: Lists
    agenda: Agenda
    files: Files

    def workflow(self, line: Line | Stood) -> Workflow:
        """The rules of a line, which the directory has read it by."""
        return self.directory.engine.programs.ready[line.rules].workflow


def office_of(served: Served) -> Office:
    """That of a site. Nothing is read yet."""
    engine: Engine = served.engine
    directory = Directory(engine, engine.store.watch())
    return Office(directory, Lists(directory), Agenda(engine, directory), Files(served.settings))


def office(request: Request) -> Office:
    """That of the application which was asked."""
    return cast("Office", request.app.state.office)


Team = Annotated[Office, Depends(office)]


def audience(visitor: Visitor, *, team: bool = False) -> Audience:
    """Whose days a visitor sees: their own, or those of all who work in their cooperatives."""
    return Audience(visitor.user, {cae: visitor.roles(cae) for cae in visitor.caes}, team)


@dataclass(frozen=True, slots=True)
class Place:
    """A dossier of a cooperative of theirs, and who is at it."""

    cae: str
    case: str
    asker: Asker

    @property
    def path(self) -> str:
        return f"/dossiers/{self.case}"


def place(dossier: str, site: Site, visitor: Here) -> Place:
    """Where a dossier is. TurnedAwayError alike for one of another cooperative and for one that never was."""
    with site.engine.store.reading() as reader:
        cae = reader.locate(dossier)
    if cae is None or cae not in visitor.caes:
        raise TurnedAwayError(HTTPStatus.NOT_FOUND)
    return Place(cae, dossier, Asker(visitor.user, visitor.roles(cae)))


At = Annotated[Place, Depends(place)]


@dataclass(frozen=True, slots=True)
class Shown:
    """Renders a page of the team, with what each says: where it is, whether time passes, if names are still read."""

    render: Callable[..., HTMLResponse]
    late: Any
    directory: Directory

    def __call__(self, name: str, here: str, status: HTTPStatus = HTTPStatus.OK, **shown: Any) -> HTMLResponse:
        return self.render(name, status, here=here, late=self.late, left=self.directory.left, **shown)


def shown(render: Pages, site: Site, office: Team, visitor: Here) -> Shown:
    """That of a request."""
    return Shown(render, lateness(site.engine, visitor.caes), office.directory)


Show = Annotated[Shown, Depends(shown)]
Query = Mapping[str, str]
