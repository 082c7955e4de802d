"""`parcours sensitivity`: which of a scenario's numbers its figures hang on."""

import json
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import click

from parcours.adapters.runs.outputs import write_report
from parcours.cli import page, simulating
from parcours.cli.command import command
from parcours.cli.parameters import argument, option
from parcours.cli.reading import folders, schemas
from parcours.cli.sensitivity_text import plain_sensitivity, show_sensitivity
from parcours.cli.session import Session, pass_session
from parcours.cli.simulating import carriers, intervals_at_hand, plots_at_hand
from parcours.cli.writing import write_file
from parcours.errors import UsageError
from parcours.messages import Text
from parcours.simulation.report.subject import Subject
from parcours.simulation.scenario.scenario import Scenario
from parcours.simulation.sensitivity.analysis import WATCHED, Hear, tornados, variances
from parcours.simulation.sensitivity.findings import Factor, Method, Sensitivity
from parcours.simulation.sensitivity.varying import Varying, factors
from parcours.simulation.study import planned_for

REPLICATIONS: Final = 10
SAMPLES: Final = 64
METHODS: Final = tuple(str(each) for each in Method)


@command(
    "sensitivity",
    more=Text("Le scénario dit sous « sensitivity » ce qui varie et entre quelles bornes."),
)
@argument("scenario", said=Text("Fichier ou identifiant du scénario."), takes=Text("SCENARIO"))
@option(
    "--replications",
    said=Text("Réplications de chaque calcul ; 10 sinon."),
    takes=Text("NOMBRE"),
    type=click.IntRange(1),
    default=REPLICATIONS,
)
@option(
    "--method",
    said=Text("one-at-a-time (sinon) : un nombre à la fois, à ses deux bornes ; sobol : tous ensemble."),
    takes=Text("MÉTHODE"),
    type=click.Choice(METHODS),
    default=METHODS[0],
)
@option(
    "--samples",
    said=Text("Pour sobol, points de base, une puissance de deux ; 64 sinon. Calculs : points × (nombres + 2)."),
    takes=Text("NOMBRE"),
    type=int,
    default=SAMPLES,
)
@option(
    "--kpi",
    "watched",
    said=Text("Mesure suivie, * pour tout mot ; à répéter. outcomes.*.share sinon."),
    takes=Text("MESURE"),
    multiple=True,
)
@option(
    "--cases",
    said=Text("Personnes qui viennent ; celles du scénario sinon."),
    takes=Text("NOMBRE"),
    type=click.IntRange(1),
)
@option("--seed", said=Text("Graine des tirages ; celle du scénario sinon."), takes=Text("NOMBRE"), type=int)
@simulating.engine
@option("--workers", said=Text("Processus de calcul ; 1 sinon."), takes=Text("N"), type=int, default=1)
@option("--dask", said=Text("Calcule sur le cluster Dask de cette adresse."), takes=Text("ADRESSE"))
@option("--output", said=Text("Dossier où écrire sensitivity.json et report.html."), takes=Text("DOSSIER"), type=Path)
@pass_session
def command_line(
    session: Session,
    scenario: str,
    replications: int,
    method: str,
    samples: int,
    watched: tuple[str, ...],
    cases: int | None,
    seed: int | None,
    engine: str,
    workers: int,
    dask: str | None,
    output: Path | None,
) -> None:
    _check(Method(method), samples)
    if output is not None:
        plots_at_hand()
    named = Path(scenario) if Path(scenario).is_file() else scenario
    written, found = factors(named, folders(session), schemas(session))
    runs = 1 + 2 * len(found) if method == Method.ONE_AT_A_TIME else samples * (len(found) + 2)
    planned = planned_for(simulating.model_of(session, scenario), engine, replications * runs, cases, seed)
    with carriers(workers, dask) as (executor, at_once):
        varying = Varying(
            named, folders(session), schemas(session), replications, cases, seed, planned, at_once, executor
        )
        with _advancing(session) as hear:
            result = _analysed(written, found, varying, runs, Method(method), samples, watched or WATCHED, hear)
        base = varying.ran() if output is not None else None
    plain = {**plain_sensitivity(session, result), "engine": simulating.plain_engine(planned)}
    if output is not None and base is not None:
        _write(output, session.plain(plain))
        typed = shlex.join(["sensitivity", scenario, "--method", method, *(f"--kpi={each}" for each in watched)])
        subject = Subject(base[1], base[0].scenario, base[0].definition, typed, sensitivity=result)
        write_report(output / "report.html", subject, session.lang)
    if session.as_json:
        session.dump(plain)
    else:
        show_sensitivity(session, result)
        page.line(session, simulating.chosen(planned.engine, planned.why))


def _analysed(
    scenario: Scenario,
    found: tuple[Factor, ...],
    varying: Varying,
    runs: int,
    method: Method,
    samples: int,
    watched: tuple[str, ...],
    hear: Hear,
) -> Sensitivity:
    seed = scenario.seed if varying.seed is None else varying.seed
    asked = Sensitivity(
        scenario=scenario.id,
        title=scenario.title,
        hash=scenario.hash,
        method=method,
        seed=seed,
        cases=varying.cases,
        replications=varying.replications,
        runs=runs,
    )
    if method is Method.ONE_AT_A_TIME:
        return replace(asked, tornados=tornados(found, watched, varying.figures, hear))
    # SALib brings pandas and matplotlib, which the other method does without.
    from parcours.simulation.sensitivity.sobol import Sobol

    return replace(asked, variances=variances(found, watched, varying.figures, Sobol(samples, seed), hear))


def _check(method: Method, samples: int) -> None:
    """What the method needs. UsageError."""
    if samples < 1 or samples & (samples - 1):
        raise UsageError(
            Text("« --samples » veut une puissance de deux, et non {samples}.", samples=samples),
            Text("Par exemple 64, 128 ou 256."),
        )
    intervals_at_hand()
    if method is Method.SOBOL and find_spec("SALib") is None:
        raise UsageError(
            Text("Les indices de Sobol demandent SALib, qui n'est pas installé."),
            Text("Installez parcours avec l'extra [sensitivity], ou prenez --method one-at-a-time."),
        )


def _write(output: Path, plain: object) -> None:
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise UsageError(
            Text("Le dossier {path} ne peut pas être créé.", path=str(output)), Text("Choisissez-en un autre.")
        ) from None
    text = json.dumps(plain, ensure_ascii=False, indent=2) + "\n"
    write_file(output / "sensitivity.json", text, replace=True)


@contextmanager
def _advancing(session: Session) -> Iterator[Hear]:
    """Hears how many runs are done, and shows it to whoever looks at a terminal."""
    if session.as_json or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(session.told(Text("Calculs")), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
