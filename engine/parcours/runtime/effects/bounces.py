"""Letters that came back after they had left: what a refused address does at once, days later and once."""

from dataclasses import dataclass
from enum import StrEnum

from parcours.messages import Text
from parcours.model.delivery import Attempt, Delivery, OutboxStatus, Outcome, effect_place, key_of
from parcours.model.step import Report
from parcours.ports import OutboxRow, Reader, Transaction
from parcours.runtime import incidents
from parcours.runtime.effects.editions import Editions
from parcours.runtime.effects.job import ROLE, asked
from parcours.runtime.effects.reporting import report
from parcours.runtime.effects.scene import read_scene
from parcours.runtime.engine import Engine
from parcours.runtime.perform import unhindered
from parcours.runtime.settle import settle
from parcours.runtime.stuck import CANNOT_MOVE
from parcours.runtime.taken_back import withdrawals


@dataclass(frozen=True, slots=True)
class Notice:
    """What a mail server says of a letter: `references` are those it may be ours by.

    `final`: it has given up. `status` is its code (RFC 3463), such as 5.1.1, empty when it gave none.
    """

    references: tuple[str, ...]
    final: bool
    status: str = ""


class Standing(StrEnum):
    """What came of a notice."""

    REPORTED = "reported"
    KNOWN = "known"
    DELAYED = "delayed"
    OBSOLETE = "obsolete"
    INCIDENT = "incident"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Bounce:
    """What came of a notice, and the effect it was about, when it was one of ours; `role` is who was asked."""

    standing: Standing
    case: str = ""
    fact: int = 0
    action: str = ""
    role: str = ""


FOREIGN = Bounce(Standing.FOREIGN)


def take(engine: Engine, notice: Notice, node: str) -> Bounce:
    """Writes what follows of a notice; nothing at all of one that was taken before."""
    with engine.store.reading() as reader:
        rows = (_row(reader, each) for each in notice.references)
        row = next((each for each in rows if each is not None), None)
    if row is None:
        return FOREIGN
    if not notice.final:
        return _told(Standing.DELAYED, row)
    bounce, others = unhindered(lambda: _take(engine, notice, node, row))
    if others:
        with engine.store.reading() as reader:
            cae = reader.locate(row.case)
        assert cae is not None
        settle(engine, cae)
    return bounce


def _row(reader: Reader, reference: str) -> OutboxRow | None:
    """The effect of that reference, if it has left."""
    place = effect_place(key_of(reference) or "")
    cae = reader.locate(place[0]) if place is not None else None
    if place is None or cae is None:
        return None
    left = (row for row in reader.outbox(cae, place[0]) if row.status is OutboxStatus.DELIVERED)
    return next((row for row in left if (row.fact, row.effect.index) == place[1:]), None)


def _take(engine: Engine, notice: Notice, node: str, row: OutboxRow) -> tuple[Bounce, bool]:
    with engine.store.transaction() as transaction:
        cae = transaction.lock_case(row.case)
        assert cae is not None
        tries = tuple(each for each in transaction.attempts(cae, row.case) if _is_of(each, row))
        if any(each.outcome is Outcome.UNREACHABLE for each in tries):
            return _told(Standing.KNOWN, row), False
        if _counts_no_more(transaction, cae, row):
            return _told(Standing.OBSOLETE, row), False
        bounce, others = _reported(
            engine, transaction, notice, Delivery(cae, row.case, row.fact, row.effect, row.created_at, None)
        )
        number = max((each.number for each in tries), default=0)
        place = (row.case, row.fact, row.effect.index, number)
        told = Attempt(*place, engine.clock.now(), node, Outcome.UNREACHABLE, _why(notice).render())
        transaction.keep_attempt(cae, told)
        return bounce, others


def _reported(engine: Engine, transaction: Transaction, notice: Notice, sent: Delivery) -> tuple[Bounce, bool]:
    """A task for people; an incident where there can be none: a task about a task nobody hears of would never end."""
    effect = sent.effect
    if not effect.task:
        try:
            scene = read_scene(engine, Editions(engine.programs.load), transaction, sent)
            role = asked(scene, str(scene.wording.parameters.get(ROLE, "")))
            others = report(engine, transaction, sent.case, Report(effect.action, role, sent.fact))
        except CANNOT_MOVE:
            pass
        else:
            return Bounce(Standing.REPORTED, sent.case, sent.fact, effect.action, role), bool(others)
    transaction.open_incident(sent.cae, incidents.FAILED, sent.key, _why(notice).render(), engine.clock.now())
    return Bounce(Standing.INCIDENT, sent.case, sent.fact, effect.action), False


def _counts_no_more(transaction: Transaction, cae: str, row: OutboxRow) -> bool:
    """Of a person erased, and of a fact taken back, nobody is asked anything."""
    case = transaction.case(cae, row.case)
    erased = case is None or transaction.erased_at(cae, case.person) is not None
    return erased or row.fact in withdrawals(transaction.facts(cae, row.case))


def _is_of(attempt: Attempt, row: OutboxRow) -> bool:
    return (attempt.fact, attempt.index) == (row.fact, row.effect.index)


def _told(standing: Standing, row: OutboxRow) -> Bounce:
    return Bounce(standing, row.case, row.fact, row.effect.action)


def _why(notice: Notice) -> Text:
    if not notice.status:
        return Text("Revenu : le serveur du destinataire ne l'a pas remis.")
    return Text("Revenu : le serveur du destinataire ne l'a pas remis ({status}).", status=notice.status)
