"""Reference model B in Ciw, as a network of queues: partial, for no queue of it is a session with seats.

A wait for a date is a service of a node with servers for all; the CAPE is the service of the node of the slots, whose
customers renege. Model A is whole.
"""

import random  # noqa: TID251  # a peer draws as its users do
from collections.abc import Callable
from typing import Any

import ciw

from peers import reference as r

MEETING, DIAGNOSTIC, DESK, PREPARATION, WORKSHOP, SLOT, TRAINING, CESA = range(1, 9)
NODES = 8
EXIT = -1


class Lasting(ciw.dists.Distribution):
    """A service whose length hangs on the moment it begins, and on who is served."""

    def __init__(self, length: Callable[[float, Any], float]) -> None:
        super().__init__()
        self.length = length

    def sample(self, t: float | None = None, ind: Any = None) -> float:
        return self.length(t or 0.0, ind)


class Leading(ciw.routing.NodeRouting):
    """Where somebody goes next."""

    def __init__(self, choose: Callable[[Any], int]) -> None:
        self.choose = choose

    def next_node(self, ind: Any) -> Any:
        return self.simulation.nodes[self.choose(ind)]


class House:
    def __init__(self, people: int, seed: int) -> None:
        self.random, self.people, self.came, self.associes = random.Random(seed), people, 0, 0
        self.days: list[float] = []

    def __deepcopy__(self, _memo: object) -> "House":
        """Ciw copies what it is given; there is one house."""
        return self

    def gap(self, _t: float, _ind: Any) -> float:
        self.came += 1
        return self.random.expovariate(self.people / r.ARRIVING) if self.came <= self.people else float("inf")

    def meeting(self, t: float, ind: Any) -> float:
        if not hasattr(ind, "missed"):
            ind.missed, ind.came = 0, t
        return r.MEETINGS[r.place_after(r.MEETINGS, t + 2)] - t

    def after_meeting(self, ind: Any) -> int:
        if self.random.random() < 0.15:
            ind.missed += 1
            return MEETING if ind.missed < 3 else EXIT
        return EXIT if self.random.random() < 0.30 else DIAGNOSTIC

    def slot(self, t: float, ind: Any) -> float:
        """The CAPE whole: what becomes of the person is drawn as it begins."""
        draw, place = self.random, r.place_after(r.FIRSTS, t)
        ind.formed = r.FIRSTS[place + 5] + draw.expovariate(1 / 10.0) if draw.random() < 0.60 else 0.0
        total = 0
        while True:
            total += min(draw.choices(r.TERMS, r.WEIGHTS)[0], 36 - total)
            fate = draw.random()
            ind.stays = fate >= 0.08
            if not ind.stays or total == 36 or fate < 0.30:
                return max(0.0, r.FIRSTS[place + total] - t)

    def cesa(self, t: float, ind: Any) -> float:
        self.days.append(t - ind.came)
        decided, leaves = 600.0 * self.random.lognormvariate(0.0, 0.5), self.random.expovariate(1 / 3650.0)
        self.associes += leaves >= decided and self.random.random() < 0.70
        return min(decided, leaves)


def run(people: int, seed: int, *, limited: bool = True) -> dict[str, float]:
    ciw.seed(seed)
    house, scale = House(people, seed), max(1, people // 1000)
    draw = house.random
    lengths: list[Callable[[float, Any], float]] = [
        house.meeting,
        lambda _t, _ind: 14.0 * draw.lognormvariate(0.0, 0.6),
        lambda _t, _ind: draw.triangular(0.5, 2.0, 1.0),
        lambda _t, _ind: draw.triangular(7.0, 30.0, 14.0),
        lambda t, _ind: r.WORKSHOPS[r.place_after(r.WORKSHOPS, t)] - t,
        house.slot,
        lambda t, ind: max(0.0, r.first_after(max(t, ind.formed)) - t),
        house.cesa,
    ]
    leading: list[Callable[[Any], int]] = [
        house.after_meeting,
        lambda _: DESK,
        lambda _: PREPARATION if draw.random() < 0.65 else EXIT,
        lambda _: WORKSHOP,
        lambda _: SLOT,
        lambda ind: TRAINING if ind.stays else EXIT,
        lambda _: CESA,
        lambda _: EXIT,
    ]
    servers = [float("inf")] * NODES
    if limited:
        servers[DESK - 1], servers[SLOT - 1] = scale, r.ADVISERS * r.SLOTS * scale
    network = ciw.create_network(
        arrival_distributions=[Lasting(house.gap), *[None] * (NODES - 1)],
        service_distributions=[Lasting(each) for each in lengths],
        number_of_servers=servers,
        reneging_time_distributions=[
            ciw.dists.Exponential(1 / r.PATIENCE) if limited and node == SLOT else None for node in range(1, NODES + 1)
        ],
        routing=ciw.routing.NetworkRouting(routers=[Leading(each) for each in leading]),
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(people, method="Finish")
    return {"associes": house.associes, "days": sum(house.days) / max(1, len(house.days))}
