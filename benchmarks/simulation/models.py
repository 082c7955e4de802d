"""The reference models, model B grown to any scale: its capacities are those of a thousand people."""

from collections.abc import Mapping

from parcours.simulation.model import Model, ready
from parcours.simulation.reading.loader import read_scenario

CAPACITIES = {
    "sessions.reunions.seats": 20,
    "sessions.ateliers.seats": 12,
    "resources.bureau.capacity": 1,
    "resources.accompagnement.capacity": 100,
}


def model(which: str, scale: int = 1, changes: Mapping[str, float] | None = None) -> Model:
    """`a`, or `b` with `scale` times its capacities."""
    grown = {path: scale * number for path, number in CAPACITIES.items()} if which == "b" else {}
    scenario, definition = read_scenario(f"reference_{which}", values={**grown, **(changes or {})})
    return ready(definition, scenario)
