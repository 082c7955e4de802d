"""Who asks: the account behind the session cookie of a browser."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import Depends, Request, Response

from parcours.model.account import Account, Right
from parcours.runtime import signing_in
from parcours.web.served import Site

COOKIE: Final = "__Host-parcours"  # the prefix: no neighbour on a subdomain can set it
SIGN_IN: Final = "/connexion"


class TurnedAwayError(Exception):
    """Somebody who may not see this; `to` is where they should go instead, if anywhere."""

    def __init__(self, status: HTTPStatus, to: str = "") -> None:
        super().__init__(status)
        self.status, self.to = status, to


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody signed in. `secret` is that of their session, of which the token of their forms is made."""

    account: Account
    secret: str

    @property
    def user(self) -> str:
        """The name that facts carry."""
        return self.account.user

    @property
    def caes(self) -> tuple[str, ...]:
        """The cooperatives they see."""
        return self.account.caes

    @property
    def operates(self) -> bool:
        """Whether they see to incidents somewhere."""
        return bool(self.account.having(Right.OPERATE))

    @property
    def administers(self) -> bool:
        """Whether they decide who may sign in, somewhere."""
        return bool(self.account.having(Right.ADMINISTER))

    def roles(self, cae: str) -> tuple[str, ...]:
        """Their roles in a cooperative, as its parcours names them."""
        return self.account.roles(cae)


def known(request: Request, site: Site) -> Visitor | None:
    """Whoever is signed in, where nobody need be."""
    secret = request.cookies.get(COOKIE, "")
    account = signing_in.signed_in(site.desk, secret) if secret else None
    return Visitor(account, secret) if account is not None else None


Passing = Annotated[Visitor | None, Depends(known)]


def present(request: Request, visitor: Passing) -> Visitor:
    """Whoever is signed in. TurnedAwayError, towards the sign-in page, when nobody is."""
    if visitor is None:
        asked = request.url.path if request.method == "GET" else "/"
        raise TurnedAwayError(HTTPStatus.UNAUTHORIZED, f"{SIGN_IN}?suite={quote(asked)}")
    return visitor


Here = Annotated[Visitor, Depends(present)]


def let_in(response: Response, secret: str) -> None:
    """Gives a browser its session, for as long as it stays open and the session lasts."""
    response.set_cookie(COOKIE, secret, path="/", secure=True, httponly=True, samesite="lax")


def let_out(response: Response) -> None:
    """Takes it away."""
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
