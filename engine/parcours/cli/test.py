"""`parcours test`: what files promise, played on an imagined clock."""

from collections.abc import Sequence
from pathlib import Path

import click

from parcours.bootstrap import rehearsal_stores
from parcours.cli import counts, page
from parcours.cli.command import command
from parcours.cli.parameters import argument, option
from parcours.cli.reading import folders
from parcours.cli.session import Session, pass_session
from parcours.cli.writing import write_file
from parcours.errors import REFUSED, UsageError
from parcours.messages import Text
from parcours.resources import folder
from parcours.runtime.rehearsal.report import Outcome, as_junit, as_text
from parcours.runtime.rehearsal.runner import play_all, rehearsals


@command("test", more=Text("Sans chemin, joue le dossier tests/ des fichiers du site, sinon des fichiers fournis."))
@argument("paths", said=Text("Fichiers de tests, ou dossiers."), takes=Text("CHEMIN"), nargs=-1)
@option("--as", "workflow", said=Text("Joue les tests sur ce parcours-ci."), takes=Text("PARCOURS"), default="")
@option("--junit", said=Text("Écrit aussi les résultats en JUnit XML."), takes=Text("FICHIER"), type=Path)
@option(
    "--store",
    said=Text("memory (sinon), ou sqlite comme en vrai."),
    takes=Text("BASE"),
    type=click.Choice(["memory", "sqlite"]),
    default="memory",
)
@pass_session
def command_line(session: Session, paths: tuple[str, ...], workflow: str, junit: Path | None, store: str) -> int:
    outcomes: list[Outcome] = []
    with rehearsal_stores(store) as open_store:
        for of in rehearsals(_files(session, paths), folders(session), workflow):
            for outcome in play_all(of, open_store):
                outcomes.append(outcome)
                _show(session, outcome)
    if junit is not None:
        write_file(junit, as_junit(outcomes, session.lang), replace=True)
    failed = sum(not each.passed for each in outcomes)
    _conclude(session, outcomes, failed)
    return REFUSED if failed else 0


def _files(session: Session, paths: Sequence[str]) -> list[Path]:
    """Those of the folders, in order. UsageError when there are none."""
    named = [Path(each) for each in paths] or [(*folders(session), folder("workflows"))[0] / "tests"]
    found = [file for path in named for file in (sorted(path.rglob("*.yaml")) if path.is_dir() else [path])]
    if not found:
        raise UsageError(Text("Aucun test dans {paths}.", paths=", ".join(map(str, named))))
    return found


def _show(session: Session, outcome: Outcome) -> None:
    if session.as_json:
        return
    mark, colour = ("✓", "green") if outcome.passed else ("✗", "red")
    first, *others = page.wrapped(f"{outcome.workflow}.{outcome.test}  {outcome.label}", "  ")
    click.echo(click.style(mark, fg=colour) + first[1:])
    for each in others:
        click.echo(each)
    if not outcome.passed:
        for each in as_text(outcome, session.lang).split("\n"):
            click.echo(f"    {each}")


def _conclude(session: Session, outcomes: Sequence[Outcome], failed: int) -> None:
    if session.as_json:
        session.dump(
            {"tests": len(outcomes), "failed": failed, "outcomes": [_plain(session, each) for each in outcomes]}
        )
    elif failed:
        page.line(session, Text("{tests}, dont {failed} en échec.", tests=counts.tests(len(outcomes)), failed=failed))
    else:
        page.line(session, Text("{tests}, aucun échec.", tests=counts.tests(len(outcomes))), style="green")


def _plain(session: Session, outcome: Outcome) -> dict[str, object]:
    return {
        "suite": outcome.suite,
        "workflow": outcome.workflow,
        "test": outcome.test,
        "label": outcome.label,
        "passed": outcome.passed,
        "failures": as_text(outcome, session.lang).split("\n") if outcome.failures else [],
    }
