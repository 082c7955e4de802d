"""How a try ended, written in one transaction with what follows from it."""

import datetime
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from parcours.messages import Text
from parcours.model.delivery import Attempt, Delivery, Document, OutboxStatus, Outcome
from parcours.model.step import Report, Step
from parcours.plugin import Delivered, File, Unreachable
from parcours.ports import ConflictError, Transaction
from parcours.runtime import incidents
from parcours.runtime.effects.job import Prepared
from parcours.runtime.effects.policy import wait
from parcours.runtime.effects.reporting import report
from parcours.runtime.effects.scrubbing import proof, scrubbed, words_of
from parcours.runtime.effects.verdicts import Verdict, verdict
from parcours.runtime.effects.workers import Ending
from parcours.runtime.engine import Engine, hold
from parcours.runtime.perform import ATTEMPTS
from parcours.runtime.reissues import brought_up_to_date
from parcours.runtime.settle import settle as settle_others
from parcours.runtime.stuck import CANNOT_MOVE
from parcours.runtime.writing import record


@dataclass(frozen=True, slots=True)
class Settlement:
    """Writes for one node; `chance` gives a number in [0, 1)."""

    engine: Engine
    node: str
    chance: Callable[[], float]

    def settle(self, done: Prepared, ending: Ending) -> None:
        """Writes how a job ended. Another process that is quicker makes it start again, three times at most."""
        for _ in range(ATTEMPTS - 1):
            try:
                return self._settle(done, ending)
            except ConflictError:
                continue
        return self._settle(done, ending)

    def park(self, delivery: Delivery, kind: str, why: Text, outcome: Outcome | None = None) -> None:
        """Nobody tries it any more until somebody says so: an incident names it."""
        with self.engine.store.transaction() as transaction:
            if self._is_ours(transaction, delivery):
                self._park(transaction, delivery, kind, why.render(), outcome)

    def nothing_leaves(self, delivery: Delivery, receipt: Text) -> None:
        """An action of which the engine itself is the whole of it."""
        with self.engine.store.transaction() as transaction:
            if self._is_ours(transaction, delivery):
                self._end(transaction, delivery, OutboxStatus.DELIVERED)
                self._keep(transaction, delivery, Outcome.DELIVERED, receipt=receipt.render())

    def release(self, delivery: Delivery, ready_at: datetime.datetime, *, tried: bool) -> None:
        """Gives it back."""
        with self.engine.store.transaction() as transaction:
            transaction.postpone_effect(delivery, ready_at, tried=tried)

    def _settle(self, done: Prepared, ending: Ending) -> None:
        others = False
        with self.engine.store.transaction() as transaction:
            match ending:
                case Delivered():
                    self._delivered(transaction, done, ending)
                case Unreachable(why=why):
                    others = self._unreachable(transaction, done, why)
                case _:
                    self._undelivered(transaction, done, verdict(ending))
        if others:
            settle_others(self.engine, done.delivery.cae)

    def _delivered(self, transaction: Transaction, done: Prepared, said: Delivered) -> None:
        delivery, receipt = done.delivery, proof(said.receipt, words_of(done.personal))
        before = self._end(transaction, delivery, OutboxStatus.DELIVERED)
        if before is OutboxStatus.SKIPPED:
            self._keep(transaction, delivery, Outcome.LOST, receipt=receipt)
        else:
            self._keep(transaction, delivery, Outcome.DELIVERED, receipt=receipt)
        if before in {OutboxStatus.WITHDRAWN, OutboxStatus.SKIPPED}:
            why = Text("Parti pendant qu'on le retirait : dites à qui l'a reçu que cela ne tient plus.")
            self._open(transaction, delivery, incidents.LEFT_ALL_THE_SAME, why.render())
        elif before is not OutboxStatus.DELIVERED:
            for file in said.files:
                self._keep_file(transaction, done, file, said.printed)
            if said.files and said.printed:
                self._bring_up_to_date(transaction, delivery.case)

    def _undelivered(self, transaction: Transaction, done: Prepared, found: Verdict) -> None:
        delivery, now = done.delivery, self.engine.clock.now()
        why = scrubbed(found.why.render(), words_of(done.personal))
        if not self._is_ours(transaction, delivery):
            self._keep(transaction, delivery, found.outcome, why)
        elif delivery.attempts >= found.most:
            kind = incidents.EXHAUSTED if found.most > 1 else incidents.FAILED
            self._park(transaction, delivery, kind, why, found.outcome)
        else:
            self._keep(transaction, delivery, found.outcome, why)
            then = now + wait(delivery.attempts, self.chance(), found.asked)
            transaction.postpone_effect(delivery, then, tried=True)

    def _unreachable(self, transaction: Transaction, done: Prepared, said: str) -> bool:
        """A task for people, with the end of the effect; whether the person's other cases are to follow."""
        delivery, why = done.delivery, scrubbed(said, words_of(done.personal))
        if not self._is_ours(transaction, delivery):
            self._keep(transaction, delivery, Outcome.UNREACHABLE, why)
            return False
        if delivery.effect.task:  # a task that tells of a task nobody is told of would never end
            self._park(transaction, delivery, incidents.FAILED, why, Outcome.UNREACHABLE)
            return False
        told = Report(delivery.effect.action, done.role, delivery.fact)
        try:
            others = report(self.engine, transaction, delivery.case, told)
        except CANNOT_MOVE:
            self._park(transaction, delivery, incidents.FAILED, why, Outcome.UNREACHABLE)
            return False
        self._end(transaction, delivery, OutboxStatus.SKIPPED)
        self._keep(transaction, delivery, Outcome.UNREACHABLE, why)
        return bool(others)

    def _is_ours(self, transaction: Transaction, delivery: Delivery) -> bool:
        """Neither withdrawn meanwhile, nor taken over by another once our lease had ended."""
        held = transaction.delivery(delivery.cae, delivery.case, delivery.fact, delivery.effect.index)
        return held is not None and (held.node, held.attempts) == (delivery.node, delivery.attempts)

    def _park(
        self, transaction: Transaction, delivery: Delivery, kind: str, why: str, outcome: Outcome | None = None
    ) -> None:
        self._end(transaction, delivery, OutboxStatus.PARKED)
        self._open(transaction, delivery, kind, why)
        if outcome is not None:
            self._keep(transaction, delivery, outcome, why)

    def _end(self, transaction: Transaction, delivery: Delivery, status: OutboxStatus) -> OutboxStatus:
        of_effect = (delivery.cae, delivery.case, delivery.fact, delivery.effect.index)
        return transaction.settle_effect(*of_effect, status, self.engine.clock.now())

    def _open(self, transaction: Transaction, delivery: Delivery, kind: str, why: str) -> None:
        transaction.open_incident(delivery.cae, kind, delivery.key, why, self.engine.clock.now())

    def _keep(
        self, transaction: Transaction, delivery: Delivery, outcome: Outcome, why: str = "", receipt: str = ""
    ) -> None:
        place = (delivery.case, delivery.fact, delivery.effect.index, delivery.attempts)
        now = self.engine.clock.now()
        transaction.keep_attempt(delivery.cae, Attempt(*place, now, self.node, outcome, why, receipt))

    def _bring_up_to_date(self, transaction: Transaction, case: str) -> None:
        """The case may have moved while the document was being made from what it was."""
        held = hold(self.engine, transaction, case, self.engine.clock.now())
        done = brought_up_to_date(held, Step(held.case, ()))
        if done.facts:
            record(transaction, held.case, done)

    def _keep_file(self, transaction: Transaction, done: Prepared, file: File, printed: Iterable[str]) -> None:
        delivery = done.delivery
        made = Document(
            delivery.case,
            delivery.fact,
            delivery.effect.index,
            delivery.effect.action,
            file.name,
            file.media_type,
            hashlib.sha256(file.content).hexdigest(),
            self.engine.clock.now(),
            tuple(sorted(done.moving & {*printed, *done.named})),
        )
        transaction.keep_document(delivery.cae, done.person, made, file.content)
