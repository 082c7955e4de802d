"""The report of a run: its words, and that it opens anywhere. PARCOURS_REGOLD=1 writes the words anew."""

import base64
import hashlib
import io
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from measured import FRAME, STORY
from parcours.calendar.days_off import Calendar
from parcours.messages import Language, Text
from parcours.messages.values import Rounded
from parcours.model.definition import Definition
from parcours.model.workflow import Contract, Stage, Workflow
from parcours.simulation.log import Line
from parcours.simulation.measures.fold import measure
from parcours.simulation.measures.kpis import Subject as About
from parcours.simulation.measures.kpis import Unit
from parcours.simulation.report import charts
from parcours.simulation.report.building import page
from parcours.simulation.report.monthly import plotted
from parcours.simulation.report.page import Plot, Section, Table
from parcours.simulation.report.quantities import interval, said, shown, told
from parcours.simulation.report.sections.assumptions import assumptions
from parcours.simulation.report.sections.occupancy import occupancy
from parcours.simulation.report.sections.survival import survival
from parcours.simulation.report.sections.tornado import tornado
from parcours.simulation.report.sections.variance import variance
from parcours.simulation.report.sections.what_if import what_if
from parcours.simulation.report.subject import Subject
from parcours.simulation.report.writing import write_report
from parcours.simulation.result import Result
from parcours.simulation.scenario.scenario import Assumption, Range, Scenario
from parcours.simulation.scenario.supply import Resource
from parcours.simulation.sensitivity.findings import Factor, Influence, Method, Sensitivity, Swing, Tornado, Variance
from parcours.simulation.start import Start
from parcours.simulation.statistics.intervals import Estimate, difference, estimate
from parcours.simulation.study import Comparison, Difference

GOLDEN = Path(__file__).parent / "golden"
DAYS = (date(1970, 1, 11), date(1970, 1, 21))
SCRIPT = "<script>alert(1)</script>"
APART = ("style", "svg", "title")


def subject(*stories: tuple[Line, ...], title: str = "Essai", stage: str = "Accueil") -> Subject:
    """Replications of the small run, in a parcours of three stages."""
    labels = {"stages": {"accueil": stage, "suivi": "Suivi", "fin": "Fin"}, "resources": {"bureau": "Bureau"}}
    frame = replace(FRAME, days=DAYS, renewals={"essai": 1}, labels=labels)
    stages = (Stage("accueil", stage), Stage("suivi", "Suivi"), Stage("fin", "Fin", final=True, outcome="reussite"))
    workflow = Workflow(
        "petit", "Une coopérative", "Petit parcours", "abc", roles={}, events={}, entry={},
        stages={each.id: each for each in stages}, contracts={"essai": Contract("essai", "Essai", "")},
    )  # fmt: skip
    scenario = Scenario(
        "essai", title, "petit", date(1970, 1, 1), date(1970, 2, 10), date(1970, 2, 10), 4, (), (),
        warm_up=DAYS[0], resources={"bureau": Resource("bureau", "Bureau", 1, ("accueil",))},
        assumptions=(
            Assumption("stages.accueil.suite.after.0", "fixed: 2 jours", "registre 2025"),
            Assumption("resources.bureau.capacity", "capacity: 1"),
        ),
    )  # fmt: skip
    replicas = tuple(measure(lines, frame, number) for number, lines in enumerate(stories))
    result = Result("essai", title, "def", "reference", 7, 4, frame, replicas)
    return Subject(result, scenario, Definition(workflow, Calendar("Europe/Paris")))


@pytest.fixture(scope="module")
def several() -> Subject:
    """The story whole, without its last three lines, and without anybody; compared with itself, one less."""
    found = subject(STORY, STORY[:-3], ())
    accepted = Swing(Factor(Range("a.probability", "Part acceptée", 0.3, 0.7), 0.5), _known(-0.1), _known(0.2))
    delay = Swing(Factor(Range("b.after", "Délai", 1440, 14400), 2880, is_delay=True), None, _known(-0.02, 0))
    reached = Tornado(found.result["stages.fin.reached"].kpi, _known(0.5), (accepted, delay))
    sensitivity = Sensitivity("essai", "Essai", "def", Method.ONE_AT_A_TIME, 7, 4, 3, 5, (reached,))
    before = replace(found.result, scenario="avant", title="Avant")
    comparison = Comparison(before, found.result, tuple(_differences(found)))
    return replace(found, comparison=comparison, sensitivity=sensitivity, asked="compare avant essai --set x=1")


def _known(mean: float, halfwidth: float = 0.05) -> Estimate:
    return Estimate(mean, 3, 0.1, halfwidth, mean, mean, mean)


