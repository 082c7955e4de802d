"""What a daemon asks of a store to know when to wake, and what for."""

from datetime import timedelta

from parcours.model.fact import TimerArmed
from parcours.ports import Store
from samples import CAE, CASE, NOON, commit, fact, opened, timer
from sites import keep


def armed(store: Store, *days: int) -> None:
    """A case with a timer so many days from noon, for each."""
    first = commit(opened())
    made = commit(fact(2, *(TimerArmed(timer(f"t{number}", days=number)) for number in days)), before=first.case)
    keep(store, first, made)


def test_the_next_due_instant_is_the_earliest_one_and_the_earliest_after_another(store: Store) -> None:
    armed(store, 30, 10, 20)
    with store.reading() as reader:
        assert reader.next_due(CAE) == NOON + timedelta(10)
        assert reader.next_due(CAE, NOON + timedelta(10)) == NOON + timedelta(20)
        assert reader.next_due(CAE, NOON + timedelta(30)) is None
        assert reader.next_due("ailleurs") is None


def test_it_is_known_whether_cases_wait_for_their_dates(store: Store) -> None:
    keep(store, commit(opened()))
    with store.reading() as reader:
        assert not reader.has_world_changed(CAE)
    with store.transaction() as transaction:
        transaction.queue_world_changed(CAE, CASE, "calendrier")
    with store.reading() as reader:
        assert reader.has_world_changed(CAE)
        assert not reader.has_world_changed("ailleurs")
    with store.transaction() as transaction:
        transaction.take_world_changed(CAE)
        assert not transaction.has_world_changed(CAE)
