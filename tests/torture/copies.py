"""`parcours backup` and `parcours restore` killed at moments that chance chooses, while somebody goes on writing.

After each kill: a backup is whole, or no restoration takes it; a restored database is whole and knows who was erased,
or does not open; and the one that serves has lost nothing.
"""

import os
import random  # noqa: TID251  chance is an argument, of this kind
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic
from typing import Final

import psycopg

from parcours import bootstrap
from parcours.cli.restore import OF_ITS_AGE
from parcours.definition.loader import load
from parcours.errors import ParcoursError, StoreError
from parcours.ports import Erasure
from parcours.runtime.commands import send
from parcours.runtime.opening import Entrance, start
from parcours.runtime.recovery import verify
from parcours.settings import Settings
from torture.ground import CAE, FILE, VISIT, Files, Ground, Server, Stopped
from torture.leaps import START

FORK: Final = get_context("fork")  # a process that imports nothing is killed at work, not while it starts
PEOPLE: Final = 60
GONE: Final = "P-gone"
LONGER: Final = 1.2  # than it takes: some kills come too late, and find all done
REGISTERS: Final = ("*.erasures", "*.holds", "*.checkpoints", "*.key")
WHOLE, NONE, REFUSED = "entière", "rien", "refusée"


@dataclass
class Copying:
    """A site that serves, copied and put back while somebody writes to it."""

    ground: Ground
    new_target: Callable[[Path], str]  # the address of a place where nothing stands
    chance: random.Random
    case: str
    copies: Path
    made: int = 0
    broken: list[str] = field(default_factory=list)
    backups: Counter[str] = field(default_factory=Counter)
    restorations: Counter[str] = field(default_factory=Counter)

    @property
    def settings(self) -> Settings:
        return self.ground.settings

    def told(self) -> str:
        """Both counts in words, then what was broken."""
        counts = [
            f"{what} : " + ", ".join(f"{found} {number}" for found, number in sorted(counted.items()))
            for what, counted in (("sauvegardes tuées", self.backups), ("restaurations tuées", self.restorations))
        ]
        return " ; ".join([*counts, *self.broken])

    def kill_backups(self, kills: int) -> None:
        longest = LONGER * self._lasting(partial(self._back_up, self._next()))
        for _ in range(kills):
            target = self._next()
            self._killed(partial(self._back_up, target), longest)
            found = WHOLE if target.exists() else NONE
            self.backups[found] += 1
            restored = self._restored(target)
            if (restored == WHOLE) is not (found == WHOLE):
                self.broken.append(f"la sauvegarde {target.name}, {found}, donne une base {restored}")
        self._back_up(self._next())  # which takes away what the dead have left
        self.broken += [f"reste {each.name}" for each in self.copies.iterdir() if each.name.startswith(".")]

    def kill_restorations(self, kills: int) -> None:
        """Of a backup that still knows somebody who was erased since."""
        older = self._next()
        self._back_up(older)
        with bootstrap.opened(self.settings, self.ground.clock) as site:
            with site.store.transaction() as transaction:
                transaction.erase(Erasure(CAE, GONE, self.ground.clock.now(), "essai"))
            site.store.checkpoint(self.ground.clock.now())
        longest = LONGER * self._lasting(partial(self._put_back, older, self._elsewhere()))
        for _ in range(kills):
            target = self._elsewhere()
            self._killed(partial(self._put_back, older, target), longest)
            found = self._judged(target)
            self.restorations[found] += 1
            if found == NONE:
                self._put_back(older, target)
                found = self._judged(target)
                if found != WHOLE:
                    self.broken.append(f"recommencée, la restauration donne une base {found}")

    def _killed(self, act: Callable[[], object], longest: float) -> None:
        process = FORK.Process(target=act)
        process.start()
        process.join(longest * self.chance.random())
        process.kill()
        process.join()

    def _lasting(self, act: Callable[[], object]) -> float:
        before = monotonic()
        process = FORK.Process(target=act)
        process.start()
        process.join()
        if process.exitcode:
            self.broken.append(f"non tuée, elle a échoué ({process.exitcode})")
        return monotonic() - before

    def _back_up(self, target: Path) -> None:
        bootstrap.back_up(self.settings, target, self.ground.clock)

    def _put_back(self, saved: Path, target: Settings) -> None:
        bootstrap.put_back(target, saved, self.ground.clock)

    def _restored(self, saved: Path) -> str:
        """What a restoration makes of it."""
        target = self._elsewhere()
        with suppress(ParcoursError):
            self._put_back(saved, target)
        return self._judged(target)

    def _judged(self, target: Settings) -> str:
        self._settled(target)
        try:
            with bootstrap.opened(target, self.ground.clock) as site:
                findings = [each for each in verify(site.store).findings if each.kind not in OF_ITS_AGE]
                with site.store.reading() as reader:
                    erased = reader.erased_at(CAE, GONE) is not None
        except StoreError as refused:
            return REFUSED if "à moitié" in str(refused) else NONE
        told = list(Path(str(target.key_file)).parent.glob("*.erasures"))
        self.broken += [f"une base restaurée : {each.text.render()}" for each in findings]
        self.broken += ["une base restaurée connaît qui fut effacé"] if told and not erased else []
        return WHOLE

    def _settled(self, target: Settings) -> None:
        """Waits for the tool that the dead one had started: it goes on alone, and ends by itself."""
        if target.database.startswith("sqlite"):
            return
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        with psycopg.connect(target.database, autocommit=True) as connection:
            while connection.execute(others).fetchone() != (0,):
                connection.execute("SELECT pg_sleep(0.02)")

    def _next(self) -> Path:
        self.made += 1
        return self.copies / f"{self.made:04}.copie"

    def _elsewhere(self) -> Settings:
        """Another machine, to which the key and what stands beside it were brought."""
        self.made += 1
        folder = self.copies.parent / f"ailleurs-{self.made}"
        folder.mkdir()
        own = Path(str(self.settings.key_file))
        for pattern in REGISTERS:
            for each in own.parent.glob(pattern):
                shutil.copy(each, folder)
        return replace(self.settings, database=self.new_target(folder), key_file=str(folder / own.name))


