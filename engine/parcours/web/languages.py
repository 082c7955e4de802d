"""Which language somebody reads: what their browser prefers, of those there are."""

from typing import Annotated, Final

from fastapi import Depends, Request

from parcours.messages import Language

MOST: Final = 20  # languages anybody reads


def language(request: Request) -> Language:
    """The first known of `Accept-Language`, by preference; that of the site for whoever prefers none."""
    asked = request.headers.get("accept-language", "").split(",")[:MOST]
    wanted = sorted(map(_weighed, asked), key=lambda one: -one[1])  # a stable sort: what comes first is preferred
    known = [Language(name) for name, weight in wanted if weight > 0 and name in set(Language)]
    default: Language = request.app.state.served.settings.language
    return known[0] if known else default


def _weighed(asked: str) -> tuple[str, float]:
    name, _, weight = asked.partition(";")
    said = weight.strip().removeprefix("q=")
    try:
        quality = float(said) if said else 1.0
    except ValueError:
        quality = 0.0
    return name.strip().lower().partition("-")[0], quality


Lang = Annotated[Language, Depends(language)]
