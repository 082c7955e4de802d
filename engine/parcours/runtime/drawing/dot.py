"""The graphs as DOT text, for Graphviz."""

from collections.abc import Iterator, Sequence

from parcours.runtime.drawing.graph import START, Graph


def dot(drawn: Sequence[Graph]) -> str:
    """One directed graph; tracks stand in their own frames."""
    lines = ["digraph parcours {", "    rankdir=TB;", '    node [shape=box, style=rounded, fontname="sans-serif"];']
    lines.append('    edge [fontname="sans-serif", fontsize=10];')
    for graph in drawn:
        if not graph.id:
            lines += _inside(graph, "    ")
            continue
        lines += [f"    subgraph cluster_{graph.id} {{", f"        label={_quoted(graph.label)};"]
        lines += [*_inside(graph, "        "), "    }"]
    return "\n".join([*lines, "}"]) + "\n"


def _inside(graph: Graph, margin: str) -> Iterator[str]:
    yield f"{margin}{_name(graph, START)} [shape=point, label={_quoted('')}];"
    for box in graph.boxes:
        label = f"{box.label}\n{box.note}" if box.note else box.label
        ending = ", peripheries=2" if box.final else ""
        yield f"{margin}{_name(graph, box.id)} [label={_quoted(label)}{ending}];"
    for arrow in graph.arrows:
        dashed = ", style=dashed" if arrow.automatic else ""
        label = _quoted("\n".join(arrow.events))
        yield f"{margin}{_name(graph, arrow.source)} -> {_name(graph, arrow.target)} [label={label}{dashed}];"


def _name(graph: Graph, stage: str) -> str:
    return _quoted(f"{graph.id}.{stage or 'entree'}" if graph.id else stage or "entree.")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
