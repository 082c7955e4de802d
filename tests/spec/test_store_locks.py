"""Who holds whom, what a savepoint undoes, and who hears of a commit."""

import threading
from collections.abc import Callable

import pytest

from parcours.model.world import Engagement
from parcours.ports import ConflictError, Store, Transaction
from samples import CAE, CASE, NOON, PERSON, commit, fact, opened
from sites import Site, keep

SOON = 30.0  # seconds nobody waits: what is waited for comes at once


@pytest.fixture(autouse=True)
def attentive(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is looked at more often than a daemon does, so that nobody waits here; daemons are timed elsewhere."""
    monkeypatch.setattr("parcours.adapters.storage.watching.STEP", 0.02)


def in_a_thread(act: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=act)
    thread.start()
    return thread


def test_locking_a_case_tells_whose_it_is_and_whether_there_is_one(store: Store) -> None:
    keep(store, commit(opened()))

    with store.transaction() as transaction:
        assert transaction.lock_case(CASE) == CAE
        assert transaction.lock_case("inconnu") is None


def test_who_waited_for_a_case_reads_what_the_other_left(store: Store) -> None:
    first = commit(opened())
    second = commit(fact(2), before=first.case)
    keep(store, first)
    seen: list[object] = []
    under_way = threading.Event()

    def look() -> None:
        with store.transaction() as transaction:
            under_way.set()
            transaction.lock_case(CASE)
            seen.append(transaction.case(CAE, CASE))
            transaction.commit(CAE, commit(fact(3), before=second.case))

    with store.transaction() as transaction:
        transaction.lock_case(CASE)
        assert transaction.case(CAE, CASE) == first.case
        thread = in_a_thread(look)
        under_way.wait(0 if type(store).__name__ != "SqlStore" else 0.2)  # a store with one lock lets nobody in yet
        transaction.commit(CAE, second)
        assert transaction.case(CAE, CASE) == second.case
    thread.join()

    assert seen == [second.case]
    with store.reading() as reader:
        assert [each.seq for each in reader.facts(CAE, CASE)] == [1, 2, 3]


def test_whom_nobody_holds_is_held_at_once(store: Store) -> None:
    keep(store, commit(opened()))

    with store.transaction() as transaction:
        assert transaction.try_lock_cases([CASE, "inconnu"]) == {CASE}
        assert transaction.try_lock_cases([CASE]) == {CASE}  # one's own lock is no hindrance
        assert transaction.lock_case(CASE) == CAE
        assert transaction.try_lock_cases([]) == frozenset()


def test_a_block_undone_leaves_the_rest_of_its_transaction(store: Store) -> None:
    first, other = commit(opened()), commit(opened("C-2", "P-2"))
    keep(store, first)

    def fail(transaction: Transaction) -> None:
        with transaction.savepoint():
            transaction.commit(CAE, commit(fact(2), before=first.case))
            transaction.keep_paper_contract(CAE, PERSON, Engagement("appui", 1, ()))
            transaction.open_incident(CAE, "panne", CASE, "", NOON)
            raise InterruptedError

    with store.transaction() as transaction:
        transaction.lock_case(CASE)
        with transaction.savepoint():
            transaction.commit(CAE, other)
        with pytest.raises(InterruptedError):
            fail(transaction)
        assert transaction.case(CAE, CASE) == first.case
        assert transaction.ledger(CAE, PERSON) == ()
        transaction.commit(CAE, commit(fact(2, effects=1), before=first.case))

    with store.reading() as reader:
        assert reader.facts(CAE, CASE)[1:] == (fact(2, effects=1),)
        assert reader.case(CAE, "C-2") == other.case
        assert reader.incidents() == ()


def test_blocks_stand_in_one_another(store: Store) -> None:
    def fail(transaction: Transaction) -> None:
        with transaction.savepoint():
            keep_case(transaction, "C-2")
            raise InterruptedError

    def keep_case(transaction: Transaction, case: str) -> None:
        transaction.commit(CAE, commit(opened(case, f"P-{case}")))

    with store.transaction() as transaction, transaction.savepoint():
        keep_case(transaction, "C-1")
        with pytest.raises(InterruptedError):
            fail(transaction)
        keep_case(transaction, "C-3")

    with store.reading() as reader:
        assert [each.id for each in reader.cases(CAE)] == ["C-1", "C-3"]


def test_a_conflict_in_a_block_stops_neither_those_before_nor_those_after(store: Store) -> None:
    """As the daemon steps many cases at once, each in its block."""
    made = [commit(opened(f"C-{number}", f"P-{number}")) for number in (1, 2, 3)]
    keep(store, *made)
    stale = made[1]  # once more

    with store.transaction() as transaction:
        for each in (commit(fact(2), before=made[0].case), stale, commit(fact(2, case="C-3"), before=made[2].case)):
            try:
                with transaction.savepoint():
                    transaction.commit(CAE, each)
            except ConflictError:
                assert each is stale

    with store.reading() as reader:
        assert [len(reader.facts(CAE, case)) for case in ("C-1", "C-2", "C-3")] == [2, 1, 2]


def test_a_case_that_an_undone_block_reached_is_not_served(store: Store) -> None:
    """Cases are remembered by the hash of their last fact: the undone fact has another."""
    first = commit(opened())
    undone, kept = commit(fact(2, effects=2), before=first.case), commit(fact(2), before=first.case)
    keep(store, first)

    def fail(transaction: Transaction) -> None:
        with transaction.savepoint():
            transaction.commit(CAE, undone)
            assert transaction.case(CAE, CASE) == undone.case
            raise InterruptedError

    with store.transaction() as transaction:
        with pytest.raises(InterruptedError):
            fail(transaction)
        assert transaction.case(CAE, CASE) == first.case
    with store.reading() as reader:
        assert reader.case(CAE, CASE) == first.case
    keep(store, kept)
    with store.reading() as reader:
        assert reader.case(CAE, CASE) == kept.case
        assert reader.outbox(CAE, CASE) == ()


def test_who_watches_hears_of_a_commit_once(store: Store) -> None:
    watch = store.watch()
    assert not watch.wait(0)

    keep(store, commit(opened()))

    assert watch.wait(SOON)
    assert not watch.wait(0)
    with store.reading() as reader:
        reader.cases(CAE)
    assert not watch.wait(0)
    watch.close()


def test_what_was_undone_is_no_news(store: Store) -> None:
    watch = store.watch()

    def fail() -> None:
        with store.transaction() as transaction:
            transaction.commit(CAE, commit(opened()))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()

    assert not watch.wait(0)
    watch.close()


def test_who_waits_is_woken_by_a_commit_and_by_the_end(store: Store) -> None:
    watch = store.watch()
    heard: list[bool] = []
    thread = in_a_thread(lambda: heard.append(watch.wait(SOON)))
    keep(store, commit(opened()))
    thread.join()
    assert heard == [True]

    thread = in_a_thread(lambda: heard.append(watch.wait(SOON)))
    watch.close()
    thread.join()
    assert heard == [True, False]
    assert not watch.wait(0)


def test_a_commit_of_another_store_on_the_same_database_is_heard(site: Site) -> None:
    here, there = site.open(), site.open()
    watch = here.watch()
    keep(there, commit(opened()))

    assert watch.wait(SOON)
    watch.close()
    here.close()
    there.close()


def test_numbers_are_never_given_twice(store: Store) -> None:
    def queue() -> None:
        for _ in range(5):
            with store.transaction() as transaction:
                transaction.queue_world_changed(CAE, CASE, "x")
                transaction.open_incident(CAE, "panne", "", "", NOON)

    keep(store, commit(opened()))
    threads = [in_a_thread(queue) for _ in range(4)]
    for thread in threads:
        thread.join()

    with store.transaction() as transaction:
        assert len(transaction.take_world_changed(CAE)) == 20
        assert len({each.id for each in transaction.incidents()}) == 20