def _differences(found: Subject) -> Iterator[Difference]:
    people, arrivals = found.result["stages.suivi.people"], found.result["run.arrivals"]
    yield Difference(people, people, _known(0.2, 0.3))
    yield Difference(arrivals, arrivals, _known(-1.5, 0.5))


def test_who_was_there_is_among_what_is_supposed(several: Subject) -> None:
    of = replace(several, start=Start(datetime(2026, 1, 10, tzinfo=UTC), 0, (), (), siblings=2))
    alone = replace(several, start=Start(datetime(2026, 1, 10, tzinfo=UTC), 0, ()))

    assert "Dossiers de personnes qui en ont un autre d" in written(of)
    assert "another one open: 2" in written(of, Language.EN)
    assert "Le 10 janvier 2026, 0 dossiers réels" in written(alone)
    assert "qui en ont un autre" not in written(alone)


def written(of: Subject, lang: Language = Language.FR) -> str:
    file = io.BytesIO()
    write_report(of, file, lang)
    return file.getvalue().decode()


def parsed(text: str) -> Element:
    """The tree of a page that has not a single error for the parser of the HTML standard."""
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    return tree


def words(element: Element) -> Iterator[str]:
    """What people read, a line a block; the figures of plots stand in their tables."""
    if element.tag in APART or not isinstance(element.tag, str):
        return
    if element.tag in {"h1", "h2", "h3", "p", "caption", "summary", "figcaption", "pre", "a"}:
        yield f"{element.tag}: {' '.join(''.join(element.itertext()).split())}"
    elif element.tag == "tr":
        yield "  " + " | ".join("".join(cell.itertext()).strip() for cell in element)
    else:
        for child in element:
            yield from words(child)


@pytest.mark.parametrize("lang", Language)
@pytest.mark.parametrize("number", ["several", "one"])
def test_the_words_are_those_of_the_file_beside(several: Subject, number: str, lang: Language) -> None:
    of = several if number == "several" else subject(STORY)
    found = "\n".join(words(parsed(written(of, lang)))) + "\n"
    golden = GOLDEN / f"report-{number}.{lang.value}.txt"
    if os.environ.get("PARCOURS_REGOLD"):
        golden.write_text(found, "utf-8")
    assert found == golden.read_text("utf-8")


@pytest.mark.parametrize("lang", Language)
def test_the_page_says_its_language_and_names_each_thing_once(several: Subject, lang: Language) -> None:
    tree = parsed(written(several, lang))
    assert tree.get("lang") == lang.value
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert {link.get("href") for link in tree.iter("a")} <= {f"#{name}" for name in ids}


def test_every_plot_says_itself_and_has_its_table(several: Subject) -> None:
    tree = parsed(written(several))
    figures = list(tree.iter("figure"))
    assert len(figures) == sum(
        isinstance(block, Plot) for section in page(several).sections for block in section.blocks
    )
    assert len(figures) > 5
    for figure in figures:
        (svg,) = (each for each in figure.iter() if str(each.tag).endswith("svg"))
        assert svg.get("role") == "img"
        assert svg.get("aria-label")
        (details,) = figure.iter("details")
        assert list(details.iter("td"))


def test_the_page_asks_nothing_of_a_network_and_runs_nothing(several: Subject) -> None:
    text = written(several)
    assert not re.findall(r"https?:|//|url\(|@import|\ssrc=|<script|\son\w+=|\sstyle=", text)
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in text


def test_words_of_the_files_are_never_markup() -> None:
    text = written(subject(STORY, STORY[:-3], title=SCRIPT, stage=f"{SCRIPT}&lt;"))
    tree = parsed(text)
    assert not list(tree.iter("script"))
    (title,) = tree.iter("h1")
    assert title.text == SCRIPT
    assert f"{SCRIPT}&lt;" in {"".join(each.itertext()) for each in tree.iter() if str(each.tag).endswith("text")}


def test_one_replication_has_no_interval_anywhere(several: Subject) -> None:
    one, more = written(subject(STORY)), written(several)
    assert "Une seule réplication" in one
    assert "Une seule réplication" not in more
    for sign in ("mark-area", "mark-rule role-mark layer_2", "Intervalle à 95", "9 réplications sur 10"):
        assert sign in more
        assert sign not in one


def test_a_run_stopped_before_its_first_replication_says_so() -> None:
    nothing = subject()
    stopped = replace(nothing, result=replace(nothing.result, interrupted=True))
    tree = parsed(written(stopped))
    warnings = ["".join(each.itertext()) for each in tree.iter("p") if each.get("class") == "warning"]
    assert [each[:20] for each in warnings] == ["Aucune réplication n", "La simulation a été "]
    assert [each.get("id") for each in tree.iter("section")] == ["assumptions", "summary", "method"]


