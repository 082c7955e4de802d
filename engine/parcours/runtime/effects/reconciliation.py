"""What the journals say should have left, compared with what did."""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from parcours.model.delivery import Attempt, Delivery, OutboxStatus, Outcome, effect_key
from parcours.model.fact import Effect
from parcours.model.step import Step
from parcours.ports import OutboxRow, Reader
from parcours.runtime.engine import Engine, stored
from parcours.runtime.queries import held_now
from parcours.runtime.reissues import outdated
from parcours.runtime.taken_back import withdrawals

PATIENCE: Final = datetime.timedelta(hours=1)  # an effect is taken within seconds by a daemon that is well
Place = tuple[int, int]


class Mismatch(StrEnum):
    """How what left differs from what should have."""

    MISSING = "missing"
    EXTRA = "extra"
    TWICE = "twice"
    UNPROVEN = "unproven"
    LEFT_WITHDRAWN = "left_withdrawn"
    NOT_WITHDRAWN = "not_withdrawn"
    WITHDRAWN_FOR_NOTHING = "withdrawn_for_nothing"
    PARKED = "parked"
    UNTOLD = "untold"
    LATE = "late"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One effect that is not as it should be."""

    kind: Mismatch
    cae: str
    case: str
    fact: int
    effect: Effect

    @property
    def key(self) -> str:
        return effect_key(self.case, self.fact, self.effect.index)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many cases and effects were compared, and what is wrong."""

    cases: int
    effects: int
    found: tuple[Discrepancy, ...]


def reconcile(engine: Engine, case: str | None = None) -> Reconciled:
    """Compares one case, or all of them, at one moment. Writes nothing. UsageError when no case has that id."""
    now, cases, effects = engine.clock.now(), 0, 0
    found: list[Discrepancy] = []
    with engine.store.reading() as reader:
        told = {each.subject for each in reader.incidents(only_open=True)}
        for cae, one in _concerned(reader, case):
            compared = _Compared(reader, cae, one, told, now)
            cases, effects = cases + 1, effects + len(compared.wanted)
            found += compared.found()
            found += _out_of_date(engine, reader, cae, one, compared.wanted)
    return Reconciled(cases, effects, tuple(found))


def _concerned(reader: Reader, case: str | None) -> Iterator[tuple[str, str]]:
    if case is not None:
        yield stored(reader, case).cae, case
        return
    for cae in reader.cooperatives():
        yield from ((cae, each.id) for each in reader.cases(cae))


def _out_of_date(
    engine: Engine, reader: Reader, cae: str, case: str, wanted: Mapping[Place, Effect]
) -> Iterator[Discrepancy]:
    """Paper that says what is no longer true, though nothing asks for it again."""
    if reader.documents(cae, case):
        held = held_now(engine, reader, case)
        for paper in outdated(held, Step(held.case, ())):
            of_fact = (effect for (fact, _), effect in wanted.items() if fact == paper.edition)
            effect = next(each for each in of_fact if each.action == paper.action)
            yield Discrepancy(Mismatch.OUTDATED, cae, case, paper.edition, effect)


class _Compared:
    """One case: what its journal asks for beside what was written of it."""

    def __init__(self, reader: Reader, cae: str, case: str, told: set[str], now: datetime.datetime) -> None:
        facts = reader.facts(cae, case)
        self._reader, self._cae, self._case, self._told, self._now = reader, cae, case, told, now
        self.wanted = {(fact.seq, effect.index): effect for fact in facts for effect in fact.effects}
        self._rows = {(row.fact, row.effect.index): row for row in reader.outbox(cae, case)}
        self._attempts = reader.attempts(cae, case)
        self._since = withdrawals(facts)

    def found(self) -> Iterator[Discrepancy]:
        delivered = Counter((each.fact, each.index) for each in self._attempts if _delivers(each))
        for place, effect in self.wanted.items():
            row = self._rows.get(place)
            kinds = (Mismatch.MISSING,) if row is None else self._kinds(row, delivered[place])
            yield from (self._said(kind, place, effect) for kind in kinds)
        for place, row in self._rows.items():
            if place not in self.wanted:
                yield self._said(Mismatch.EXTRA, place, row.effect)
        for fact, index in sorted({(each.fact, each.index) for each in self._attempts} - self._rows.keys()):
            if (fact, index) not in self.wanted:
                yield self._said(Mismatch.EXTRA, (fact, index), Effect(index, "", ""))

    def _kinds(self, row: OutboxRow, delivered: int) -> Iterator[Mismatch]:
        since = self._since.get(row.fact)
        if delivered > 1:
            yield Mismatch.TWICE
        match row.status:
            case OutboxStatus.DELIVERED:
                if not delivered:
                    yield Mismatch.UNPROVEN
                if since is not None and row.delivered_at is not None and row.delivered_at > since:
                    yield Mismatch.LEFT_WITHDRAWN
            case OutboxStatus.WITHDRAWN if since is None:
                yield Mismatch.WITHDRAWN_FOR_NOTHING
            case OutboxStatus.WAITING | OutboxStatus.PARKED if since is not None:
                yield Mismatch.NOT_WITHDRAWN
            case OutboxStatus.PARKED:
                key = effect_key(row.case, row.fact, row.effect.index)
                yield Mismatch.PARKED if key in self._told else Mismatch.UNTOLD
            case OutboxStatus.WAITING if self._is_late(row):
                yield Mismatch.LATE

    def _is_late(self, row: OutboxRow) -> bool:
        held: Delivery | None = self._reader.delivery(self._cae, row.case, row.fact, row.effect.index)
        return held is None or held.ready_at is None or held.ready_at < self._now - PATIENCE

    def _said(self, kind: Mismatch, place: Place, effect: Effect) -> Discrepancy:
        return Discrepancy(kind, self._cae, self._case, place[0], effect)


def _delivers(attempt: Attempt) -> bool:
    return attempt.outcome is Outcome.DELIVERED
