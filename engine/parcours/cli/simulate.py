"""`parcours simulate`: a scenario replicated, its figures with their intervals."""

import datetime
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from parcours.adapters.runs.folder import Asked, RunFolder, run_folder
from parcours.adapters.runs.outputs import LOGS, write_log, write_report, write_results
from parcours.cli import caseloads, page
from parcours.cli.command import command
from parcours.cli.figures import show_figures
from parcours.cli.parameters import argument, option
from parcours.cli.problems import INTERRUPTED
from parcours.cli.progress import progress
from parcours.cli.session import Session, pass_session
from parcours.cli.simulating import (
    asked,
    carriers,
    chosen,
    columns_at_hand,
    halfwidth,
    model_of,
    plots_at_hand,
    run_options,
    stopping_options,
)
from parcours.errors import UsageError
from parcours.messages import Text
from parcours.simulation.matching import supposed
from parcours.simulation.model import Model
from parcours.simulation.plain import plain_result, plain_run
from parcours.simulation.report.subject import Subject
from parcours.simulation.result import Result
from parcours.simulation.running import WATCHED
from parcours.simulation.study import simulate
from parcours.simulation.working import job_of


@command(
    "simulate",
    more=Text(
        "Les mêmes options et la même graine donnent les mêmes chiffres, quel que soit le nombre de processus. Ctrl-C "
        "arrête et montre ce qui est fait ; avec --output, --resume reprend là où l'on s'était arrêté."
    ),
)
@argument("scenario", said=Text("Fichier ou identifiant du scénario."), takes=Text("SCENARIO"))
@run_options
@stopping_options
@option(
    "-o",
    "--output",
    said=Text("Dossier où garder tout : réplications, chiffres, colonnes, rapport."),
    takes=Text("DOSSIER"),
    type=Path,
)
@option("--resume", said=Text("Reprend la simulation du dossier."), is_flag=True)
@option(
    "--log",
    "logs",
    said=Text("Écrit aussi le journal de la première réplication : csv, xes, ocel, parquet ; à répéter."),
    takes=Text("FORME"),
    type=click.Choice([*LOGS]),
    multiple=True,
)
@option(
    "--from-database",
    "database",
    said=Text("Part des dossiers ouverts de cette base, sans lire de donnée personnelle."),
    takes=Text("URL"),
)
@caseloads.at
@pass_session
def command_line(
    session: Session, /, *, scenario: str, changes: tuple[str, ...], workers: int, dask: str | None,
    database: str | None, at: datetime.date | None,
    until_halfwidth: str | None, watched: tuple[str, ...], output: Path | None, resume: bool, logs: tuple[str, ...],
    **run: Any,
) -> int:  # fmt: skip
    _check(output, logs, resume=resume)
    model = _begun(session, model_of(session, scenario, changes), database, at)
    with _kept(model, output, run, resume=resume) as folder:
        with carriers(workers, dask) as (executor, at_once), progress(session, model.scenario.title) as hear:
            result = simulate(
                model, **run, workers=at_once, executor=executor, until_halfwidth=halfwidth(until_halfwidth),
                watched=watched or WATCHED, keeping=folder, hear=hear,
            )  # fmt: skip
        subject = Subject(
            result, model.scenario, model.definition, asked("simulate", [scenario], changes), start=model.start
        )
        written = _write(session, model, subject, folder, logs)
    _answer(session, model, result, written)
    return INTERRUPTED if result.interrupted else 0


def _begun(session: Session, model: Model, database: str | None, at: datetime.date | None) -> Model:
    if database is not None:
        return caseloads.started(session, model, database, at)
    if at is not None:
        raise UsageError(Text("--at dit de quel jour partir d'une base."), Text("Nommez-la par --from-database."))
    return model


def _check(output: Path | None, logs: tuple[str, ...], *, resume: bool) -> None:
    if output is None and (resume or logs):
        raise UsageError(Text("Il faut un dossier pour cela."), Text("Donnez-le avec --output."))
    if output is not None:
        columns_at_hand()
        plots_at_hand()


