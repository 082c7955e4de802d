"""What every peer knows of the reference models: their numbers, and the days they fall on."""

import bisect
import datetime

INSTANT = 1e-6
"""Sums of floats may pass a date by less than that."""
EPOCH = datetime.date(2026, 1, 1)
YEARS = 60
ARRIVING = 1826.0
PATIENCE, SLOTS, ADVISERS, SEATS, PLACES = 180.0, 25, 4, 20, 12
TERMS, WEIGHTS = (1, 2, 3, 4, 5, 6), (0.02, 0.03, 0.20, 0.05, 0.05, 0.65)
WITHOUT_END = 10**9


def instants(day: int, hour: float) -> list[float]:
    months = ((2026 + m // 12, m % 12 + 1) for m in range(12 * YEARS))
    return [(datetime.date(year, month, day) - EPOCH).days + hour / 24 for year, month in months]


MEETINGS, WORKSHOPS, FIRSTS = instants(10, 9), instants(20, 14), instants(1, 0)


def place_after(when: list[float], now: float) -> int:
    return bisect.bisect_left(when, now - INSTANT)


def first_after(now: float) -> float:
    return FIRSTS[place_after(FIRSTS, now)]


class Booking:
    """Sessions with seats: the first date with a free one, taken now."""

    def __init__(self, when: list[float], room: int) -> None:
        self.when, self.room, self.taken = when, room, dict[int, int]()

    def book(self, earliest: float) -> float:
        place = place_after(self.when, earliest)
        while self.taken.get(place, 0) >= self.room:
            place += 1
        self.taken[place] = self.taken.get(place, 0) + 1
        return self.when[place]
