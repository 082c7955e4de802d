"""One act on one case, in one transaction: what was due is caught up with, then the act is judged and written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from parcours.errors import UsageError
from parcours.kernel import step
from parcours.messages import Text
from parcours.model.case import Case
from parcours.model.fact import Fact
from parcours.model.step import Act, Reason, Refusal, Step
from parcours.ports import Answer, ConflictError, Transaction
from parcours.runtime.engine import Engine, Held, hold, refuse_if_erased
from parcours.runtime.refusals import KeyReusedError, MovedError, StepRefusedError
from parcours.runtime.reissues import reissued
from parcours.runtime.sentences import fact_told
from parcours.runtime.settle import settle
from parcours.runtime.writing import Request, after, caught_up, joined, record

ATTEMPTS = 3  # another process may commit to the same case between our reading and our writing


@dataclass(frozen=True, slots=True)
class Accepted:
    """The case as it stands, the fact the command ended at, the facts it left, and what deserves attention.

    `others` are the person's other cases, whose dates were reckoned again. `repeated`: this key was answered
    before, at `seq`; nothing was done now.
    """

    case: Case
    seq: int
    facts: tuple[Fact, ...] = ()
    warnings: tuple[Reason, ...] = ()
    others: tuple[str, ...] = ()
    repeated: bool = False


Prepare = Callable[[Held], Act]
Done = TypeVar("Done")


def perform(engine: Engine, case: str, request: Request, prepare: Prepare) -> Accepted:
    """Carries out the act that `prepare` makes of the case as it stands now.

    Raises StepRefusedError, MovedError or KeyReusedError; UsageError for a case nobody knows.
    """
    return settled(engine, unhindered(lambda: _perform(engine, case, request, prepare)))


def unhindered(attempt: Callable[[], Done]) -> Done:
    """The attempt, made again on the state another process has left when that one was quicker."""
    for _ in range(ATTEMPTS - 1):
        try:
            return attempt()
        except ConflictError:
            continue
    return attempt()


def settled(engine: Engine, accepted: Accepted) -> Accepted:
    """Once a command is accepted, the person's other cases follow."""
    if accepted.others:
        settle(engine, accepted.case.cae)
    return accepted


def judged(held: Held, act: Act) -> Step:
    """The step of an act. Raises StepRefusedError."""
    answer = step(held.program, held.case, act, held.world, held.now)
    if isinstance(answer, Refusal):
        raise StepRefusedError(answer)
    return answer


def again(transaction: Transaction, case: Case, request: Request, answer: Answer) -> Accepted:
    """The first accepted answer. Raises KeyReusedError when what is asked now is not what was asked then."""
    if answer.digest != request.digest(transaction):
        raise KeyReusedError(request.key, answer.seq)
    return Accepted(case, answer.seq, repeated=True)


def _perform(engine: Engine, case: str, request: Request, prepare: Prepare) -> Accepted:
    with engine.store.transaction() as transaction:
        held = hold(engine, transaction, case, engine.clock.now(), request.key)
        answered = transaction.answer(held.case.cae, case, request.key) if request.key else None
        if answered is not None:
            return again(transaction, held.case, request, answered)
        refuse_if_erased(transaction, held.case.cae, held.case.person)
        refuse_if_moved(held, request.expected)
        until_now = caught_up(held)
        later = after(held, until_now)
        done = judged(later, prepare(later))
        whole = reissued(held, joined(until_now, done))
        others = record(transaction, held.case, whole, request)
    return Accepted(whole.case, whole.case.seq, whole.facts, done.warnings, others)


def refuse_if_moved(held: Held, expected: int | None) -> None:
    """Raises MovedError, with what happened meanwhile, unless the case still stands at fact `expected`."""
    seq = held.case.seq
    if expected is None or expected == seq:
        return
    if expected > seq:
        raise UsageError(Text("Le dossier n'en est qu'au fait {seq}, pas {expected}.", seq=seq, expected=expected))
    facts = held.reader.facts(held.case.cae, held.case.id, expected)
    raise MovedError(expected, facts, [fact_told(held.program.workflow, fact) for fact in facts])
