"""Reference model B in SimPy, as its tutorials write it: a process a person, resources for what is scarce."""

import bisect
import datetime
import random  # noqa: TID251  # a peer draws as its users do
from collections.abc import Generator, Iterator

import simpy

INSTANT = 1e-6
"""Sums of floats may pass a date by less than that."""
EPOCH = datetime.date(2026, 1, 1)
YEARS = 60
PATIENCE, SLOTS, ADVISERS, SEATS, PLACES = 180.0, 25, 4, 20, 12
TERMS, WEIGHTS = (1, 2, 3, 4, 5, 6), (0.02, 0.03, 0.20, 0.05, 0.05, 0.65)


def instants(day: int, hour: float) -> list[float]:
    months = ((2026 + m // 12, m % 12 + 1) for m in range(12 * YEARS))
    return [(datetime.date(year, month, day) - EPOCH).days + hour / 24 for year, month in months]


MEETINGS, WORKSHOPS, FIRSTS = instants(10, 9), instants(20, 14), instants(1, 0)


class House:
    def __init__(self, env: simpy.Environment, people: int, seed: int, *, limited: bool) -> None:
        scale = max(1, people // 1000)
        self.env, self.random, self.limited = env, random.Random(seed), limited
        self.desk = simpy.Resource(env, scale if limited else 10**9)
        self.slots = simpy.Resource(env, ADVISERS * SLOTS * scale if limited else 10**9)
        self.meetings: dict[int, int] = {}
        self.workshops: dict[int, int] = {}
        self.seats, self.places = (SEATS * scale, PLACES * scale) if limited else (10**9, 10**9)
        self.associes = 0
        self.days: list[float] = []

    def book(self, when: list[float], taken: dict[int, int], room: int, earliest: float) -> float:
        place = bisect.bisect_left(when, earliest - INSTANT)
        while taken.get(place, 0) >= room:
            place += 1
        taken[place] = taken.get(place, 0) + 1
        return when[place]

    def lognormal(self, median: float, sigma: float) -> float:
        return median * self.random.lognormvariate(0.0, sigma)

    def person(self) -> Iterator[simpy.Event]:
        env, draw = self.env, self.random
        arrived = env.now
        for _ in range(3):
            meeting = self.book(MEETINGS, self.meetings, self.seats, env.now + 2)
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
        workshop = self.book(WORKSHOPS, self.workshops, self.places, env.now)
        yield env.timeout(workshop - env.now)
        with self.slots.request() as slot:
            got = yield slot | env.timeout(draw.expovariate(1 / PATIENCE))
            if slot not in got:
                return
            formed, stays = yield from self.test()
        if not stays:
            return
        yield env.timeout(max(0.0, formed - env.now))
        yield env.timeout(max(0.0, first_after(env.now) - env.now))
        self.days.append(env.now - arrived)
        decided, leaves = self.lognormal(600.0, 0.5), draw.expovariate(1 / 3650.0)
        yield env.timeout(min(decided, leaves))
        self.associes += leaves >= decided and draw.random() < 0.70

    def test(self) -> Generator[simpy.Event, object, tuple[float, bool]]:
        """The CAPE, period after period; until when the training lasts, and whether the person goes on."""
        env, draw = self.env, self.random
        place = bisect.bisect_left(FIRSTS, env.now - INSTANT)
        yield env.timeout(max(0.0, FIRSTS[place] - env.now))
        formed = FIRSTS[place + 5] + draw.expovariate(1 / 10.0) if draw.random() < 0.60 else 0.0
        total = 0
        while True:
            term = min(draw.choices(TERMS, WEIGHTS)[0], 36 - total)
            total += term
            yield env.timeout(FIRSTS[place + total] - env.now)
            fate = draw.random()
            if fate < 0.08:
                return formed, False
            if total == 36 or fate < 0.08 + 0.22:
                return formed, True


def first_after(now: float) -> float:
    return FIRSTS[bisect.bisect_left(FIRSTS, now - INSTANT)]


def arrivals(env: simpy.Environment, house: House, people: int) -> Iterator[simpy.Event]:
    for _ in range(people):
        yield env.timeout(house.random.expovariate(people / 1826.0))
        env.process(house.person())


def run(people: int, seed: int, *, limited: bool = True) -> dict[str, float]:
    env = simpy.Environment()
    house = House(env, people, seed, limited=limited)
    env.process(arrivals(env, house, people))
    env.run()
    return {"associes": house.associes, "days": sum(house.days) / max(1, len(house.days))}
