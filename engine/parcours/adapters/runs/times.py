"""Minutes of a log as the instants that other programs read."""

from parcours.simulation.measures.frame import EPOCH, MINUTE


def iso(minute: int) -> str:
    """`2026-01-10T17:00:00+00:00`."""
    return (EPOCH + minute * MINUTE).isoformat()
