"""*Parcours*: the files people enter by, drawn, read and found fault with."""

from http import HTTPStatus

from fastapi.responses import Response

from parcours.definition.resolved import as_yaml
from parcours.diagnostics import in_file_order
from parcours.runtime.drawing.graph import graphs
from parcours.runtime.drawing.svg import svg
from parcours.web.office import Show, Team
from parcours.web.rendering import ours
from parcours.web.visitors import Here, TurnedAwayError


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
    examined = office.files.all().get(parcours)
    definition = examined.definition if examined is not None else None
    if examined is None or definition is None or definition.workflow.cae not in visitor.caes:
        raise TurnedAwayError(HTTPStatus.NOT_FOUND)
    drawings = [(graph.label, ours(svg(graph))) for graph in graphs(definition.workflow)]
    return show(
        "one_parcours.html",
        "parcours",
        workflow=definition.workflow,
        drawings=drawings,
        found=in_file_order(examined.diagnostics),
        resolved=as_yaml(examined.tree, origin=True) if examined.tree is not None else "",
    )
