"""What leaves the house, in the database: the queue of effects, tries, documents, nodes at work."""

import datetime
from collections.abc import Collection
from functools import partial
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Table, and_, delete, exists, func, insert, or_, select, update

from parcours.adapters import codec, projection
from parcours.adapters.storage import newest, quoting, rows, schema
from parcours.adapters.storage.reader import SqlReader
from parcours.adapters.storage.rows import Row
from parcours.adapters.storage.writer import SqlTransaction
from parcours.adapters.vault import Place, seal, unseal
from parcours.model.delivery import (
    OPEN,
    Attempt,
    Delivery,
    Document,
    Lease,
    Node,
    OutboxStatus,
    Outcome,
    Said,
)
from parcours.model.fact import Effect

QUEUE: Final = schema.deliveries.c
BEFORE: Final = schema.deliveries.alias("before")


class OutgoingReader(SqlReader):
    """The reads of `ports.Reader` that speak of deliveries."""

    def attempts(self, cae: str, case: str) -> tuple[Attempt, ...]:
        table = schema.attempts.c
        columns = (table.id, table.said, table.fact, table.place, table.number, table.at, table.node, table.outcome)
        query = select(*columns).where(table.cae == cae, table.case_id == case).order_by(table.id)
        found = self._rows(query)
        owner = quoting.owners(self.connection, [case] if found else ()).get(case)
        opened = partial(quoting.shown, owner, self.access.vault, schema.attempts.name)
        return tuple(
            Attempt(case, fact, place, number, rows.moment(at), node, Outcome(outcome), *opened(id_, said, ("", "")))
            for id_, said, fact, place, number, at, node, outcome in found
        )

    def deliveries(self, cae: str) -> tuple[Delivery, ...]:
        order = (schema.outbox.c.created_at, QUEUE.case_id, QUEUE.fact, QUEUE.place)
        return self._deliveries(_queued(cae).order_by(*order))

    def delivery(self, cae: str, case: str, fact: int, index: int) -> Delivery | None:
        found = self._deliveries(_queued(cae).where(QUEUE.case_id == case, QUEUE.fact == fact, QUEUE.place == index))
        return found[0] if found else None

    def ready_at(self, cae: str, besides: Collection[str] = ()) -> datetime.datetime | None:
        query = select(func.min(QUEUE.ready_at)).where(QUEUE.cae == cae, *_free(besides))
        return rows.maybe(self._scalar(query))

    def documents(self, cae: str, case: str) -> tuple[Document, ...]:
        found = self._hot.documents(cae, case)
        if not found:
            return ()
        owner = quoting.owners(self.connection, [case]).get(case)
        named = partial(quoting.shown, owner, self.access.vault, schema.documents.name)
        return tuple(
            Document(case, fact, place, action, name, media, digest, rows.moment(at), tuple(printed.split()))
            for id_, said, fact, place, action, media, at, printed in found
            for name, digest in [named(id_, said, ("", ""))]
        )

    def content(self, cae: str, document: Document) -> bytes:
        table = schema.documents.c
        of_case = (table.cae == cae, table.case_id == document.case, table.fact == document.fact)
        vault, _ = self.access.opened()
        owner = quoting.owners(self.connection, [document.case])[document.case]
        for id_, said, sealed in self._rows(select(table.id, table.said, table.content).where(*of_case)):
            if owner.opened(vault, schema.documents.name, id_, said) == (document.name, document.digest):
                key = self.person_key(cae, owner.person)
                return unseal(key, sealed, document_place(cae, owner.person, document))
        raise LookupError(f"no document {document.digest}")

    def nodes(self) -> tuple[Node, ...]:
        table = schema.nodes.c
        query = select(table.name, table.started_at, table.seen_at, table.paused).order_by(table.name)
        return tuple(
            Node(name, rows.moment(started), rows.moment(seen), paused)
            for name, started, seen, paused in self._rows(query)
        )

    def newest_instant(self) -> datetime.datetime | None:
        seen = self._scalar(select(func.max(schema.nodes.c.seen_at)))
        written = self._scalar(newest.KEPT)
        return rows.maybe(max((each for each in (seen, written) if each is not None), default=None))

    def _deliveries(self, query: Select[Any]) -> tuple[Delivery, ...]:
        return tuple(
            Delivery(
                cae,
                case,
                fact,
                codec.decode(Effect, effect.encode()),
                rows.moment(created),
                rows.maybe(ready),
                attempts,
                node,
            )
            for cae, case, fact, effect, created, ready, attempts, node in self._rows(query)
        )


