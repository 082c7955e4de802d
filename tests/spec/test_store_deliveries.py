"""What a store promises of effects on their way out."""

from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from parcours.model.delivery import Attempt, Delivery, Document, Lease, Node, OutboxStatus, Outcome
from parcours.model.fact import Effect, Fact
from parcours.ports import Store
from parcours.runtime.recovery import verify
from samples import CAE, CASE, NOON, PERSON, commit, commits, fact, journey, opened
from sites import Site, ground, keep

LATER = NOON + timedelta(days=1)


def lease(node: str = "a", *, after: float = 0, seconds: float = 20) -> Lease:
    since = LATER + timedelta(seconds=after)
    return Lease(node, since, since + timedelta(seconds=seconds))


def claimed(store: Store, taken: Lease, limit: int = 10, besides: tuple[str, ...] = ()) -> list[tuple[int, int]]:
    with store.transaction() as transaction:
        found = transaction.claim_effects(CAE, taken, limit, besides)
    return [(each.fact, each.effect.index) for each in found]


def settled(store: Store, fact: int, index: int, status: OutboxStatus) -> OutboxStatus:
    with store.transaction() as transaction:
        return transaction.settle_effect(CAE, CASE, fact, index, status, LATER)


def waiting(store: Store) -> tuple[Delivery, ...]:
    with store.reading() as reader:
        return reader.deliveries(CAE)


def with_effects(store: Store, *facts: tuple[tuple[str, str, str], ...]) -> None:
    """One fact for each tuple, its effects said as (action, use, after)."""
    case = None
    for number, effects in enumerate(facts, 1):
        made = fact(number) if number > 1 else opened()
        said = tuple(Effect(place, action, use, after=after) for place, (action, use, after) in enumerate(effects))
        case = commit(_with(made, said), before=case)
        keep(store, case)
        case = case.case


def _with(made: Fact, effects: tuple[Effect, ...]) -> Fact:
    return replace(made, effects=effects)


def test_an_effect_in_one_hand_is_in_no_other_until_its_lease_ends(store: Store) -> None:
    with_effects(store, (("lettre", "email", ""),))

    assert claimed(store, lease("a")) == [(1, 0)]
    assert claimed(store, lease("b", after=19)) == []
    assert claimed(store, lease("b", after=20)) == [(1, 0)]
    (held,) = waiting(store)
    assert (held.node, held.attempts) == ("b", 2)


def test_one_effect_is_found_until_its_end(store: Store) -> None:
    with_effects(store, (("lettre", "email", ""),))
    claimed(store, lease("a"))

    with store.reading() as reader:
        assert (reader.delivery(CAE, CASE, 1, 0),) == reader.deliveries(CAE)
        assert reader.delivery(CAE, CASE, 1, 1) is None
        assert reader.delivery("ailleurs", CASE, 1, 0) is None
    settled(store, 1, 0, OutboxStatus.DELIVERED)
    with store.reading() as reader:
        assert reader.delivery(CAE, CASE, 1, 0) is None


def test_a_lease_is_extended_by_whom_holds_it(store: Store) -> None:
    with_effects(store, (("lettre", "email", ""),))
    claimed(store, lease("a"))

    with store.transaction() as transaction:
        transaction.extend_leases("b", LATER + timedelta(hours=9))
        transaction.extend_leases("a", LATER + timedelta(seconds=40))

    assert claimed(store, lease("b", after=39)) == []
    assert claimed(store, lease("b", after=40)) == [(1, 0)]


def test_effects_of_one_action_leave_one_after_the_other_and_others_beside_them(store: Store) -> None:
    with_effects(
        store, (("lettre", "email", ""), ("lettre", "email", "")), (("lettre", "email", ""), ("appel", "webhook", ""))
    )

    assert claimed(store, lease()) == [(1, 0), (2, 1)]
    settled(store, 1, 0, OutboxStatus.DELIVERED)
    assert claimed(store, lease()) == [(1, 1)]
    settled(store, 1, 1, OutboxStatus.SKIPPED)
    assert claimed(store, lease()) == [(2, 0)]


