"""How a request ends badly: a page that says why and what to do, with the status that browsers and caches expect."""

from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from parcours.errors import BugError, ParcoursError, StoreError, UsageError
from parcours.messages import Text
from parcours.ports.accounts import ProviderError
from parcours.runtime.serving.telling import Event
from parcours.web.api import problems as api
from parcours.web.languages import language
from parcours.web.pacing import TooOftenError
from parcours.web.rendering import Renderer
from parcours.web.visitors import TurnedAwayError

TITLES: Final = MappingProxyType(
    {
        HTTPStatus.BAD_REQUEST: Text("Cette demande ne se comprend pas"),
        HTTPStatus.UNAUTHORIZED: Text("Il faut se connecter"),
        HTTPStatus.FORBIDDEN: Text("Cela ne vous est pas ouvert"),
        HTTPStatus.NOT_FOUND: Text("Il n'y a rien ici"),
        HTTPStatus.METHOD_NOT_ALLOWED: Text("Cela ne se demande pas ainsi"),
        HTTPStatus.CONFLICT: Text("C'est refusé"),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Text("C'est trop grand"),
        HTTPStatus.TOO_MANY_REQUESTS: Text("C'est trop souvent"),
        HTTPStatus.INTERNAL_SERVER_ERROR: Text("Une erreur de notre fait"),
        HTTPStatus.BAD_GATEWAY: Text("La connexion n'a pas pu se faire"),
        HTTPStatus.SERVICE_UNAVAILABLE: Text("La base ne répond pas"),
    }
)
STALE: Final = Text("Si vous envoyiez un formulaire, revenez en arrière, rechargez la page et recommencez.")


STATUSES: Final = (
    (TooOftenError, HTTPStatus.TOO_MANY_REQUESTS),
    (UsageError, HTTPStatus.BAD_REQUEST),
    (ProviderError, HTTPStatus.BAD_GATEWAY),
    (StoreError, HTTPStatus.SERVICE_UNAVAILABLE),
    (BugError, HTTPStatus.INTERNAL_SERVER_ERROR),
)


def status_of(error: ParcoursError) -> HTTPStatus:
    """What browsers are told of an error that commands tell by an exit code; what is refused is a conflict."""
    return next((status for kind, status in STATUSES if isinstance(error, kind)), HTTPStatus.CONFLICT)


def answer_badly(app: FastAPI) -> None:
    """Has the application answer by these pages."""
    app.add_exception_handler(TurnedAwayError, _turned_away)
    app.add_exception_handler(ParcoursError, _told)
    app.add_exception_handler(RequestValidationError, _misread)
    app.add_exception_handler(HTTPException, _by_the_framework)
    app.add_exception_handler(Exception, _bug)


def page(request: Request, status: HTTPStatus, *said: Text) -> Response:
    """The page of an error."""
    title = TITLES.get(status, TITLES[HTTPStatus.BAD_REQUEST])
    return Renderer(language(request), None, "")("problem.html", status, title=title, said=said)


def _turned_away(request: Request, error: Any) -> Response:
    if error.to:
        return RedirectResponse(error.to, HTTPStatus.SEE_OTHER)
    return page(request, error.status, STALE)


def _told(request: Request, error: Any) -> Response:
    if api.is_asked_of_the_api(request):
        return api.told(request, error)
    return page(request, status_of(error), error.text, *([error.remedy] if error.remedy is not None else []))


def _misread(request: Request, error: Any) -> Response:
    if api.is_asked_of_the_api(request):
        return api.misread(request, error)
    return page(request, HTTPStatus.BAD_REQUEST)


def _by_the_framework(request: Request, error: Any) -> Response:
    of_api = api.is_asked_of_the_api(request)
    answer = api.by_the_framework(request, error) if of_api else page(request, HTTPStatus(error.status_code))
    answer.headers.update(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        answer.headers["allow"] = ", ".join(_allowed(request))
    return answer


def _allowed(request: Request) -> list[str]:
    """What may be asked at this address: the framework knows of the first of its routes only."""
    there = (each for each in request.app.routes if each.matches(request.scope)[0] is not Match.NONE)
    return sorted({method for each in there for method in each.methods})


def _bug(request: Request, error: Exception) -> Response:
    if api.is_asked_of_the_api(request):
        return api.bug(request, error)
    request.app.state.served.log.say(Event.BUG, error=type(error).__name__)
    return page(request, HTTPStatus.INTERNAL_SERVER_ERROR)
