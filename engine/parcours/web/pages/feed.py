"""Days for people's own calendars, at an address that holds a token: no calendar program knows how to sign in."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Depends, Query
from fastapi.responses import Response

from parcours.adapters import ics
from parcours.model.account import Account, Scope
from parcours.runtime import feeds, signing_in
from parcours.web.languages import Lang
from parcours.web.served import Site
from parcours.web.visitors import TurnedAwayError

WORD: Final = r"^[a-z][a-z0-9_]{0,63}$"
MEDIA: Final = "text/calendar; charset=utf-8"


def opened(jeton: str, site: Site) -> Account:
    """The user whose feed this token opens. TurnedAwayError, as for an address that never was, for any other."""
    found = signing_in.known_by(site.desk, jeton)
    if found is None or found[1].scope is not Scope.CALENDAR:
        raise TurnedAwayError(HTTPStatus.NOT_FOUND)
    return found[0]


Opened = Annotated[Account, Depends(opened)]


def show(account: Opened, site: Site, lang: Lang, role: Annotated[str, Query(pattern=WORD)] | None = None) -> Response:
    """The dates of the cooperatives that the token opens; with `role`, what people of that role have to do."""
    found = [each for cae in account.caes for each in feeds.of_cooperative(site.engine, cae, role or "")]
    name = " ".join((*account.caes, *([role] if role else [])))
    return Response(ics.feed(name, feeds.in_order(found), lang), media_type=MEDIA)