@contextmanager
def _kept(model: Model, output: Path | None, run: dict[str, Any], *, resume: bool) -> Iterator[RunFolder | None]:
    """The folder of the run, None when nothing is to be kept."""
    if output is None:
        yield None
        return
    job = job_of(model, seed=run["seed"])
    files = (f"{name}\0{text}" for name, text in sorted(model.definition.sources.items()))
    texts = "\0".join((*files, *_there(model)))
    asked = Asked(
        parcours=version("parcours"),
        scenario=model.scenario.hash,
        sources=hashlib.sha256(texts.encode()).hexdigest(),
        engine=run["engine"],
        seed=job.seed,
        cases=run["cases"],
    )
    with run_folder(output, asked, resume=resume) as folder:
        yield folder


def _there(model: Model) -> Iterator[str]:
    """What tells one caseload from another: when it was, and how far each of its cases had come."""
    if model.start is not None:
        yield model.start.at.isoformat()
        yield from (f"{each.key} {each.case.seq}" for each in model.start.entrants)


def _write(
    session: Session, model: Model, subject: Subject, folder: RunFolder | None, logs: tuple[str, ...]
) -> tuple[Path, ...]:
    """The files of a run that has something to say."""
    result = subject.result
    if folder is None or not result.replicas:
        return ()
    job = job_of(model, engine=result.engine, cases=result.cases, seed=result.seed, falls_back=bool(result.handed))
    told = [write_log(folder.path, form, job.lines(0), result.title) for form in dict.fromkeys(logs)]
    report = write_report(folder.path / "report.html", subject, session.lang)
    return (report, *write_results(folder.path, result, session.lang), *told)


def _answer(session: Session, model: Model, result: Result, written: tuple[Path, ...]) -> None:
    if session.as_json:
        files = [str(path) for path in written]
        told = {**plain_result(result, session.lang), **_plain_start(model)}
        session.dump({**told, "run": plain_run(result, session.lang), "files": files})
        return
    page.line(session, result.title)
    if model.start is not None:
        there = len(model.start.entrants)
        page.line(session, Text("Depuis les dossiers ouverts de la base : {count}.", count=there))
        caseloads.show_supposed(session, model.definition.workflow, supposed(model, model.start.entrants))
        caseloads.show_siblings(session, model.start)
    show_figures(session, result)
    click.echo()
    for caution in _cautions(model, result):
        page.caution(session, caution)
    for path in written:
        page.line(session, Text("Écrit : {path}", path=str(path)))
    if result.why is not None:
        page.line(session, chosen(result.engine, result.why))
    page.line(session, _conclusion(result), style="green")


def _plain_start(model: Model) -> dict[str, object]:
    if model.start is None:
        return {}
    found = supposed(model, model.start.entrants)
    sealed = {"sealed_assumed": found.assumed, "sealed_unknown": found.unknown}
    among = {"siblings": model.start.siblings}
    return {"start": {"at": model.start.at.isoformat(), "people": len(model.start.entrants), **sealed, **among}}


def _cautions(model: Model, result: Result) -> Iterator[Text]:
    assumed = sum(not each.source for each in model.scenario.assumptions)
    if assumed:
        yield Text("Nombres du scénario qui ne sont que des hypothèses : {number}.", number=assumed)
    if result.handed:
        yield Text("Réplications que ce moteur n'a pas su finir, et que « reference » a jouées : {n}.", n=result.handed)
    if len(result.replicas) == 1:
        yield Text("Une seule réplication : on ne peut rien dire de l'incertitude.")
    if result.interrupted:
        yield Text("Interrompu : ce qui précède ne compte que les réplications finies.")
    elif not result.reached:
        yield Text("La demi-largeur voulue n'est pas atteinte.")


def _conclusion(result: Result) -> Text:
    pace = round(result.people / result.seconds) if result.seconds else 0
    return Text(
        "Réplications : {number}, graine {seed} ; {pace} personnes par seconde de calcul.",
        number=len(result.replicas),
        seed=result.seed,
        pace=pace,
    )
