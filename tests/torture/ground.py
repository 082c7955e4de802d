"""Where a siege takes place: a database with its key, people in it, and what must be true of them at every moment."""

import datetime
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol

import psycopg

from parcours import bootstrap
from parcours.adapters.clock import SystemClock
from parcours.definition.loader import load
from parcours.model.fact import Fact
from parcours.runtime.opening import Entrance, start
from parcours.settings import Settings
from torture.leaps import DAY, START, Leaps
from torture.postmaster import Postmaster

FILE = Path(__file__).with_name("siege.yaml")
CAE = "siege"
VISIT, ASK, DAILY = "visiter", "demander", "ici.jour"
PEOPLE = 2


@dataclass(frozen=True)
class Ground:
    """One database and the folder of whoever works on it."""

    settings: Settings
    folder: Path
    origin: datetime.datetime = field(default_factory=SystemClock().now)

    @property
    def sink(self) -> Path:
        """Where all that leaves the house arrives."""
        return self.folder / "sink"

    @cached_property
    def clock(self) -> Leaps:
        return Leaps(self.folder / "slept", self.origin)

    @contextmanager
    def opened(self) -> Iterator[bootstrap.Site]:
        with bootstrap.opened(self.settings, self.clock) as site:
            yield site

    def variables(self) -> dict[str, str]:
        """The environment of a command that is given now."""
        return {
            "PARCOURS_DATABASE": self.settings.database,
            "PARCOURS_KEY_FILE": str(self.settings.key_file),
            "PARCOURS_SITE": str(self.settings.site),
            "PARCOURS_WORKFLOWS": str(self.settings.workflows),
            "PARCOURS_NOW": self.clock.now().isoformat(),
        }

    def peopled(self) -> tuple["Ground", tuple[str, ...]]:
        """The same once people have entered, all at the instant it begins, and their cases."""
        with bootstrap.opened(self.settings, Stopped(START)) as site:
            definition = load(FILE)
            cases = tuple(
                start(site.engine, Entrance(definition, f"P-{number}"), "entrer", {}).case.id
                for number in range(PEOPLE)
            )
        return replace(self, origin=SystemClock().now()), cases


@dataclass(frozen=True)
class Stopped:
    instant: datetime.datetime

    def now(self) -> datetime.datetime:
        return self.instant

    def since_boot(self) -> float:
        return 0.0


class Land(Protocol):
    """Gives a new ground each time: a journal that grew long would be read again after each kill."""

    name: str

    def ground(self) -> Ground: ...


@dataclass
class Files:
    """SQLite."""

    folder: Path
    name: str = "SQLite"
    made: int = 0

    def ground(self) -> Ground:
        model = self.folder / "model"
        if not model.exists():
            model.mkdir()
            bootstrap.initialise(_on_file(model))
        self.made += 1
        folder = Path(shutil.copytree(model, self.folder / f"{self.made}"))
        return _laid(_on_file(folder), folder)


@dataclass
class Server:
    """PostgreSQL, on a server of its own that may be killed."""

    folder: Path
    postmaster: Postmaster
    name: str = "PostgreSQL"
    made: int = 0

    def ground(self) -> Ground:
        key = self.folder / "site.key"
        if not key.exists():
            self._create("model", "template0")
            bootstrap.initialise(Settings(database=self.postmaster.address("model"), key_file=str(key)))
        self.made += 1
        folder = self.folder / f"{self.made}"
        folder.mkdir()
        shutil.copy(key, folder / key.name)
        self._create(f"siege_{self.made}", "model")
        settings = Settings(self.postmaster.address(f"siege_{self.made}"), key_file=str(folder / key.name))
        return _laid(settings, folder)

    def _create(self, name: str, template: str) -> None:
        with psycopg.connect(self.postmaster.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE {template}".encode())


def _laid(settings: Settings, folder: Path) -> Ground:
    site = folder / "parcours.toml"
    ground = Ground(replace(settings, site=site, workflows=FILE.parent), folder)
    site.write_text(f"[journal]\nfichier = {str(ground.sink)!r}\n", encoding="utf-8")
    return ground


def _on_file(folder: Path) -> Settings:
    return Settings(database=f"sqlite:///{folder / 'parcours.db'}", key_file=str(folder / "parcours.key"))


def missed_days(facts: tuple[Fact, ...]) -> list[str]:
    """Days on which what is due every day was not made once, up to the last that was."""
    days = [fact.on for fact in facts if fact.name == DAILY]
    first = START.date()
    expected = [first + number * DAY for number in range(len(days))]
    return [f"{want} became {got}" for want, got in zip(expected, days, strict=True) if want != got]
