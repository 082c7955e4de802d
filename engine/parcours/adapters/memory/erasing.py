"""A person erased or held, in memory."""

import datetime
from dataclasses import replace

from parcours.adapters.memory.writer import MemoryWriter
from parcours.model.delivery import OPEN, Attempt, OutboxStatus, Said, Unread, case_of
from parcours.ports import Erasure, Hold, Incident, OutboxRow


class MemoryErasing(MemoryWriter):
    def erase(self, erasure: Erasure) -> None:
        tables = self._tables
        cases = tables.of_person.get((erasure.cae, erasure.person), ())
        for case in cases:
            tables.secrets[case] = ()
            tables.documents[case] = ()
            tables.outbox[case] = tuple(_withdrawn(row) for row in tables.outbox.get(case, ()))
            tried = tables.attempts.get(case, ())
            tables.attempts[case] = tuple(_unread(each) for each in tried)
            self._move(case)
        for number, incident in list(tables.incidents.items()):
            if incident.cae == erasure.cae and case_of(incident.subject) in cases:
                words = (_gone(incident.detail), _gone(incident.resolution))
                tables.incidents[number] = replace(incident, detail=words[0], resolution=words[1])
        for place, answer in list(tables.answers.items()):
            if answer is not None and answer.case in cases:
                tables.answers[place] = None
        tables.holds[erasure.cae, erasure.person] = None
        tables.erasures[erasure.cae, erasure.person] = erasure

    def open_incident(self, cae: str, kind: str, subject: str, detail: str, at: datetime.datetime) -> None:
        number = len(self._tables.incidents) + 1
        said = self._said(cae, case_of(subject), detail)
        self._tables.incidents[number] = Incident(number, kind, cae, subject, said, at)

    def resolve_incident(self, incident: int, at: datetime.datetime, how: str = "", by: str = "") -> None:
        opened = self._tables.incidents[incident]
        said = self._said(opened.cae, case_of(opened.subject), how)
        self._tables.incidents[incident] = replace(opened, resolved_at=at, resolution=said, author=by)

    def keep_attempt(self, cae: str, attempt: Attempt) -> None:
        kept = _unread(attempt) if self._is_erased(cae, attempt.case) else attempt
        self._tables.attempts[attempt.case] = (*self.attempts(cae, attempt.case), kept)

    def keep_hold(self, hold: Hold) -> None:
        self._tables.holds[hold.cae, hold.person] = hold

    def lift_hold(self, cae: str, person: str, at: datetime.datetime, author: str) -> None:  # noqa: ARG002  nobody asks
        self._tables.holds[cae, person] = None

    def _said(self, cae: str, case: str, words: str) -> Said:
        return _gone(words) if self._is_erased(cae, case) else words

    def _is_erased(self, cae: str, case: str) -> bool:
        held = self.case(cae, case)
        return held is not None and self.erased_at(cae, held.person) is not None


def _unread(attempt: Attempt) -> Attempt:
    """Detail and receipt are kept together, and go together."""
    gone = _gone(attempt.detail or attempt.receipt)
    return replace(attempt, detail=gone, receipt=gone)


def _gone(said: Said) -> Said:
    return Unread.ERASED if said else ""


def _withdrawn(row: OutboxRow) -> OutboxRow:
    return replace(row, status=OutboxStatus.WITHDRAWN) if row.status in OPEN else row
