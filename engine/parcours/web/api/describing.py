"""The OpenAPI document: what each route takes and gives, the rule behind it, and the ways in which it says no."""

from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request

from parcours.web.api.problems import MEDIA
from parcours.web.api.shapes import Problem

RULE: Final = "x-parcours-rule"
OF_EVERY: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT,
                   HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY,
                   HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)  # fmt: skip
REFERENCE: Final = "#/components/schemas/{model}"
BYTES: Final = {"type": "string", "format": "binary"}
TAGGED: Final[dict[str, Any]] = {
    "headers": {"ETag": {"schema": {"type": "string"}, "description": "The number of its last fact."}}
}


def answers(success: HTTPStatus, *, tagged: bool = False, media: str = "") -> dict[int | str, dict[str, Any]]:
    """What a route may answer besides what it gives; `media` is that of what it gives, where it is no JSON."""
    schema = {"$ref": REFERENCE.format(model=Problem.__name__)}
    told: dict[int | str, dict[str, Any]] = {
        status.value: {"description": status.phrase, "content": {MEDIA: {"schema": schema}}} for status in OF_EVERY
    }
    given = TAGGED if tagged else {}
    given |= {"content": {media: {"schema": BYTES}}} if media else {}
    return told | ({success.value: given} if given else {})


def document(request: Request) -> dict[str, Any]:
    """The document itself."""
    return described(request.app)


def described(app: FastAPI) -> dict[str, Any]:
    """That of an application, with the shape of problems, which no route gives when all goes well."""
    found = app.openapi()
    schemas = Problem.model_json_schema(ref_template=REFERENCE)
    shared = schemas.pop("$defs", {})
    found.setdefault("components", {}).setdefault("schemas", {}).update({**shared, Problem.__name__: schemas})
    return found
