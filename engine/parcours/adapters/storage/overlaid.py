"""The hot path as a transaction sees it: what it knows of the cases it holds is not asked of the database again."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from parcours.adapters.storage.hot import CaseRow, Hot
from parcours.adapters.storage.rows import Row
from parcours.adapters.storage.unit import UnitOfWork
from parcours.model.world import Engagement
from parcours.ports import Answer


class Overlaid(Hot):
    """Steps wait to be written, so that no answer may be older than they are.

    Of somebody whom none of them concerns, and of what no step writes, the database is asked as it stands; anything
    else is asked once all is written.
    """

    def __init__(self, unit: UnitOfWork) -> None:
        super().__init__(unit.opened, unit.statements, unit.database.spread)
        self._unit = unit
        self._standing = unit.hot

    @property
    def connection(self) -> Connection:
        return self._unit.settle()

    def case(self, case: str) -> CaseRow | None:
        return self._unit.cases.get(case) or self._standing.case(case)

    def person(self, case: str) -> str:
        held = self._unit.cases.get(case)
        return held[1] if held else self._standing.person(case)

    def world(self, workflow: str) -> tuple[int, bytes] | None:
        return self._unit.worlds.get(workflow) or self._standing.world(workflow)

    def key(self, cae: str, person: str) -> bytes | None:
        known = self._unit.persons.get((cae, person))
        return (known and known.key) or self._standing.key(cae, person)

    def erased(self, cae: str, person: str) -> str | None:
        known = self._unit.persons.get((cae, person))
        return known.erased if known else self._standing.erased(cae, person)

    def documents(self, cae: str, case: str) -> Sequence[Any]:
        known = self._unit.beside(case)
        return () if known and not known.documented else self._standing.documents(cae, case)

    def ledger(self, cae: str, person: str, besides: str) -> tuple[Engagement, ...]:
        known = self._unit.beside(besides)
        return known.ledger() if known else self._of((cae, person)).ledger(cae, person, besides)

    def open_cases(self, cae: str, person: str) -> tuple[str, ...]:
        known = self._unit.open_cases(cae, person)
        return self._of((cae, person)).open_cases(cae, person) if known is None else known

    def secrets(self, cae: str, case: str) -> Sequence[tuple[str, int, bytes]]:
        known = self._unit.beside(case)
        return known.secrets if known else self._of(self._whose(case)).secrets(cae, case)

    def facts(self, cae: str, case: str, after: int) -> Sequence[bytes]:
        return self._of(self._whose(case)).facts(cae, case, after)

    def answer(self, cae: str, case: str, key: str) -> Answer | None:
        known = self._unit.beside(case)
        return (
            known.answers[key] if known and key in known.answers else self._of(self._whose(case)).answer(cae, case, key)
        )

    def _whose(self, case: str) -> tuple[str, str] | None:
        held = self._unit.cases.get(case)
        return held[:2] if held else None

    def _of(self, person: tuple[str, str] | None) -> Hot:
        """Whom to ask about somebody, None where it is not known whom."""
        if person is None or self._unit.has_moved(person):
            self._unit.written()
        return self._standing

    def _all(self, name: str, parameters: Row) -> Sequence[Any]:
        self._unit.written()
        return super()._all(name, parameters)

    def _one(self, name: str, parameters: Row) -> Any:
        self._unit.written()
        return super()._one(name, parameters)

    def _many(self, name: str, new: Sequence[Row]) -> int:
        self._unit.settle()
        return super()._many(name, new)
