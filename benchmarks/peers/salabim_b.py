"""Reference model B in salabim, as its manual writes it: a component a person, resources for what is scarce."""

import random  # noqa: TID251  # a peer draws as its users do

import salabim

from peers import reference as r


class House:
    def __init__(self, people: int, seed: int, *, limited: bool) -> None:
        scale = max(1, people // 1000)
        self.env = salabim.Environment(time_unit="days", trace=False, random_seed=seed)
        self.random, self.people = random.Random(seed), people
        self.desk = salabim.Resource("desk", scale if limited else r.WITHOUT_END, monitor=False)
        self.slots = salabim.Resource(
            "slots", r.ADVISERS * r.SLOTS * scale if limited else r.WITHOUT_END, monitor=False
        )
        self.meetings = r.Booking(r.MEETINGS, r.SEATS * scale if limited else r.WITHOUT_END)
        self.workshops = r.Booking(r.WORKSHOPS, r.PLACES * scale if limited else r.WITHOUT_END)
        self.associes = 0
        self.days: list[float] = []


class Person(salabim.Component):
    def setup(self, house: House) -> None:
        self.house = house

    def process(self) -> None:
        house, env = self.house, self.house.env
        draw, arrived = house.random, env.now()
        for _ in range(3):
            self.hold(till=house.meetings.book(env.now() + 2))
            if draw.random() >= 0.15:
                break
        else:
            return
        if draw.random() < 0.30:
            return
        self.hold(14.0 * draw.lognormvariate(0.0, 0.6))
        self.request(house.desk)
        self.hold(draw.triangular(0.5, 2.0, 1.0))
        self.release(house.desk)
        if draw.random() >= 0.65:
            return
        self.hold(draw.triangular(7.0, 30.0, 14.0))
        self.hold(till=house.workshops.book(env.now()))
        self.request(house.slots, fail_delay=draw.expovariate(1 / r.PATIENCE))
        if self.failed():
            return
        formed, stays = self.test()
        self.release(house.slots)
        if not stays:
            return
        self.hold(till=max(formed, env.now()))
        self.hold(till=max(r.first_after(env.now()), env.now()))
        house.days.append(env.now() - arrived)
        decided, leaves = 600.0 * draw.lognormvariate(0.0, 0.5), draw.expovariate(1 / 3650.0)
        self.hold(min(decided, leaves))
        house.associes += leaves >= decided and draw.random() < 0.70

    def test(self) -> tuple[float, bool]:
        """The CAPE, period after period; until when the training lasts, and whether the person goes on."""
        env, draw = self.house.env, self.house.random
        place = r.place_after(r.FIRSTS, env.now())
        self.hold(till=max(r.FIRSTS[place], env.now()))
        formed = r.FIRSTS[place + 5] + draw.expovariate(1 / 10.0) if draw.random() < 0.60 else 0.0
        total = 0
        while True:
            total += min(draw.choices(r.TERMS, r.WEIGHTS)[0], 36 - total)
            self.hold(till=r.FIRSTS[place + total])
            fate = draw.random()
            if fate < 0.08:
                return formed, False
            if total == 36 or fate < 0.08 + 0.22:
                return formed, True


class Arrivals(salabim.Component):
    def setup(self, house: House) -> None:
        self.house = house

    def process(self) -> None:
        for _ in range(self.house.people):
            self.hold(self.house.random.expovariate(self.house.people / r.ARRIVING))
            Person(house=self.house)


def run(people: int, seed: int, *, limited: bool = True) -> dict[str, float]:
    salabim.yieldless(True)  # noqa: FBT003  # as its own examples say it
    house = House(people, seed, limited=limited)
    Arrivals(house=house)
    house.env.run()
    return {"associes": house.associes, "days": sum(house.days) / max(1, len(house.days))}