class OutgoingTransaction(SqlTransaction, OutgoingReader):
    """Implements `ports.Transaction`, deliveries included."""

    def claim_effects(self, cae: str, lease: Lease, limit: int, besides: Collection[str] = ()) -> tuple[Delivery, ...]:
        ready = (QUEUE.ready_at <= rows.instant(lease.since), *_free(besides))
        order = (QUEUE.ready_at, QUEUE.case_id, QUEUE.fact, QUEUE.place)
        query = _queued(cae).where(*ready).order_by(*order).limit(limit)
        claimed = self._deliveries(query.with_for_update(skip_locked=True, of=schema.deliveries))
        return tuple(self._leased(each, lease) for each in claimed)

    def extend_leases(self, node: str, until: datetime.datetime) -> None:
        held = update(schema.deliveries).where(QUEUE.node == node)
        self.connection.execute(held.values(ready_at=rows.instant(until)))

    def postpone_effect(self, delivery: Delivery, ready_at: datetime.datetime, *, tried: bool) -> bool:
        held = update(schema.deliveries).where(*_of(delivery), QUEUE.node == delivery.node)
        attempts = delivery.attempts if tried else delivery.attempts - 1
        done = self.connection.execute(held.values(ready_at=rows.instant(ready_at), attempts=attempts, node=""))
        return done.rowcount == 1

    def settle_effect(
        self, cae: str, case: str, fact: int, index: int, status: OutboxStatus, at: datetime.datetime
    ) -> OutboxStatus:
        table = schema.outbox.c
        identity = (table.cae == cae, table.case_id == case, table.fact == fact, table.place == index)
        found = self._mappings(select(schema.outbox).where(*identity).with_for_update())
        if not found:
            raise LookupError(f"no effect {case}/{fact}/{index}")
        (row,) = found
        before = OutboxStatus(row["status"])
        if not projection.may_become(before, status):
            return before
        delivered = rows.instant(at) if status is OutboxStatus.DELIVERED else None
        self._rewrite(schema.outbox, row, status=status.value, delivered_at=delivered)
        self._requeue(case, fact, index, status, at)
        return before

    def keep_attempt(self, cae: str, attempt: Attempt) -> None:
        of_effect = (attempt.case, attempt.fact, attempt.index, attempt.number)
        tried = (rows.instant(attempt.at), attempt.node, attempt.outcome.value)
        self._add_quoting(schema.attempts, (cae, *of_effect, *tried), attempt.detail, attempt.receipt)

    def keep_document(self, cae: str, person: str, document: Document, content: bytes) -> None:
        sealed = seal(self.person_key(cae, person), content, document_place(cae, person, document))
        of_effect = (document.case, document.fact, document.index, document.action)
        told = (document.media_type, rows.instant(document.made_at), " ".join(document.printed))
        # The hash of what it says would tell somebody who guesses it that they guessed right.
        self._add_quoting(schema.documents, (cae, *of_effect, *told, sealed), document.name, document.digest)

    def _add_quoting(self, table: Table, cells: Row, *words: Said) -> None:
        """Adds a row of a case, these words sealed for its person."""
        number, case = self._hot.number(table), str(cells[1])
        owner = quoting.owners(self.connection, [case])[case]
        self._add(table, (number, *cells, owner.sealed(self._vault, table.name, number, *words)))

    def beat(self, node: Node) -> None:
        self.connection.execute(delete(schema.nodes).where(schema.nodes.c.name == node.name))
        row = (node.name, rows.instant(node.started_at), rows.instant(node.seen_at), node.paused)
        self.connection.execute(insert(schema.nodes).values(row))

    def leave(self, node: str) -> None:
        """What it held is ready at once: lease ends lie ahead, and the past is what no clock disputes."""
        held = update(schema.deliveries).where(QUEUE.node == node)
        self.connection.execute(held.values(ready_at=rows.instant(rows.EARLIEST), node=""))
        self.connection.execute(delete(schema.nodes).where(schema.nodes.c.name == node))

    def _leased(self, delivery: Delivery, lease: Lease) -> Delivery:
        held = projection.leased(delivery, lease)
        changes = {"ready_at": rows.instant(lease.until), "attempts": held.attempts, "node": lease.node}
        self.connection.execute(update(schema.deliveries).where(*_of(delivery)).values(changes))
        return held

    def _requeue(self, case: str, fact: int, index: int, status: OutboxStatus, at: datetime.datetime) -> None:
        """Parked, it keeps its place and no hour; woken, it is ready and its tries are counted anew."""
        identity = (QUEUE.case_id == case, QUEUE.fact == fact, QUEUE.place == index)
        if status not in OPEN:
            self.connection.execute(delete(schema.deliveries).where(*identity))
        elif status is OutboxStatus.PARKED:
            self.connection.execute(update(schema.deliveries).where(*identity).values(ready_at=None, node=""))
        else:
            woken = update(schema.deliveries).where(*identity)
            self.connection.execute(woken.values(ready_at=rows.instant(at), attempts=0, node=""))


def document_place(cae: str, person: str, document: Document) -> Place:
    """What the content of a document is sealed for."""
    return Place(cae, person, document.case, f"document.{document.digest}", document.fact)


def _queued(cae: str) -> Select[Any]:
    outbox = schema.outbox.c
    columns = (QUEUE.cae, QUEUE.case_id, QUEUE.fact, outbox.effect, outbox.created_at)
    same = and_(outbox.case_id == QUEUE.case_id, outbox.fact == QUEUE.fact, outbox.place == QUEUE.place)
    joined = schema.deliveries.join(schema.outbox, same)
    query = select(*columns, QUEUE.ready_at, QUEUE.attempts, QUEUE.node).select_from(joined)
    return query.where(QUEUE.cae == cae)


def _free(besides: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """Neither parked, nor of a use left out, nor behind another effect."""
    before = BEFORE.c
    earlier = or_(before.fact < QUEUE.fact, and_(before.fact == QUEUE.fact, before.place < QUEUE.place))
    same_action = and_(before.action == QUEUE.action, before.ready_at.is_not(None), earlier)
    comes_after = and_(QUEUE.after != "", before.action == QUEUE.after, before.fact <= QUEUE.fact)
    held_back = exists().where(before.case_id == QUEUE.case_id, or_(same_action, comes_after))
    return (QUEUE.ready_at.is_not(None), QUEUE.use.not_in(sorted(besides)), ~held_back)


def _of(delivery: Delivery) -> tuple[ColumnElement[bool], ...]:
    place = delivery.effect.index
    return (QUEUE.case_id == delivery.case, QUEUE.fact == delivery.fact, QUEUE.place == place)
