"""The graphs as Mermaid text, for pages that draw it."""

from collections.abc import Iterator, Sequence
from typing import Final

from parcours.runtime.drawing.graph import START, Arrow, Graph

SAFE: Final = str.maketrans('":;#{}', "' ,-()")


def mermaid(drawn: Sequence[Graph]) -> str:
    """One state diagram; tracks are states that hold their own."""
    main, *tracks = drawn
    lines = ["stateDiagram-v2", "    direction TB", *_inside(main, "    ")]
    for track in tracks:
        lines += [f'    state "{_plain(track.label)}" as {track.id} {{', *_inside(track, "        "), "    }"]
    return "\n".join(lines) + "\n"


def _inside(graph: Graph, margin: str) -> Iterator[str]:
    for box in graph.boxes:
        yield f'{margin}state "{_plain(box.label)}" as {_name(graph, box.id)}'
    for arrow in graph.arrows:
        yield margin + _arrow(graph, arrow)
    for box in graph.boxes:
        if box.final:
            yield f"{margin}{_name(graph, box.id)} --> [*]"


def _arrow(graph: Graph, arrow: Arrow) -> str:
    events = ", ".join(_plain(event) for event in arrow.events)
    said = f" : {events}" if events else ""
    return f"{_name(graph, arrow.source)} --> {_name(graph, arrow.target)}{said}"


def _name(graph: Graph, stage: str) -> str:
    if stage == START:
        return "[*]"
    return f"{graph.id}__{stage}" if graph.id else stage


def _plain(text: str) -> str:
    """Without what Mermaid would read as its own."""
    return " ".join(text.translate(SAFE).split())
