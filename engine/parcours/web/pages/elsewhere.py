"""Signing in by way of somebody else: leaving for the provider's pages, and coming back from them."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response

from parcours.ports.accounts import Departure, Provider
from parcours.runtime import signing_in
from parcours.web.pages.sign_in import NEXT, local, refused, welcomed
from parcours.web.rendering import Pages
from parcours.web.served import Site
from parcours.web.visitors import TurnedAwayError

LEAVING: Final = "__Host-parcours-depart"
LASTING: Final = 600  # seconds somebody may take to sign in over there


def provided(site: Site) -> Provider:
    """TurnedAwayError where the site has none."""
    if site.provider is None:
        raise TurnedAwayError(HTTPStatus.NOT_FOUND)
    return site.provider


Elsewhere = Annotated[Provider, Depends(provided)]


def leave(request: Request, site: Site, provider: Elsewhere) -> Response:
    """Sends a browser there, with what it must come back with."""
    departure = Departure(site.desk.new_secret(), site.desk.new_secret(), site.desk.new_secret())
    answer = RedirectResponse(provider.address(departure), HTTPStatus.SEE_OTHER)
    then = local(request.query_params.get(NEXT, "/"))
    kept = json.dumps([departure.state, departure.nonce, departure.verifier, then]).encode()
    options = {"path": "/", "secure": True, "httponly": True, "samesite": "lax"}
    answer.set_cookie(LEAVING, urlsafe_b64encode(kept).decode(), max_age=LASTING, **options)  # type: ignore[arg-type]
    return answer


def come_back(request: Request, site: Site, provider: Elsewhere, render: Pages) -> Response:
    """Opens a session for whom the provider names, if that is somebody here."""
    departure, then = _departure(request)
    user = provider.user(departure, request.query_params.get("code", ""))
    try:
        secret = signing_in.sign_in_as(site.desk, user)
    except signing_in.SignInRefusedError as error:
        answer: Response = refused(site, render, error, "", then)
    else:
        answer = welcomed(site, user, secret, then)
    answer.delete_cookie(LEAVING, path="/", secure=True, httponly=True, samesite="lax")
    return answer


def _departure(request: Request) -> tuple[Departure, str]:
    """What this browser left with. TurnedAwayError for one that did not leave from here, or comes back for another."""
    try:
        state, nonce, verifier, then = map(str, json.loads(urlsafe_b64decode(request.cookies.get(LEAVING, ""))))
    except (ValueError, TypeError):
        raise TurnedAwayError(HTTPStatus.FORBIDDEN) from None
    if not state or not hmac.compare_digest(request.query_params.get("state", "").encode(), state.encode()):
        raise TurnedAwayError(HTTPStatus.FORBIDDEN)
    return Departure(state, nonce, verifier), local(then)
