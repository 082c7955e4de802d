"""What leaves the house, in memory: the queue of effects, tries, documents, nodes at work."""

import datetime
from collections.abc import Collection
from dataclasses import replace
from operator import itemgetter

from parcours.adapters import projection
from parcours.adapters.memory.erasing import MemoryErasing
from parcours.adapters.memory.reader import Progress
from parcours.model.delivery import Delivery, Document, Lease, Node, OutboxStatus, effect_key


class MemoryTransaction(MemoryErasing):
    """Implements `ports.Transaction`, deliveries included."""

    def claim_effects(self, cae: str, lease: Lease, limit: int, besides: Collection[str] = ()) -> tuple[Delivery, ...]:
        ready = [(each.ready_at, _place(each), each) for each in self._free(cae, besides) if each.ready_at is not None]
        oldest = sorted((row for row in ready if row[0] <= lease.since), key=itemgetter(0, 1))
        claimed = tuple(projection.leased(each, lease) for _, _, each in oldest[:limit])
        for each in claimed:
            self._tables.progress[each.key] = Progress(lease.until, each.attempts, lease.node)
        return claimed

    def extend_leases(self, node: str, until: datetime.datetime) -> None:
        self._hold(node, until, node)

    def postpone_effect(self, delivery: Delivery, ready_at: datetime.datetime, *, tried: bool) -> bool:
        progress = self._tables.progress.get(delivery.key)
        if progress is None or progress.node != delivery.node:
            return False
        attempts = delivery.attempts if tried else delivery.attempts - 1
        self._tables.progress[delivery.key] = Progress(ready_at, attempts)
        return True

    def settle_effect(
        self, cae: str, case: str, fact: int, index: int, status: OutboxStatus, at: datetime.datetime
    ) -> OutboxStatus:
        rows = list(self.outbox(cae, case))
        place = next((n for n, row in enumerate(rows) if (row.fact, row.effect.index) == (fact, index)), None)
        if place is None:
            raise LookupError(f"no effect {case}/{fact}/{index}")
        before = rows[place].status
        if projection.may_become(before, status):
            delivered = at if status is OutboxStatus.DELIVERED else None
            rows[place] = replace(rows[place], status=status, delivered_at=delivered)
            self._tables.outbox[case] = tuple(rows)
            ready_at = None if status is OutboxStatus.PARKED else at
            attempts = self._attempts(case, fact, index) if status is OutboxStatus.PARKED else 0
            self._tables.progress[effect_key(case, fact, index)] = Progress(ready_at, attempts)
        return before

    def keep_document(self, cae: str, person: str, document: Document, content: bytes) -> None:  # noqa: ARG002  nothing is sealed here
        held = self._tables.documents.get(document.case, ())
        self._tables.documents[document.case] = (*held, (document, content))

    def beat(self, node: Node) -> None:
        self._tables.nodes[node.name] = node

    def leave(self, node: str) -> None:
        self._hold(node, datetime.datetime.min.replace(tzinfo=datetime.UTC), "")
        self._tables.nodes[node] = None

    def _hold(self, node: str, ready_at: datetime.datetime, holder: str) -> None:
        for key, progress in list(self._tables.progress.items()):
            if progress.node == node:
                self._tables.progress[key] = replace(progress, ready_at=ready_at, node=holder)

    def _attempts(self, case: str, fact: int, index: int) -> int:
        progress = self._tables.progress.get(effect_key(case, fact, index))
        return progress.attempts if progress is not None else 0


def _place(delivery: Delivery) -> tuple[str, int, int]:
    return (delivery.case, delivery.fact, delivery.effect.index)
