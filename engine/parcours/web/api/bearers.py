"""Who asks, of the API: the user in whose name a token acts, in the cooperatives that it opens."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from parcours.errors import RefusedError
from parcours.messages import Text
from parcours.model.account import Account, Scope, Token
from parcours.runtime import signing_in
from parcours.runtime.desk.dossier import Asker
from parcours.web.served import Site

SCHEME: Final = HTTPBearer(auto_error=False, description="parcours token add")


class UnknownTokenError(RefusedError):
    """No token, or one that opens nothing."""

    def __init__(self) -> None:
        super().__init__(
            Text("Il faut un jeton, et celui-ci n'ouvre rien : inconnu, fini ou révoqué."),
            Text("Envoyez « Authorization: Bearer JETON » ; `parcours token add` en fait un."),
        )


class NotOpenedError(RefusedError):
    """What this token, or this user, may not ask for."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """A program that acts in the name of `account`, which knows here only the cooperatives that its token opens."""

    account: Account
    token: Token

    @property
    def caes(self) -> tuple[str, ...]:
        return self.account.caes

    def asker(self, cae: str) -> Asker:
        """The same as somebody at a dossier of that cooperative."""
        return Asker(self.account.user, self.account.roles(cae))


def bearer(
    request: Request, site: Site, given: Annotated[HTTPAuthorizationCredentials | None, Depends(SCHEME)]
) -> Bearer:
    """Raises UnknownTokenError; NotOpenedError for a token that is for less than this, TooOftenError."""
    found = signing_in.known_by(site.desk, given.credentials) if given is not None else None
    if found is None:
        raise UnknownTokenError
    account, token = found
    site.programs.take(token.digest)
    if token.scope is Scope.CALENDAR or (request.method != "GET" and token.scope is not Scope.WRITE):
        raise NotOpenedError(
            Text("Ce jeton n'ouvre pas cela : sa portée est « {scope} ».", scope=token.scope.value),
            Text("Faites-en un autre : parcours token add NOM --scope write"),
        )
    return Bearer(account, token)


Known = Annotated[Bearer, Depends(bearer)]
