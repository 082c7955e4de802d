"""A rival's speed in one round, and what a round says of it in units of L."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

L = "L : 4 Kio et fdatasync"
Run = Callable[[], "Measure"]
Round = Mapping[str, "Measure"]


@dataclass(frozen=True, slots=True)
class Measure:
    """How many a second, and the seconds of processor each took in this process. `late`: the 99th hundredth waited."""

    rate: float
    spent: float
    late: float = 0.0


@dataclass(frozen=True, slots=True)
class Figure:
    """The medians of some rounds; `share` is the median of the shares of L, each taken inside of its round."""

    rate: float
    least: float
    most: float
    share: float
    spent: float
    late: float


def timed(run: Callable[[], object], count: int) -> Measure:
    began, spent = time.perf_counter(), time.process_time()
    run()
    return Measure(count / (time.perf_counter() - began), (time.process_time() - spent) / count)


def in_turn(rivals: Mapping[str, Run], rounds: int) -> list[Round]:
    """Every rival once a round: a disk is never twice the same, so only what stands in one round compares."""
    return [{name: run() for name, run in rivals.items()} for _ in range(rounds)]


def figure(rounds: Sequence[Round], name: str) -> Figure:
    rates = [each[name].rate for each in rounds]
    share = statistics.median(each[name].rate / each[L].rate for each in rounds)
    spent = statistics.median(each[name].spent for each in rounds)
    late = statistics.median(each[name].late for each in rounds)
    return Figure(statistics.median(rates), min(rates), max(rates), share, spent, late)


def hundredth(values: Sequence[float], share: float = 0.99) -> float:
    """The value that this share of them stays below."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def spaced(number: float, decimals: int = 0) -> str:
    """As French writes it: a space between thousands, a comma before decimals."""
    return f"{number:,.{decimals}f}".replace(",", " ").replace(".", ",")
