"""When the world of a case has changed (law, calendar, the person's other contracts), its dates are reckoned again."""

from parcours.errors import StoreLockedError
from parcours.kernel import step
from parcours.model.step import Refusal, Step, WorldChanged
from parcours.ports import ConflictError
from parcours.runtime.engine import Engine, Held, hold
from parcours.runtime.refusals import StepRefusedError
from parcours.runtime.reissues import reissued
from parcours.runtime.stuck import CANNOT_MOVE, tell
from parcours.runtime.writing import after, caught_up, joined, record, silenced


def settle(engine: Engine, cae: str) -> tuple[str, ...]:
    """Takes what is queued for this cooperative; the cases it looked at. One that cannot move becomes an incident.

    When another process is in the way nothing is lost: the queue stays as it was, and the next tick takes it.
    """
    try:
        return _settle(engine, cae)
    except (ConflictError, StoreLockedError):
        return ()


def reckoned_again(held: Held, cause: str) -> Step:
    """The case caught up with what was due, then its dates under the world as it is. Raises one of CANNOT_MOVE."""
    until_now = caught_up(held)
    later = after(held, until_now)
    changed = step(later.program, later.case, WorldChanged(cause), later.world, later.now)
    if isinstance(changed, Refusal):
        raise StepRefusedError(changed)
    return joined(until_now, changed)


def _settle(engine: Engine, cae: str) -> tuple[str, ...]:
    now = engine.clock.now()
    with engine.store.reading() as reader:
        if not reader.has_world_changed(cae):
            return ()  # whoever asks every half minute must neither hold the database for it, nor wake the others
    with engine.store.transaction() as transaction:
        queued = tuple(transaction.take_world_changed(cae))
        for case, cause in queued:
            try:
                held = hold(engine, transaction, case, now)
                done = reissued(held, reckoned_again(held, cause))
                record(transaction, held.case, silenced(transaction, done))
            except CANNOT_MOVE as error:
                tell(transaction, cae, case, error.text, now)
    return tuple(dict.fromkeys(case for case, _ in queued))
