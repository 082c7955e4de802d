"""Who waits is told of every ring, once."""

from threading import Thread

from parcours.runtime.serving.bell import Bell


def test_rings_that_come_together_are_one_waking_with_all_their_reasons() -> None:
    bell = Bell()
    bell.ring("tick")
    bell.ring("commit")
    bell.ring("tick")
    assert bell.wait(30) == {"tick", "commit"}
    assert bell.wait(0) == frozenset()


def test_a_ring_while_nobody_waits_is_not_lost() -> None:
    bell = Bell()
    bell.wait(0)
    bell.ring("commit")
    assert bell.wait(0) == {"commit"}


def test_who_waits_is_woken_from_another_thread() -> None:
    bell = Bell()
    thread = Thread(target=bell.ring, args=("answer",))
    thread.start()
    assert bell.wait(30) == {"answer"}
    thread.join()
