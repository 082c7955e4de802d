"""`parcours completion`: the lines a shell needs to complete commands."""

import click
from click.shell_completion import get_completion_class

from parcours.cli.command import command
from parcours.cli.parameters import argument
from parcours.cli.session import Session, pass_session
from parcours.messages import Text

SHELLS = ("bash", "zsh", "fish")


@command("completion", more=Text('Par exemple, dans ~/.bashrc : eval "$(parcours completion bash)"'))
@argument("shell", said=Text("bash, zsh ou fish."), takes=Text("TERMINAL"), type=click.Choice(SHELLS))
@click.pass_context
@pass_session
def command_line(_: Session, ctx: click.Context, shell: str) -> None:
    complete = get_completion_class(shell)
    assert complete is not None
    click.echo(complete(ctx.find_root().command, {}, "parcours", "_PARCOURS_COMPLETE").source())
