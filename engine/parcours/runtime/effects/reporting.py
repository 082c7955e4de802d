"""An action that reached nobody, told to the case: somebody of the cooperative is asked to see to it."""

from parcours.model.step import Report
from parcours.ports import Transaction
from parcours.runtime.engine import Engine, hold
from parcours.runtime.perform import judged
from parcours.runtime.writing import after, caught_up, joined, record


def report(engine: Engine, transaction: Transaction, case: str, told: Report) -> tuple[str, ...]:
    """Writes it, once what was due is caught up with; the person's other cases that are to follow.

    Raises one of CANNOT_MOVE.
    """
    held = hold(engine, transaction, case, engine.clock.now())
    until_now = caught_up(held)
    asked = judged(after(held, until_now), told)
    return record(transaction, held.case, joined(until_now, asked))
