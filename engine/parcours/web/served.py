"""What every request works with: the engine, the desk where people sign in, the log, how often each may ask."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from parcours.ports.accounts import Provider
from parcours.runtime.engine import Engine
from parcours.runtime.serving.telling import Log
from parcours.runtime.signing_in import Desk
from parcours.settings import Settings
from parcours.web.pacing import Pace


@dataclass(frozen=True, slots=True)
class Served:
    """One site as pages and the API see it."""

    engine: Engine
    desk: Desk
    settings: Settings
    log: Log
    programs: Pace  # of each token
    doors: Pace  # of each address, where nobody has signed in yet
    provider: Provider | None = None


def served(request: Request) -> Served:
    """That of the application which was asked."""
    return cast("Served", request.app.state.served)


Site = Annotated[Served, Depends(served)]
