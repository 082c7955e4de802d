"""`parcours`: finds the command, loads it alone, and turns how it ends into an exit code."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise
from typing import Any, NoReturn

import click

from parcours import settings
from parcours.cli.command import Command, Group
from parcours.cli.page import WIDTH
from parcours.cli.parameters import Option
from parcours.cli.problems import report
from parcours.cli.session import Session
from parcours.cli.summaries import SUMMARIES
from parcours.messages import Language, Text

PROGRAM = "parcours"


class Parcours(Group):
    """Its commands are the modules beside this one; each is imported when it is called."""

    def summaries(self) -> dict[str, Text]:
        return dict(SUMMARIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's own
        if cmd_name not in SUMMARIES:
            return None
        found: Command | Group = import_module(f"parcours.cli.{cmd_name.replace('-', '_')}").command_line
        return found

    def main(  # type: ignore[override]  # one way of ending, whoever calls
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **_: Any
    ) -> NoReturn:
        """Runs a command and leaves with its exit code: 0 fine, 1 refused, 2 wrong file or usage, 70 a bug of ours."""
        arguments = list(sys.argv[1:] if args is None else args)
        session = _heard(arguments, Session(settings.Settings()))
        try:
            session = _heard(arguments, Session(settings.read(os.environ)))
            code = super().main(arguments, prog_name or PROGRAM, standalone_mode=False, obj=session)
            sys.stdout.flush()
        except BrokenPipeError:
            _let_go_of_stdout()
            sys.exit(0)
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  every ending has its message and its code
            sys.exit(report(error, session))
        sys.exit(code if isinstance(code, int) else 0)


def _heard(arguments: Sequence[str], session: Session) -> Session:
    """What an error message must know even when the rest of the line cannot be understood."""
    if "--json" in arguments:
        session = session.for_scripts()
    if "--traceback" in arguments:
        session = session.working(traceback=True)
    said = [after for before, after in pairwise(arguments) if before == "--lang"]
    said += [each.removeprefix("--lang=") for each in arguments if each.startswith("--lang=")]
    known = [each for each in said if each in set(Language)]
    return session.working(language=Language(known[-1])) if known else session


def _let_go_of_stdout() -> None:
    """Whoever read us is gone: what is left to write goes nowhere, without a complaint at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001  click's own
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"{PROGRAM} {version(PROGRAM)}")
        ctx.exit()


parcours = Parcours(
    PROGRAM,
    context_settings={"terminal_width": WIDTH},
    said=Text("Des parcours de coopérative d'activités et d'emploi : un fichier, des dates expliquées, rien de perdu."),
    params=[
        Option(
            ["--version"],
            said=Text("Dit la version."),
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
        )
    ],
)
