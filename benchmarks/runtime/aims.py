"""What the runtime is asked for, and whether a run shows it. A run that does not is no failure: machines differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from runtime.measure import spaced


@dataclass(frozen=True, slots=True)
class Aim:
    """A bound that is promised and one that is sought; `at_most` when less is better."""

    name: str
    bound: float
    sought: float | None
    unit: str
    at_most: bool = False

    def told(self, found: float) -> Sequence[str]:
        """The cells of its line."""
        bound = f"{'au plus' if self.at_most else 'au moins'} {_said(self.bound)} {self.unit}"
        sought = "" if self.sought is None else f"{_said(self.sought)} {self.unit}"
        if self._meets(found, self.bound):
            kept = "visée atteinte" if self.sought is not None and self._meets(found, self.sought) else "tenue"
        else:
            kept = "**manquée**"
        return (self.name, bound, sought, f"{spaced(found, 2)} {self.unit}", kept)

    def _meets(self, found: float, bound: float) -> bool:
        return found <= bound if self.at_most else found >= bound


ONE_CLIENT = Aim("SQLite FULL, un client", 0.5, 0.85, "L")
WAITING = Aim("SQLite FULL, 64 clients qui attendent", 2, 5, "L")
ONE_CONNECTION = Aim("PostgreSQL, une connexion", 0.2, 0.33, "L")
BATCHES = Aim("PostgreSQL, par lots de 100", 1.5, 3, "L")
STORM_SQLITE = Aim("minuteries de la même seconde, SQLite, retard au 99e centième", 1.2, 0.5, "s", at_most=True)
STORM_POSTGRES = Aim("minuteries de la même seconde, PostgreSQL, retard au 99e centième", 4, 1, "s", at_most=True)
START = Aim("démarrage, de plus avec les minuteries qui attendent", 50, None, "ms", at_most=True)
MEMORY = Aim("mémoire, avec les minuteries qui attendent", 120, None, "Mo", at_most=True)
DURABLE_SQLITE = Aim("SQLite, un client, à côté de DBOS", 15, None, "fois", at_most=False)
DURABLE_POSTGRES = Aim("PostgreSQL, une connexion, à côté de DBOS", 15, None, "fois", at_most=False)


def _said(bound: float) -> str:
    return spaced(bound, 0 if bound == int(bound) else 2)
