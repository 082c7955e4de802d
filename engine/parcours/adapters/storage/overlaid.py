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
    """What it does not know is asked once all that the transaction did is written: no answer is older than it."""

    def __init__(self, unit: UnitOfWork) -> None:
        super().__init__(unit.opened, unit.statements, unit.database.spread)
        self._unit = unit

    @property
    def connection(self) -> Connection:
        return self._unit.settle()

    def case(self, case: str) -> CaseRow | None:
        return self._unit.cases.get(case) or super().case(case)

    def person(self, case: str) -> str:
        held = self._unit.cases.get(case)
        return held[1] if held else super().person(case)

    def world(self, workflow: str) -> tuple[int, bytes] | None:
        return self._unit.worlds.get(workflow) or super().world(workflow)

    def key(self, cae: str, person: str) -> bytes | None:
        known = self._unit.persons.get((cae, person))
        return (known and known.key) or super().key(cae, person)

    def erased(self, cae: str, person: str) -> str | None:
        known = self._unit.persons.get((cae, person))
        return known.erased if known else super().erased(cae, person)

    def ledger(self, cae: str, person: str, besides: str) -> tuple[Engagement, ...]:
        known = self._unit.beside(besides)
        return known.ledger() if known else super().ledger(cae, person, besides)

    def open_cases(self, cae: str, person: str) -> tuple[str, ...]:
        known = self._unit.open_cases(cae, person)
        return super().open_cases(cae, person) if known is None else known

    def secrets(self, cae: str, case: str) -> Sequence[tuple[str, int, bytes]]:
        known = self._unit.beside(case)
        return known.secrets if known else super().secrets(cae, case)

    def answer(self, cae: str, case: str, key: str) -> Answer | None:
        known = self._unit.beside(case)
        return known.answers[key] if known and key in known.answers else super().answer(cae, case, key)

    def _all(self, name: str, parameters: Row) -> Sequence[Any]:
        self._unit.written()
        return super()._all(name, parameters)

    def _one(self, name: str, parameters: Row) -> Any:
        self._unit.written()
        return super()._one(name, parameters)

    def _many(self, name: str, new: Sequence[Row]) -> int:
        self._unit.settle()
        return super()._many(name, new)