def test_a_parked_effect_holds_back_only_what_comes_after_its_action(store: Store) -> None:
    with_effects(store, (("contrat", "document", ""), ("envoi", "email", "contrat")), (("contrat", "document", ""),))
    assert claimed(store, lease()) == [(1, 0)]
    assert settled(store, 1, 0, OutboxStatus.PARKED) is OutboxStatus.WAITING

    assert claimed(store, lease()) == [(2, 0)]
    assert settled(store, 1, 0, OutboxStatus.WAITING) is OutboxStatus.PARKED
    assert claimed(store, lease()) == [(1, 0)]
    settled(store, 1, 0, OutboxStatus.DELIVERED)
    assert claimed(store, lease()) == [(1, 1)]


def test_what_the_engine_says_by_itself_holds_back_nothing_else(store: Store) -> None:
    with_effects(store, (("", "decide", ""),), (("lettre", "email", ""),))
    assert claimed(store, lease(), besides=("decide",)) == [(2, 0)]


def test_uses_left_out_are_not_claimed_nor_waited_for(store: Store) -> None:
    with_effects(store, (("lettre", "email", ""), ("appel", "webhook", "")))

    assert claimed(store, lease(), besides=("email",)) == [(1, 1)]
    with store.reading() as reader:
        assert reader.ready_at(CAE, ("email",)) == lease().until
        assert reader.ready_at(CAE, ("email", "webhook")) is None
        assert reader.ready_at(CAE) == reader.outbox(CAE, CASE)[0].created_at


def test_the_longest_ready_is_claimed_first_and_no_more_than_asked(store: Store) -> None:
    with_effects(store, (("a", "email", ""), ("b", "email", ""), ("c", "email", "")))

    assert claimed(store, lease(), 2) == [(1, 0), (1, 1)]
    assert claimed(store, lease(), 2) == [(1, 2)]


def test_an_effect_given_back_is_ready_when_said(store: Store) -> None:
    with_effects(store, (("lettre", "email", ""),))
    claimed(store, lease())
    (held,) = waiting(store)

    with store.transaction() as transaction:
        assert transaction.postpone_effect(held, LATER + timedelta(seconds=5), tried=True)
        assert not transaction.postpone_effect(held, LATER + timedelta(seconds=6), tried=True)

    assert claimed(store, lease(after=4)) == []
    assert claimed(store, lease(after=5)) == [(1, 0)]
    (again,) = waiting(store)
    with store.transaction() as transaction:
        assert transaction.postpone_effect(again, LATER, tried=False)
    assert [each.attempts for each in waiting(store)] == [1]


def test_a_node_that_leaves_frees_what_it_held(store: Store) -> None:
    with_effects(store, (("lettre", "email", ""),))
    with store.transaction() as transaction:
        transaction.beat(Node("a", NOON, NOON))
        transaction.beat(Node("b", NOON, NOON, "horloge"))
        transaction.beat(Node("a", NOON, LATER))
    claimed(store, lease("a"))

    with store.transaction() as transaction:
        assert transaction.nodes() == (Node("a", NOON, LATER), Node("b", NOON, NOON, "horloge"))
        transaction.leave("a")

    with store.reading() as reader:
        assert reader.nodes() == (Node("b", NOON, NOON, "horloge"),)
        assert reader.newest_instant() == reader.outbox(CAE, CASE)[0].created_at > NOON
    assert claimed(store, lease("b")) == [(1, 0)]


def recorded(seq: int, after: timedelta) -> Fact:
    """One that causes nothing, recorded so long after noon."""
    return replace(fact(seq) if seq > 1 else opened(), at=NOON + after)


def newest(store: Store) -> datetime | None:
    with store.reading() as reader:
        return reader.newest_instant()


def test_a_fact_that_caused_nothing_is_known_by_its_instant(store: Store) -> None:
    assert newest(store) is None
    first, ahead, right, later = (
        *(recorded(1, timedelta()), recorded(2, timedelta(hours=3))),
        *(recorded(3, timedelta(minutes=1)), recorded(4, timedelta(hours=3, minutes=1))),
    )
    case = None
    for made, known in ((first, first), (ahead, ahead), (right, ahead), (later, later)):
        one = commit(made, before=case)
        keep(store, one)
        case = one.case
        assert newest(store) == known.at


