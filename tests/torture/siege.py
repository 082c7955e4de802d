"""Processes at work, one of them killed at a time at a moment chance chooses, and what is found after each kill."""

import multiprocessing
import random  # noqa: TID251  chance is an argument, of this kind
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from typing import Final

import psutil

from parcours import bootstrap
from parcours.errors import StoreUnreachableError
from torture.actors import OF_A_SIEGE, Actor, Commander, Daemon, Post, Sender, Ticker, at_work
from torture.ground import CAE, Ground
from torture.leaps import DAY
from torture.postmaster import PATIENCE, Postmaster
from torture.promises import Checked, Sending, check
from torture.tally import Tally

LONGEST: Final = 0.1  # seconds that somebody is left to work before the next kill
ROUND: Final = 20  # kills on one ground
GLANCES, GLANCE = 300, 0.01  # seconds between two looks at whether something has left
POSTMASTER: Final = "le serveur PostgreSQL"
WORKER: Final = "un ouvrier de `parcours serve`"
ELSEWHERE: Final = "tous étaient au travail"
AT_WORK: Final = "il portait un effet, ou l'attendait"
TRIES: Final = 20
PRELOADED: Final = ("parcours.cli.main", "parcours.cli.send", "parcours.cli.tick", "parcours.daemon", "psycopg")


def company(cases: Sequence[str]) -> tuple[Actor, ...]:
    """Whoever may be killed."""
    senders = [Sender(f"envoi-{number}", case) for number, case in enumerate(cases)]
    commanders = [Commander(f"commande-{number}", case) for number, case in enumerate(cases)]
    return (*senders, *commanders, Ticker("temps"), Daemon("service"))


def sendings(ground: Ground, actors: Sequence[Actor], cases: Sequence[str]) -> tuple[Sending, ...]:
    to = {
        case: tuple(Post(ground, each.name) for each in actors if getattr(each, "case", "") == case) for case in cases
    }
    return tuple(Sending(case, posts) for case, posts in to.items())


@dataclass
class Siege:
    """One ground under siege; `site` is the eye of whoever watches it."""

    ground: Ground
    actors: tuple[Actor, ...]
    site: bootstrap.Site
    sendings: tuple[Sending, ...]
    tally: Tally
    server: Postmaster | None = None
    running: dict[str, BaseProcess] = field(default_factory=dict)

    def hold(self, kills: int, chance: random.Random) -> None:
        with self._everybody():
            while kills > 0 and not self.tally.broken:
                pause = LONGEST * chance.random()
                kills -= self._strike(chance, pause)
                if chance.random() < 1 / 2:
                    self.ground.clock.leap(DAY)
                self.tally.broken += self.checked().broken

    def checked(self) -> Checked:
        """Once the server answers: the connections kept open to the one before are told of only when they are used."""
        for _ in range(TRIES):
            with suppress(StoreUnreachableError):
                return check(self.site, self.ground, self.sendings)
        return check(self.site, self.ground, self.sendings)

    def _strike(self, chance: random.Random, pause: float) -> int:
        """How many were killed."""
        drawn = chance.random() * (len(self.actors) + 1)
        if self.server is not None and drawn < 1 / 2:
            return self._kill_server(self.server, pause)
        if drawn < 1:
            return self._kill_worker(chance, pause)
        return self._kill(chance.choice(self.actors), pause)

    def _kill(self, actor: Actor, pause: float) -> int:
        process, post = self.running[actor.name], Post(self.ground, actor.name)
        if isinstance(actor, Daemon):
            self._until_something_leaves(process)
        process.join(pause)
        if process.exitcode is not None:
            self.tally.broken.append(f"{actor.name} ended by itself: {process.exitcode}")
        process.kill()
        process.join()
        self.tally.kills[actor.kind, post.phase.value] += 1
        self.tally.unknown += self._unanswered(post)
        self._start(actor)
        return 1

    def _kill_server(self, server: Postmaster, pause: float) -> int:
        next(iter(self.running.values())).join(pause)
        server.kill()
        self.tally.kills[POSTMASTER, ELSEWHERE] += 1
        server.start()
        return 1

    def _kill_worker(self, chance: random.Random, pause: float) -> int:
        (daemon,) = (self.running[each.name] for each in self.actors if isinstance(each, Daemon))
        self._until_something_leaves(daemon)
        daemon.join(pause)
        with suppress(psutil.NoSuchProcess):
            workers = psutil.Process(daemon.pid).children()
            if workers:
                chance.choice(workers).kill()
                self.tally.kills[WORKER, AT_WORK] += 1
                return 1
        return 0

    def _until_something_leaves(self, daemon: BaseProcess) -> None:
        """Whoever sends begins by starting workers, and would never come to it: it is left the time, or most of it."""
        sink = self.ground.sink
        before = sink.stat().st_size if sink.exists() else 0
        for _ in range(GLANCES):
            if sink.exists() and sink.stat().st_size > before:
                return
            daemon.join(GLANCE)

    def _unanswered(self, post: Post) -> int:
        """Whether the one that was killed had been heard, and never knew."""
        for sending in self.sendings:
            if post in sending.posts:
                with self.site.store.reading() as reader:
                    return int(reader.answer(CAE, sending.case, post.key(len(post.noted))) is not None)
        return 0

    @contextmanager
    def _everybody(self) -> Iterator[None]:
        try:
            for actor in self.actors:
                self._start(actor)
            yield
        finally:
            for process in self.running.values():
                process.kill()
                process.join()
            self.tally.broken += left_behind(self.ground)

    def _start(self, actor: Actor) -> None:
        fork = multiprocessing.get_context("forkserver")
        fork.set_forkserver_preload(list(PRELOADED))
        process = fork.Process(target=at_work, args=(actor, self.ground))
        process.start()
        self.running[actor.name] = process


def left_behind(ground: Ground) -> list[str]:
    """Workers of the dead that go on long after them, ended here."""
    found = [process for process in psutil.process_iter() if _is_of(process, ground)]
    _, alive = psutil.wait_procs(found, PATIENCE)
    for process in alive:
        process.kill()
    return [f"orphan: {process}" for process in alive]


def _is_of(process: psutil.Process, ground: Ground) -> bool:
    with suppress(psutil.Error):
        return process.environ().get(OF_A_SIEGE) == str(ground.folder)
    return False
