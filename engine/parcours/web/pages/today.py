"""*Aujourd'hui*: what is late, due today and this week, for oneself or for the team."""

from fastapi import Request
from fastapi.responses import Response

from parcours.web.office import Show, Team, audience
from parcours.web.visitors import Here

TEAM = "equipe"


def show(request: Request, show: Show, office: Team, visitor: Here) -> Response:
    team = request.query_params.get("qui") == TEAM
    days = office.agenda.today(audience(visitor, team=team))
    return show("today.html", "today", days=days, team=team)
