"""Many cases stepped in one transaction, as the daemon does it: together on the disk, each for itself."""

import pytest

from parcours.model.fact import ContractSigned, Fact, TimerArmed, TimerDisarmed
from parcours.model.world import Engagement
from parcours.ports import Store, Transaction
from parcours.runtime.recovery import AuditedStore, verify
from samples import CAE, CASE, NOON, PERSON, commit, contract, fact, folded, opened, sealed, timer
from sites import keep

CASES = tuple(f"C-{number}" for number in range(1, 6))


def opened_apart(store: Store) -> list[Fact]:
    """Five cases of five people."""
    made = [opened(case, f"P-{case}") for case in CASES]
    keep(store, *map(commit, made))
    return made


def step(transaction: Transaction, first: Fact, *, fail: bool = False) -> None:
    with transaction.savepoint():
        before = folded([first])
        transaction.commit(CAE, commit(fact(2, case=first.case, effects=2), before=before))
        if fail:
            raise InterruptedError(first.case)


def test_one_that_fails_in_the_middle_takes_nothing_of_the_others(store: AuditedStore) -> None:
    made = opened_apart(store)

    with store.transaction() as transaction:
        assert transaction.try_lock_cases(CASES) == set(CASES)
        for each in made:
            if each.case == "C-3":
                with pytest.raises(InterruptedError):
                    step(transaction, each, fail=True)
            else:
                step(transaction, each)

    with store.reading() as reader:
        assert [len(reader.facts(CAE, case)) for case in CASES] == [2, 2, 1, 2, 2]
        assert [len(reader.outbox(CAE, case)) for case in CASES] == [2, 2, 0, 2, 2]
        assert len(reader.deliveries(CAE)) == 8
    assert verify(store).findings == ()


def test_one_that_fails_once_something_was_written_takes_nothing_of_the_others(store: AuditedStore) -> None:
    """What is read across cases has the steps before it written down in the middle of the batch."""
    made = opened_apart(store)

    def fail(transaction: Transaction) -> None:
        with transaction.savepoint():
            step(transaction, made[1])
            transaction.open_incident(CAE, "panne", "C-2", "", NOON)
            assert len(transaction.deliveries(CAE)) == 4
            raise InterruptedError

    with store.transaction() as transaction:
        step(transaction, made[0])
        with pytest.raises(InterruptedError):
            fail(transaction)
        step(transaction, made[2])

    with store.reading() as reader:
        assert [len(reader.facts(CAE, case)) for case in CASES] == [2, 1, 2, 1, 1]
        assert reader.incidents() == ()
    assert verify(store).findings == ()


def test_the_cases_of_a_person_in_one_batch_see_what_each_other_signs(store: AuditedStore) -> None:
    keep(store, commit(opened()), commit(opened("C-2")))
    signed = Engagement("appui", 1, contract_days(), CASE)

    with store.transaction() as transaction:
        transaction.try_lock_cases([CASE, "C-2"])
        assert transaction.ledger(CAE, PERSON, "C-2") == ()
        with transaction.savepoint():
            transaction.commit(CAE, commit(fact(2, ContractSigned(contract())), before=folded([opened()])))
            assert transaction.open_cases(CAE, PERSON) == (CASE, "C-2")
        with transaction.savepoint():
            assert transaction.ledger(CAE, PERSON, "C-2") == (signed,)

    with store.reading() as reader:
        assert reader.ledger(CAE, PERSON, "C-2") == (signed,)


def contract_days() -> tuple[tuple[object, object], ...]:
    (period,) = contract().periods
    return ((period.starts_on, period.ends_on),)


def test_a_case_stepped_twice_in_one_batch_keeps_what_the_second_left(store: AuditedStore) -> None:
    """It disarms in the second step what the first armed, and arms anew what the first disarmed."""
    other, again = timer("bilan", days=60), timer(days=40, revision=3)
    facts = (
        opened(),
        fact(2, TimerDisarmed(timer().key), TimerArmed(other), effects=1),
        fact(3, TimerDisarmed(other.key), TimerArmed(again), effects=1),
    )
    keep(store, commit(opened()))

    with store.transaction() as transaction:
        for seq in (2, 3):
            with transaction.savepoint():
                before = transaction.case(CAE, CASE)
                transaction.commit(CAE, commit(facts[seq - 1], before=before))

    with store.reading() as reader:
        assert reader.facts(CAE, CASE) == facts
        assert reader.case(CAE, CASE) == folded(facts)
        assert reader.due(CAE, again.due) == ((again.due, CASE),)
        assert reader.next_due(CAE) == again.due
    assert verify(store).findings == ()


def test_a_case_that_opens_and_moves_in_one_batch_is_kept_as_it_stands_in_the_end(store: AuditedStore) -> None:
    keep(store, commit(opened("C-9", "P-9")))
    facts = (opened(), fact(2, effects=1), fact(3))

    with store.transaction() as transaction:
        transaction.lock(CAE, PERSON)
        transaction.commit(CAE, commit(facts[0]))
        for each in facts[1:]:
            transaction.commit(CAE, commit(each, before=transaction.case(CAE, CASE)))

    with store.reading() as reader:
        assert reader.case(CAE, CASE) == folded(facts)
    assert verify(store).findings == ()


def test_what_a_step_of_a_batch_keeps_is_read_by_the_next_of_the_same_case(store: Store) -> None:
    first = commit(opened())
    keep(store, first)

    with store.transaction() as transaction:
        transaction.lock_case(CASE, "une-cle")
        assert transaction.answer(CAE, CASE, "une-cle") is None
        with transaction.savepoint():
            told = commit(fact(2), fact(3), fact(4), before=first.case, secrets=sealed(), key="une-cle", digest="d")
            transaction.commit(CAE, told)
        assert transaction.answer(CAE, CASE, "une-cle") == told.answer
        assert transaction.secrets(CAE, CASE)["dossier.courriel"] == "ines@exemple.fr"
        assert transaction.lock_case(CASE, "une-cle") == CAE
        assert transaction.answer(CAE, CASE, "une-cle") == told.answer
