"""Who may ask for a route. Each route names one of these, in `routes`; no handler decides it."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from fastapi import Request

from parcours.messages import Text
from parcours.model.account import Account, Right
from parcours.web.api.bearers import Known, NotOpenedError
from parcours.web.pages import feed
from parcours.web.served import Site
from parcours.web.visitors import Here, TurnedAwayError


class Rule(StrEnum):
    """Anybody; whoever is of a cooperative; has a role there; sees to incidents, or to accounts, in one at least.

    The last is for whoever holds the address of a feed.
    """

    ANYBODY = "anybody"
    MEMBER = "member"
    ACTOR = "actor"
    OPERATOR = "operator"
    ADMINISTRATOR = "administrator"
    CALENDAR = "calendar"


HOLDS: Final[Mapping[Rule, Callable[[Account], bool]]] = MappingProxyType(
    {
        Rule.MEMBER: lambda account: bool(account.memberships),
        Rule.ACTOR: lambda account: any(each.roles for each in account.memberships),
        Rule.OPERATOR: lambda account: bool(account.having(Right.OPERATE)),
        Rule.ADMINISTRATOR: lambda account: bool(account.having(Right.ADMINISTER)),
    }
)


def _nobody_in_particular() -> None:
    """Nothing is asked."""


def of_page(rule: Rule) -> Callable[..., Any]:
    """What asks it of a browser. TurnedAwayError for whoever may not, or must sign in first."""
    if rule is Rule.ANYBODY:
        return _nobody_in_particular
    if rule is Rule.CALENDAR:
        return feed.opened

    def asked(visitor: Here) -> None:
        if not HOLDS[rule](visitor.account):
            raise TurnedAwayError(HTTPStatus.FORBIDDEN)

    return asked


def of_api(rule: Rule) -> Callable[..., Any]:
    """What asks it of a program. NotOpenedError for whoever may not, UnknownTokenError without a token."""
    if rule is Rule.ANYBODY:
        return _nobody_in_particular

    def asked(known: Known) -> None:
        if not HOLDS[rule](known.account):
            raise NotOpenedError(
                Text("Cela demande un rôle ou un droit que {user} n'a pas.", user=known.account.user),
                Text("`parcours user add` le donne."),
            )

    return asked


def paced(request: Request, site: Site) -> None:
    """Of a page that nobody has signed in to see. TooOftenError for more than may come from one address."""
    site.doors.take(request.client.host if request.client is not None else "")


def theirs(dossier: str, site: Site, visitor: Here) -> None:
    """Of a page about a case: it is of a cooperative of whoever asks. TurnedAwayError, as for one that is nobody's."""
    with site.engine.store.reading() as reader:
        cae = reader.locate(dossier)
    if cae is None or cae not in visitor.caes:
        raise TurnedAwayError(HTTPStatus.NOT_FOUND)
