"""Opens the pages on a cooperative of three hundred people, made by the real engine; prints who may sign in.

    PYTHONPATH=tests python benchmarks/demo_web.py [FOLDER] [--port 8420]

What a scenario's people do, commands do again on a stopped clock; then the team does most of what it is asked, and the
pages are served at the hour where their story stops. A folder that holds such a base already is opened as it is.
"""

import argparse
import datetime
import secrets
import signal
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

from caseload import TEAM, scaled

from caseloads import Life, Registry, lived, registry
from parcours import bootstrap
from parcours.adapters.clock import FixedClock
from parcours.adapters.passwords import Argon2
from parcours.adapters.status import Place
from parcours.errors import RefusedError
from parcours.model.account import Membership, Right
from parcours.model.case import Task
from parcours.model.step import Act, Author, Edit, Send
from parcours.runtime.accounts import give_account
from parcours.runtime.commands import task_done, update
from parcours.runtime.serving.telling import Event, Said
from parcours.runtime.signing_in import Desk
from parcours.settings import Settings
from parcours.simulation.model import load
from parcours.web.serving import answering

SCENARIO: Final = "avant_premieres"
SCALE: Final = 3
UNTIL: Final = datetime.datetime(2026, 10, 5, 9, tzinfo=datetime.UTC)  # a Monday, eleven o'clock in Paris
LEFT_UNDONE: Final = 12  # of so many tasks that are due, one was forgotten
ALL_RIGHTS: Final = frozenset({Right.OPERATE, Right.ADMINISTER})
USERS: Final = (
    ("maud", Membership(SCENARIO, ("accueil", "accompagnateur", "gestionnaire", "gerance"), ALL_RIGHTS)),
    ("anne", Membership(SCENARIO, ("accompagnateur",))),
)
FIRST: Final = (
    *("Aziliz", "Bleuenn", "Corentin", "Damien", "Élodie", "Fañch", "Gwenaëlle", "Hélène", "Ianis", "Jeanne"),
    *("Kévin", "Loïc", "Maëlle", "Nolwenn", "Océane", "Perrine", "Rozenn", "Solène", "Tugdual", "Youenn"),
)
LAST: Final = (
    *("Le Goff", "Kerjean", "Riou", "Le Roux", "Prigent", "Guégan", "L'Hostis", "Cœuret", "Ménez", "Quéré", "Tanguy"),
    *("Le Bris", "Morvan", "Salaün", "Abgrall", "Bothorel", "Corre", "Derrien", "Floc'h", "Hamon", "Nédélec"),
)


class Quiet:
    """A log for a terminal where somebody reads an address."""

    def say(self, event: Event, **said: Said) -> None:
        """Nothing."""


def build(settings: Settings, until: datetime.datetime = UNTIL, scale: int = SCALE) -> int:
    """Makes the base; how many people are in it."""
    bootstrap.initialise(settings)
    model = scaled(load(SCENARIO), scale)
    life = lived(model, until, TEAM)
    with bootstrap.opened(settings) as site, registry(model, site.store) as house:
        house.replay(in_cents(life))
        house.clock.set(until)
        for number, case in enumerate(life.cases.values()):
            christen(house, number, case)
            catch_up(house, number, case)
    return len(life.cases)


def in_cents(life: Life) -> Life:
    """The same life, whose amounts are those that people type: a draw has more decimals than money."""
    return replace(life, deeds=[(minute, number, _typed(act)) for minute, number, act in life.deeds])


def _typed(act: Act | None) -> Act | None:
    match act:
        case Send():
            return replace(act, input=_rounded(act.input))
        case Edit():
            return replace(act, values=_rounded(act.values))
        case _:
            return act


def _rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: round(value, 2) if isinstance(value, float) else value for name, value in values.items()}


def christen(house: Registry, number: int, case: str) -> None:
    """Gives a person a name of their own."""
    first, last = FIRST[number % len(FIRST)], LAST[number % len(LAST)]
    address = f"personne{number}@exemple.fr"
    update(house.engine, case, {"nom": f"{first} {last}", "courriel": address}, Author("accueil", "maud"))


def catch_up(house: Registry, number: int, case: str) -> None:
    """The team has done what was due, but for what it forgot; what the rules refuse to call done stays."""
    with house.engine.store.reading() as reader:
        held = reader.case(SCENARIO, case)
    assert held is not None
    today = house.clock.now().date()
    for rank, task in enumerate(due(held.tasks.values(), today)):
        if (number + rank) % LEFT_UNDONE:
            on = min(task.due or today, today)
            try:
                task_done(house.engine, case, task.id, Author(task.role, ""), on=max(on, task.opened_on))
            except RefusedError:
                continue  # too early for the law, or somebody else's


def due(tasks: Any, today: datetime.date) -> Iterator[Task]:
    return (task for task in tasks if task.status == "open" and task.due is not None and task.due <= today)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path, nargs="?")
    asked.add_argument("--port", default=8420, type=int)
    said = asked.parse_args()
    folder = said.folder or Path(mkdtemp(prefix="parcours-demo-"))
    folder.mkdir(parents=True, exist_ok=True)
    file = (folder / "parcours.db").absolute()
    settings = Settings(database=f"sqlite:///{file}", now=UNTIL)
    if not file.exists():
        print("Une minute : le moteur fait vivre la coopérative…", flush=True)
        print(f"{build(settings)} personnes, dans {file}", flush=True)
    password = secrets.token_hex(8)
    with bootstrap.opened(settings, FixedClock(UNTIL)) as site:
        desk = Desk(site.store.accounts, Argon2(), site.engine.clock, bootstrap.new_secret)
        for user, membership in USERS:
            give_account(desk, user, membership, password)
        with answering(Place("127.0.0.1", said.port), site, settings, Quiet()) as port:
            print(f"http://localhost:{port}  {' ou '.join(user for user, _ in USERS)}, mot de passe : {password}")
            print("Ctrl-C arrête tout.", flush=True)
            signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    sys.exit(main())