def copies_killed(land: Files | Server, kills: int, chance: random.Random) -> Copying:
    """So many backups and so many restorations."""
    ground = land.ground()
    case = _peopled(ground)
    (ground.folder / "copies").mkdir()
    copying = Copying(ground, _targets(land), chance, case, ground.folder / "copies")
    with _somebody_writing(ground, case) as (writer, notes):
        copying.kill_backups(kills)
        copying.kill_restorations(kills)
        if writer.exitcode is not None:
            copying.broken.append(f"qui écrivait s'est arrêté ({writer.exitcode})")
    with bootstrap.opened(ground.settings, ground.clock) as site:
        copying.broken += [f"la base qui sert : {each.text.render()}" for each in verify(site.store).findings]
        with site.store.reading() as reader:
            known = {fact.seq for fact in reader.facts(CAE, case)}
    answered = {int(line) for line in notes.read_text().split()}
    copying.broken += [f"la base qui sert a perdu {len(answered - known)} faits"] if answered - known else []
    copying.broken += [] if len(answered) > kills else ["personne n'écrivait"]
    return copying


def _peopled(ground: Ground) -> str:
    with bootstrap.opened(ground.settings, Stopped(START)) as site:
        definition = load(FILE)
        people = [GONE, *(f"P-{number}" for number in range(PEOPLE))]
        return [start(site.engine, Entrance(definition, each), "entrer", {}).case.id for each in people][-1]


def _targets(land: Files | Server) -> Callable[[Path], str]:
    if isinstance(land, Files):
        return lambda folder: f"sqlite:///{folder / 'parcours.db'}"

    def created(folder: Path) -> str:
        name = f"copy_{folder.parent.name}_{folder.name}".replace("-", "_")
        with psycopg.connect(land.postmaster.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0".encode())
        return land.postmaster.address(name)

    return created


@contextmanager
def _somebody_writing(ground: Ground, case: str) -> Iterator[tuple[BaseProcess, Path]]:
    notes = ground.folder / "written"
    notes.touch()
    process = FORK.Process(target=_write, args=(ground, case, notes))
    process.start()
    try:
        yield process, notes
    finally:
        process.kill()
        process.join()


def _write(ground: Ground, case: str, notes: Path) -> None:
    parent = os.getppid()
    with bootstrap.opened(ground.settings, ground.clock) as site, notes.open("a") as file, closing(file):
        while os.getppid() == parent:
            file.write(f"{send(site.engine, case, VISIT, {}).seq}\n")
            file.flush()
