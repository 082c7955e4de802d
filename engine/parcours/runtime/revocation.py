"""Taking back a mistake: everything after a fact, by compensating facts, shown whole before it is confirmed."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from parcours.kernel import fold_all, step
from parcours.kernel.actions import DECLARATION
from parcours.model.case import Case, TaskStatus
from parcours.model.change import TaskChanged
from parcours.model.delivery import OutboxStatus
from parcours.model.fact import Fact, FactKind
from parcours.model.fields import Fields
from parcours.model.step import Author, Refusal, Report, Revoke, Secret, Step
from parcours.runtime.commands import NOBODY
from parcours.runtime.engine import Engine, Held, hold, look, refuse_if_erased, stored
from parcours.runtime.perform import Accepted, again, judged, refuse_if_moved, settled, unhindered
from parcours.runtime.reissues import reissued
from parcours.runtime.replay import later_acts, replayed_act
from parcours.runtime.sealed import DOSSIER, fields_in, sealed_fields
from parcours.runtime.writing import Request, after, caught_up, content, joined, record


@dataclass(frozen=True, slots=True)
class Replayed:
    """A later outside event, sent again: accepted when `refusal` is None."""

    fact: Fact
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Revocation:
    """What a revocation does, or would do: it holds for a case whose last fact is `seq`.

    `taken_back` are the facts that no longer count, `delivered` the actions already carried out since, which a task
    lists, `replayed` the outside events sent again, `facts` those it leaves.
    """

    case: Case
    seq: int
    taken_back: tuple[Fact, ...]
    delivered: tuple[str, ...]
    replayed: tuple[Replayed, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Back to fact `to`; `replay` sends again the outside events that followed the mistake."""

    to: int
    reason: str
    by: Author = NOBODY
    replay: bool = False


def plan(engine: Engine, case: str, wanted: Wanted) -> Revocation:
    """What it would do, now; nothing is written."""
    with engine.store.reading() as reader:
        return _revoked(look(engine, reader, stored(reader, case), engine.clock.now()), wanted)[0]


def revoke(engine: Engine, case: str, wanted: Wanted, *, key: str = "", expected: int | None = None) -> Accepted:
    """Does it. With the `seq` of the plan that was confirmed, raises MovedError when the case has moved since."""
    asked = content("revoke", to=wanted.to, reason=wanted.reason, replay=wanted.replay, by=wanted.by.role)
    return settled(engine, unhindered(lambda: _revoke(engine, case, wanted, Request(key, expected, asked))))


def _revoke(engine: Engine, case: str, wanted: Wanted, request: Request) -> Accepted:
    with engine.store.transaction() as transaction:
        held = hold(engine, transaction, case, engine.clock.now(), request.key)
        answered = transaction.answer(held.case.cae, case, request.key) if request.key else None
        if answered is not None:
            return again(transaction, held.case, request, answered)
        refuse_if_moved(held, request.expected)
        _, done = _revoked(held, wanted)
        others = record(transaction, held.case, done, request)
    return Accepted(done.case, done.case.seq, done.facts, done.warnings, others)


def _revoked(held: Held, wanted: Wanted) -> tuple[Revocation, Step]:
    refuse_if_erased(held.reader, held.case.cae, held.case.person)
    facts = held.reader.facts(held.case.cae, held.case.id)
    kept, taken = facts[: max(wanted.to, 0)], facts[max(wanted.to, 0) :]
    delivered = (*_delivered(held, wanted.to), *_declared(held, taken))
    act = Revoke(wanted.to, fold_all(held.case.id, kept), wanted.reason, delivered, wanted.by)
    then = _personal_then(held, wanted.to)
    done = judged(replace(held, world=replace(held.world, personal=then)), act)
    sealed = sealed_fields(held.case) | sealed_fields(act.state)
    done = replace(done, secrets=(*done.secrets, *_restored(sealed, then, done.facts[0].seq)))
    for fact in _out_of_reach(taken, wanted.to):
        later = after(held, done)
        done = joined(done, judged(later, Report(fact.name, str(fact.data["role"]), fact.cause or 0)))
    replayed: tuple[Replayed, ...] = ()
    if wanted.replay:
        done, replayed = _replay(held, done, later_acts(taken))
    later = after(held, done)
    done = reissued(held, joined(done, caught_up(later)))
    return Revocation(done.case, held.case.seq, taken, delivered, replayed, done.facts), done


def _delivered(held: Held, to: int) -> tuple[str, ...]:
    rows = held.reader.outbox(held.case.cae, held.case.id)
    # A task told to the team goes with its task: nobody outside has heard of it.
    left = (row for row in rows if row.status is OutboxStatus.DELIVERED and not row.effect.task)
    return tuple(row.effect.action for row in left if row.fact > to)


def _out_of_reach(taken: Iterable[Fact], to: int) -> Iterator[Fact]:
    """What is said of effects that still count: that they reached nobody stays true, and somebody must see to it."""
    return (fact for fact in taken if fact.kind is FactKind.REPORT and (fact.cause or 0) <= to)


def _declared(held: Held, taken: Iterable[Fact]) -> tuple[str, ...]:
    """Declarations somebody made since: whoever received one must hear that it no longer holds."""
    found = dict.fromkeys(
        change.task.action
        for fact in taken
        for change in fact.changes
        if isinstance(change, TaskChanged) and change.task.status is TaskStatus.DONE
    )
    known = held.program.workflow.actions
    return tuple(action for action in found if action in known and known[action].use == DECLARATION)


def _personal_then(held: Held, to: int) -> Fields:
    return fields_in(held.reader.secrets(held.case.cae, held.case.id, to))


def _restored(sealed: Iterable[str], then: Fields, fact: int) -> tuple[Secret, ...]:
    """The kernel never sees personal values of the past: the vault says what they were, and is that again.

    All of them, those that have not changed too: the journal tells which, without knowing any.
    """
    return tuple(Secret(fact, f"{DOSSIER}{name}", then.get(name)) for name in sorted(sealed))


def _replay(held: Held, done: Step, events: tuple[Fact, ...]) -> tuple[Step, tuple[Replayed, ...]]:
    """Each at the moment it was sent, and judged as it was then: what was not yet due must not go before it."""
    replayed = []
    for fact in events:
        done = joined(done, caught_up(after(held, done), fact.at))
        then = replace(after(held, done), now=fact.at)
        answer = step(then.program, then.case, replayed_act(then, fact), then.world, then.now)
        if isinstance(answer, Refusal):
            replayed.append(Replayed(fact, answer))
        else:
            replayed.append(Replayed(fact))
            done = joined(done, _stamped(answer, held.now, done.facts[0].seq))
    return done, tuple(replayed)


def _stamped(done: Step, now: datetime.datetime, cause: int) -> Step:
    """The journal says when a fact was recorded: now, whatever the moment it speaks of; and what sent it again."""
    facts = (replace(fact, at=now, cause=cause if fact.cause is None else fact.cause) for fact in done.facts)
    return replace(done, facts=tuple(facts))
