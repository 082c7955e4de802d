"""An engine under the hand of a test."""

import datetime
from dataclasses import dataclass

from parcours.adapters.clock import FixedClock
from parcours.model.case import Case
from parcours.model.definition import Definition
from parcours.runtime.commands import send
from parcours.runtime.engine import Engine
from parcours.runtime.opening import Entrance, start
from parcours.runtime.perform import Accepted


@dataclass(frozen=True)
class House:
    """An engine whose clock the test moves."""

    engine: Engine
    clock: FixedClock
    definition: Definition

    def goes_to(self, day: str, hour: int = 12) -> None:
        # Noon in Paris is 11:00 UTC in winter, 10:00 in summer; an hour more or less changes no date here.
        instant = datetime.datetime.fromisoformat(day).replace(hour=hour - 1, tzinfo=datetime.UTC)
        self.clock.set(instant)

    def opens(self, person: str = "P-1", **raw: object) -> str:
        dossier = {"nom": "Le Goff", "assurance": {"from": "2026-01-01", "until": "2028-12-31"}}
        return start(self.engine, Entrance(self.definition, person, dossier), "entrer", raw).case.id

    def sends(self, case: str, event: str, **raw: object) -> Accepted:
        return send(self.engine, case, event, raw)

    def case(self, case: str) -> Case:
        with self.engine.store.reading() as reader:
            found = reader.case("essai", case)
        assert found is not None
        return found
