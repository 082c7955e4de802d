"""*Parcours*: the files people enter by, drawn, read and found fault with."""

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import Response

from parcours.definition.loader import Examined
from parcours.definition.resolved import as_yaml
from parcours.diagnostics import in_file_order
from parcours.model.definition import Definition
from parcours.runtime.drawing.graph import graphs
from parcours.runtime.drawing.svg import svg
from parcours.runtime.versions import Version, changes, versions
from parcours.web.office import Office, Show, Team
from parcours.web.rendering import ours
from parcours.web.visitors import Here, TurnedAwayError, Visitor


def show_all(show: Show, office: Team, visitor: Here) -> Response:
    counted: dict[str, int] = {}
    for (workflow, _), each in office.lists.stages(visitor.caes).items():
        counted[workflow] = counted.get(workflow, 0) + each.count
    found = [
        (name, each.definition.workflow, len(each.diagnostics), counted.get(name, 0))
        for name, each in sorted(office.files.all().items())
        if each.definition is not None and each.definition.workflow.cae in visitor.caes
    ]
    return show("parcours.html", "parcours", found=found)


def show_one(parcours: str, show: Show, office: Team, visitor: Here) -> Response:
    examined, definition = _readable(parcours, office, visitor)
    drawings = [(graph.label, ours(svg(graph))) for graph in graphs(definition.workflow)]
    return show(
        "one_parcours.html",
        "parcours",
        file=parcours,
        workflow=definition.workflow,
        drawings=drawings,
        found=in_file_order(examined.diagnostics),
        resolved=as_yaml(examined.tree, origin=True) if examined.tree is not None else "",
    )


def compare(parcours: str, request: Request, show: Show, office: Team, visitor: Here) -> Response:
    """What changes from one set of rules that people are held to, to another or to the file of today."""
    examined, definition = _readable(parcours, office, visitor)
    workflow, store = definition.workflow, office.directory.engine.store
    known = versions(store, workflow.id, workflow.hash)
    old = _chosen(known, request.query_params.get("avant") or known[0].rules)
    new = _chosen(known, request.query_params.get("apres") or workflow.hash)
    changed = changes(store, examined, workflow.id, old, new)
    return show(
        "versions.html", "parcours", file=parcours, workflow=workflow, known=known, old=old, new=new, changed=changed
    )


def _readable(parcours: str, office: Office, visitor: Visitor) -> tuple[Examined, Definition]:
    """A file of theirs that can be read. TurnedAwayError alike for one of others and for one that never was."""
    examined = office.files.all().get(parcours)
    definition = examined.definition if examined is not None else None
    if examined is None or definition is None or definition.workflow.cae not in visitor.caes:
        raise TurnedAwayError(HTTPStatus.NOT_FOUND)
    return examined, definition


def _chosen(known: tuple[Version, ...], rules: str) -> Version:
    found = next((each for each in known if each.rules == rules), None)
    if found is None:
        raise TurnedAwayError(HTTPStatus.NOT_FOUND)
    return found
