"""Processes at work, one of them killed at a time at a moment chance chooses, and what is found after each kill."""

import datetime
import multiprocessing
import random  # noqa: TID251  chance is an argument, of this kind
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from typing import Final

from parcours import bootstrap
from parcours.errors import StoreUnreachableError
from parcours.runtime.commands import send
from parcours.runtime.tick import tick
from torture.actors import Actor, Commander, Daemon, Post, Sender, Ticker, at_work
from torture.ground import CAE, DAILY, VISIT, Ground, Land, Server, Stopped
from torture.postmaster import Postmaster
from torture.promises import Checked, Sending, check

EVENING: Final = datetime.time(22, tzinfo=datetime.UTC)
LONGEST: Final = 0.1  # seconds that somebody is left to work before the next kill
ROUND: Final = 20  # kills on one ground
POSTMASTER: Final = "le serveur PostgreSQL"
ELSEWHERE: Final = "tous étaient au travail"
TRIES: Final = 20
PRELOADED: Final = ("parcours.cli.main", "parcours.cli.send", "parcours.cli.tick", "parcours.daemon", "psycopg")


@dataclass
class Tally:
    """What a siege has seen."""

    kills: Counter[tuple[str, str]] = field(default_factory=Counter)  # of whom, doing what
    acknowledged: int = 0
    repeated: int = 0
    unknown: int = 0
    days: int = 0
    facts: int = 0
    broken: list[str] = field(default_factory=list)

    @property
    def killed(self) -> int:
        return sum(self.kills.values())

    def add(self, checked: Checked) -> None:
        self.broken += checked.broken


def lay(land: Land, kills: int, chance: random.Random) -> Tally:
    """So many kills, on as many grounds as it takes."""
    tally = Tally()
    while tally.killed < kills and not tally.broken:
        ground, cases = land.ground().peopled()
        server = land.postmaster if isinstance(land, Server) else None
        actors = company(cases)
        with ground.opened() as site:
            siege = Siege(ground, actors, site, _sendings(ground, actors, cases), tally, server)
            siege.hold(min(ROUND, kills - tally.killed), chance)
            siege.end()
    return tally


def company(cases: Sequence[str]) -> tuple[Actor, ...]:
    """Whoever may be killed."""
    senders = [Sender(f"envoi-{number}", case) for number, case in enumerate(cases)]
    commanders = [Commander(f"commande-{number}", case) for number, case in enumerate(cases)]
    return (*senders, *commanders, Ticker("temps"), Daemon("service"))


def _sendings(ground: Ground, actors: Sequence[Actor], cases: Sequence[str]) -> tuple[Sending, ...]:
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
            for _ in range(kills):
                pause = LONGEST * chance.random()
                if self.server is not None and chance.random() < 1 / (2 * len(self.actors)):
                    self._kill_server(self.server, pause)
                else:
                    self._kill(chance.choice(self.actors), pause)
                self.tally.add(self._checked())
                if self.tally.broken:
                    return

    def end(self) -> None:
        """Whoever had no answer asks again, and time passes up to the evening of the last day."""
        self._each_asks_again()
        last = datetime.datetime.combine(self.ground.clock.now().date(), EVENING)
        with bootstrap.opened(self.ground.settings, Stopped(last)) as evening:
            tick(evening.engine)
        checked = self._checked()
        self.tally.add(checked)
        if checked.unknown:
            self.tally.broken.append(f"{checked.unknown} answers that nobody noted, at the end")
        with self.site.store.reading() as reader:
            for sending in self.sendings:
                facts = reader.facts(CAE, sending.case)
                days = [fact.on for fact in facts if fact.name == DAILY]
                if days[-1] != last.date():
                    self.tally.broken.append(f"a timer is lost: {sending.case} stands at {days[-1]}, not {last.date()}")
                self.tally.days += len(days)
                self.tally.facts += len(facts)
        self._count()

    def _count(self) -> None:
        for post in (post for sending in self.sendings for post in sending.posts):
            self.tally.acknowledged += len(post.noted)
            self.tally.repeated += sum(again for _, again in post.noted)
        for post in (Post(self.ground, actor.name) for actor in self.actors):
            if post.complaints.exists():
                self.tally.broken.append(f"{post.name}: {post.complaints.read_text()}")

    def _each_asks_again(self) -> None:
        for sending in self.sendings:
            for post in sending.posts:
                accepted = send(self.site.engine, sending.case, VISIT, {}, key=post.key(len(post.noted)))
                post.note(accepted.seq, again=accepted.repeated)

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

    def _start(self, actor: Actor) -> None:
        fork = multiprocessing.get_context("forkserver")
        fork.set_forkserver_preload(list(PRELOADED))
        process = fork.Process(target=at_work, args=(actor, self.ground))
        process.start()
        self.running[actor.name] = process

    def _kill(self, actor: Actor, pause: float) -> None:
        process, post = self.running[actor.name], Post(self.ground, actor.name)
        process.join(pause)
        if process.exitcode is not None:
            self.tally.broken.append(f"{actor.name} ended by itself: {process.exitcode}")
        process.kill()
        process.join()
        self.tally.kills[actor.kind, post.phase.value] += 1
        self.tally.unknown += self._unanswered(post)
        self._start(actor)

    def _kill_server(self, server: Postmaster, pause: float) -> None:
        next(iter(self.running.values())).join(pause)
        server.kill()
        self.tally.kills[POSTMASTER, ELSEWHERE] += 1
        server.start()

    def _unanswered(self, post: Post) -> int:
        """Whether the one that was killed had been heard, and never knew."""
        for sending in self.sendings:
            if post in sending.posts:
                with self.site.store.reading() as reader:
                    return int(reader.answer(CAE, sending.case, post.key(len(post.noted))) is not None)
        return 0

    def _checked(self) -> Checked:
        """Once the server answers: the connections kept open to the one before are told of only when they are used."""
        for _ in range(TRIES):
            with suppress(StoreUnreachableError):
                return check(self.site, self.sendings)
        return check(self.site, self.sendings)
