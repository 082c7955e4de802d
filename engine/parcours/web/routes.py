"""Every route there is, with who may ask for it. What is not here does not exist."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from parcours.web.pages import home, sign_in
from parcours.web.rules import Rule


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str
    handler: Callable[..., Any]
    rule: Rule


PAGES: Final = (
    Route("GET", "/", home.show, Rule.MEMBER),
    Route("GET", "/connexion", sign_in.show, Rule.ANYBODY),
    Route("POST", "/connexion", sign_in.enter, Rule.ANYBODY),
    Route("POST", "/deconnexion", sign_in.leave, Rule.ANYBODY),
)
