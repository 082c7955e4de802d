"""How far a simulation has come, on the terminal of whoever waits for it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from parcours.cli.session import Session
from parcours.messages import Text
from parcours.simulation.running import Progress

PERCENT = 100


@contextmanager
def progress(session: Session, title: str) -> Iterator[Callable[[Progress], None]]:
    """What to tell of each progress; a bar on a terminal, nothing for scripts and files."""
    if session.as_json or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=None), TextColumn("{task.fields[told]}"))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None, told="")

        def hear(now: Progress) -> None:
            bar.update(task, total=now.wanted, completed=now.done, told=told(session, now))

        yield hear


def told(session: Session, now: Progress) -> str:
    """`12/20 · 540 personnes/s · reste 0:12`, and the half-width still missing."""
    parts: list[Text | str] = [
        f"{now.done}/{now.wanted}",
        Text("{pace} personnes/s", pace=round(now.people_per_second)),
    ]
    if now.width is not None and now.width < float("inf"):
        parts.append(Text("± {width} %", width=round(PERCENT * now.width, 1)))
    elif now.remaining is not None:
        minutes, seconds = divmod(round(now.remaining), 60)
        parts.append(Text("reste {time}", time=f"{minutes}:{seconds:02}"))
    return " · ".join(session.told(part) for part in parts)
