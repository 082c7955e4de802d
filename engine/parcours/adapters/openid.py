"""The door to OpenID Connect: a code, proved by PKCE, for an identity token that is believed once it is checked."""

import base64
import hashlib
from typing import Any, Final
from urllib.parse import urlencode

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from parcours.messages import Text
from parcours.ports import Clock
from parcours.ports.accounts import Departure, ProviderError
from parcours.ports.site import Federation

BACK: Final = "/connexion/retour"
DISCOVERY: Final = "/.well-known/openid-configuration"
SIGNED: Final = ("RS256", "ES256")  # never `none`, nor a secret that both sides hold
LEEWAY: Final = 60  # seconds two clocks may differ by
PATIENCE: Final = 10.0


class OpenId:
    """Implements `ports.accounts.Provider`. What the provider says of itself is asked each time: sign-ins are few."""

    def __init__(self, federation: Federation, secret: str, clock: Clock, client: httpx.Client | None = None) -> None:
        self._of, self._secret, self._clock = federation, secret, clock
        self._client = client or httpx.Client(timeout=PATIENCE)

    @property
    def label(self) -> str:
        return self._of.label

    def address(self, departure: Departure) -> str:
        challenge = hashlib.sha256(departure.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "scope": "openid profile email",
            "client_id": self._of.client,
            "redirect_uri": self._back,
            "state": departure.state,
            "nonce": departure.nonce,
            "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{self._told('authorization_endpoint')}?{urlencode(asked)}"

    def user(self, departure: Departure, code: str) -> str:
        given = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back,
            "code_verifier": departure.verifier,
        }
        answer = self._asked("POST", self._told("token_endpoint"), data=given, auth=(self._of.client, self._secret))
        claims = self._claims(str(answer.get("id_token", "")), departure)
        user = claims.get(self._of.claim)
        if not isinstance(user, str) or not user:
            raise _unlike(Text("il ne dit pas « {claim} »", claim=self._of.claim))
        return user

    @property
    def _back(self) -> str:
        return f"{self._of.address}{BACK}"

    def _claims(self, token: str, departure: Departure) -> dict[str, Any]:
        """Of a token of this provider, for us, of this very departure, that has not run out."""
        wanted = jwt.JWTClaimsRegistry(
            now=int(self._clock.now().timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self._of.issuer},
            aud={"essential": True, "value": self._of.client},
            nonce={"essential": True, "value": departure.nonce},
            exp={"essential": True},
        )
        try:
            keys = KeySet.import_key_set(self._asked("GET", self._told("jwks_uri")))  # type: ignore[arg-type]
            claims = jwt.decode(token, keys, algorithms=SIGNED).claims
            wanted.validate(claims)
        except (JoseError, ValueError, KeyError, TypeError):
            raise _unlike(Text("son jeton d'identité n'est pas valable")) from None
        return dict(claims)

    def _told(self, name: str) -> str:
        """What the provider says of itself."""
        said = self._asked("GET", f"{self._of.issuer}{DISCOVERY}")
        if str(said.get("issuer", "")).rstrip("/") != self._of.issuer:
            raise _unlike(Text("il se dit être un autre"))
        if not isinstance(said.get(name), str):
            raise _unlike(Text("il ne dit pas « {claim} »", claim=name))
        return str(said[name])

    def _asked(self, method: str, url: str, **options: Any) -> dict[str, Any]:
        try:
            answer = self._client.request(method, url, **options)
            found = answer.json() if answer.is_success else None
        except (httpx.HTTPError, ValueError):
            found = None
        if not isinstance(found, dict):
            raise _unlike(Text("il ne répond pas comme attendu"))
        return found


def _unlike(why: Text) -> ProviderError:
    return ProviderError(
        Text("Le fournisseur d'identité ne permet pas de vous connecter : {why}.", why=why),
        Text("Recommencez ; si cela dure, prévenez l'exploitation, ou entrez par un mot de passe."),
    )
