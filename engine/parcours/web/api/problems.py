"""How a request to the API ends badly: one shape (RFC 9457), with every reason, in the language asked for."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from parcours.errors import BugError, ParcoursError, StoreError
from parcours.messages import Language, Text
from parcours.model.step import Layer, Reason
from parcours.runtime.desk.speaking import RoleNotHeldError
from parcours.runtime.erasing import ErasureRefusedError
from parcours.runtime.refusals import ErasedError, KeyReusedError, MovedError, StepRefusedError
from parcours.runtime.serving.telling import Event
from parcours.web.api.asked import AbsentError
from parcours.web.api.bearers import NotOpenedError, UnknownTokenError
from parcours.web.api.shapes import Problem
from parcours.web.api.telling import warned
from parcours.web.languages import language
from parcours.web.pacing import TooOftenError

MEDIA: Final = "application/problem+json"
PREFIX: Final = "/api/"

TITLES: Final[Mapping[HTTPStatus, Text]] = MappingProxyType(
    {
        HTTPStatus.UNAUTHORIZED: Text("Il faut un jeton"),
        HTTPStatus.FORBIDDEN: Text("Cela ne vous est pas ouvert"),
        HTTPStatus.NOT_FOUND: Text("Il n'y a rien ici"),
        HTTPStatus.METHOD_NOT_ALLOWED: Text("Cela ne se demande pas ainsi"),
        HTTPStatus.CONFLICT: Text("C'est refusé"),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Text("C'est trop grand"),
        HTTPStatus.UNPROCESSABLE_ENTITY: Text("Cette demande est mal écrite"),
        HTTPStatus.TOO_MANY_REQUESTS: Text("C'est trop souvent"),
        HTTPStatus.INTERNAL_SERVER_ERROR: Text("Une erreur de notre fait"),
        HTTPStatus.SERVICE_UNAVAILABLE: Text("La base ne répond pas"),
    }
)
KINDS: Final[Mapping[type[ParcoursError], tuple[HTTPStatus, str]]] = MappingProxyType(
    {
        UnknownTokenError: (HTTPStatus.UNAUTHORIZED, "token"),
        NotOpenedError: (HTTPStatus.FORBIDDEN, "not-opened"),
        RoleNotHeldError: (HTTPStatus.FORBIDDEN, "role"),
        ErasureRefusedError: (HTTPStatus.CONFLICT, "kept"),
        ErasedError: (HTTPStatus.CONFLICT, "erased"),
        AbsentError: (HTTPStatus.NOT_FOUND, "absent"),
        TooOftenError: (HTTPStatus.TOO_MANY_REQUESTS, "too-often"),
        KeyReusedError: (HTTPStatus.CONFLICT, "key-reused"),
        MovedError: (HTTPStatus.CONFLICT, "moved"),
    }
)
MISREAD: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "missing": Text("il manque"),
        "extra_forbidden": Text("ce nom n'est pas connu ici"),
        "json_invalid": Text("ce n'est pas du JSON"),
        "string_pattern_mismatch": Text("ces caractères ne vont pas ici"),
        "string_too_long": Text("c'est trop long"),
    }
)
OTHERWISE: Final = Text("cette valeur ne va pas ici")


def is_asked_of_the_api(request: Request) -> bool:
    return request.url.path.startswith(PREFIX)


def told(request: Request, error: ParcoursError) -> Response:
    """An error of the engine, or of whoever asks."""
    status, kind = _kind(error)
    reasons = error.refusal.reasons if isinstance(error, StepRefusedError | ErasureRefusedError) else ()
    answer = _answer(request, status, kind, error.text, error.remedy, reasons)
    if status is HTTPStatus.UNAUTHORIZED:
        answer.headers["www-authenticate"] = "Bearer"
    if isinstance(error, TooOftenError):
        answer.headers["retry-after"] = str(error.wait)
    return answer


def misread(request: Request, error: RequestValidationError) -> Response:
    """What is wrong in what was sent, all of it, by place; never the value, which may be anybody's."""
    found = {".".join(map(str, each["loc"])): MISREAD.get(each["type"], OTHERWISE) for each in error.errors()}
    reasons = tuple(Reason(place, text) for place, text in found.items())
    detail = Text("Rien n'a été fait. À corriger : {places}.", places=", ".join(found))
    return _answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, "malformed", detail, None, reasons)


def by_the_framework(request: Request, error: HTTPException) -> Response:
    """What Starlette and FastAPI refuse by themselves. Their 400 is for a body that is no JSON: malformed, here too."""
    status = HTTPStatus(error.status_code)
    if status is HTTPStatus.BAD_REQUEST:
        reason = Reason("body", MISREAD["json_invalid"])
        return _answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, "malformed", reason.text, None, (reason,))
    return _answer(request, status, "request", TITLES.get(status, OTHERWISE))


def bug(request: Request, error: Exception) -> Response:
    request.app.state.served.log.say(Event.BUG, error=type(error).__name__)
    detail = Text("Rien n'a été fait ; l'exploitation en est prévenue.")
    return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "bug", detail)


def _kind(error: ParcoursError) -> tuple[HTTPStatus, str]:
    match error:
        case StepRefusedError():
            is_role = error.refusal.layer is Layer.ROLE
            return HTTPStatus.FORBIDDEN if is_role else HTTPStatus.CONFLICT, f"refused-{error.refusal.layer}"
        case StoreError():
            return HTTPStatus.SERVICE_UNAVAILABLE, "store"
        case BugError():
            return HTTPStatus.INTERNAL_SERVER_ERROR, "bug"
        case _:
            return KINDS.get(type(error), (HTTPStatus.CONFLICT, "refused"))


def _answer(
    request: Request,
    status: HTTPStatus,
    kind: str,
    detail: Text,
    remedy: Text | None = None,
    reasons: tuple[Reason, ...] = (),
) -> JSONResponse:
    lang = language(request)
    problem = Problem(
        type=f"urn:parcours:problem:{kind}",
        title=TITLES.get(status, OTHERWISE).render(lang),
        status=status.value,
        detail=detail.render(lang),
        remedy=_rendered(remedy, lang),
        reasons=warned(reasons, lang),
    )
    return JSONResponse(problem.model_dump(), status, media_type=MEDIA)


def _rendered(remedy: Text | None, lang: Language) -> str:
    return remedy.render(lang) if remedy is not None else ""
