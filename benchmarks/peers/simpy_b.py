"""Reference model B in SimPy, as its tutorials write it: a process a person, resources for what is scarce."""

import random  # noqa: TID251  # a peer draws as its users do
from collections.abc import Generator, Iterator

import simpy

from peers import reference as r


class House:
    def __init__(self, env: simpy.Environment, people: int, seed: int, *, limited: bool) -> None:
        scale = max(1, people // 1000)
        self.env, self.random, self.limited = env, random.Random(seed), limited
        self.desk = simpy.Resource(env, scale if limited else r.WITHOUT_END)
        self.slots = simpy.Resource(env, r.ADVISERS * r.SLOTS * scale if limited else r.WITHOUT_END)
        self.meetings = r.Booking(r.MEETINGS, r.SEATS * scale if limited else r.WITHOUT_END)
        self.workshops = r.Booking(r.WORKSHOPS, r.PLACES * scale if limited else r.WITHOUT_END)
        self.associes = 0
        self.days: list[float] = []

    def lognormal(self, median: float, sigma: float) -> float:
        return median * self.random.lognormvariate(0.0, sigma)

    def person(self) -> Iterator[simpy.Event]:
        env, draw = self.env, self.random
        arrived = env.now
        for _ in range(3):
            meeting = self.meetings.book(env.now + 2)
            yield env.timeout(meeting - env.now)
            if draw.random() >= 0.15:
                break
        else:
            return
        if draw.random() < 0.30:
            return
        yield env.timeout(self.lognormal(14.0, 0.6))
        with self.desk.request() as turn:
            yield turn
            yield env.timeout(draw.triangular(0.5, 2.0, 1.0))
        if draw.random() >= 0.65:
            return
        yield env.timeout(draw.triangular(7.0, 30.0, 14.0))
        workshop = self.workshops.book(env.now)
        yield env.timeout(workshop - env.now)
        with self.slots.request() as slot:
            got = yield slot | env.timeout(draw.expovariate(1 / r.PATIENCE))
            if slot not in got:
                return
            formed, stays = yield from self.test()
        if not stays:
            return
        yield env.timeout(max(0.0, formed - env.now))
        yield env.timeout(max(0.0, r.first_after(env.now) - env.now))
        self.days.append(env.now - arrived)
        decided, leaves = self.lognormal(600.0, 0.5), draw.expovariate(1 / 3650.0)
        yield env.timeout(min(decided, leaves))
        self.associes += leaves >= decided and draw.random() < 0.70

    def test(self) -> Generator[simpy.Event, object, tuple[float, bool]]:
        """The CAPE, period after period; until when the training lasts, and whether the person goes on."""
        env, draw = self.env, self.random
        place = r.place_after(r.FIRSTS, env.now)
        yield env.timeout(max(0.0, r.FIRSTS[place] - env.now))
        formed = r.FIRSTS[place + 5] + draw.expovariate(1 / 10.0) if draw.random() < 0.60 else 0.0
        total = 0
        while True:
            term = min(draw.choices(r.TERMS, r.WEIGHTS)[0], 36 - total)
            total += term
            yield env.timeout(r.FIRSTS[place + total] - env.now)
            fate = draw.random()
            if fate < 0.08:
                return formed, False
            if total == 36 or fate < 0.08 + 0.22:
                return formed, True


def arrivals(env: simpy.Environment, house: House, people: int) -> Iterator[simpy.Event]:
    for _ in range(people):
        yield env.timeout(house.random.expovariate(people / r.ARRIVING))
        env.process(house.person())


def run(people: int, seed: int, *, limited: bool = True) -> dict[str, float]:
    env = simpy.Environment()
    house = House(env, people, seed, limited=limited)
    env.process(arrivals(env, house, people))
    env.run()
    return {"associes": house.associes, "days": sum(house.days) / max(1, len(house.days))}
