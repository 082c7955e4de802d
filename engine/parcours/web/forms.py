"""Forms: read whole and in UTF-8, and only from a page of ours."""

import hashlib
import hmac
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.web.visitors import Passing, TurnedAwayError

TOKEN: Final = "jeton"  # noqa: S105  the name of a field
VISITOR: Final = "__Host-parcours-formulaire"  # the secret of whoever is not signed in yet
FIELDS: Final = 1000
ENCODED: Final = "application/x-www-form-urlencoded"


def token(secret: str) -> str:
    """What a page puts in its forms, that no other site can know."""
    return hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest()


async def read(request: Request) -> Mapping[str, str]:
    """The fields of a form, the last value of each. UsageError for what is no form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != ENCODED:
        raise UsageError(Text("Un formulaire était attendu."))
    try:
        body = (await request.body()).decode()
        return dict(parse_qsl(body, keep_blank_values=True, errors="strict", max_num_fields=FIELDS))
    except ValueError:
        raise UsageError(Text("Ce formulaire ne se lit pas : il n'est pas en UTF-8, ou il est trop grand.")) from None


Fields = Annotated[Mapping[str, str], Depends(read)]


def genuine(request: Request, fields: Fields, visitor: Passing) -> Mapping[str, str]:
    """The fields of a form that a page of ours made for whoever sends it. TurnedAwayError for any other."""
    secret = visitor.secret if visitor is not None else request.cookies.get(VISITOR, "")
    given = fields.get(TOKEN, "").encode()
    if not secret or not hmac.compare_digest(given, token(secret).encode()):
        raise TurnedAwayError(HTTPStatus.FORBIDDEN)
    return {name: value for name, value in fields.items() if name != TOKEN}


Form = Annotated[Mapping[str, str], Depends(genuine)]
