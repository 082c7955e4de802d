"""Reference model A in SimPy: model B with nothing scarce."""

from peers import simpy_b


def run(people: int, seed: int) -> dict[str, float]:
    return simpy_b.run(people, seed, limited=False)
