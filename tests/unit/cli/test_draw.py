"""A parcours as a picture: the same stages and events in three forms."""

import re
from html.parser import HTMLParser

import pytest

from parcours.definition.loader import load
from parcours.runtime.drawing.dot import dot
from parcours.runtime.drawing.graph import START, Arrow, Box, Graph, graphs
from parcours.runtime.drawing.layout import HEIGHT, WIDTH, laid_out
from parcours.runtime.drawing.mermaid import mermaid
from parcours.runtime.drawing.svg import svg
from terminals import WORKFLOW, Terminal

SIMPLE = Graph(
    "",
    "Simple",
    (
        Box("a", 'Le « début »: "un"'),
        Box("b", "Milieu", "Contrat d'appui"),
        Box("c", "Autre"),
        Box("fin", "Fin", final=True),
    ),
    (
        Arrow(START, "a", ("Entrer",), automatic=False),
        Arrow(START, "b", ("Entrer directement",), automatic=False),
        Arrow("a", "b", ("Avancer", "Sauter"), automatic=False),
        Arrow("a", "a", ("Rester",), automatic=False),
        Arrow("b", "c", ("Changer",), automatic=False),
        Arrow("c", "a", ("Reculer",), automatic=False),
        Arrow("a", "fin", ("Sortir",), automatic=True),
        Arrow("c", "fin", (), automatic=True),
    ),
)


def test_every_stage_and_every_event_that_leads_somewhere_is_there() -> None:
    workflow = load(WORKFLOW).workflow
    main, *tracks = graphs(workflow)
    assert [box.id for box in main.boxes] == list(workflow.stages)
    drawn = {(arrow.source, arrow.target) for arrow in main.arrows}
    led = {(stage.id, each.to) for stage in workflow.stages.values() for each in stage.transitions.values() if each.to}
    assert drawn == led | {("", each.to) for each in workflow.entry.values()}
    assert {track.id for track in tracks} == {id_ for id_, track in workflow.tracks.items() if len(track.stages) > 1}


def test_what_only_time_does_is_drawn_apart() -> None:
    main = graphs(load(WORKFLOW).workflow)[0]
    automatic = {(arrow.source, arrow.target) for arrow in main.arrows if arrow.automatic}
    assert automatic == {("cape", "fin_de_cape"), ("fin_de_cape", "sortie")}


def test_mermaid_text_holds_nothing_mermaid_would_misread() -> None:
    text = mermaid([SIMPLE])
    assert text == (
        "stateDiagram-v2\n"
        "    direction TB\n"
        "    state \"Le « début » 'un'\" as a\n"
        '    state "Milieu" as b\n'
        '    state "Autre" as c\n'
        '    state "Fin" as fin\n'
        "    [*] --> a : Entrer\n"
        "    [*] --> b : Entrer directement\n"
        "    a --> b : Avancer, Sauter\n"
        "    a --> a : Rester\n"
        "    b --> c : Changer\n"
        "    c --> a : Reculer\n"
        "    a --> fin : Sortir\n"
        "    c --> fin\n"
        "    fin --> [*]\n"
    )


def test_dot_text_quotes_what_people_wrote() -> None:
    text = dot([SIMPLE])
    assert '"a" [label="Le « début »: \\"un\\""];' in text
    assert '"b" [label="Milieu\\nContrat d\'appui"];' in text
    assert '"a" -> "b" [label="Avancer\\nSauter"];' in text
    assert '"a" -> "fin" [label="Sortir", style=dashed];' in text
    assert text.count("{") == text.count("}")


def test_tracks_are_drawn_in_frames_of_their_own() -> None:
    drawn = graphs(load(WORKFLOW).workflow)
    assert "subgraph cluster_rc_pro {" in dot(drawn)
    assert "as rc_pro {" in mermaid(drawn)
    assert "[*] --> rc_pro__couverte" in mermaid(drawn)


@pytest.mark.parametrize("workflow", ["cae22", "avant_premieres", "bati_premieres", "ameizing", "coop_domi_ouest"])
def test_no_two_boxes_lie_on_one_another(workflow: str) -> None:
    for graph in (SIMPLE, *graphs(load(workflow).workflow)):
        layout = laid_out(graph)
        places = list(layout.places.values())
        for number, one in enumerate(places):
            assert one.x >= 0
            assert one.x + WIDTH <= layout.width
            assert one.y + HEIGHT <= layout.height
            for other in places[number + 1 :]:
                assert abs(one.x - other.x) >= WIDTH or abs(one.y - other.y) >= HEIGHT


def test_a_box_stands_below_what_leads_to_it_and_ends_stand_last() -> None:
    rows = {id_: place.row for id_, place in laid_out(SIMPLE).places.items()}
    assert rows == {"a": 0, "b": 1, "c": 2, "fin": 3}


def test_an_end_that_the_first_stage_leads_to_stands_with_the_others() -> None:
    boxes = (Box("a", "A"), Box("b", "B"), Box("refus", "Refus", final=True), Box("fin", "Fin", final=True))
    leading = [("a", "b"), ("a", "refus"), ("b", "fin")]
    graph = Graph("", "", boxes, tuple(Arrow(one, other, (), automatic=False) for one, other in leading))
    rows = {id_: place.row for id_, place in laid_out(graph).places.items()}
    assert rows == {"a": 0, "b": 1, "refus": 2, "fin": 2}


def test_a_drawing_escapes_what_people_wrote() -> None:
    drawn = svg(Graph("", "<b>", (Box("a", "a & <b>"),), (Arrow(START, "a", ("x < y",), automatic=False),)))
    assert "a &amp; &lt;b&gt;" in drawn
    assert "x &lt; y" in drawn


class Balanced(HTMLParser):
    VOID = frozenset({"meta", "br", "path", "rect"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  the parser gives them
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


def test_the_page_needs_no_network(terminal: Terminal) -> None:
    said = terminal.done("draw", WORKFLOW, "--format", "html", "-o", "page.html")
    assert said.out == "Dessin écrit : page.html\n"
    page = (terminal.folder / "page.html").read_text("utf-8")
    assert not re.search(r"https?://|src=|@import|<script", page)
    parser = Balanced()
    parser.feed(page)
    assert parser.open == []
    assert "Il faut disposer d&#x27;au moins un mi-temps." in page  # conditions, below the drawing
    assert "de soi-même" in page


def test_a_drawing_goes_to_the_screen_or_where_it_can(terminal: Terminal) -> None:
    assert terminal.done("draw", WORKFLOW).out.startswith("stateDiagram-v2\n")
    assert terminal.done("draw", WORKFLOW, "--format", "dot").out.startswith("digraph parcours {\n")
    said = terminal.run("draw", WORKFLOW, "-o", "nowhere/page.html")
    assert said.code == 2
    assert "Le fichier nowhere/page.html ne peut pas être écrit" in said.complaint


def test_a_drawing_lights_the_stage_that_somebody_stands_in_and_styles_nothing_itself() -> None:
    drawn = svg(SIMPLE, "b")
    (lit,) = re.findall(r'<g class="box[^"]*current"><title>([^<]*)', drawn)
    assert lit.endswith("(b)")
    assert "current" not in svg(SIMPLE)
    assert "style=" not in drawn  # a strict policy of the page would leave it out
