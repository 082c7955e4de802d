"""R1, the reference work, as each rival is given it: who comes, what happens to them, on which days."""

import datetime
from pathlib import Path

FILE = Path(__file__).parents[1] / "r1.yaml"
ENTRY, ENTERED = "rencontrer", "2026-01-05"
EVENTS = ("rencontrer", "signer", "renouveler", "renouveler", "embaucher", "associer")
DAYS = ("2026-02-02", "2026-03-02", "2026-08-20", "2027-02-20", "2027-06-01", "2027-09-01")
TIMERS = ("relance", "oubli")
STATE, FACT = bytes(700), bytes(500)  # about what a case and a fact weigh


def at(day: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{day}T11:00:00+00:00")
