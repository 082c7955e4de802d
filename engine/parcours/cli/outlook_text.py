"""An outlook told: tables of some months for people, every month for scripts and files."""

import csv
import datetime
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from parcours.adapters.runs.placing import placed, unwritable
from parcours.cli import page, simulating
from parcours.cli.caseloads import Told, deadline_named, show_siblings, show_supposed
from parcours.cli.inflow_text import plain_inflow, show_inflow
from parcours.cli.session import Session
from parcours.messages import Text
from parcours.runtime import labels
from parcours.simulation.caseload import Caseload
from parcours.simulation.loads import Team
from parcours.simulation.outlook import Figure, Outlook, Part
from parcours.simulation.scenario.scenario import Scenario
from parcours.simulation.statistics.intervals import Estimate

SHOWN: Final = (0, 2, 5, 11, 17, 23)
"""Months that a terminal has room for: the first, then the third, the sixth, and each half year."""
COLUMNS: Final = ("part", "about", "label", "month", "mean", "p05", "median", "p95")
SMALL: Final = 10


def plain_outlook(told: Told, found: Outlook, caseload: Caseload) -> dict[str, object]:
    """The same for a script: every month, each figure with what nine replications in ten show."""
    return {
        "cae": told.case,
        "workflow": told.model.definition.workflow.id,
        "scenario": told.model.scenario.id,
        "from": found.days[0],
        "until": found.ends,
        "replications": found.replications,
        "people": found.people,
        "engine": simulating.plain_engine(found.planned),
        "months": list(found.days),
        "figures": [
            {
                "part": each.part,
                "about": each.about,
                "label": _label(told, each),
                "values": [_plain(value) for value in each.values],
            }
            for each in found.figures
        ],
        "assumptions": [
            {"path": each.path, "said": each.said, "source": each.source} for each in told.model.scenario.assumptions
        ],
        "sealed_assumed": told.supposed.assumed,
        "sealed_unknown": told.supposed.unknown,
        "siblings": told.start.siblings,
        "came": plain_inflow(found, caseload.inflow),
        "promise": False,
    }


def _plain(value: Estimate) -> dict[str, object]:
    return {"mean": value.mean, "p05": value.p05, "median": value.median, "p95": value.p95}


