"""A forecast told: to people in sentences, with what it stands on; to scripts whole."""

from collections.abc import Iterator
from typing import Final

from parcours.cli import page, simulating
from parcours.cli.caseloads import Told, deadline_named, plain_chance, show_siblings, show_supposed
from parcours.cli.session import Session
from parcours.messages import Text
from parcours.model.workflow import Workflow
from parcours.runtime import labels
from parcours.simulation.forecast import Chance, Dates, Forecast, Weight
from parcours.simulation.scenario.scenario import Assumption, Scenario
from parcours.simulation.start import Entrant
from parcours.simulation.tracing import CONTRACTS, RESOURCES, STAGES, TASKS

HEAVIEST: Final = 3
TOLD_OF_EACH: Final = 3
"""Places whose assumptions are told to people, and how many of each; scripts have them all."""
WHOLE: Final = 100


def plain_forecast(told: Told, entrant: Entrant, found: Forecast) -> dict[str, object]:
    """The same for a script: shares between 0 and 1, days in ISO 8601."""
    return {
        "case": told.case,
        "stage": entrant.case.stage,
        "scenario": told.model.scenario.id,
        "from": found.begins,
        "until": found.ends,
        "replications": found.replications,
        "margin": found.margin,
        "engine": simulating.plain_engine(found.planned),
        "alone": found.alone,
        "others": 0 if found.alone else len(told.start.entrants) - 1,
        "stages": [plain_chance(each) for each in found.stages],
        "deadlines": [plain_chance(each) for each in found.deadlines],
        "outcomes": found.outcomes,
        "weights": [
            {
                "place": ".".join(each.spot),
                "days": each.days,
                "assumptions": [{"path": one.path, "said": one.said} for one in each.assumptions],
            }
            for each in found.weights
        ],
        "sealed_assumed": told.supposed.assumed,
        "sealed_unknown": told.supposed.unknown,
        "siblings": told.start.siblings,
        "promise": False,
    }


def show_forecast(session: Session, told: Told, entrant: Entrant, found: Forecast) -> None:
    """Sentences in the language of the call."""
    workflow = entrant.program.workflow
    stage = labels.stage_label(workflow, entrant.case.stage)
    page.heading(session, Text("Dossier {case} : {stage}", case=told.case, stage=stage))
    page.line(session, _framed(told, found))
    page.heading(session, Text("Ce qui peut venir"))
    _show_stages(session, entrant, found)
    if found.deadlines:
        page.heading(session, Text("Échéances de la loi, et celles qui agissent d'elles-mêmes"))
        for risk in found.deadlines:
            page.line(session, _risk(workflow, risk), lead="  ", style="yellow" if risk.share else None)
    _show_weights(session, workflow, told.model.scenario, found)
    show_supposed(session, workflow, told.supposed)
    if not found.alone:
        show_siblings(session, told.start)
    page.line(session, simulating.chosen(found.planned.engine, found.planned.why))
    page.heading(session, Text("Ce n'est pas une promesse"))
    page.line(
        session,
        Text(
            "C'est ce que donne le scénario, rejoué {count} fois ; chaque part est connue à {margin} points près. Si "
            "ses hypothèses sont fausses, la prévision l'est aussi. Elle ne décide de rien pour la personne.",
            count=found.replications,
            margin=round(found.margin * WHOLE),
        ),
    )


def _framed(told: Told, found: Forecast) -> Text:
    title, count = told.model.scenario.title, len(told.start.entrants) - 1
    if found.alone:
        return Text(
            "Du {begins} au {ends}, selon « {title} ». La personne est simulée seule : les files d'attente n'y sont "
            "pas, et les dates peuvent venir trop tôt.",
            begins=found.begins,
            ends=found.ends,
            title=title,
        )
    return Text(
        "Du {begins} au {ends}, selon « {title} », avec les autres dossiers ouverts ({count}) et les personnes qui "
        "arriveront.",
        begins=found.begins,
        ends=found.ends,
        title=title,
        count=count,
    )


