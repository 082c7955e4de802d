"""What commands need to start a simulation from the database: a scenario on its parcours, and who is there."""

import datetime
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

import click

from parcours.bootstrap import opened, pseudonym_secret
from parcours.calendar.zone import start_of
from parcours.cli import page, simulating, values
from parcours.cli.parameters import option
from parcours.cli.session import Session
from parcours.errors import UsageError
from parcours.messages import Text, all_of
from parcours.messages.suggestion import did_you_mean
from parcours.model.workflow import Workflow
from parcours.ports import Reader
from parcours.runtime import labels
from parcours.simulation.caseload import Asked, Caseload, read_caseload
from parcours.simulation.continuing import continued
from parcours.simulation.forecast import Chance
from parcours.simulation.matching import Supposed
from parcours.simulation.model import Model
from parcours.simulation.report.sections.assumptions import siblings_told
from parcours.simulation.start import Start


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer speaks of, beside the figures."""

    case: str
    model: Model
    start: Start
    supposed: Supposed


scenario: Final = option(
    "--scenario",
    said=Text("Scénario, par son nom ou son fichier ; celui qui porte le nom du parcours sinon."),
    takes=Text("SCÉNARIO"),
    default="",
)
at: Final = option(
    "--at",
    said=Text("Tel qu'il était connu au début de ce jour ; maintenant sinon."),
    takes=Text("JOUR"),
    type=values.day,
)
workers: Final = option(
    "--workers",
    said=Text("Processus de calcul ; 1 sinon."),
    takes=Text("N"),
    type=click.IntRange(1),
    default=1,
)
seed: Final = option("--seed", said=Text("Graine des tirages ; celle du scénario sinon."), takes=Text("N"), type=int)


def model_of(session: Session, name: str, workflow: str) -> Model:
    """The scenario of a name or a file, which must be about that parcours. Raises UsageError, DefinitionError."""
    model = simulating.model_of(session, name)
    other = model.definition.workflow.id
    if other != workflow:
        raise UsageError(
            Text(
                "Le scénario « {scenario} » joue le parcours « {other} », et non « {workflow} ».",
                scenario=model.scenario.id,
                other=other,
                workflow=workflow,
            ),
            Text("Nommez un scénario de ce parcours par --scenario."),
        )
    return model


def instant(timezone: str, day: datetime.date | None, now: datetime.datetime) -> datetime.datetime:
    """The first instant of a day where the cooperative is; now without one. UsageError for a day to come."""
    if day is None:
        return now
    begins = start_of(day, timezone)
    if begins > now:
        raise UsageError(Text("Le {day} est à venir.", day=day), Text("On part de ce qui est connu."))
    return begins


def cooperative(reader: Reader, cae: str) -> str:
    """That cooperative, or without a name the only one. UsageError when it has no case, or must be chosen."""
    known = reader.cooperatives()
    if cae in known or (not cae and len(known) == 1):
        return cae or known[0]
    if not known:
        raise UsageError(Text("La base n'a aucun dossier."))
    names = Text("Choisissez parmi : {names}.", names=", ".join(sorted(known)))
    if not cae:
        raise UsageError(Text("La base tient plusieurs coopératives."), names)
    raise UsageError(
        Text("Aucun dossier de la coopérative « {cae} » dans cette base.", cae=cae), did_you_mean(cae, known) or names
    )


def caseload_of(session: Session, reader: Reader, model: Model, cae: str, at_: datetime.datetime) -> Caseload:
    """Who is there. Raises UsageError where nobody is."""
    caseload = read_caseload(reader, model, Asked(cae, at_, pseudonym_secret(session.settings)))
    if not caseload.start.entrants:
        raise UsageError(
            Text(
                "Aucun dossier du parcours « {workflow} » n'était ouvert dans la coopérative « {cae} ».",
                workflow=model.definition.workflow.id,
                cae=cae,
            )
        )
    return caseload


def plain_chance(chance: Chance) -> dict[str, object]:
    """A share between 0 and 1, with the days of those to whom it happens."""
    dates = chance.dates
    days = {"p10": dates.early, "p50": dates.middle, "p90": dates.late} if dates is not None else None
    return {"name": chance.name, "share": chance.share, "dates": days}


def deadline_named(workflow: Workflow, name: str) -> Text:
    """Its words, with the name that files give it where they differ."""
    label = labels.deadline_label(workflow, name)
    return label if label.render() == name else Text("{label} ({name})", label=label, name=name)


def show_supposed(session: Session, workflow: Workflow, found: Supposed) -> None:
    """Personal values nobody has read, and what stands in for them."""
    for fields, text in (
        (found.assumed, Text("Scellés, donc non lus ; le scénario dit ce qu'on en suppose")),
        (found.unknown, Text("Scellés, et que le scénario ne dit pas : les conditions qui les lisent refusent")),
    ):
        if fields:
            names = all_of(labels.field_label(workflow, name) for name in fields)
            page.caution(session, Text("{text} : {names}.", text=text, names=names))


def show_siblings(session: Session, start: Start) -> None:
    """What a run supposes of people with two cases."""
    if start.siblings:
        page.caution(session, siblings_told(start.siblings))


def started(session: Session, model: Model, database: str, day: datetime.date | None) -> Model:
    """The model from the caseload of a database, until its scenario ends. UsageError where it is over by then."""
    there = session.working(database=database)
    with opened(there.settings) as site, site.store.reading() as reader:
        at_ = instant(model.definition.calendar.timezone, day, site.engine.clock.now())
        start = caseload_of(there, reader, model, model.definition.workflow.cae, at_).start
    ends = model.scenario.ends
    if start.at >= start_of(ends, model.definition.calendar.timezone):
        raise UsageError(
            Text("Le scénario « {scenario} » finit le {ends}.", scenario=model.scenario.id, ends=ends),
            Text("Partez d'un jour d'avant (--at), ou donnez-lui une autre fin."),
        )
    return replace(continued(model, start, ends), start=start)


@contextmanager
def advancing(session: Session, total: int) -> Iterator[Callable[[int], None]]:
    """Hears how many replications are done, and shows it to whoever looks at a terminal."""
    if session.as_json or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(session.told(Text("Répétitions")), total=total)
        yield lambda done: bar.update(task, completed=done)