def test_assumptions_come_first_and_those_without_a_source_first_of_them() -> None:
    assert page(subject(STORY)).sections[0].id == "assumptions"
    _, sources, numbers = assumptions(subject(STORY)).blocks
    assert isinstance(sources, Table)
    assert isinstance(numbers, Table)
    assert sources.rows == [(Text("Hypothèse, sans source"), 1), ("registre 2025", 1)]
    where = [Text("{kind} « {label} »", kind=Text(kind), label=label) for kind, label in PLACES]
    assert numbers.rows == [
        (where[0], "capacity: 1", Text("Hypothèse")),
        (where[1], "suite.after.0 · fixed: 2 jours", "registre 2025"),
    ]


PLACES = (("Ressource", "Bureau"), ("Étape", "Accueil"))


def plots(section: Section | None) -> list[Plot]:
    assert section is not None
    return [block for block in section.blocks if isinstance(block, Plot)]


def test_survival_tells_the_tenths_that_the_curve_passes() -> None:
    # Whole, cut, nobody: of six stays one ends after 18 days twice (4/6), then one of four after 20 (1/2).
    _, suivi = plots(survival(subject(STORY, STORY[:-3], ())))
    assert suivi.said == Text("La moitié des séjours dure moins de {days}.", days=said(21, Unit.DAYS))
    days = [(row[0], row[1], row[2]) for row in suivi.table.rows]
    assert days == [(18, Rounded(66.667, 1), Rounded(6)), (20, Rounded(50), Rounded(4))]


def test_a_stage_where_nobody_stands_has_no_plot_of_people() -> None:
    assert occupancy(subject((), ())) is None
    assert [each.title for each in plots(occupancy(subject(STORY)))] == ["Accueil", "Suivi"]


def test_months_without_anything_at_the_end_are_left_out_and_many_are_thinned() -> None:
    few = subject(STORY)
    people = next(few.months(About.STAGES, "people"))
    assert [day for day, _ in few.shown(people)] == list(DAYS)
    # 200 windows of a day, the last of which are empty: from day 10 to day 30 nothing is thinned.
    frame = replace(FRAME, bounds=tuple(1440 * day for day in range(10, 211)), days=(DAYS[0],) * 200)
    gone = [line for line in STORY if line.case == 0]  # who leaves on day 30
    ended = replace(few.result, frame=frame, replicas=(measure(gone, frame, 0),))
    short = replace(few, result=ended)
    assert (short.pace, len(list(short.shown(next(short.months(About.STAGES, "people")))))) == (1, 20)
    going = replace(few, result=replace(ended, replicas=(measure(STORY[:8], frame, 0),)))
    assert (going.pace, len(list(going.shown(next(going.months(About.STAGES, "people")))))) == (2, 100)


def test_sure_differences_stand_apart_from_the_others(several: Subject) -> None:
    section = what_if(several)
    assert section is not None
    sure, unsure = (block for block in section.blocks if isinstance(block, Table))
    assert [str(row[2]) for row in sure.rows] == ["−1,5 (−2 à −1)"]
    assert [str(row[2]) for row in unsure.rows] == ["0,20 (−0,10 à 0,50)"]
    assert (sure.folded, unsure.folded) == (False, True)


def test_a_scenario_compared_with_itself_is_told_so(several: Subject) -> None:
    assert several.comparison is not None
    section = what_if(replace(several, comparison=replace(several.comparison, before=several.result)))
    assert section is not None
    assert "« Essai » changé, comparé à lui-même" in str(getattr(section.blocks[0], "said", ""))


def test_no_interval_goes_above_what_there_is_of_a_resource(several: Subject) -> None:
    (used,) = several.months(About.RESOURCES, "in_use")
    drawn = plotted(several, "x", used, ceiling=0.5).drawing["data"]["values"]
    # 0.3, 0.3 and 0: 0.2 ± 4.303 × 0.1732 / √3 = 0.63, above the half unit that there is.
    assert (drawn[0]["mean"], drawn[0]["high"]) == (pytest.approx(0.2), 0.5)


def test_without_a_second_replication_no_difference_is_sure() -> None:
    one = subject(STORY)
    arrivals = one.result["run.arrivals"]
    changed = Difference(arrivals, arrivals, difference(arrivals.values, [9.0]))
    section = what_if(replace(one, comparison=Comparison(one.result, one.result, (changed,))))
    assert section is not None
    (table,) = (block for block in section.blocks if isinstance(block, Table))
    assert (table.folded, len(table.columns), len(table.rows)) == (True, 3, 1)
    assert any(getattr(block, "warns", False) for block in section.blocks)


