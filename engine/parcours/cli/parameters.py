"""Options and arguments that present themselves in the language of the call."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from parcours.cli.session import Session
from parcours.messages import Language, Text

Function = TypeVar("Function", bound=Callable[..., object])


class Option(click.Option):
    """An option with a sentence; `takes` names its value."""

    def __init__(self, *names: Any, said: Text, takes: Text | None = None, **settings: Any) -> None:
        super().__init__(*names, **settings)
        self.said = said
        self.takes = takes

    def make_metavar(self, ctx: click.Context) -> str:
        return self.takes.render(lang_of(ctx)) if self.takes else super().make_metavar(ctx)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        if self.hidden:
            return None
        names = ", ".join(sorted(self.opts, key=len))
        value = "" if self.is_flag else f" {self.make_metavar(ctx)}"
        return names + value, self.said.render(lang_of(ctx))


class Argument(click.Argument):
    """An argument with a sentence; `takes` names it."""

    def __init__(self, *names: Any, said: Text, takes: Text, **settings: Any) -> None:
        super().__init__(*names, **settings)
        self.said = said
        self.takes = takes

    def make_metavar(self, ctx: click.Context) -> str:
        name = self.takes.render(lang_of(ctx)) + ("…" if self.nargs != 1 else "")
        return name if self.required else f"[{name}]"

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        return self.takes.render(lang_of(ctx)), self.said.render(lang_of(ctx))


def option(*names: str, said: Text, takes: Text | None = None, **settings: Any) -> Callable[[Function], Function]:
    """An option of the command below."""
    return click.option(*names, cls=Option, said=said, takes=takes, **settings)


def argument(name: str, *, said: Text, takes: Text, **settings: Any) -> Callable[[Function], Function]:
    """An argument of the command below."""
    return click.argument(name, cls=Argument, said=said, takes=takes, **settings)


def lang_of(ctx: click.Context) -> Language:
    """The language of a call."""
    session = ctx.find_object(Session)
    return session.lang if session is not None else Language.FR
