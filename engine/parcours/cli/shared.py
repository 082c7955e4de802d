"""The options of every command, said before its name or after it; what is said after counts."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click

from parcours.cli.parameters import Option
from parcours.cli.session import Session
from parcours.messages import Text
from parcours.settings import instant, language

_TAKEN: Final[Mapping[str, Callable[[Session, str], Session]]] = MappingProxyType(
    {
        "database": lambda session, value: session.working(database=value),
        "workflows": lambda session, value: session.working(workflows=Path(value)),
        "plugins_dir": lambda session, value: session.working(plugins=Path(value)),
        "lang": lambda session, value: session.working(language=language(value)),
        "json": lambda session, _: session.for_scripts(),
        "now": lambda session, value: session.working(now=instant(value)),
        "traceback": lambda session, _: session.working(traceback=True),
    }
)
SHARED: Final = frozenset({*_TAKEN, "help"})


def shared_options() -> list[click.Parameter]:
    """New ones at each call: click keeps them with their command."""
    return [
        _option("database", Text("Adresse de la base (PARCOURS_DATABASE)."), Text("URL")),
        _option("workflows", Text("Dossier des fichiers du site (PARCOURS_WORKFLOWS)."), Text("CHEMIN")),
        _option("plugins-dir", Text("Dossier des extensions du site (PARCOURS_PLUGINS)."), Text("CHEMIN")),
        _option("lang", Text("Langue, fr ou en (PARCOURS_LANG)."), Text("LANGUE")),
        _option("json", Text("Répond en JSON.")),
        _option("now", Text("Fait comme s'il était cet instant (PARCOURS_NOW)."), Text("INSTANT"), hidden=True),
        _option("traceback", Text("Montre où un défaut de parcours s'est produit."), hidden=True),
        Option(
            ["-h", "--help"],
            said=Text("Montre cette aide."),
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_help,
        ),
    ]


def _option(name: str, said: Text, takes: Text | None = None, *, hidden: bool = False) -> Option:
    return Option(
        [f"--{name}"],
        said=said,
        takes=takes,
        is_flag=takes is None,
        hidden=hidden,
        expose_value=False,
        is_eager=name == "lang",  # help must know it
        callback=_take,
    )


def _take(ctx: click.Context, param: click.Parameter, value: str | bool | None) -> None:  # noqa: FBT001  click's own
    session = ctx.find_object(Session)
    if value and session is not None:
        name = str(param.name)
        ctx.obj = _TAKEN[name](session, str(value)).hearing(name)


def _show_help(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001  click's own
    if value and not ctx.resilient_parsing:
        click.echo(ctx.get_help())
        ctx.exit()
