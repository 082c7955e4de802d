"""Amounts of time, months and week days, as people say them."""

from datetime import date
from typing import Final

from parcours.messages import Text

_MONTHS: Final = (
    *(Text("janvier"), Text("février"), Text("mars"), Text("avril"), Text("mai"), Text("juin")),
    *(Text("juillet"), Text("août"), Text("septembre"), Text("octobre"), Text("novembre"), Text("décembre")),
)
_WEEK_DAYS: Final = (
    *(Text("lundi"), Text("mardi"), Text("mercredi"), Text("jeudi")),
    *(Text("vendredi"), Text("samedi"), Text("dimanche")),
)


def month_of(day: date) -> Text:
    """`février 2026`."""
    return Text("{month} {year}", month=_MONTHS[day.month - 1], year=day.year)


def week_day_of(day: date) -> Text:
    """`samedi`."""
    return _WEEK_DAYS[day.weekday()]


def months(count: int) -> Text:
    """`36 mois`: never turned into years, as the law says its limits."""
    return Text("1 mois") if count == 1 else Text("{count} mois", count=count)


def days(count: int) -> Text:
    """`17 jours`."""
    if count == 0:
        return Text("0 jour")
    return Text("1 jour") if count == 1 else Text("{count} jours", count=count)


def hours(count: int) -> Text:
    """`36 heures`."""
    return Text("1 heure") if count == 1 else Text("{count} heures", count=count)


def minutes(count: int) -> Text:
    """`90 minutes`."""
    return Text("1 minute") if count == 1 else Text("{count} minutes", count=count)


def business_days(count: int) -> Text:
    """`5 jours ouvrés`: Monday to Friday."""
    return Text("1 jour ouvré") if count == 1 else Text("{count} jours ouvrés", count=count)


def working_days(count: int) -> Text:
    """`5 jours ouvrables`: Monday to Saturday."""
    return Text("1 jour ouvrable") if count == 1 else Text("{count} jours ouvrables", count=count)
