"""A run gives the same figures wherever it is done, stops when it should, and is taken up where it stopped."""

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context

import pytest

from measured import FRAME
from parcours.simulation.measures.replica import Replica
from parcours.simulation.replicating import Batch, Here, replicate
from parcours.simulation.running import Plan, Progress, Ran, carry_out
from replicated import INSTANT, QUICK, SLOW, deadly, replica, slow_at_first, work


def faulty(numbers: tuple[int, ...]) -> Batch:
    if 3 in numbers:
        raise ZeroDivisionError
    return SLOW(numbers)


def interrupted(numbers: tuple[int, ...]) -> Batch:
    if 3 in numbers:
        raise KeyboardInterrupt
    return SLOW(numbers)


@dataclass
class Kept:
    replicas: dict[int, Replica] = field(default_factory=dict)
    batches: list[tuple[int, ...]] = field(default_factory=list)

    def known(self) -> Mapping[int, Replica]:
        return self.replicas

    def keep(self, replicas: Sequence[Replica]) -> None:
        self.batches.append(tuple(each.replication for each in replicas))
        self.replicas |= {each.replication: each for each in replicas}


def figures(ran: Ran) -> list[Replica]:
    return list(ran.replicas)


EXPECTED = [replica(number) for number in range(12)]


def test_here_replications_come_in_their_order() -> None:
    ran = carry_out(SLOW, Plan(12), FRAME, Here())
    assert figures(ran) == EXPECTED
    assert (ran.reached, ran.interrupted, ran.people) == (True, False, 12)
    assert ran.seconds == pytest.approx(12 * 0.3)


@pytest.mark.parametrize("of", [SLOW, QUICK, INSTANT, slow_at_first])
def test_workers_give_the_same_whoever_ends_first(of: partial[Batch]) -> None:
    with ThreadPoolExecutor(3) as executor:
        assert figures(carry_out(of, Plan(12), FRAME, executor, 3)) == EXPECTED


@pytest.mark.processes
def test_processes_give_the_same() -> None:
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        assert figures(carry_out(QUICK, Plan(12), FRAME, executor, 2)) == EXPECTED


def test_chunks_last_long_enough_to_be_worth_sending() -> None:
    kept = Kept()
    carry_out(QUICK, Plan(12), FRAME, Here(), keeping=kept)
    assert kept.batches == [(0,), (1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11)]


def test_chunks_leave_something_for_every_worker() -> None:
    sizes = [len(batch.replicas) for batch in replicate(partial(work, 1e-6), range(40), ThreadPoolExecutor(2), 2)]
    assert sum(sizes) == 40
    assert max(sizes) <= 20


def test_a_run_is_taken_up_where_it_stopped() -> None:
    kept = Kept({number: replica(number) for number in (0, 1, 2, 5)})
    ran = carry_out(SLOW, Plan(12), FRAME, Here(), keeping=kept)
    assert figures(ran) == EXPECTED
    assert ran.people == 8
    assert [number for batch in kept.batches for number in batch] == [3, 4, 6, 7, 8, 9, 10, 11]
    again = carry_out(faulty, Plan(12), FRAME, Here(), keeping=kept)
    assert (figures(again), again.people) == (EXPECTED, 0)


def test_fewer_replications_than_are_kept_are_the_first() -> None:
    kept = Kept({number: replica(number) for number in range(12)})
    assert figures(carry_out(faulty, Plan(4), FRAME, Here(), keeping=kept)) == EXPECTED[:4]


def test_an_interrupted_run_gives_what_is_whole() -> None:
    kept = Kept()
    ran = carry_out(interrupted, Plan(12), FRAME, Here(), keeping=kept)
    assert (figures(ran), ran.interrupted) == (EXPECTED[:3], True)
    assert sorted(kept.replicas) == [0, 1, 2]


def test_what_is_done_after_a_gap_is_kept_and_not_shown() -> None:
    kept = Kept({number: replica(number) for number in (5, 6)})
    ran = carry_out(interrupted, Plan(12), FRAME, Here(), keeping=kept)
    assert figures(ran) == EXPECTED[:3]
    assert sorted(kept.replicas) == [0, 1, 2, 5, 6]


def test_a_fault_of_the_work_is_raised_and_what_is_done_is_kept() -> None:
    kept = Kept()
    with pytest.raises(ZeroDivisionError):
        carry_out(faulty, Plan(12), FRAME, Here(), keeping=kept)
    assert sorted(kept.replicas) == [0, 1, 2]


@pytest.mark.processes
def test_a_worker_that_dies_is_told() -> None:
    with ProcessPoolExecutor(1, get_context("spawn")) as executor, pytest.raises(BrokenProcessPool):
        carry_out(deadly, Plan(12), FRAME, executor, 1)


def executors() -> list[tuple[Executor, int]]:
    return [(Here(), 1), (ThreadPoolExecutor(2), 2), (ThreadPoolExecutor(5), 5)]


def test_a_run_stops_at_the_same_replication_whoever_does_it() -> None:
    plan = Plan(500, target=0.05, watched=("stages.suivi.days",))
    lengths = set()
    for of in (SLOW, QUICK, INSTANT):
        for executor, workers in executors():
            with executor:
                ran = carry_out(of, plan, FRAME, executor, workers)
            assert ran.reached
            lengths.add(len(ran.replicas))
    (length,) = lengths
    assert 10 <= length < 100


def test_a_run_that_cannot_reach_its_target_says_so() -> None:
    ran = carry_out(INSTANT, Plan(12, target=1e-9, watched=("stages.suivi.days",)), FRAME, Here())
    assert (len(ran.replicas), ran.reached) == (12, False)


def test_a_run_tells_where_it_is() -> None:
    heard: list[Progress] = []
    kept = Kept({0: replica(0), 1: replica(1)})
    plan = Plan(5, target=1e-9, watched=("stages.suivi.days",))
    carry_out(SLOW, plan, FRAME, Here(), keeping=kept, hear=heard.append)
    assert [(each.done, each.wanted, each.known, each.people) for each in heard] == [
        (3, 5, 2, 1),
        (4, 5, 2, 2),
        (5, 5, 2, 3),
    ]
    assert heard[-1].width is not None
    assert heard[-1].width > 1e-9


def test_what_remains_is_reckoned_on_what_was_done_now() -> None:
    # Of 10, 4 were known; 2 more took 3 seconds: 4 remain, at 1.5 s each. 50 people in 3 s.
    progress = Progress(done=6, wanted=10, known=4, people=50, seconds=3.0)
    assert (progress.remaining, round(progress.people_per_second, 3)) == (6.0, 16.667)
    assert Progress(4, 10, 4, 0, 0.0).remaining is None
    assert Progress(4, 10, 4, 0, 0.0).people_per_second == 0.0


def test_closing_drops_what_has_not_begun() -> None:
    begun: list[tuple[int, ...]] = []
    go = threading.Event()

    def waiting(numbers: tuple[int, ...]) -> Batch:
        begun.append(numbers)
        if len(begun) > 1:
            go.wait(10)
        return SLOW(numbers)

    with ThreadPoolExecutor(1) as executor:
        batches = replicate(waiting, range(50), executor, 2)
        next(batches)
        batches.close()
        go.set()
    assert len(begun) <= 2