def test_a_tornado_tells_each_change_and_draws_where_it_leads(several: Subject) -> None:
    (plot,) = plots(tornado(several))
    # 50 % less 10 is 40, plus 20 is 70; the delay's bounds are minutes: 1 and 10 days.
    drawn = [(row["base"], row["at_least"], row["at_most"]) for row in plot.drawing["data"]["values"]]
    assert drawn == [pytest.approx((0.5, 0.4, 0.7)), pytest.approx((0.5, 0.5, 0.48))]
    rendered = [[str(cell) for cell in row] for row in plot.table.rows]
    assert rendered[0] == ["Part acceptée", "0,3 à 0,7", "−10 (−15 à −5)", "20 (15 à 25)"]
    assert rendered[1][:3] == ["Délai", "1 jour à 10 jours", "None"]
    assert tornado(replace(several, sensitivity=None)) is None


def test_parts_of_the_variance_are_told_with_their_intervals(several: Subject) -> None:
    factor = Factor(Range("a.probability", "Part acceptée", 0.3, 0.7), 0.5)
    kpi = several.result["stages.fin.reached"].kpi
    found = (Variance(kpi, 64, 0.5, 0.1, (Influence(factor, 0.25, 0.05, 0.5, 0.1),)), Variance(kpi, 64, 0.5, 0.0))
    analysis = Sensitivity("essai", "Essai", "def", Method.SOBOL, 7, 4, 3, 256, variances=found)
    section = variance(replace(several, sensitivity=analysis))
    assert section is not None
    (table,) = (block for block in section.blocks if isinstance(block, Table))
    assert [[str(cell) for cell in row] for row in table.rows] == [["Part acceptée", "25 (20 à 30)", "50 (40 à 60)"]]
    assert variance(several) is None


@pytest.mark.parametrize(
    ("value", "unit", "french", "english"),
    [
        (0.18, Unit.SHARE, "18 %", "18%"),
        (0.1804, Unit.SHARE, "18,0 %", "18.0%"),
        (1.0, Unit.DAYS, "1 jour", "1 day"),
        (1.5, Unit.DAYS, "1,5 jour", "1.5 days"),
        (572.04, Unit.DAYS, "572,0 jours", "572.0 days"),
        (0.0, Unit.PEOPLE, "0 personne", "0 people"),
        (0.234, Unit.PEOPLE, "0,23 personne", "0.23 people"),
        (0.0234, Unit.PEOPLE, "0,023 personne", "0.023 people"),
        (1e-17, Unit.NUMBER, "0", "0"),
        (12345.6, Unit.EUROS, "12\u202f346 €", "€12,346"),
    ],
)
def test_figures_are_said_in_their_unit(value: float, unit: Unit, french: str, english: str) -> None:
    assert (said(value, unit).render(), said(value, unit).render(Language.EN)) == (french, english)


def test_bounds_stay_within_what_a_figure_can_be() -> None:
    near_zero = _known(0.02)
    assert interval(near_zero, Unit.SHARE) == Text("{low} à {high}", low=Rounded(0), high=Rounded(7))
    assert interval(near_zero, Unit.EUROS) == Text("{low} à {high}", low=Rounded(-0.03), high=Rounded(0.07))
    alike = estimate([3.0, 3.0])
    assert alike is not None
    assert interval(alike, Unit.PEOPLE) is None
    assert told(alike, Unit.PEOPLE) == said(3, Unit.PEOPLE)
    assert shown(3, Unit.PEOPLE) == Rounded(3)


def test_french_keeps_its_signs_on_the_line_of_their_word(several: Subject) -> None:
    paragraphs = ["".join(each.itertext()) for each in parsed(written(several)).iter("p")]
    assert any("\N{NO-BREAK SPACE}%" in each for each in paragraphs)
    assert not [each for each in paragraphs if re.search("« | [»%€:;?!]", each)]


def luminance(colour: str) -> float:
    """Relative luminance of `#rgb` or `#rrggbb`, as WCAG 2.2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * each for each in colour[1:])
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_words_and_marks_stand_out_from_what_is_behind_them() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    style = files("parcours.simulation.report").joinpath("report.css").read_text("utf-8")
    written_in = {charts.INK, *re.findall(r"[ {;]color: (#\w+)", style)}
    behind = set(re.findall(r"background: (#\w+)", style))
    assert (len(written_in), len(behind)) == (4, 3)
    assert min(contrast(one, other) for one in written_in for other in behind) >= 4.5
    assert min(contrast(mark, "#fff") for mark in (charts.BLUE, charts.VERMILION, charts.INK)) >= 3
