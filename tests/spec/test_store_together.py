"""Several people at once, in several threads and in several processes."""

import multiprocessing
import threading

import pytest

from parcours.errors import StoreLockedError
from parcours.ports import Store
from samples import CAE, CASE, NOON, commit, folded, opened
from sites import TURNS, PostgresSite, Site, add_facts, another_process, keep


def check_all_there(store: Store, facts: int) -> None:
    with store.reading() as reader:
        journal = reader.facts(CAE, CASE)
        assert [each.seq for each in journal] == list(range(1, facts + 1))
        assert reader.case(CAE, CASE) == folded(journal)
        assert [row.fact for row in reader.outbox(CAE, CASE)] == list(range(2, facts + 1))


def test_of_many_threads_nobody_is_lost(store: Store) -> None:
    keep(store, commit(opened()))
    threads = [threading.Thread(target=add_facts, args=(store,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    check_all_there(store, 1 + 4 * TURNS)


@pytest.mark.processes
def test_of_two_processes_nobody_is_lost(site: Site) -> None:
    store = site.open()
    keep(store, commit(opened()))
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=another_process, args=(site,)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    assert [process.exitcode for process in processes] == [0, 0]
    check_all_there(store, 1 + 2 * TURNS)
    store.close()


def test_who_waits_too_long_for_another_is_told(site: Site) -> None:
    store, hasty = site.open(), site.open(patience=0.05)
    keep(store, commit(opened()))
    with store.transaction() as transaction:
        assert transaction.lock_case(CASE) == CAE
        with pytest.raises(StoreLockedError, match="occupée"), hasty.transaction() as other:
            other.lock_case(CASE)

    keep(hasty, commit(opened("C-2")))
    with store.reading() as reader:
        assert [case.id for case in reader.cases(CAE)] == [CASE, "C-2"]
    hasty.close()
    store.close()


def test_a_reader_keeps_seeing_one_moment(site: Site) -> None:
    store = site.open()
    keep(store, commit(opened()))
    with store.reading() as reader:
        before = reader.cases(CAE)
        keep(store, commit(opened("C-2")))
        with store.transaction() as transaction:
            transaction.open_incident(CAE, "panne", "", "", NOON)

        assert reader.cases(CAE) == before
        assert reader.incidents() == ()
    store.close()


def test_whoever_looks_while_others_are_at_work_is_told_of_them_once_they_are_done(site: Site) -> None:
    """On a server, those who begin first do not end first: a mere counter would leave the slow ones out."""
    store, other = site.open(), site.open()
    keep(store, commit(opened()))
    with store.transaction() as slow:
        slow.commit(CAE, commit(opened("C-2", "P-2")))
        if isinstance(site, PostgresSite):  # whoever writes to a file is alone
            keep(other, commit(opened("C-3", "P-3")))
        with other.reading() as reader:
            look = reader.moves()
            assert (CAE, "C-2") not in look.cases

    with other.reading() as reader:
        told = reader.moves(look.place)
        assert (CAE, "C-2") in told.cases
        assert (CAE, CASE) not in told.cases
    other.close()
    store.close()
