"""The hours people read: on the clocks of the cooperative concerned. Scripts and logs are told UTC."""

import datetime
from typing import Final

from parcours.calendar.zone import local
from parcours.messages import Text
from parcours.ports import Reader

UTC: Final = "UTC"
MINUTE, HOUR, DAY = 60, 3600, 86_400  # seconds


def of_case(reader: Reader, cae: str, case: str) -> str:
    """The zone of the calendar a case is counted by; where there is no such case, that of the house."""
    found = reader.case(cae, case)
    version = reader.world(found.workflow) if found is not None else None
    return version.world.calendar.timezone if version is not None else of_house(reader)


def of_person(reader: Reader, cae: str, person: str) -> str:
    """The zone of the first case of a person; of somebody without any, that of the house."""
    cases = reader.cases_of(cae, person)
    return of_case(reader, cae, cases[0]) if cases else of_house(reader)


def of_house(reader: Reader) -> str:
    """The zone of every calendar in use where they share one, else UTC: for what is about no case."""
    versions = (reader.world(workflow) for workflow in {workflow for workflow, _, _ in reader.rules_in_use()})
    zones = {version.world.calendar.timezone for version in versions if version is not None}
    return zones.pop() if len(zones) == 1 else UTC


def told(at: datetime.datetime, zone: str) -> Text:
    """`5 janvier 2026 à 13:00`; UTC is named, as nobody's clocks show it."""
    shown = local(at, zone)
    return Text("{at} UTC", at=shown) if zone == UTC else Text("{at}", at=shown)


def elapsed(seconds: float) -> Text:
    """A length of time as somebody who must act needs it: `91 s`, `5 min`, `3 h`, `60 j`; never rounded up."""
    whole = max(int(seconds), 0)
    units = (
        (DAY, Text("{number} j", number=whole // DAY)),
        (HOUR, Text("{number} h", number=whole // HOUR)),
        (MINUTE, Text("{number} min", number=whole // MINUTE)),
    )
    return next((text for unit, text in units if whole >= 2 * unit), Text("{number} s", number=whole))
