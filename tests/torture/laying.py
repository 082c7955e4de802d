"""Sieges one after the other, and how each ends: all that was asked is asked again, all that is due is done."""

import datetime
import os
import random  # noqa: TID251  chance is an argument, of this kind
import subprocess
import sys
from dataclasses import dataclass

from parcours.ports import Reader
from parcours.runtime.commands import send
from torture.actors import Commander, Post
from torture.ground import ASK, CAE, DAILY, VISIT, Ground, Land, Server
from torture.leaps import DAY
from torture.promises import Sending, arrived, check_all_left
from torture.siege import ROUND, Siege, company, sendings
from torture.tally import Tally

EVENING = datetime.time(22, tzinfo=datetime.UTC)


def lay(land: Land, kills: int, chance: random.Random) -> Tally:
    """So many kills, on as many grounds as it takes."""
    tally = Tally()
    while tally.killed < kills and not tally.broken:
        ground, cases = land.ground().peopled()
        server = land.postmaster if isinstance(land, Server) else None
        actors = company(cases)
        with ground.opened() as site:
            siege = Siege(ground, actors, site, sendings(ground, actors, cases), tally, server)
            siege.hold(min(ROUND, kills - tally.killed), chance)
            _End(siege).come()
    return tally


@dataclass(frozen=True)
class _End:
    siege: Siege

    @property
    def ground(self) -> Ground:
        return self.siege.ground

    def come(self) -> None:
        """Whoever had no answer asks again, time passes up to the evening of the day after, and all leaves."""
        self._each_asks_again()
        last = datetime.datetime.combine(self.ground.clock.now().date() + DAY, EVENING)
        broken = self.siege.tally.broken
        broken += self._drained(last)
        checked = self.siege.checked()
        broken += checked.broken
        if checked.unknown:
            broken.append(f"lost: {checked.unknown} answers that nobody noted, at the end")
        broken += check_all_left(self.siege.site, self.ground, self.siege.sendings)
        with self.siege.site.store.reading() as reader:
            for sending in self.siege.sendings:
                self._count(reader, sending, last.date())
        self._count_all()

    def _each_asks_again(self) -> None:
        kinds = {actor.name: ASK if isinstance(actor, Commander) else VISIT for actor in self.siege.actors}
        for sending in self.siege.sendings:
            for post in sending.posts:
                key = post.key(len(post.noted))
                accepted = send(self.siege.site.engine, sending.case, kinds[post.name], {}, key=key)
                post.note(accepted.seq, again=accepted.repeated)

    def _drained(self, at: datetime.datetime) -> list[str]:
        """All that is due by then is fired and leaves, in a process that nobody kills."""
        variables = {**os.environ, **self.ground.variables(), "PARCOURS_NOW": at.isoformat()}
        command = [sys.executable, "-m", "parcours", "serve", "--once"]
        said = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
        return [f"serve: {said.stderr}"] if said.returncode else []

    def _count(self, reader: Reader, sending: Sending, last: datetime.date) -> None:
        tally, facts = self.siege.tally, reader.facts(CAE, sending.case)
        days = [fact.on for fact in facts if fact.name == DAILY]
        if days[-1:] != [last]:
            tally.broken.append(f"a timer is lost: {sending.case} stands at {days[-1:]}, not {last}")
        tally.days += len(days)
        tally.facts += len(facts)
        for post in sending.posts:
            tally.acknowledged += len(post.noted)
            tally.repeated += sum(again for _, again in post.noted)

    def _count_all(self) -> None:
        tally, counted = self.siege.tally, arrived(self.ground)
        tally.effects += len(counted)
        tally.arrived_again += sum(counted.values()) - len(counted)
        for post in (Post(self.ground, actor.name) for actor in self.siege.actors):
            if post.complaints.exists():
                tally.broken.append(f"{post.name}: {post.complaints.read_text()}")
