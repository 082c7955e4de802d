"""Parcours and scenarios drawn at random by Hypothesis, with all that a parcours file may say of time and people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import orjson
from hypothesis import event
from hypothesis import strategies as st

from parcours.calendar.duration import Duration
from parcours.calendar.rule import DateRule
from parcours.definition.loader import load_sources
from parcours.errors import DefinitionError
from parcours.model.definition import Definition
from parcours.model.fields import Validity
from parcours.simulation.model import Model, ready
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
from parcours.simulation.scenario.supply import Arrival, Discipline, Flow, Listed, Rate, Resource, Session, Spread
from parcours.simulation.scenario.values import COMING_MIDNIGHT, Chosen, Dated, Drawn, Given, Moved, Seated, Shape
from simulated import DAY, draw, site

STAGES = ("a", "b", "c", "d")
EVENTS = ("aller", "venir", "tourner", "rester")
FIRED = ("echoir", "lapser")
LENGTHS = (
    "3 jours", "1 mois", "5 jours ouvrés", "6 jours ouvrables", "2 semaines", "45 jours", "P1M10D", "1 an",
)  # fmt: skip
IN_CONTRACT = ("signed_on", "starts_on", "period_starts_on", "ends_on", "trial_ends_on")
DAYS = (
    "dossier.jour", "dossier.carte.until", "case.last_contact_on", "stage.entered_on", "dates.assemblees",
    *(f"contract.bail.{day}" for day in IN_CONTRACT), "law.loi.associe",
)  # fmt: skip
GUARDS = (
    "dossier.ventes >= 500",
    "known.jour && dossier.jour <= today",
    "!(contract.bail.total_months > 3) || task.tache.done",
    "track.volet != 'en_cours'",
    "contract.bail.renewals < 2 && parameter.seuil > 1",
    'plus(stage.entered_on, "10 jours") <= today',
    "months_between(stage.entered_on, today) >= 1",
    "business_days_between(stage.entered_on, today) >= 5",
    "valid(dossier.carte, today) && dossier.genre in ['un', 'deux']",
    "!dossier.pret || dossier.enfants < 3",
)
FLOWS = (
    Listed((date(2026, 1, 5), date(2026, 3, 28)), 2),
    Spread(200 * DAY),
    Rate(4.0, 300 * DAY, (1.0, 2.0, 0.5, *(1.0,) * 9)),
)
KNOWN = {
    "enfants": 2, "pret": False, "carte": Validity(date(2025, 6, 1), date(2026, 5, 31), "n° 7"), "nom": "Anne",
    "courriel": "anne@exemple.fr", "delai": Duration(months=2), "jour": date(2026, 2, 28), "vote": date(2026, 3, 1),
}  # fmt: skip
RENEWING = Intent(
    "renouer",
    Moment(on=DateRule(Duration(days=3), backwards=True, of="contract.bail.ends_on")),
    act=SendEvent("prolonger", {"term": Given(2)}),
)
USUAL = {
    "a": (
        Intent("pause", Moment((Duration(days=3),)), act=SendEvent("suspendre")),
        Intent("suite", Moment((Duration(days=20),)), act=SendEvent("reprendre")),
    ),
    "c": (
        Intent("emploi", Moment((Duration(months=1),)), act=SendEvent("embaucher")),
        Intent("accord", Moment((Duration(days=5),)), act=SendEvent("admettre")),
    ),
}
"""What somebody may well do there, and chance alone seldom finds."""
RUNAWAY = "runaway"
Json = dict[str, Any]


@st.composite
def date_rules(draw_: st.DrawFn, days: tuple[str, ...] = DAYS) -> Json:
    """A day, counted or not from another, kept to known days or to open ones."""
    found: Json = {}
    if not draw_(st.integers(0, 5)):
        return {"after": "36 heures"}
    if draw_(st.integers(0, 4)):
        found[draw_(st.sampled_from(("after", "after", "before")))] = draw_(st.sampled_from(LENGTHS))
    if not found or draw_(st.booleans()):
        found["of"] = draw_(st.sampled_from(days))
    match draw_(st.integers(0, 7)):
        case 0:
            found["last_before"] = "assemblees"
        case 1:
            found["first_after"] = "assemblees"
        case 2:
            found["roll"] = draw_(st.sampled_from(("next_business_day", "previous_business_day")))
    return found


@st.composite
def deadlines(draw_: st.DrawFn, fires: tuple[str, ...], *, frozen: bool = False) -> Json:
    found: Json = {}
    for number in range(draw_(st.integers(0, 2))):
        each = draw_(date_rules())
        acts = draw_(st.sampled_from(("do", "fire", "both")))
        each |= {"fire": draw_(st.sampled_from(fires))} if acts != "do" else {}
        each |= {"do": ["tache"]} if acts != "fire" else {}
        if draw_(st.booleans()):
            each["remind"] = [{"before": draw_(st.sampled_from(("2 jours", "20 jours"))), "do": ["noter"]}]
            each["late_reminders"] = draw_(st.sampled_from(("skip", "once", "all")))
        if frozen:
            each["when_suspended"] = draw_(st.sampled_from(("run", "freeze", "restart")))
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
        each = {**each, "remind": [{"before": "3 jours", "do": ["noter"]}]}
    if draw_(st.booleans()):
        return {"tour": {**each, "count": "rester", "at_least": 1, "otherwise": ["tache"]}}
    return {"tour": {**each, "do": [draw_(st.sampled_from(("tache", "noter", "faire")))]}}


@st.composite
def stages_of(draw_: st.DrawFn, *, frozen: bool) -> Json:
    """Four stages, the second one with a lease, the fourth perhaps with an open-ended contract, and an end."""
    stages: Json = {}
    for place, name in enumerate(STAGES):
        moves: Json = {}
        for said in draw_(
            st.lists(
                st.sampled_from((*EVENTS, "signer", "finir", "echoir", "lapser", "admettre", "passer")),
                unique=True,
                min_size=2,
            )
        ):
            move: Json = {"to": draw_(st.sampled_from((*STAGES, "fin")))} if draw_(st.integers(0, 4)) else {}
            if said in EVENTS and draw_(st.booleans()):
                move["when"] = {"garde": {"if": draw_(st.sampled_from(GUARDS)), "say": "Non."}}
            moves[said] = move
        stages[name] = {
            "label": name, "situation": draw_(st.sampled_from(("ici", "la"))), "transitions": moves,
            "deadlines": draw_(deadlines(FIRED, frozen=frozen)), "every": draw_(recurrences()),
        }  # fmt: skip
        if draw_(st.booleans()):
            stages[name]["exit"] = {"do": [draw_(st.sampled_from(("tache", "noter")))]}
        if place == 1:
            stages[name] |= {"contract": "bail", "enter": {"start": ["volet", "suivi"]}}
            moves |= {"prolonger": {}, "signer": {}, "partir": {"to": "fin"}, "embaucher": {"to": "e"}}
        elif draw_(st.booleans()):
            stages[name]["enter"] = {"do": [draw_(st.sampled_from(("tache", "faire")))]}
        moves.pop("signer") if place == 1 else moves.__setitem__("signer", {"to": "b"})
        moves["finir"] = {"to": draw_(st.sampled_from(("a", "c", "fin")))}
        if frozen:
            moves |= {"suspendre": {}, "reprendre": {}}
            ways = ("run", "freeze", "restart")
            stages[name]["deadlines"] |= {
                way: {"after": "10 jours", "do": ["tache"], "when_suspended": way} for way in ways
            }
        if place == 2:
            moves["embaucher"] = {"to": "e"}
    stages["e"] = {
        "label": "e", "situation": "la", "contract": "emploi",
        "transitions": {"quitter": {"to": "fin"}, "rester": {}},
        "every": draw_(recurrences()), "deadlines": draw_(deadlines(("lasser",), frozen=frozen)),
    }  # fmt: skip
    stages["e"]["transitions"]["lasser"] = {"to": draw_(st.sampled_from(("e", "fin")))}
    then = draw_(st.sampled_from(("erase", "anonymise", "archive")))
    stages["fin"] = {
        "label": "Fin", "situation": "la", "final": True, "outcome": "fini",
        "retention": [{"after": draw_(st.sampled_from(("3 mois", "1 an"))), "then": then}],
    }  # fmt: skip
    if draw_(st.booleans()):
        stages["fin"]["enter"] = {"do": ["noter"]}
    return stages


def contracts_of(draw_: st.DrawFn, *, frozen: bool, lawful: bool) -> Json:
    lease: Json = {
        "label": "Bail", "begin": ["signer"], "renew": ["prolonger"], "terminate": ["partir"], "expire": "finir",
        "term": {"min": "1 mois", "max": "6 mois", "default": "3 mois"},
        "renewals": draw_(st.integers(0, 3)), "notice": "5 jours", "trial": "2 mois",
        "remind": [{"before": "1 mois", "do": ["tache"]}],
        "deadlines": draw_(deadlines(FIRED, frozen=frozen)), "every": draw_(recurrences()),
    }  # fmt: skip
    if lawful:
        lease["deadlines"] |= {"associe": {"do": ["noter"], "law": "loi.associe"}}
        lease["every"] |= {
            "bulletin": {"each": "1 mois", "on": "month_end", "do": ["noter"], "law": "loi.bulletin"},
            "entretiens": {
                "each": "1 an", "from": "start", "count": "rester", "at_least": 2, "otherwise": ["tache"],
                "law": "loi.entretiens",
            },
        }  # fmt: skip
    work: Json = {"label": "Emploi", "begin": ["embaucher"], "terminate": ["quitter"], "trial": "1 mois"}
    return {"bail": lease, "emploi": work}


LAW = {
    "format": 1,
    "law": "loi",
    "title": "Loi",
    "contract": "bail",
    "rules": {
        "duree": {"label": "Durée", "rule": "cap", "on": "term", "value": "9 mois"},
        "total": {"label": "Total", "rule": "cap", "on": "total", "value": "18 mois"},
        "fois": {"label": "Fois", "rule": "cap", "on": "renewals", "value": 3},
        "essai": {"label": "Essai", "rule": "cap", "on": "trial", "less": "prior_contracts", "value": "8 mois"},
        "ecrit": {"label": "Écrit", "rule": "writing", "on": ["begin", "renew"], "clauses": ["Objet"]},
        "declaration": {
            "label": "Déclarer", "rule": "declaration", "on": ["begin"], "to": ["urssaf"],
            "within": {"after": "2 jours", "of": "contract.signed_on"},
        },
        "associe": {
            "label": "Associer", "rule": "deadline", "until": {"situation": "la"},
            "within": {"after": "10 mois", "of": "contract.signed_on", "less": "prior_contracts"},
        },
        "entretiens": {"label": "Voir", "rule": "quota", "at_least": 2, "per": "1 an"},
        "bulletin": {"label": "Bulletin", "rule": "recurrence", "each": "1 mois"},
    },
}  # fmt: skip
"""Each rule of one version: `versions` is put around what dates."""
DATED = ("value", "clauses", "within", "at_least", "per", "each")


def law() -> str:
    """The law file, each rule in force since 2000."""
    rules = {}
    for name, rule in LAW["rules"].items():  # type: ignore[attr-defined]  # a mapping, as it stands above
        version = {"since": "2000-01-01", "reference": "art.", **{key: rule[key] for key in DATED if key in rule}}
        rules[name] = {**{key: rule[key] for key in rule if key not in DATED}, "versions": [version]}
    return orjson.dumps({**LAW, "rules": rules}).decode()


def fields() -> Json:
    return {
        "ventes": {"type": "number", "label": "Ventes", "max": 9000}, "jour": {"type": "date", "label": "Jour"},
        "enfants": {"type": "integer", "label": "Enfants", "min": 0}, "pret": {"type": "boolean", "label": "Prêt"},
        "genre": {"type": "choice", "label": "Genre", "choices": ["un", "deux", "trois"], "required": True},
        "carte": {"type": "validity", "label": "Carte"}, "nom": {"type": "text", "label": "Nom", "personal": True},
        "courriel": {"type": "email", "label": "Courriel", "personal": True},
        "delai": {"type": "duration", "label": "Délai"},
        "vote": {"type": "date", "label": "Vote", "among": "premiers"},
    }  # fmt: skip


def events_of(*, frozen: bool) -> Json:
    by = {"by": ["accueil"]}
    found: Json = {
        **{name: {"label": name, **by} for name in EVENTS},
        "entrer": {"label": "Entrer", **by},
        "rester": {
            "label": "Rester", **by, "note": True,
            "input": {"jour": {"into": "jour"}, "avis": {"type": "number", "label": "Avis", "required": True}},
        },
        "signer": {"label": "Signer", **by, "do": ["tache", "declarer"]},
        "prolonger": {"label": "Prolonger", **by},
        "partir": {"label": "Partir", **by},
        "embaucher": {"label": "Embaucher", **by},
        "quitter": {"label": "Quitter", **by},
        "avancer": {"label": "Avancer", **by},
        "admettre": {"label": "Admettre", "by": ["comite"]},
        **{name: {"label": name} for name in (*FIRED, "finir", "lasser")},
        "passer": {"label": "Passer", "shared": True},
    }  # fmt: skip
    if frozen:
        found |= {
            "suspendre": {"label": "Suspendre", **by, "suspension": "begin"},
            "reprendre": {"label": "Reprendre", **by, "suspension": "end"},
        }
    return found


@st.composite
def parcours(draw_: st.DrawFn) -> str:
    """The text of a file. One in eight may be suspended; half obey a law."""
    frozen = draw_(st.integers(0, 7)) == 5  # least likely of all: it is drawn towards nothing
    lawful = draw_(st.booleans())
    declares = {"use": "declaration", "law": "loi.declaration", "with": {"to": ["urssaf"]}}
    return orjson.dumps(
        {
            "format": 1,
            "id": "hasard",
            "title": "Hasard",
            "law": ["loi"],
            "backdating": "2 jours",
            "calendar": {
                "timezone": draw_(st.sampled_from(("Europe/Paris", "UTC"))),
                "holidays": "FR",
                "closures": draw_(st.sampled_from(([], [{"from": "2026-08-10", "until": "2026-08-21"}]))),
                "notify_at": draw_(st.sampled_from(("08:00", "17:30"))),
                "dates": {
                    "assemblees": ["2026-06-18", "06-15", "11-20"],
                    "premiers": [f"{m:02d}-01" for m in range(1, 13)],
                },
            },
            "situations": {"ici": {"label": "Ici"}, "la": {"label": "Là"}},
            "roles": {
                "accueil": {"label": "Accueil", "per_case": draw_(st.booleans())},
                "comite": {"label": "Comité", "quorum": 3},
            },
            "parameters": {
                "seuil": {
                    "label": "Seuil",
                    "type": "number",
                    "values": [{"since": "2020-01-01", "value": 3}, {"since": "2026-07-01", "value": 1}],
                }
            },
            "dossier": fields(),
            "events": events_of(frozen=frozen),
            "contracts": contracts_of(draw_, frozen=frozen, lawful=lawful),
            "actions": {
                "tache": {"by": "accueil", "due": draw_(date_rules())},
                "faire": {
                    "by": "accueil",
                    "not_before": {"after": draw_(st.sampled_from(("2 jours", "3 mois")))},
                    "due": draw_(date_rules()),
                },
                "noter": {"use": "journal", "after": "faire"},
                "declarer": {"by": "accueil", "due": {"after": "1 jour"}, **(declares if lawful else {})},
            },
            "entry": {"entrer": {"to": "a"}},
            "stages": draw_(stages_of(frozen=frozen)),
            "tracks": {
                "volet": {
                    "label": "Volet",
                    "ends_with": draw_(st.sampled_from(("case", "never", "bail"))),
                    "stages": {
                        "en_cours": {
                            "initial": True,
                            "transitions": {"avancer": {"to": "fait"}, "passer": {"to": "fait"}},
                            "deadlines": {"terme": {"after": "4 mois", "fire": "passer"}},
                            "every": draw_(recurrences()),
                            "exit": {"do": ["noter"]},
                        },
                        "fait": {"final": True, "enter": {"do": ["noter"]}},
                    },
                },
                "suivi": {
                    "label": "Suivi",
                    "enter": {"do": ["faire"]},
                    "deadlines": draw_(deadlines_of_track()),
                    "every": draw_(recurrences()),
                },
            },
        }
    ).decode()


@st.composite
def deadlines_of_track(draw_: st.DrawFn) -> Json:
    return {"point": {**draw_(date_rules()), "do": ["noter"]}} if draw_(st.booleans()) else {}


@st.composite
def acts(draw_: st.DrawFn, path: str, heard: tuple[str, ...]) -> SendEvent | WriteFields:
    """Three in four of what is sent is heard where it is."""
    sent = heard if heard and draw_(st.integers(0, 3)) else (*EVENTS, "signer", "prolonger", "partir", "avancer")
    name = draw_(st.sampled_from((*sent, "ventes", "passe")))
    if name == "passe":
        return WriteFields({"pret": Given(value=True), "vote": Dated(DateRule(first_after="premiers"))})
    if name == "ventes":
        moved = Moved(
            "ventes", times=draw(f"{path}/t", Shape.LOGNORMAL, 1.1, 0.3), plus=draw(f"{path}/p", Shape.UNIFORM, 0, 90)
        )
        return WriteFields({"ventes": moved})
    inputs: Json = {}
    if name == "rester":
        inputs = {"jour": draw_(st.sampled_from((Seated("seances"), Dated(DateRule(Duration(days=20))))))}
        inputs["avis"] = Drawn(draw(f"{path}/avis", Shape.EMPIRICAL, 1, 2, 5))
    if name in {"signer", "prolonger"}:
        most = draw_(st.sampled_from(("", "7 - contract.bail.total_months")))
        inputs["term"] = Chosen(site(f"{path}/terme"), (1, 3, 6, 9), (0.4, 0.3, 0.2, 0.1), most)
    if name == "signer" and draw_(st.booleans()):
        inputs["starts_on"] = Dated(DateRule(of=COMING_MIDNIGHT, first_after="premiers"))
    if name in {"signer", "embaucher"} and draw_(st.booleans()):
        inputs["trial"] = Given(1)
    if name in {"aller", "venir"} and not draw_(st.integers(0, 3)):
        inputs["effective_on"] = Dated(DateRule(Duration(days=draw_(st.integers(0, 20)))))
    if name in {"partir", "quitter"} and draw_(st.booleans()):
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
def intents(draw_: st.DrawFn, path: str, resources: tuple[str, ...], heard: tuple[str, ...]) -> Intent:
    moment = draw_(moments(path))
    asking = None
    if resources and draw_(st.booleans()):
        patience = draw_(st.sampled_from((None, draw(f"{path}/patience", Shape.WEIBULL, 1.5, 60_000.0))))
        leaving = SendEvent("aller") if patience is not None and draw_(st.booleans()) else None
        asking = Asking(draw_(st.sampled_from(resources)), patience, leaving)
    every = draw_(st.sampled_from((None, None, Duration(months=1), Duration(days=40))))
    if not draw_(st.booleans()):
        return Intent(path, moment, asking, draw_(acts(path, heard)), None, every)
    first = Option(
        "un",
        0.6,
        Intent("un", act=draw_(acts(f"{path}/un", heard))),
        draw_(st.sampled_from(("", "dossier.ventes > 300"))),
        "deux",
    )
    second = Option("deux", 0.4, Intent("deux", draw_(moments(f"{path}/deux")), act=draw_(acts(f"{path}/deux", heard))))
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
    events, stages = definition.workflow.events, definition.workflow.stages
    heard = {name: tuple(each for each in stages[name].transitions if events[each].by) for name in (*STAGES, "e")}
    places = [
        Place(
            PlaceKind.STAGE,
            name,
            (
                *(draw_(intents(f"{name}/{number}", names, heard[name])) for number in range(draw_(st.integers(1, 3)))),
                *(each for each in USUAL.get(name, ()) if each.act.event in heard[name]),
            ),
        )
        for name in (*STAGES, "e")
    ]
    optional: Mapping[tuple[PlaceKind, str], tuple[Intent, ...]] = {
        (PlaceKind.TRACK, "volet.en_cours"): (draw_(intents("volet", (), ("avancer",))),),
        (PlaceKind.CONTRACT, "bail"): (draw_(intents("bail", names, heard["b"])), RENEWING),
        (PlaceKind.CONTRACT, "emploi"): (draw_(intents("emploi", (), heard["e"])),),
        **{
            (PlaceKind.TASK, name): (
                Intent("fait", Moment((draw(name, Shape.TRIANGULAR, 100.0, 9_000.0, 40_000.0),)), act=FinishTask()),
            )
            for name in ("tache", "faire", "declarer")
        },
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
        arrivals=(Arrival("venues", SendEvent("entrer"), draw_(st.sampled_from(FLOWS)), site("venues")),),
        places=tuple(places),
        dossier={
            "ventes": draw_(
                st.sampled_from((Given(400.0), Given(3), Drawn(draw("v", Shape.NORMAL, 200.0, 300.0), least=0.0)))
            ),
            "genre": Chosen(site("genre"), ("un", "trois"), (0.7, 0.3)),
            **{name: Given(value) for name, value in KNOWN.items() if draw_(st.booleans())},
        },
        resources=resources,
        sessions={
            "seances": Session(
                "seances", "Séances", definition.calendar.dates["premiers"], time(14), seats, Duration(days=2)
            )
        },
        flows=(Flow("part", "Part", ("b",), "dossier.ventes * 0.1"),),
    )


@dataclass(frozen=True)
class Sample:
    """A model that tells itself by its file: Hypothesis writes down what it shrinks."""

    model: Model

    def __repr__(self) -> str:
        return f"{self.model.definition.sources['hasard.yaml']} {self.model.scenario.places}"


@st.composite
def samples(draw_: st.DrawFn) -> Sample | None:
    try:
        definition = load_sources({"hasard.yaml": draw_(parcours()), "law/loi.yaml": law()}, "hasard")
    except DefinitionError as refused:
        event(f"refused: {refused.diagnostics[0].code}")
        return None
    return Sample(ready(definition, draw_(scenarios(definition))))
