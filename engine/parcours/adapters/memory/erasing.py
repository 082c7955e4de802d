"""A person erased or held, in memory."""

import datetime
from dataclasses import replace

from parcours.adapters import projection
from parcours.adapters.memory.writer import MemoryWriter
from parcours.model.delivery import OPEN, OutboxStatus
from parcours.ports import Erasure, Hold, OutboxRow


class MemoryErasing(MemoryWriter):
    def erase(self, erasure: Erasure) -> None:
        tables = self._tables
        cases = tables.of_person.get((erasure.cae, erasure.person), ())
        for case in cases:
            tables.secrets[case] = ()
            tables.documents[case] = ()
            tables.outbox[case] = tuple(_withdrawn(row) for row in tables.outbox.get(case, ()))
            tried = tables.attempts.get(case, ())
            tables.attempts[case] = tuple(replace(each, detail="", receipt="") for each in tried)
        for number, incident in list(tables.incidents.items()):
            if incident.cae == erasure.cae and projection.speaks_of(incident.subject, cases):
                tables.incidents[number] = replace(incident, detail="", resolution="")
        for place, answer in list(tables.answers.items()):
            if answer is not None and answer.case in cases:
                tables.answers[place] = None
        tables.holds[erasure.cae, erasure.person] = None
        tables.erasures[erasure.cae, erasure.person] = erasure

    def keep_hold(self, hold: Hold) -> None:
        self._tables.holds[hold.cae, hold.person] = hold

    def lift_hold(self, cae: str, person: str, at: datetime.datetime, author: str) -> None:  # noqa: ARG002  nobody asks
        self._tables.holds[cae, person] = None


def _withdrawn(row: OutboxRow) -> OutboxRow:
    return replace(row, status=OutboxStatus.WITHDRAWN) if row.status in OPEN else row
