"""*Échéances*: a month, as a list of days; where there are too many, as far as one reads, then on from there."""

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
from parcours.runtime.desk.agenda import Days
from parcours.web.office import Show, Team, audience
from parcours.web.pages.filters import day_said
from parcours.web.pages.today import TEAM
from parcours.web.visitors import Here

DAY: Final = datetime.timedelta(days=1)


def show(request: Request, show: Show, office: Team, visitor: Here) -> Response:
    team = request.query_params.get("qui") == TEAM
    whose = audience(visitor, team=team)
    today = office.agenda.day(whose)
    first = _month(request.query_params.get("mois", ""), today)
    following = add_months(first, 1)
    since = max(first, day_said(request.query_params["du"])) if request.query_params.get("du") else first
    days = office.agenda.between(whose, since, following - DAY)
    by_day = [(day, tuple(found)) for day, found in groupby(days.duties, attrgetter("day"))]
    return show(
        "deadlines.html",
        "deadlines",
        title=month_of(first),
        today=today,
        days=by_day,
        since=since,
        onwards=_onwards(days, since, following - DAY),
        team=team,
        month=f"{first:%Y-%m}",
        before=f"{add_months(first, -1):%Y-%m}",
        after=f"{following:%Y-%m}",
        weeks=_weeks(first, {day: len(found) for day, found in by_day}),
    )


def _onwards(days: Days, since: datetime.date, last: datetime.date) -> datetime.date | None:
    """The day to go on from when there are others: the one the list was cut in, unless it holds nothing else."""
    if not days.more:
        return None
    cut = days.duties[-1].day
    return cut if cut > since else min(cut + DAY, last)


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