def write_outlook(session: Session, folder: Path, told: Told, found: Outlook, caseload: Caseload) -> None:
    """`outlook.json` and `outlook.csv` in a folder, each whole or as it was. Raises UsageError, StoreFullError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from None
    with placed(folder / "outlook.json") as file:
        file.write(
            json.dumps(session.plain(plain_outlook(told, found, caseload)), ensure_ascii=False, indent=2).encode()
            + b"\n"
        )
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows(_rows(session, told, found))
    with placed(folder / "outlook.csv") as file:
        file.write(text.getvalue().encode())


def _rows(session: Session, told: Told, found: Outlook) -> Iterator[Sequence[object]]:
    for each in found.figures:
        label = session.told(_label(told, each))
        days = [day.isoformat() for day in found.days] if len(each.values) > 1 else [""]
        for day, value in zip(days, each.values, strict=True):
            yield each.part, each.about, label, day, value.mean, value.p05, value.median, value.p95


def show_outlook(session: Session, told: Told, found: Outlook, caseload: Caseload) -> None:
    """Tables, one a question, and what they stand on."""
    page.heading(session, Text("Coopérative « {cae} », dossiers ouverts : {count}", cae=told.case, count=found.people))
    page.line(
        session,
        Text(
            "Du {begins} au {ends}, selon « {title} », rejoué {count} fois avec les personnes qui arriveront. Chaque "
            "chiffre est une moyenne ; en dessous, ce que montrent neuf répétitions sur dix.",
            begins=found.days[0],
            ends=found.ends,
            title=told.model.scenario.title,
            count=found.replications,
        ),
    )
    for part, title in _MONTHLY.items():
        _show_months(session, told, found.of(part), found.days, title)
    for team in found.teams:
        _show_load(session, told, found, team)
    for part, title in _WHOLE.items():
        _show_whole(session, told, found, part, title)
    show_inflow(session, found, caseload.inflow)
    show_supposed(session, told.model.definition.workflow, told.supposed)
    show_siblings(session, told.start)
    for workflow, count in caseload.others.items():
        page.caution(
            session,
            Text("Sans les dossiers d'un autre parcours, « {workflow} » : {count}.", count=count, workflow=workflow),
        )
    page.line(session, simulating.chosen(found.planned.engine, found.planned.why))
    _show_promise(session, told.model.scenario)


def _show_load(session: Session, told: Told, found: Outlook, team: Team) -> None:
    role = labels.role_label(told.model.definition.workflow, team.role)
    title = Text("Charge, {role} ; les nouveaux sont partagés également", role=role)
    mine = [each for each in found.of(Part.LOADS) if each.about.startswith(f"{team.role}.")]
    _show_months(session, told, mine, found.days, title)


def _show_months(
    session: Session, told: Told, figures: Iterable[Figure], days: Sequence[datetime.date], title: Text
) -> None:
    rows = [each for each in figures if any(value.p95 for value in each.values)]
    if not rows:
        return
    page.heading(session, title)
    shown = [rank for rank in SHOWN if rank < len(days)]
    months = [Text("{month}", month=f"{days[rank]:%Y-%m}") for rank in shown]
    page.table(session, (_OF[rows[0].part], *months), [_row(told, each, shown) for each in rows])


def _row(told: Told, figure: Figure, shown: Iterable[int]) -> tuple[Text | str, ...]:
    name = figure.about.partition(".")[2] if figure.part is Part.LOADS else _label(told, figure)
    return (name, *(_spread(figure.values[rank], _UNITS.get(figure.part, 1)) for rank in shown))


def _show_whole(session: Session, told: Told, found: Outlook, part: Part, title: Text) -> None:
    rows = [each for each in found.of(part) if each.values[0].p95]
    if not rows:
        return
    page.heading(session, title)
    ordered = sorted(rows, key=lambda each: -each.values[0].mean) if part is Part.REACHED else rows
    page.table(
        session,
        (_OF[part], Text("En tout")),
        [(_label(told, each), _spread(each.values[0], _UNITS.get(part, 1))) for each in ordered],
    )


def _spread(value: Estimate, unit: float = 1) -> Text:
    """The mean over its interval, which has a line of its own: seven months fit side by side."""
    mean, low, high = (_round(each / unit) for each in (value.mean, value.p05, value.p95))
    if low == high:
        return Text("{mean}", mean=mean)
    return Text("{mean}\n{low}–{high}", mean=mean, low=low, high=high)


def _round(number: float) -> float:
    """Whole, but for small numbers, whose tenths matter: six months of them fit beside a name."""
    return round(number, 1 if number < SMALL else None)


def _label(told: Told, figure: Figure) -> Text:
    workflow, name = told.model.definition.workflow, figure.about
    match figure.part:
        case Part.STAGES:
            return Text("{name}", name=labels.stage_label(workflow, name))
        case Part.LOADS:
            role, _, member = name.partition(".")
            return Text("{member} ({role})", member=member, role=labels.role_label(workflow, role))
        case Part.CONTRACTS | Part.LAST:
            return Text("{name}", name=labels.contract_label(workflow, name))
        case Part.FLOWS | Part.TOTALS:
            return Text("{name}", name=_flow_label(told.model.scenario, name))
        case Part.REACHED:
            return deadline_named(workflow, name)
        case Part.ARRIVALS:
            return Text("Arrivées")


def _flow_label(scenario: Scenario, name: str) -> str:
    return next((flow.label for flow in scenario.flows if flow.id == name and flow.label), name)


def _show_promise(session: Session, scenario: Scenario) -> None:
    supposed = sum(not each.source for each in scenario.assumptions)
    page.heading(session, Text("Ce n'est pas une promesse"))
    page.line(session, Text("C'est ce que donne le scénario depuis les dossiers réels, et il vaut ce qu'il vaut."))
    if supposed:
        page.line(
            session,
            Text(
                "De ses {all} nombres, {supposed} n'ont pas de source : de simples hypothèses. --json les donne.",
                all=len(scenario.assumptions),
                supposed=supposed,
            ),
        )


_MONTHLY: Final[Mapping[Part, Text]] = MappingProxyType(
    {
        Part.STAGES: Text("Personnes par étape, en moyenne du mois"),
        Part.CONTRACTS: Text("Contrats qui ne peuvent plus être renouvelés"),
        Part.FLOWS: Text("Milliers d'euros du mois"),
    }
)
_WHOLE: Final[Mapping[Part, Text]] = MappingProxyType(
    {
        Part.TOTALS: Text("Milliers d'euros de toute la période"),
        Part.LAST: Text("Contrats qui arrivent à leur dernier renouvellement"),
        Part.REACHED: Text("Échéances de la loi dépassées, et celles qui agiront d'elles-mêmes"),
        Part.ARRIVALS: Text("Personnes qui arriveront"),
    }
)
_UNITS: Final[Mapping[Part, float]] = MappingProxyType({Part.FLOWS: 1000, Part.TOTALS: 1000})
_OF: Final[Mapping[Part, Text]] = MappingProxyType(
    {
        Part.STAGES: Text("Étape"),
        Part.LOADS: Text("Qui"),
        Part.CONTRACTS: Text("Contrat"),
        Part.FLOWS: Text("Flux"),
        Part.TOTALS: Text("Flux"),
        Part.LAST: Text("Contrat"),
        Part.REACHED: Text("Échéance"),
        Part.ARRIVALS: Text("Personnes"),
    }
)
