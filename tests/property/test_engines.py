"""Random parcours and scenarios: every engine says what the oracle says, line by line."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from parcours.calendar.duration import Duration
from parcours.calendar.rule import DateRule
from parcours.definition.loader import load_sources
from parcours.errors import DefinitionError, UsageError
from parcours.kernel.timers import Runaway
from parcours.model.definition import Definition
from parcours.simulation.log import Line
from parcours.simulation.measures.fold import measure
from parcours.simulation.measures.replica import Replica
from parcours.simulation.model import Model, ready
from parcours.simulation.reference.run import run
from parcours.simulation.scenario.intents import (
    Asking,
    Choice,
    FinishTask,
    Intent,
    Moment,
    Option,
    Place,
    PlaceKind,
    SendEvent,
    WriteFields,
)
from parcours.simulation.scenario.scenario import Scenario
from parcours.simulation.scenario.supply import Arrival, Discipline, Flow, Listed, Resource, Session
from parcours.simulation.scenario.values import COMING_MIDNIGHT, Chosen, Dated, Drawn, Given, Moved, Seated, Shape
from parcours.simulation.tables import engine
from parcours.simulation.tables.machine.loop import open_for_next, step
from parcours.simulation.tables.memory import G_MOST_DEMANDS, G_ROWS, REGISTERS
from parcours.simulation.tables.unsupported import UnsupportedError
from parcours.simulation.working import frame_for
from simulated import draw, site

pytest.importorskip("numba")

import numpy as np

from parcours.simulation.compiled import engine as compiled
from parcours.simulation.compiled.folding import close, fold
from parcours.simulation.compiled.room import Prepared
from parcours.simulation.compiled.stores import Room
from parcours.simulation.compiled.translation import ANYTHING
from parcours.simulation.compiled.window import Window

STAGES = ("a", "b", "c", "d")
EVENTS = ("aller", "venir", "tourner", "rester")
FIRED = ("echoir", "lapser")
LENGTHS = ("3 jours", "1 mois", "36 heures", "5 jours ouvrés", "2 semaines", "45 jours")
DAYS = ("dossier.jour", "case.last_contact_on", "stage.entered_on", "contract.bail.ends_on", "contract.bail.starts_on")
GUARDS = (
    "dossier.ventes >= 500",
    "known.jour && dossier.jour <= today",
    "!(contract.bail.total_months > 3) || task.tache.done",
    "track.volet != 'en_cours'",
    "contract.bail.renewals < 2 && parameter.seuil > 1",
    'plus(stage.entered_on, "10 jours") <= today',
    "months_between(stage.entered_on, today) >= 1",
)
RUNAWAY = "runaway"
Json = dict[str, Any]


@st.composite
def deadlines(draw_: st.DrawFn, fires: tuple[str, ...]) -> Json:
    found: Json = {}
    for number in range(draw_(st.integers(0, 2))):
        each: Json = {draw_(st.sampled_from(("after", "before"))): draw_(st.sampled_from(LENGTHS))}
        if draw_(st.booleans()):
            each["of"] = draw_(st.sampled_from(DAYS))
        each |= {"fire": draw_(st.sampled_from(fires))} if draw_(st.booleans()) else {"do": ["tache"]}
        if draw_(st.booleans()):
            each["remind"] = [{"before": draw_(st.sampled_from(("2 jours", "20 jours"))), "do": ["noter"]}]
            each["late_reminders"] = draw_(st.sampled_from(("skip", "once", "all")))
        found[f"delai_{number}"] = each
    return found


@st.composite
def recurrences(draw_: st.DrawFn) -> Json:
    if not draw_(st.booleans()):
        return {}
    each: Json = draw_(
        st.sampled_from(
            (
                {"each": "1 mois", "on": "month_end"},
                {"each": "1 mois", "from": "start"},
                {"each": "1 an", "on": "03-31"},
                {"each": "1 an", "on": "assemblees"},
                {"each": "2 semaines"},
            )
        )
    )
    if draw_(st.booleans()):
        return {"tour": {**each, "count": "rester", "at_least": 1, "otherwise": ["tache"]}}
    return {"tour": {**each, "do": [draw_(st.sampled_from(("tache", "noter")))]}}


@st.composite
def parcours(draw_: st.DrawFn) -> str:
    stages: Json = {}
    for place, name in enumerate(STAGES):
        moves: Json = {}
        for said in draw_(
            st.lists(st.sampled_from((*EVENTS, "signer", "finir", "echoir", "lapser")), unique=True, min_size=2)
        ):
            move: Json = {"to": draw_(st.sampled_from((*STAGES, "fin")))} if draw_(st.integers(0, 4)) else {}
            if said in EVENTS and draw_(st.booleans()):
                move["when"] = {"garde": {"if": draw_(st.sampled_from(GUARDS)), "say": "Non."}}
            moves[said] = move
        stages[name] = {"label": name, "situation": "ici", "transitions": moves, "deadlines": draw_(deadlines(FIRED))}
        stages[name]["every"] = draw_(recurrences())
        if place == 1:
            stages[name] |= {"contract": "bail", "enter": {"start": ["volet"]}}
            moves["prolonger"] = {}
            moves["signer"] = {}
            moves["partir"] = {"to": "fin"}
        elif draw_(st.booleans()):
            stages[name]["enter"] = {"do": ["tache"]}
        moves.pop("signer") if place == 1 else moves.__setitem__("signer", {"to": "b"})
        moves["finir"] = {"to": draw_(st.sampled_from(("a", "c", "fin")))}
    stages["fin"] = {
        "label": "Fin",
        "final": True,
        "outcome": "fini",
        "retention": [{"after": "1 an", "then": "erase"}],
    }
    by = {"by": ["accueil"]}
    term = {"min": "1 mois", "max": "6 mois", "default": "3 mois"}
    return orjson.dumps(
        {
            "format": 1,
            "id": "hasard",
            "title": "Hasard",
            "law": [],
            "backdating": "2 jours",
            "calendar": {
                "timezone": draw_(st.sampled_from(("Europe/Paris", "UTC"))),
                "holidays": "FR",
                "dates": {
                    "assemblees": ["2026-06-18", "06-15", "11-20"],
                    "premiers": [f"{m:02d}-01" for m in range(1, 13)],
                },
            },
            "situations": {"ici": {"label": "Ici"}},
            "roles": {"accueil": {"label": "Accueil"}},
            "parameters": {
                "seuil": {"label": "Seuil", "type": "number", "values": [{"since": "2020-01-01", "value": 3}]}
            },
            "dossier": {"ventes": {"type": "number", "label": "Ventes"}, "jour": {"type": "date", "label": "Jour"}},
            "events": {
                **{name: {"label": name, **by} for name in EVENTS},
                "entrer": {"label": "Entrer", **by},
                "rester": {"label": "Rester", **by, "note": True, "input": {"jour": {"into": "jour"}}},
                "signer": {"label": "Signer", **by, "do": ["tache"]},
                "prolonger": {"label": "Prolonger", **by},
                "partir": {"label": "Partir", **by},
                "avancer": {"label": "Avancer", **by},
                **{name: {"label": name} for name in (*FIRED, "finir", "passer")},
            },
            "contracts": {
                "bail": {
                    "label": "Bail",
                    "begin": ["signer"],
                    "renew": ["prolonger"],
                    "terminate": ["partir"],
                    "expire": "finir",
                    "term": term,
                    "renewals": draw_(st.integers(0, 3)),
                    "notice": "5 jours",
                    "remind": [{"before": "1 mois", "do": ["tache"]}],
                    "deadlines": draw_(deadlines(FIRED)),
                    "every": draw_(recurrences()),
                }
            },
            "actions": {"tache": {"by": "accueil", "due": {"after": "10 jours"}}, "noter": {"use": "journal"}},
            "entry": {"entrer": {"to": "a"}},
            "stages": stages,
            "tracks": {
                "volet": {
                    "label": "Volet",
                    "ends_with": draw_(st.sampled_from(("case", "never", "bail"))),
                    "stages": {
                        "en_cours": {
                            "initial": True,
                            "transitions": {"avancer": {"to": "fait"}, "passer": {"to": "fait"}},
                            "deadlines": {"terme": {"after": "4 mois", "fire": "passer"}},
                        },
                        "fait": {"final": True},
                    },
                }
            },
        }
    ).decode()


@st.composite
def acts(draw_: st.DrawFn, path: str) -> SendEvent | WriteFields:
    name = draw_(st.sampled_from((*EVENTS, "signer", "signer", "prolonger", "partir", "avancer", "ventes")))
    if name == "ventes":
        moved = Moved(
            "ventes", times=draw(f"{path}/t", Shape.LOGNORMAL, 1.1, 0.3), plus=draw(f"{path}/p", Shape.UNIFORM, 0, 90)
        )
        return WriteFields({"ventes": moved})
    inputs: Json = {}
    if name == "rester":
        inputs = {"jour": draw_(st.sampled_from((Seated("seances"), Dated(DateRule(Duration(days=20))))))}
    if name in {"signer", "prolonger"}:
        most = draw_(st.sampled_from(("", "7 - contract.bail.total_months")))
        inputs["term"] = Chosen(site(f"{path}/terme"), (1, 3, 6, 9), (0.4, 0.3, 0.2, 0.1), most)
    if name == "signer" and draw_(st.booleans()):
        inputs["starts_on"] = Dated(DateRule(of=COMING_MIDNIGHT, first_after="premiers"))
    if name == "partir" and draw_(st.booleans()):
        inputs["ends_on"] = Dated(DateRule(Duration(days=draw_(st.integers(0, 9)))))
    return SendEvent(name, inputs)


@st.composite
def moments(draw_: st.DrawFn, path: str) -> Moment:
    waits = st.sampled_from(
        (
            draw(f"{path}/d", Shape.EXPONENTIAL, 40_000.0),
            draw(f"{path}/g", Shape.GAMMA, 0.7, 30_000.0),
            draw(f"{path}/n", Shape.NORMAL, 9_000.0, 9_000.0),
            Duration(months=1),
            Duration(business_days=3),
            Duration(days=1, minutes=90),
        )
    )
    return Moment(
        after=tuple(draw_(st.lists(waits, max_size=2))),
        on=draw_(
            st.sampled_from(
                (
                    None,
                    None,
                    DateRule(of="dossier.jour"),
                    DateRule(Duration(days=3), backwards=True, of="contract.bail.ends_on"),
                )
            )
        ),
        at=draw_(st.sampled_from((time(9), time(2, 30)))),
        session=draw_(st.sampled_from(("", "", "seances"))),
        awaits=draw_(st.sampled_from(("", "", "dossier.ventes > 100", "track.volet != 'en_cours'"))),
    )


@st.composite
def intents(draw_: st.DrawFn, path: str, resources: tuple[str, ...]) -> Intent:
    moment = draw_(moments(path))
    asking = None
    if resources and draw_(st.booleans()):
        patience = draw_(st.sampled_from((None, draw(f"{path}/patience", Shape.WEIBULL, 1.5, 60_000.0))))
        leaving = SendEvent("aller") if patience is not None and draw_(st.booleans()) else None
        asking = Asking(draw_(st.sampled_from(resources)), patience, leaving)
    every = draw_(st.sampled_from((None, None, Duration(months=1), Duration(days=40))))
    if not draw_(st.booleans()):
        return Intent(path, moment, asking, draw_(acts(path)), None, every)
    first = Option(
        "un",
        0.6,
        Intent("un", act=draw_(acts(f"{path}/un"))),
        draw_(st.sampled_from(("", "dossier.ventes > 300"))),
        "deux",
    )
    second = Option("deux", 0.4, Intent("deux", draw_(moments(f"{path}/deux")), act=draw_(acts(f"{path}/deux"))))
    return Intent(path, moment, asking, None, Choice(site(path), (first, second)), every)


@st.composite
def scenarios(draw_: st.DrawFn, definition: Definition) -> Scenario:
    held = st.lists(st.sampled_from(STAGES), min_size=1, unique=True)
    resources = {
        name: Resource(
            name,
            name,
            draw_(st.integers(1, 2)),
            tuple(draw_(held)),
            *draw_(st.sampled_from(((), (Discipline.PRIORITY, "0.0 - dossier.ventes")))),
        )
        for name in draw_(st.lists(st.sampled_from(("bureau", "poste")), unique=True))
    }
    names = tuple(resources)
    places = [
        Place(
            PlaceKind.STAGE,
            name,
            tuple(draw_(intents(f"{name}/{number}", names)) for number in range(draw_(st.integers(1, 3)))),
        )
        for name in STAGES
    ]
    optional: Mapping[tuple[PlaceKind, str], tuple[Intent, ...]] = {
        (PlaceKind.TRACK, "volet.en_cours"): (draw_(intents("volet", ())),),
        (PlaceKind.CONTRACT, "bail"): (draw_(intents("bail", names)),),
        (PlaceKind.TASK, "tache"): (
            Intent("fait", Moment((draw("tache", Shape.TRIANGULAR, 100.0, 9_000.0, 40_000.0),)), act=FinishTask()),
        ),
    }
    places += [Place(kind, name, own) for (kind, name), own in optional.items() if draw_(st.booleans())]
    seats = draw_(st.sampled_from((None, 1)))
    return Scenario(
        id="hasard",
        title="Hasard",
        workflow="hasard",
        begins=date(2026, 1, 1),
        ends=date(2027, 9, 1),
        arrivals_end=date(2027, 1, 1),
        people=4,
        arrivals=(
            Arrival("venues", SendEvent("entrer"), Listed((date(2026, 1, 5), date(2026, 3, 28)), 2), site("venues")),
        ),
        places=tuple(places),
        dossier={
            "ventes": draw_(
                st.sampled_from((Given(400.0), Given(3), Drawn(draw("v", Shape.NORMAL, 200.0, 300.0), least=0.0)))
            )
        },
        resources=resources,
        sessions={
            "seances": Session(
                "seances", "Séances", definition.calendar.dates["premiers"], time(14), seats, Duration(days=2)
            )
        },
        flows=(Flow("part", "Part", ("b",), "dossier.ventes * 0.1"),),
    )


@st.composite
def models(draw_: st.DrawFn) -> Model | None:
    try:
        definition = load_sources({"hasard.yaml": draw_(parcours())}, "hasard")
    except DefinitionError as refused:
        event(f"refused: {refused.diagnostics[0].code}")
        return None
    return ready(definition, draw_(scenarios(definition)))


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(models())
def test_tables_say_what_the_oracle_says(of: Model | None) -> None:
    if of is None:
        return
    event("accepted")
    try:
        said = list(run(of, seed=3))
    except (Runaway, UsageError):
        event("runs away, or has no seat left")
        return
    for kind in {line.kind for line in said}:
        event(f"line: {kind}")
    if any(line.detail == RUNAWAY for line in said):
        event("goes round in circles")
        with pytest.raises(UsageError, match="tourne en rond"):
            _said_by_tables(of)
        return
    assert _said_by_tables(of) == said
    frame = frame_for(of)
    assert _counted_by_row(of) == measure(said, frame, 0)


@pytest.fixture
def for_all() -> Iterator[None]:
    """One machine for all models: each of those drawn here would be compiled once and played once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "_prepared", lambda of: Prepared(engine.lowered(of), ANYTHING))
        yield


