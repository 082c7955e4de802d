"""Commands that speak the language of the call: click parses, these say."""

from collections.abc import Callable, Sequence
from typing import Any

import click

from parcours.cli.parameters import Argument, Option, lang_of
from parcours.cli.shared import SHARED, shared_options
from parcours.cli.summaries import PARTS, SUMMARIES
from parcours.errors import UsageError
from parcours.messages import Language, Text


class Command(click.Command):
    """A command with its sentence, and the options that all of them share."""

    def __init__(self, *args: Any, said: Text, more: Text | None = None, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.add_help_option = False  # ours speaks French
        self.said, self.more = said, more
        self.params += shared_options()

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True  # click would refuse them in English
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise UsageError(Text("De trop : {words}.", words=" ".join(rest)), help_of(ctx))
        return rest

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002  click's own signature
        return self.said.render()

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        params = self.get_params(ctx)
        pieces = [piece for param in params for piece in param.get_usage_pieces(ctx)]
        _usage(ctx, formatter, " ".join(["[OPTIONS]", *pieces]))
        _sentences(formatter, [self.said, *([self.more] if self.more else [])], lang_of(ctx))
        own = [param for param in params if isinstance(param, Option) and param.name not in SHARED]
        shared = [param for param in params if isinstance(param, Option) and param.name in SHARED]
        _section(ctx, formatter, Text("Arguments"), [param for param in params if isinstance(param, Argument)])
        _section(ctx, formatter, Text("Options"), own)
        _section(ctx, formatter, Text("Options de toutes les commandes"), shared)


class Group(click.Group):
    """A command made of others."""

    def __init__(self, *args: Any, said: Text, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.add_help_option, self.no_args_is_help, self.invoke_without_command = False, False, True
        self.said = said
        self.params += shared_options()

    def summaries(self) -> dict[str, Text]:
        """Its commands with their sentences, in the order they are presented."""
        return {name: found.said for name, found in self.commands.items() if isinstance(found, Command | Group)}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's own signature
        return list(self.summaries())

    def invoke(self, ctx: click.Context) -> Any:
        if not ctx._protected_args and not ctx.args:  # noqa: SLF001  click keeps the command's name there
            click.echo(ctx.get_help())
            return None
        return super().invoke(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.summaries()
        if args[0] not in known and not args[0].startswith("-") and not ctx.resilient_parsing:
            raise click.NoSuchCommand(args[0], possibilities=known, ctx=ctx)
        return super().resolve_command(ctx, args)

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002  click's own signature
        return self.said.render()

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        lang = lang_of(ctx)
        _usage(ctx, formatter, Text("[OPTIONS] COMMANDE …").render(lang))
        _sentences(formatter, [self.said], lang)
        with formatter.section(_title(Text("Commandes"), lang)):
            formatter.write_dl([(name, said.render(lang)) for name, said in self.summaries().items()])
        params = [param for param in self.get_params(ctx) if isinstance(param, Option)]
        _section(ctx, formatter, Text("Options"), params)


def command(name: str, more: Text | None = None, **settings: Any) -> Callable[[Callable[..., object]], Command]:
    """Makes a command of a function, under the sentence that `summaries` has for `name`."""
    said = SUMMARIES[name] if name in SUMMARIES else PARTS[name]

    def made(function: Callable[..., object]) -> Command:
        return click.command(name.rpartition(" ")[2], cls=Command, said=said, more=more, **settings)(function)

    return made


def group(name: str, *commands: Command) -> Group:
    """A command made of these."""
    return Group(name, said=SUMMARIES[name], commands={str(each.name): each for each in commands})


def help_of(ctx: click.Context) -> Text:
    """Where a command explains itself."""
    return Text("Aide : {command} --help", command=ctx.command_path)


def _usage(ctx: click.Context, formatter: click.HelpFormatter, pieces: str) -> None:
    formatter.write_usage(ctx.command_path, pieces, prefix=Text("Usage : ").render(lang_of(ctx)))


def _sentences(formatter: click.HelpFormatter, texts: Sequence[Text], lang: Language) -> None:
    for text in texts:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(text.render(lang))


def _section(
    ctx: click.Context, formatter: click.HelpFormatter, title: Text, params: Sequence[Option | Argument]
) -> None:
    records = [record for param in params if (record := param.get_help_record(ctx)) is not None]
    if records:
        with formatter.section(_title(title, lang_of(ctx))):
            formatter.write_dl(records)


def _title(text: Text, lang: Language) -> str:
    """Before the colon that click adds, French wants a space."""
    return text.render(lang) + (" " if lang is Language.FR else "")
