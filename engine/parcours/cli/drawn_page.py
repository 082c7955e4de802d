"""The graphs on one page that needs no network: a drawing of each, and below it what may happen in each stage."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from parcours.cli.session import Session
from parcours.messages import Text
from parcours.model.workflow import Stage, Transition, Workflow
from parcours.runtime import labels
from parcours.runtime.drawing.graph import Graph
from parcours.runtime.drawing.svg import svg

STYLE: Final = """
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#1c2430;background:#fff}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.5rem}figure{margin:0;overflow-x:auto}
svg text{font:12px system-ui,sans-serif;text-anchor:middle;fill:#1c2430}svg .beside{text-anchor:end}
.box rect{fill:#eef4fb;stroke:#3f6ea5}.box.final rect{fill:#f3f3f3;stroke:#8a8f98}
.box .note{fill:#5a6472;font-size:10.5px}
.arrow path{fill:none;stroke:#7a8798;stroke-width:1.3}.arrow text{font-size:10.5px;paint-order:stroke;stroke:#fff;
stroke-width:4px;fill:#3b4654}.automatic path{stroke-dasharray:5 4}marker path{fill:#7a8798;stroke:none}
.arrow:hover path{stroke:#c2410c;stroke-width:2.4}.arrow:hover text{fill:#c2410c;font-weight:600}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;
border-bottom:1px solid #dfe4ea}th{color:#5a6472;font-weight:600}code{color:#5a6472}
""".strip()


def html(session: Session, workflow: Workflow, drawn: Sequence[Graph]) -> str:
    """A whole page, UTF-8."""
    title = escape(workflow.title)
    parts = [
        f'<!doctype html>\n<html lang="{session.lang.value}"><head><meta charset="utf-8"><title>{title}</title>',
        f"<style>{STYLE}</style></head><body><h1>{title}</h1>",
    ]
    for graph in drawn:
        heading = f"<h2>{escape(graph.label)}</h2>" if graph.id else ""
        parts.append(f"{heading}<figure>{svg(graph)}</figure>")
        parts.append(_table(session, workflow, graph))
    return "\n".join([*parts, "</body></html>"]) + "\n"


def _table(session: Session, workflow: Workflow, graph: Graph) -> str:
    stages = workflow.tracks[graph.id].stages if graph.id else workflow.stages
    headers = (Text("Étape"), Text("Événement"), Text("Qui"), Text("Mène à"), Text("Conditions"))
    head = "".join(f"<th>{escape(session.told(header))}</th>" for header in headers)
    rows = "\n".join(row for stage in stages.values() for row in _rows(session, workflow, graph, stage))
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table>"


def _rows(session: Session, workflow: Workflow, graph: Graph, stage: Stage) -> Iterator[str]:
    name = f"{escape(stage.label or stage.id)} <code>{stage.id}</code>"
    if not stage.transitions:
        yield f"<tr><td>{name}</td><td></td><td></td><td></td><td></td></tr>"
    for transition in stage.transitions.values():
        cells = (_event(workflow, transition), _who(session, workflow, transition), _where(workflow, graph, transition))
        conditions = "<br>".join(escape(guard.say) for guard in transition.when)
        yield f"<tr><td>{name}</td>{''.join(f'<td>{cell}</td>' for cell in cells)}<td>{conditions}</td></tr>"
        name = ""


def _event(workflow: Workflow, transition: Transition) -> str:
    return f"{escape(labels.event_label(workflow, transition.event))} <code>{transition.event}</code>"


def _who(session: Session, workflow: Workflow, transition: Transition) -> str:
    roles = workflow.events[transition.event].by
    told = ", ".join(labels.role_label(workflow, role) for role in roles) or session.told(Text("de soi-même"))
    return escape(told)


def _where(workflow: Workflow, graph: Graph, transition: Transition) -> str:
    if not transition.to:
        return ""
    if graph.id:
        return escape(labels.track_stage_label(workflow, graph.id, transition.to))
    return escape(labels.stage_label(workflow, transition.to))