@pytest.mark.slow
@pytest.mark.usefixtures("for_all")
@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(models())
def test_machine_code_says_and_counts_what_the_oracle_does(of: Model | None) -> None:
    if of is None:
        return
    event("accepted")
    try:
        said = list(run(of, seed=4))
    except (Runaway, UsageError):
        return
    if any(line.detail == RUNAWAY for line in said):
        with pytest.raises(UsageError, match="tourne en rond"):
            compiled.measured(of, frame_for(of), seed=4)
        return
    assert list(compiled.run(of, seed=4)) == said
    assert compiled.measured(of, frame_for(of), seed=4) == measure(said, frame_for(of), 0)


@pytest.mark.slow
@settings(deadline=None, max_examples=3, suppress_health_check=list(HealthCheck))
@given(models())
def test_machine_code_made_for_one_model_says_the_same(of: Model | None) -> None:
    if of is None:
        return
    try:
        said = list(compiled.run(of, seed=6))
    except UsageError:
        return
    assert said == list(engine.run(of, seed=6))


def _counted_by_row(of: Model) -> Replica:
    """What machine code is made from, interpreted: the rows of the tables, counted one by one."""
    tables = engine.lowered(of)
    people = list(engine.expected(of, None, 3, 0))
    m = engine.machine(tables, people)
    open_for_next(m)
    while step(m, engine.end_of(of)):
        pass
    window = Window(tables, frame_for(of))
    tally = window.tally(len(people), 1000).tolist()
    cells = [0] * REGISTERS
    cells[G_ROWS], cells[G_MOST_DEMANDS] = len(m.log), len(tally)
    rows = [part for row in m.log for part in row[:6]]
    numbers = [row[6] for row in m.log]
    everybody = window.numbers(each=True).tolist()
    r = Room([], [], [], [], cells, [], [], [], [], [], rows, numbers, m.codes, everybody, tally, [])
    fold(r)
    for number in range(len(people)):
        close(r, number)
    return window.replica(np.array(tally), 0)


def _said_by_tables(of: Model) -> list[Line]:
    try:
        return list(engine.run(of, seed=3))
    except UnsupportedError as refused:
        raise AssertionError([str(each.text()) for each in refused.met]) from refused
