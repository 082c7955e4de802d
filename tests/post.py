"""A house whose letters a test follows from the fact that asks for them to what became of them."""

import datetime
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from couriers import Couriers, couriers, offer
from parcours.adapters.clock import FixedClock
from parcours.definition.loader import load, load_sources
from parcours.model.definition import Definition
from parcours.model.delivery import Attempt, Delivery
from parcours.model.step import Author
from parcours.plugin import Job
from parcours.ports import Incident, OutboxRow, Site, Store
from parcours.runtime.commands import send, update
from parcours.runtime.effects.dispatcher import Dispatcher
from parcours.runtime.effects.workers import Ending
from parcours.runtime.engine import Engine, Programs
from parcours.runtime.opening import Entrance, start

MONDAY_NOON = datetime.datetime(2026, 1, 5, 11, tzinfo=datetime.UTC)
CAE = "envois"
SITE = Site(
    settings={"maison": "la coopérative"},
    roles={(CAE, "accueil"): ("accueil@exemple.fr",), (CAE, "referent"): ("equipe@exemple.fr",)},
    users={"ines": ("ines@exemple.fr",), "paul": ("paul@exemple.fr",)},
)


@cache
def definition() -> Definition:
    return load(Path(__file__).parent / "spec" / "effects.yaml")


def known() -> Couriers:
    return couriers(
        offer("email", for_people=True),
        offer("webhook"),
        offer("document"),
        offer("declaration", performs=False),
    )


@dataclass
class Post:
    """One store, a clock, and a dispatcher for each node that a test names."""

    store: Store
    site: Site = SITE
    clock: FixedClock = field(default_factory=lambda: FixedClock(MONDAY_NOON))
    chance: Callable[[], float] = lambda: 0.0

    def __post_init__(self) -> None:
        numbers = itertools.count(1)
        self.engine = Engine(self.store, self.clock, Programs(load_sources), lambda: f"C-{next(numbers)}")
        self.couriers = known()
        self.dispatcher = self.node("a", self.couriers)

    def node(self, name: str, workers: Couriers) -> Dispatcher:
        return Dispatcher(self.engine, self.site, workers, name, self.chance)

    def opens(self, person: str = "P-1", courriel: str = "marion@exemple.fr") -> str:
        dossier = {"courriel": courriel, "nom": "Kerbrat"} if courriel else {"nom": "Kerbrat"}
        entrance = Entrance(definition(), person, dossier, Author("accueil"))
        return start(self.engine, entrance, "entrer", {}).case.id

    def sends(self, case: str, event: str, role: str = "accueil") -> int:
        return send(self.engine, case, event, {}, Author(role)).seq

    def updates(self, case: str, **fields: object) -> None:
        update(self.engine, case, fields, Author("accueil"))

    def passes(self, **span: float) -> None:
        self.clock.set(self.clock.now() + datetime.timedelta(**span))

    def dispatches(self) -> list[Job]:
        """What leaves now."""
        before = len(self.couriers.left)
        self.dispatcher.dispatch(self.clock.now())
        return self.couriers.left[before:]

    def ends(self, job: Job, ending: Ending) -> None:
        self.couriers.end(job.key, ending)
        self.dispatcher.collect()

    def outbox(self, case: str) -> tuple[OutboxRow, ...]:
        with self.store.reading() as reader:
            return reader.outbox(CAE, case)

    def statuses(self, case: str) -> list[str]:
        return [str(row.status) for row in self.outbox(case)]

    def attempts(self, case: str) -> tuple[Attempt, ...]:
        with self.store.reading() as reader:
            return reader.attempts(CAE, case)

    def waiting(self) -> tuple[Delivery, ...]:
        with self.store.reading() as reader:
            return reader.deliveries(CAE)

    def incidents(self) -> list[Incident]:
        with self.store.reading() as reader:
            return [each for each in reader.incidents() if each.resolved_at is None]
