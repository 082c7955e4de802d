"""Every way a call ends badly: one message and its exit code, never a traceback for people's mistakes."""

import json
import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import click

from parcours import diagnostics
from parcours.cli.command import help_of
from parcours.cli.findings import show_findings
from parcours.cli.page import wrapped
from parcours.cli.session import Session
from parcours.errors import BUG, REFUSED, DefinitionError, ParcoursError, UsageError
from parcours.messages import Text
from parcours.messages.suggestion import meant
from parcours.settings import SettingError

INTERRUPTED: Final = 130  # what shells say of a command that Ctrl-C has ended


def report(error: BaseException, session: Session) -> int:
    """Tells an error on the error stream; its exit code."""
    match error:
        case click.Abort() | KeyboardInterrupt():
            click.echo(session.told(Text("Interrompu.")), err=True)
            return INTERRUPTED
        case ParcoursError():
            _tell(error, session)
            return error.exit_code
        case SettingError():
            return report(UsageError(error.text, error.remedy), session)
        case click.ClickException():
            return report(understood(error), session)
        case _:
            _tell_bug(error, session)
            return BUG


def understood(error: click.ClickException) -> UsageError:
    """What click says, in words of ours."""
    where = error.ctx if isinstance(error, click.UsageError) else None
    help_ = help_of(where) if where is not None else None
    match error:
        case click.NoSuchOption():
            text = Text("L'option {option} n'existe pas ici.", option=error.option_name)
            return UsageError(text, _meant(error.possibilities) or help_)
        case click.NoSuchCommand():
            text = Text("La commande « {command} » n'existe pas.", command=error.command_name)
            return UsageError(text, _meant(error.possibilities) or help_)
        case click.MissingParameter(param=click.Parameter() as param):
            return UsageError(Text("Il manque {name}.", name=_name(param, where)), help_)
        case click.BadParameter(param=click.Parameter() as param):
            return _wrong_value(param, where)
        case click.BadOptionUsage():
            return UsageError(Text("L'option {option} attend une valeur.", option=error.option_name), help_)
        case _:
            return UsageError(Text("La commande est mal écrite : {why}", why=error.format_message()), help_)


def _wrong_value(param: click.Parameter, ctx: click.Context | None) -> UsageError:
    name = _name(param, ctx)
    if isinstance(param.type, click.Choice):
        choices = ", ".join(map(str, param.type.choices))
        return UsageError(Text("{name} attend l'un de : {choices}.", name=name, choices=choices))
    return UsageError(Text("{name} attend un nombre entier.", name=name))


def _name(param: click.Parameter, ctx: click.Context | None) -> str:
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return param.make_metavar(ctx) if ctx is not None else str(param.name)


def _meant(possibilities: Iterable[str] | None) -> Text | None:
    near = list(possibilities or ())[:2]
    return meant(near) if near else None


def tell_done(error: ParcoursError, session: Session) -> None:
    """Tells what went wrong beside an act that is done: who reads it must not do it again."""
    done = Text("Ce que vous avez demandé est fait : ne le recommencez pas.")
    if session.as_json:
        plain = {"warning": error.text, "done": done, "remedy": error.remedy}
        click.echo(json.dumps(session.plain(plain), ensure_ascii=False, indent=2), err=True)
        return
    _say(session, Text("Attention : {text}", text=error.text), "", "yellow")
    _say(session, done, "  ", "yellow")
    if error.remedy is not None:
        _say(session, error.remedy, "  → ", "green")


def _tell(error: ParcoursError, session: Session) -> None:
    reasons = _reasons(error)
    if session.as_json:
        click.echo(json.dumps(session.plain(_plain(error, reasons)), ensure_ascii=False, indent=2), err=True)
    elif isinstance(error, DefinitionError):
        show_findings(session, error.diagnostics, texts_of(error.diagnostics), err=True)
    else:
        lead = Text("Refusé") if error.exit_code == REFUSED else Text("Erreur")
        _say(session, Text("{lead} : {text}", lead=lead, text=error.text), "", "red")
        if reasons:
            _say(session, ", ".join(dict.fromkeys(reason["code"] for reason in reasons)), "  ", "bright_black")
        if error.remedy is not None:
            _say(session, error.remedy, "  → ", "green")


def _tell_bug(error: BaseException, session: Session) -> None:
    """Without its words, which may hold somebody's data; those are in the traceback, for who asks for it."""
    name = type(error).__name__
    told = Text("Défaut de parcours ({name}) : vous n'y êtes pour rien.", name=name)
    _say(session, told, "", "red")
    if session.settings.traceback:
        click.echo("".join(traceback.format_exception(error)), err=True)
    else:
        remedy = Text("Recommencez avec --traceback pour montrer où, et signalez-le avec ce qu'il montre.")
        _say(session, remedy, "  → ", "green")


def _say(session: Session, text: Text | str, lead: str, colour: str) -> None:
    for part in session.told(text).split("\n"):
        for line in wrapped(diagnostics.printable(part), lead):
            click.secho(line, fg=colour, err=True)
        lead = " " * max(len(lead), 2)


def _reasons(error: ParcoursError) -> list[dict[str, Any]]:
    refusal = getattr(error, "refusal", None)
    return [{"code": reason.code, "text": reason.text} for reason in refusal.reasons] if refusal is not None else []


def _plain(error: ParcoursError, reasons: list[dict[str, Any]]) -> Mapping[str, object]:
    found: dict[str, object] = {"error": error.text, "remedy": error.remedy, "exit_code": error.exit_code}
    if reasons:
        found["reasons"] = reasons
    if isinstance(error, DefinitionError):
        found["diagnostics"] = [f"{each.span.file}:{each.span.line}: {each.code}" for each in error.diagnostics]
    return found


def texts_of(found: Iterable[diagnostics.Diagnostic]) -> dict[str, str]:
    """The files that diagnostics speak of, where they can still be read, to show the lines they blame."""
    names = {span.file for each in found for span in (each.span, *(related for related, _ in each.related))}
    return {name: _text(Path(name)) for name in sorted(names)}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""  # the place is told without its line
