"""Mishaps with a name, each tried once: what was done to the engine, what it said, what was left."""

import datetime
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

import psycopg

from parcours import bootstrap
from parcours.adapters.storage.sqlite import connected
from parcours.daemon import Service, serve
from parcours.errors import StoreFullError, StoreLockedError
from parcours.runtime.commands import send
from parcours.runtime.recovery import verify
from parcours.runtime.tick import tick
from torture import partners
from torture.ground import CAE, DAILY, VISIT, Files, Ground, Server, Stopped, missed_days
from torture.leaps import DAY, START

HELD = 10.0  # seconds that somebody keeps the database
ROOM = "2m"  # of a disk that is soon full
MADE_ROOM = 300_000  # bytes somebody finds to throw away
WANTED = "ATTENDU"
PARTNERS: Mapping[str, Callable[[partners.Office], tuple[str, bool]]] = {
    "serveur de courriel arrêté pendant une heure": partners.mail_down,
    "autre logiciel qui décroche et ne répond jamais": partners.web_hangs,
    "extension qui fuit, extension qui appelle sys.exit": partners.plugins_break,
}


@dataclass(frozen=True)
class Fault:
    """`kept` is whether every promise held."""

    name: str
    told: str
    kept: bool


def tried(files: Files, server: Server | None) -> Iterator[Fault]:
    yield disk_full(files.folder)
    yield judged("SQLite occupée 10 s par un autre programme", files.ground(), locked_file)
    if server is not None:
        yield judged("PostgreSQL : la personne verrouillée 10 s", server.ground(), locked_person)
    yield judged("horloge reculée de trois jours, `parcours tick`", files.ground(), clock_back)
    yield judged("horloge reculée de trois jours, `parcours serve --once`", files.ground(), daemon_clock_back)
    for name, failing in PARTNERS.items():
        yield Fault(name, *failing(partners.office(files.ground())))


Story = Callable[[Ground, str], str]


def judged(name: str, ground: Ground, story: Story) -> Fault:
    peopled, (case, *_) = ground.peopled()
    told = story(peopled, case)
    with peopled.opened() as site:
        findings = verify(site.store).findings
        with site.store.reading() as reader:
            missed = missed_days(reader.facts(CAE, case))
    broken = [*(finding.text.render() for finding in findings), *missed]
    return Fault(name, " ; ".join([told, *broken]), kept=not broken and WANTED not in told)


def locked_file(ground: Ground, case: str) -> str:
    holder = connected(Path(ground.settings.database.removeprefix("sqlite:///")))
    holder.execute("BEGIN IMMEDIATE")
    return _refused_then_done(ground, case, lambda: holder.execute("ROLLBACK"))


def locked_person(ground: Ground, case: str) -> str:
    holder = psycopg.connect(ground.settings.database)
    holder.execute("SELECT person FROM people FOR UPDATE")
    return _refused_then_done(ground, case, holder.close)


def _refused_then_done(ground: Ground, case: str, release: Callable[[], object]) -> str:
    """A command waits five seconds, is told, and is given again under its key until the database is free."""
    refusals, accepted = 0, None
    Timer(HELD, release).start()
    with ground.opened() as site:
        while accepted is None:
            try:
                accepted = send(site.engine, case, VISIT, {}, key="k")
            except StoreLockedError:
                refusals += 1
    return f"la commande a dit {refusals} fois que la base était occupée, et n'a été faite qu'une fois ensuite"


def clock_back(ground: Ground, case: str) -> str:
    days = [_days_at(ground, case, START + ahead * DAY) for ahead in (10, 7, 12)]
    if days != [11, 11, 13]:
        return f"{WANTED} 11, 11, 13 jours écrits, trouvé {days}"
    return "rien n'est refait tant que l'horloge retarde, et rien ne manque quand elle a repris"


def _days_at(ground: Ground, case: str, at: datetime.datetime) -> int:
    """How many days are written once time has passed on a machine that believes it is so late."""
    with bootstrap.opened(ground.settings, Stopped(at)) as site:
        tick(site.engine)
        return _days(site, case)


def _days(site: bootstrap.Site, case: str) -> int:
    with site.store.reading() as reader:
        return sum(fact.name == DAILY for fact in reader.facts(CAE, case))


def daemon_clock_back(ground: Ground, case: str) -> str:
    served = []
    for ahead in (10, 7, 12):
        clock = Stopped(START + ahead * DAY)
        with _silent(ground.folder / "service.log"):
            at_work = serve(ground.settings, Service(node="n1", once=True), clock)
        with bootstrap.opened(ground.settings, clock) as site:
            served.append((at_work, _days(site, case)))
    if served != [(True, 11), (False, 11), (True, 13)]:
        return f"{WANTED} au travail, arrêté, au travail, trouvé {served}"
    return "le service s'arrête de lui-même tant que l'horloge retarde sur la base, et reprend quand elle l'a rattrapée"


def disk_full(folder: Path) -> Fault:
    """A disk of two megabytes, which senders fill; then somebody makes room."""
    name = "SQLite : disque plein"
    disk = folder / "small"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(disk)], check=False).returncode:
        return Fault(name, "non essayé : il faut pouvoir monter un petit disque (root)", kept=True)
    try:
        (disk / "room").write_bytes(bytes(MADE_ROOM))
        return judged(name, Files(disk).ground(), lambda ground, case: _filled(ground, case, disk / "room"))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def _filled(ground: Ground, case: str, room: Path) -> str:
    answered = 0
    with ground.opened() as site:
        with suppress(StoreFullError):
            while True:
                answered = send(site.engine, case, VISIT, {}, key=f"k-{answered}").seq
        room.unlink()
        again = send(site.engine, case, VISIT, {}, key=f"k-{answered}")
    return (
        f"après le fait {answered}, la commande dit qu'il n'y a plus de place et ne laisse rien ; "
        f"de la place faite, la même clé donne le fait {again.seq}"
    )


@contextmanager
def _silent(path: Path) -> Iterator[None]:
    """What the service logs goes into a file."""
    kept = os.dup(2)
    with path.open("ab") as log:
        os.dup2(log.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
