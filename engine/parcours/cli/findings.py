"""Diagnostics for people: the text form, coloured and wrapped for a terminal, with a line that counts them."""

import re
import sys
from collections.abc import Mapping, Sequence
from typing import Final

import click

from parcours import diagnostics
from parcours.cli import counts
from parcours.cli.page import wrapped
from parcours.cli.session import Session
from parcours.diagnostics import Diagnostic, Severity
from parcours.messages import Text

HEAD: Final = re.compile(r"(?P<place>\S.*:\d+:\d+): (?P<kind>\S+) (?P<code>P\d+ \S+)")
EXCERPT: Final = re.compile(r"(?P<margin> +\d* +\| )(?P<source>.*)")


def show_findings(
    session: Session,
    found: Sequence[Diagnostic],
    texts: Mapping[str, str],
    *,
    first: frozenset[str] = frozenset(),
    err: bool = False,
) -> None:
    """Each of them, those of the files named `first` before those they inherit; then how many there are."""
    on_terminal = _on_terminal(err=err)
    for named in (True, False):
        of = [each for each in found if (each.span.file in first) is named]
        if not of:
            continue
        for line in diagnostics.as_text(of, texts, session.lang).split("\n"):
            for each in _terminal(line, session) if on_terminal else (line,):
                click.echo(each, err=err)
    click.secho(session.told(count(found)), bold=True, err=err)


def _on_terminal(*, err: bool) -> bool:
    return (sys.stderr if err else sys.stdout).isatty()


def count(found: Sequence[Diagnostic]) -> Text:
    """How many there are, as `3 erreurs, 1 avertissement`."""
    errors = sum(each.severity is Severity.ERROR for each in found)
    warnings = len(found) - errors
    if not warnings:
        return Text("{errors}.", errors=counts.errors(errors))
    if not errors:
        return Text("{warnings}.", warnings=counts.warnings(warnings))
    return Text("{errors}, {warnings}.", errors=counts.errors(errors), warnings=counts.warnings(warnings))


def _terminal(line: str, session: Session) -> list[str]:
    head, excerpt = HEAD.fullmatch(line), EXCERPT.fullmatch(line)
    if head is not None:
        warns = head["kind"] == session.told(Text("avertissement"))
        kind = click.style(head["kind"], fg="yellow" if warns else "red", bold=True)
        return [f"{click.style(head['place'], bold=True)}: {kind} {click.style(head['code'], fg='bright_black')}"]
    if excerpt is not None:
        source, carets = excerpt["source"], not excerpt["source"].strip(" ^")
        shown = click.style(source, fg="red", bold=True) if carets and source else source
        return [click.style(excerpt["margin"], fg="blue") + shown]
    if line.startswith("  → "):
        return [click.style(each, fg="green") for each in wrapped(line.removeprefix("  → "), "  → ")]
    return wrapped(line.strip(), "  ") if line.strip() else [""]