def test_the_newest_instant_is_that_of_the_steps_of_one_transaction_that_were_kept(store: Store) -> None:
    with store.transaction() as transaction:
        transaction.lock(CAE, PERSON)
        ground(transaction)
        with suppress(InterruptedError), transaction.savepoint():
            transaction.commit(CAE, commit(recorded(1, timedelta(days=2))))
            raise InterruptedError
        first = commit(recorded(1, timedelta(hours=1)))
        transaction.commit(CAE, first)
        transaction.commit(CAE, commit(recorded(2, timedelta(minutes=1)), before=first.case))
    assert newest(store) == NOON + timedelta(hours=1)

    with suppress(InterruptedError), store.transaction() as transaction:
        transaction.lock(CAE, "P-9")
        transaction.commit(CAE, commit(replace(opened("C-9", "P-9"), at=LATER)))
        raise InterruptedError
    assert newest(store) == NOON + timedelta(hours=1)
    keep(store, commit(replace(opened("C-9", "P-9"), at=LATER)))
    assert newest(store) == LATER


def test_the_newest_instant_is_known_to_the_minute_whoever_writes(site: Site) -> None:
    """To write it at each step would have them all wait for each other at one row."""
    with closing(site.open()) as one, closing(site.open()) as other:
        first = commit(recorded(1, timedelta(minutes=9)))
        keep(one, first)
        second = commit(recorded(2, timedelta(minutes=9, seconds=59)), before=first.case)
        keep(one, second)
        behind = commit(recorded(3, timedelta(minutes=2)), before=second.case)
        keep(other, behind)
        seen = newest(other)
        assert seen is not None
        assert timedelta() <= NOON + timedelta(minutes=9, seconds=59) - seen < timedelta(minutes=1)
        assert verify(other).findings == ()


def test_what_was_withdrawn_leaves_the_queue_parked_or_not(store: Store) -> None:
    made = commits(journey()[:2])
    keep(store, *made)
    settled(store, 1, 0, OutboxStatus.PARKED)

    keep(store, commit(fact(3), before=made[-1].case, withdrawn=(1, 2)))

    assert waiting(store) == ()
    assert settled(store, 1, 0, OutboxStatus.WAITING) is OutboxStatus.WITHDRAWN
    assert waiting(store) == ()


def test_what_left_although_withdrawn_is_said_to_have_left(store: Store) -> None:
    keep(store, commit(opened(effects=1), withdrawn=(1,)))

    assert settled(store, 1, 0, OutboxStatus.DELIVERED) is OutboxStatus.WITHDRAWN
    with store.reading() as reader:
        (row,) = reader.outbox(CAE, CASE)
    assert (row.status, row.delivered_at) == (OutboxStatus.DELIVERED, LATER)


def test_every_try_is_kept(store: Store) -> None:
    with_effects(store, (("lettre", "email", ""),))
    first = Attempt(CASE, 1, 0, 1, LATER, "a", Outcome.LATER, "occupé")
    second = Attempt(CASE, 1, 0, 2, LATER, "a", Outcome.DELIVERED, "", "<42@ici>")
    with store.transaction() as transaction:
        transaction.keep_attempt(CAE, first)
        transaction.keep_attempt(CAE, second)

    with store.reading() as reader:
        assert reader.attempts(CAE, CASE) == (first, second)
        assert reader.attempts("ailleurs", CASE) == ()


def test_a_document_is_given_back_as_it_was_made(store: Store) -> None:
    with_effects(store, (("contrat", "document", ""),))
    made = Document(CASE, 1, 0, "contrat", "contrat.docx", "application/octet-stream", "abc", LATER, ("v", "w"))
    with store.transaction() as transaction:
        transaction.keep_document(CAE, PERSON, made, b"\x00octets")

    with store.reading() as reader:
        assert reader.documents(CAE, CASE) == (made,)
        assert reader.content(CAE, made) == b"\x00octets"
        assert reader.documents("ailleurs", CASE) == ()


def test_how_an_incident_ended_is_kept(store: Store) -> None:
    keep(store, commit(opened()))
    with store.transaction() as transaction:
        transaction.open_incident(CAE, "effect", f"{CASE}/1/0", "refus", NOON)
        transaction.resolve_incident(1, LATER, "relancé", "ops")

    with store.reading() as reader:
        (ended,) = reader.incidents(CAE)
    assert (ended.resolved_at, ended.resolution, ended.author) == (LATER, "relancé", "ops")


def test_an_effect_never_written_cannot_be_settled(store: Store) -> None:
    keep(store, commit(opened()))

    with pytest.raises(LookupError):
        settled(store, 1, 0, OutboxStatus.DELIVERED)
