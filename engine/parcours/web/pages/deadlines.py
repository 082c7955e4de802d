"""*Échéances*: a month, as a list of days."""

import datetime
from itertools import groupby
from operator import attrgetter
from typing import Final

from fastapi import Request
from fastapi.responses import Response

from parcours.calendar.gregorian import add_months
from parcours.calendar.wording import month_of
from parcours.errors import UsageError
from parcours.messages import Text
from parcours.model.fields import YEARS
from parcours.web.office import Show, Team, audience
from parcours.web.pages.today import TEAM
from parcours.web.visitors import Here

DAY: Final = datetime.timedelta(days=1)


def show(request: Request, show: Show, office: Team, visitor: Here) -> Response:
    team = request.query_params.get("qui") == TEAM
    whose = audience(visitor, team=team)
    today = office.agenda.day(whose)
    first = _month(request.query_params.get("mois", ""), today)
    following = add_months(first, 1)
    days = office.agenda.between(whose, first, following - DAY)
    by_day = [(day, tuple(found)) for day, found in groupby(days.duties, attrgetter("day"))]
    return show(
        "deadlines.html",
        "deadlines",
        title=month_of(first),
        today=today,
        days=by_day,
        more=days.more,
        team=team,
        month=f"{first:%Y-%m}",
        before=f"{add_months(first, -1):%Y-%m}",
        after=f"{following:%Y-%m}",
        weeks=_weeks(first, {day: len(found) for day, found in by_day}),
    )


def _month(said: str, today: datetime.date) -> datetime.date:
    """The first day of a month said as `2026-11`, of the present one unless said. UsageError for what is none."""
    if not said:
        return today.replace(day=1)
    try:
        first = datetime.date.fromisoformat(f"{said}-01")
    except ValueError:
        raise UsageError(Text("« {month} » n'est pas un mois, par exemple 2026-11.", month=said)) from None
    if first.year not in YEARS or len(said) != len("2026-11"):
        raise UsageError(Text("« {month} » n'est pas un mois, par exemple 2026-11.", month=said))
    return first


Cell = tuple[datetime.date, int] | None


def _weeks(first: datetime.date, counted: dict[datetime.date, int]) -> list[list[Cell]]:
    """The days of a month with how much each holds, a week a row from Monday on."""
    last = add_months(first, 1) - DAY
    days: list[Cell] = [None] * first.weekday()
    days += [(day, counted.get(day, 0)) for day in (first + DAY * number for number in range(last.day))]
    days += [None] * (-len(days) % 7)
    return [days[start : start + 7] for start in range(0, len(days), 7)]
