"""Answers for people: headings, wrapped lines and tables, eighty columns unless the terminal says otherwise."""

import datetime
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import Final

import click

from parcours.cli.session import Session
from parcours.diagnostics import printable
from parcours.messages import Text

WIDTH: Final = 80
NO_BREAK: Final = "\N{NO-BREAK SPACE}"
SPACED: Final = re.compile("(?<=«) | (?=[»:;?!])")  # French spaces that no line may be broken at
WIDEST: Final = 110  # beyond, the eye loses the line


def width() -> int:
    """Columns there are to write in."""
    return min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDEST) if sys.stdout.isatty() else WIDTH


def heading(session: Session, text: Text | str) -> None:
    """A title, after an empty line."""
    click.echo()
    click.secho(printable(session.told(text)), bold=True)


def line(session: Session, text: Text | str, *, lead: str = "", style: str | None = None) -> None:
    """A sentence, wrapped under where it begins; `lead` comes before its first line."""
    for written in session.told(text).split("\n"):
        for each in wrapped(printable(written), lead):
            click.echo(click.style(each, fg=style) if style else each)
        lead = " " * len(lead)


def caution(session: Session, text: Text | str) -> None:
    """A sentence that deserves attention, of what went well."""
    line(session, text, lead="  ! ", style="yellow")


def wrapped(text: str, lead: str = "") -> list[str]:
    """The lines of a sentence; words longer than a line are left whole, so that they can be copied."""
    indent = " " * len(lead)
    held = SPACED.sub(NO_BREAK, text)
    lines = textwrap.wrap(
        held, width(), initial_indent=lead, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return [each.replace(NO_BREAK, " ") for each in lines] or [lead.rstrip()]


def table(session: Session, headers: Sequence[Text], rows: Iterable[Sequence[Text | str]]) -> None:
    """Rows under their headers; what is too long is folded inside its column."""
    # Rich costs 60 ms that commands without a table never spend.
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    shown = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    for header in headers:
        shown.add_column(session.told(header), overflow="fold")
    for row in rows:
        shown.add_row(*(_cell(session, each) for each in row))
    Console(file=sys.stdout, width=width(), highlight=False, markup=False, emoji=False).print(shown)


def pairs(session: Session, rows: Iterable[tuple[Text | str, Text | str]]) -> None:
    """A name and what is to be said of it, on one line each, aligned."""
    told = [(session.told(name), text) for name, text in rows]
    margin = max((len(name) for name, _ in told), default=0)
    for name, text in told:
        line(session, text, lead=f"{name:<{margin}} : ")


def _cell(session: Session, text: Text | str) -> str:
    return "\n".join(printable(each) for each in session.told(text).split("\n"))


def day(value: datetime.date | None) -> str:
    """A day in a table, where dates are compared rather than read; a dash for none."""
    return value.isoformat() if value is not None else "—"
