"""*Dossiers*: the list, searched, filtered, sorted, page by page; and the same as a board, stage by stage."""

from http import HTTPStatus
from itertools import groupby
from typing import Final

from fastapi.responses import RedirectResponse, Response

from parcours.runtime.desk.board import NOBODY, board
from parcours.web.office import Show
from parcours.web.pages.filters import Seeking

SOONEST: Final = "echeance"


def show(sought: Seeking, show: Show) -> Response:
    if sought.default:
        return RedirectResponse(f"/dossiers?{sought.default}", HTTPStatus.SEE_OTHER)
    wanted = sought.wanted()
    page = sought.office.lists.page(sought.visitor.caes, wanted, sought.asked.get("apres", ""))
    return show("dossiers.html", "dossiers", path="/dossiers", total=page.total, page=page, **sought.shown(wanted))


def by_stage(sought: Seeking, show: Show) -> Response:
    """The whole list, a column a stage; in each the most urgent first, unless the address says otherwise."""
    wanted = sought.wanted(SOONEST)
    found = board(sought.office.lists, sought.visitor.caes, wanted)
    shown = sought.shown(wanted)
    stands = [each for each in shown["stands"] if wanted.stage in ("", each.stage)]
    columns = [(each, found.get((each.workflow, each.stage), NOBODY)) for each in stands]
    return show(
        "board.html",
        "dossiers",
        path="/tableau",
        total=sum(column.count for column in found.values()),
        houses=[(title, tuple(held)) for title, held in groupby(columns, lambda each: each[0].title)],
        **shown,
    )
