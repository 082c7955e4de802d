"""The door to icalendar: appointments as a feed that calendars read (RFC 5545)."""

import datetime
from collections.abc import Iterable
from typing import Final

from icalendar import Calendar, Event

from parcours.messages import Language, Text
from parcours.runtime.feeds import Appointment, Standing

PRODUCT: Final = "-//parcours//FR"
DAY: Final = datetime.timedelta(days=1)


def feed(name: str, appointments: Iterable[Appointment], lang: Language = Language.FR) -> bytes:
    """Whole days, which take nobody's time; a moved one keeps its UID and bears the next SEQUENCE."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for appointment in appointments:
        calendar.add_component(_event(appointment, lang))
    made: bytes = calendar.to_ical()
    return made


def _event(appointment: Appointment, lang: Language) -> Event:
    event = Event()
    event.add("uid", f"{appointment.identity}@parcours")
    event.add("dtstamp", appointment.changed_at)
    event.add("last-modified", appointment.changed_at)
    event.add("sequence", appointment.sequence)
    event.add("dtstart", appointment.day)
    event.add("dtend", appointment.day + DAY)
    event.add("summary", _summary(appointment, lang))
    event.add("status", appointment.standing.value)
    event.add("transp", "TRANSPARENT")
    return event


def _summary(appointment: Appointment, lang: Language) -> str:
    title = appointment.title.render(lang)
    told = Text("{title} (dossier {case})", title=title, case=appointment.case).render(lang)
    if appointment.standing is Standing.CANCELLED:
        return Text("Annulé : {title}", title=told).render(lang)
    return told
