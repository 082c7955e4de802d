"""`parcours compare`: what a change of scenario changes, on the same draws."""

from pathlib import Path
from typing import Any

from parcours.adapters.runs.outputs import write_report
from parcours.cli import page
from parcours.cli.command import command
from parcours.cli.figures import show_differences
from parcours.cli.parameters import argument, option
from parcours.cli.problems import INTERRUPTED
from parcours.cli.progress import progress
from parcours.cli.session import Session, pass_session
from parcours.cli.simulating import (
    asked,
    carriers,
    chosen,
    halfwidth,
    model_of,
    plots_at_hand,
    run_options,
    stopping_options,
)
from parcours.errors import UsageError
from parcours.messages import Text
from parcours.simulation.plain import plain_comparison, plain_run
from parcours.simulation.report.subject import Subject
from parcours.simulation.running import WATCHED
from parcours.simulation.study import compare


@command(
    "compare",
    more=Text(
        "Les deux scénarios se partagent leurs tirages : un écart se voit avec bien moins de réplications. --set "
        "change le second ; sans second scénario, le premier est comparé à lui-même ainsi changé. --until-halfwidth "
        "porte sur les écarts, en part de la plus grande des deux moyennes."
    ),
)
@argument("before", said=Text("Fichier ou identifiant du premier scénario."), takes=Text("AVANT"))
@argument(
    "after", said=Text("Fichier ou identifiant du second ; le premier sinon."), takes=Text("APRES"), required=False
)
@run_options
@stopping_options
@option(
    "--report",
    said=Text("Écrit dans ce fichier HTML ce que devient le second, et ce qui change."),
    takes=Text("FICHIER"),
    type=Path,
)
@pass_session
def command_line(
    session: Session, /, before: str, after: str | None, changes: tuple[str, ...], workers: int, dask: str | None,
    until_halfwidth: str | None, watched: tuple[str, ...], report: Path | None, **run: Any,
) -> int:  # fmt: skip
    if report is not None:
        _check(report)
    models = model_of(session, before), model_of(session, after or before, changes)
    titles = " / ".join(model.scenario.title for model in models)
    with carriers(workers, dask) as (executor, at_once), progress(session, titles) as hear:
        found = compare(
            *models, **run, workers=at_once, executor=executor, hear=hear,
            until_halfwidth=halfwidth(until_halfwidth), watched=watched or WATCHED,
        )  # fmt: skip
    if report is not None:
        typed = asked("compare", [before, after or before], changes)
        subject = Subject(found.after, models[1].scenario, models[1].definition, typed, found)
        write_report(report, subject, session.lang)
    if session.as_json:
        runs = {
            name: plain_run(each, session.lang) for name, each in (("before", found.before), ("after", found.after))
        }
        session.dump({**plain_comparison(found, session.lang), "run": runs})
    else:
        page.line(session, Text("Avant : {title}", title=found.before.title))
        page.line(session, Text("Après : {title}", title=found.after.title))
        show_differences(session, found)
        if not found.after.reached:
            page.caution(session, Text("La demi-largeur voulue n'est pas atteinte."))
        replicated = min(len(found.before.replicas), len(found.after.replicas))
        if report is not None:
            page.line(session, Text("Écrit : {path}", path=str(report)))
        for engine, why in dict.fromkeys((each.engine, each.why) for each in (found.before, found.after)):
            if why is not None:
                page.line(session, chosen(engine, why))
        page.line(
            session,
            Text("Réplications : {number}, graine {seed}.", number=replicated, seed=found.before.seed),
            style="green",
        )
    return INTERRUPTED if found.before.interrupted or found.after.interrupted else 0


def _check(report: Path) -> None:
    """Before hours of work that could not be written."""
    plots_at_hand()
    if not report.parent.is_dir():
        raise UsageError(Text("Le dossier {path} n'existe pas.", path=str(report.parent)), Text("Vérifiez --report."))
