"""What operations do about incidents: an effect tried again, an effect given up, a thing seen to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from parcours.messages import Text
from parcours.model.delivery import OutboxStatus
from parcours.ports import Transaction
from parcours.runtime.engine import Engine
from parcours.runtime.incidents import Line, line_of

PAGE: Final = 100  # incidents seen to in one transaction

Repair = Callable[[Transaction, Line], Text | None]


@dataclass(frozen=True, slots=True)
class Repaired:
    """The incidents seen to, and those that could not be, each with why."""

    done: tuple[Line, ...] = ()
    left: tuple[tuple[Line, Text], ...] = ()


def retry(engine: Engine, lines: Sequence[Line], by: str, reason: str = "") -> Repaired:
    """Effects that are parked are ready again, their tries counted anew."""
    return _repaired(engine, lines, lambda transaction, line: _woken(engine, transaction, line), retried(reason), by)


def skip(engine: Engine, lines: Sequence[Line], by: str, reason: str) -> Repaired:
    """Effects that are parked are given up for good; what comes after them goes on."""
    how = given_up(reason)
    return _repaired(engine, lines, lambda transaction, line: _given_up(engine, transaction, line), how, by)


def resolve(engine: Engine, lines: Sequence[Line], by: str, reason: str) -> Repaired:
    """Incidents seen to by hand. One whose effect is parked is left: nobody would hear of the effect any more."""
    return _repaired(engine, lines, lambda _, line: _seen_to(line), settled(reason), by)


def retried(reason: str) -> str:
    """How an incident says that its effect was tried again."""
    return f"relancé : {reason}" if reason else "relancé"


def given_up(reason: str) -> str:
    """How an incident says that its effect was given up."""
    return f"abandonné : {reason}"


def settled(reason: str) -> str:
    """How an incident says that it was seen to by hand: in the words of whoever did."""
    return reason


def _repaired(engine: Engine, lines: Sequence[Line], repair: Repair, how: str, by: str) -> Repaired:
    done: list[Line] = []
    left: list[tuple[Line, Text]] = []
    for page in (lines[first : first + PAGE] for first in range(0, len(lines), PAGE)):
        with engine.store.transaction() as transaction:
            opened = {each.id for each in transaction.incidents(only_open=True)}
            for line in page:
                now = line_of(transaction, line.incident)
                is_open = line.incident.id in opened
                why = repair(transaction, now) if is_open else Text("déjà résolu")
                if why is None:
                    transaction.resolve_incident(line.incident.id, engine.clock.now(), how, by)
                    done.append(now)
                else:
                    left.append((now, why))
    return Repaired(tuple(done), tuple(left))


def _woken(engine: Engine, transaction: Transaction, line: Line) -> Text | None:
    return _settled(engine, transaction, line, OutboxStatus.WAITING)


def _given_up(engine: Engine, transaction: Transaction, line: Line) -> Text | None:
    return _settled(engine, transaction, line, OutboxStatus.SKIPPED)


def _settled(engine: Engine, transaction: Transaction, line: Line, status: OutboxStatus) -> Text | None:
    delivery = line.delivery
    if delivery is None or not line.is_parked:
        return Text("aucun effet n'attend qu'on le relance ou qu'on l'abandonne")
    of_effect = (delivery.cae, delivery.case, delivery.fact, delivery.effect.index)
    transaction.settle_effect(*of_effect, status, engine.clock.now())
    return None


def _seen_to(line: Line) -> Text | None:
    return Text("son effet attend encore : relancez-le ou abandonnez-le") if line.is_parked else None