def _show_stages(session: Session, entrant: Entrant, found: Forecast) -> None:
    workflow = entrant.program.workflow
    if not found.stages:
        page.line(session, Text("Aucune autre étape dans ce délai."), lead="  ")
    for chance in found.stages:
        page.line(session, _coming(_stage(workflow, entrant.case.stage, chance.name), chance), lead="  ")
    left = 1 - sum(found.outcomes.values())
    if left > 0:
        page.line(
            session, Text("Toujours en parcours au bout du délai : {percent} %.", percent=_percent(left)), lead="  "
        )


def _stage(workflow: Workflow, here: str, stage: str) -> Text:
    label = labels.stage_label(workflow, stage)
    return Text("{label}, de nouveau", label=label) if stage == here else Text("{label}", label=label)


def _coming(label: Text, chance: Chance) -> Text:
    return Text(
        "{label} : {percent} % ; {when}.", label=label, percent=_percent(chance.share), when=_when(chance.dates)
    )


def _risk(workflow: Workflow, risk: Chance) -> Text:
    label = deadline_named(workflow, risk.name)
    if not risk.share:
        return Text("{label} : jamais atteinte.", label=label)
    return Text(
        "{label} : atteinte dans {percent} % des cas ; {when}.",
        label=label,
        percent=_percent(risk.share),
        when=_when(risk.dates),
    )


def _when(dates: Dates | None) -> Text:
    if dates is None:
        return Text("jamais")
    if dates.early == dates.late:
        return Text("alors le {day}", day=dates.middle)
    return Text(
        "alors, une fois sur deux, au plus tard le {middle}, et huit fois sur dix entre le {early} et le {late}",
        middle=dates.middle,
        early=dates.early,
        late=dates.late,
    )


def _percent(share: float) -> int:
    """Neither none nor all where it is only nearly so."""
    return min(max(round(share * WHOLE), 1 if share else 0), WHOLE if share == 1 else WHOLE - 1)


def _show_weights(session: Session, workflow: Workflow, scenario: Scenario, found: Forecast) -> None:
    if not found.weights:
        return
    page.heading(session, Text("Les hypothèses qui pèsent le plus"))
    page.line(
        session, Text("Aucune source ne les établit. Viennent d'abord celles des lieux où la personne passe le plus.")
    )
    for weight in found.weights[:HEAVIEST]:
        label, days = _place(workflow, scenario, weight), round(weight.days)
        page.line(session, Text("{label}, en moyenne {days} j", label=label, days=days), lead="  ", style="cyan")
        for line in _assumed(weight):
            page.line(session, line, lead="    · ")


def _assumed(weight: Weight) -> Iterator[Text]:
    yield from (
        Text("{path} : {said}", path=_inside(weight, each), said=each.said)
        for each in weight.assumptions[:TOLD_OF_EACH]
    )
    rest = len(weight.assumptions) - TOLD_OF_EACH
    if rest > 0:
        yield Text("et {count} de plus", count=rest)


def _inside(weight: Weight, assumption: Assumption) -> str:
    """Where it is written in its place, without the key that is said again beside it."""
    path = assumption.path.removeprefix(".".join((*weight.spot, "")))
    return path.removesuffix("." + assumption.said.partition(":")[0])


def _place(workflow: Workflow, scenario: Scenario, weight: Weight) -> str:
    heading, name = weight.spot
    named = {
        STAGES: labels.stage_label,
        CONTRACTS: labels.contract_label,
        TASKS: labels.action_label,
    }
    if heading in named:
        return named[heading](workflow, name)
    if heading == RESOURCES:
        return scenario.resources[name].label or name
    track, _, stage = name.partition(".")
    return f"{labels.track_label(workflow, track)} : {labels.track_stage_label(workflow, track, stage)}"
