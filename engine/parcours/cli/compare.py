"""`parcours compare`: what a change of scenario changes, on the same draws."""

from typing import Any

from parcours.cli import page
from parcours.cli.command import command
from parcours.cli.figures import show_differences
from parcours.cli.parameters import argument
from parcours.cli.problems import INTERRUPTED
from parcours.cli.progress import progress
from parcours.cli.session import Session, pass_session
from parcours.cli.simulating import carriers, model_of, run_options
from parcours.messages import Text
from parcours.simulation.plain import plain_comparison, plain_run
from parcours.simulation.study import REPLICATIONS, compare


@command(
    "compare",
    more=Text(
        "Les deux scénarios se partagent leurs tirages : un écart se voit avec bien moins de réplications. --set "
        "change le second ; sans second scénario, le premier est comparé à lui-même ainsi changé."
    ),
)
@argument("before", said=Text("Fichier ou identifiant du premier scénario."), takes=Text("AVANT"))
@argument(
    "after", said=Text("Fichier ou identifiant du second ; le premier sinon."), takes=Text("APRES"), required=False
)
@run_options
@pass_session
def command_line(
    session: Session, /, before: str, after: str | None, changes: tuple[str, ...], workers: int, dask: str | None,
    replications: int | None, **run: Any,
) -> int:  # fmt: skip
    models = model_of(session, before), model_of(session, after or before, changes)
    number = REPLICATIONS if replications is None else replications
    titles = " / ".join(model.scenario.title for model in models)
    with carriers(workers, dask) as (executor, at_once), progress(session, titles) as hear:
        found = compare(*models, replications=number, **run, workers=at_once, executor=executor, hear=hear)
    if session.as_json:
        runs = {"before": plain_run(found.before), "after": plain_run(found.after)}
        session.dump({**plain_comparison(found, session.lang), "run": runs})
    else:
        page.line(session, Text("Avant : {title}", title=found.before.title))
        page.line(session, Text("Après : {title}", title=found.after.title))
        show_differences(session, found)
        replicated = min(len(found.before.replicas), len(found.after.replicas))
        page.line(
            session,
            Text("Réplications : {number}, graine {seed}.", number=replicated, seed=found.before.seed),
            style="green",
        )
    return INTERRUPTED if found.before.interrupted or found.after.interrupted else 0
