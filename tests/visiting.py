"""The pages of two cooperatives on an engine in memory, and browsers in which somebody has signed in."""

import datetime
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from httpx import Response
from starlette.testclient import TestClient

from parcours.adapters.clock import FixedClock
from parcours.adapters.memory import MemoryStore
from parcours.adapters.memory.accounts import MemoryAccounts
from parcours.adapters.passwords import Argon2
from parcours.definition.loader import load, load_sources
from parcours.model.account import Account, Membership, Right, Scope
from parcours.model.definition import Definition
from parcours.ports.accounts import Provider
from parcours.runtime import accounts
from parcours.runtime.engine import Engine, Programs
from parcours.runtime.opening import Entrance, start
from parcours.runtime.serving.telling import Event, Said
from parcours.runtime.signing_in import Desk
from parcours.settings import Settings
from parcours.web import forms
from parcours.web.application import application
from parcours.web.pacing import Pace
from parcours.web.served import Served
from parcours.web.shielding import shielded
from parcours.web.visitors import COOKIE

HERE = Path(__file__).parent
JOURNEY = HERE / "unit" / "runtime" / "journey.yaml"
OURS, THEIRS = "essai", "voisin"  # two cooperatives, each with the same journey under its own name
PASSWORD = "un mot de passe assez long"
NOW = datetime.datetime(2026, 1, 5, 11, tzinfo=datetime.UTC)
UNHURRIED = ((10**6, 1), (10**6, 1))  # nobody asks as often as that
CHEAP = Argon2(time_cost=1, memory_cost=8, parallelism=1)  # a test signs in a hundred times
HASHED = CHEAP.hashed(PASSWORD)


@dataclass
class Heard:
    """A log that a test reads."""

    lines: list[dict[str, Any]] = field(default_factory=list)

    def say(self, event: Event, **said: Said) -> None:
        self.lines.append({"event": event, **said})

    def events(self) -> list[str]:
        return [line["event"] for line in self.lines]


class Browser:
    """A browser: it keeps its cookies, follows nothing by itself, and fills in the token of our forms."""

    def __init__(self, app: FastAPI, lang: str = "fr") -> None:
        headers = {"accept-language": lang}
        self.client = TestClient(shielded(app), "https://parcours.example", follow_redirects=False, headers=headers)

    def get(self, path: str, **options: Any) -> Response:
        return self.client.get(path, **options)

    def post(self, path: str, **fields: str) -> Response:
        """Sends a form as the page that holds it would."""
        return self.client.post(path, data={forms.TOKEN: self.token(), **fields})

    def token(self) -> str:
        secret = self.client.cookies.get(COOKIE) or self.client.cookies.get(forms.VISITOR)
        return forms.token(secret) if secret else ""

    def sign_in(self, user: str, password: str = PASSWORD, then: str = "/") -> Response:
        self.get("/connexion")
        return self.post("/connexion", utilisateur=user, mot_de_passe=password, suite=then)


class Program:
    """Another program that asks over HTTP, with a token."""

    def __init__(self, app: FastAPI, secret: str, lang: str = "fr") -> None:
        headers = {"accept-language": lang, "authorization": f"Bearer {secret}"}
        self.secret = secret
        self.client = TestClient(shielded(app), "https://parcours.example", headers=headers)
        self._keys = (f"{secret.rpartition('-')[2]}-{number}" for number in itertools.count(1))

    def get(self, path: str, **query: Any) -> Response:
        return self.client.get(f"/api/v1{path}", params=query)

    def post(self, path: str, method: str = "POST", key: str = "", match: str = "", **asked: Any) -> Response:
        """A write under a key of its own unless said, of a case at that ETag if said."""
        headers = {"idempotency-key": key or next(self._keys)} | ({"if-match": match} if match else {})
        return self.client.request(method, f"/api/v1{path}", json=asked, headers=headers)


@dataclass(frozen=True)
class Ground:
    """A site with its pages, whose clock the test moves. `definitions` are those of OURS and THEIRS."""

    served: Served
    clock: FixedClock
    log: Heard
    app: FastAPI
    definitions: dict[str, Definition]

    @property
    def engine(self) -> Engine:
        return self.served.engine

    def federated(self, provider: Provider) -> "Ground":
        """The same site, where somebody else signs people in too."""
        served = replace(self.served, provider=provider)
        return replace(self, served=served, app=application(served))

    def visitor(self, lang: str = "fr") -> Browser:
        """A browser in which nobody has signed in."""
        return Browser(self.app, lang)

    def member(self, *roles: str, cae: str = OURS, rights: tuple[Right, ...] = (), lang: str = "fr") -> Browser:
        """A browser signed in as somebody of a cooperative who has these roles there."""
        user = "-".join((cae, *roles, *rights)) or "personne"
        self.keep(user, Membership(cae, roles, frozenset(rights)))
        browser = self.visitor(lang)
        assert browser.sign_in(user).status_code == 303
        return browser

    def keep(self, user: str, *memberships: Membership, **more: Any) -> None:
        """An account whose password is PASSWORD."""
        with self.served.desk.accounts.writing() as desk:
            desk.keep_account(Account(user, self.clock.now(), memberships, HASHED, **more))

    def program(
        self, *roles: str, cae: str = OURS, rights: tuple[Right, ...] = (), scope: Scope = Scope.WRITE, lang: str = "fr"
    ) -> "Program":
        """Another program, whose token acts in the name of somebody who has these roles there."""
        user = "-".join((cae, *roles, *rights, "programme"))
        self.keep(user, Membership(cae, roles, frozenset(rights)))
        return self.bearing(user, scope, lang)

    def bearing(self, user: str, scope: Scope = Scope.WRITE, lang: str = "fr", cae: str = "") -> "Program":
        """Another program, with a new token of an account that is there."""
        name = f"jeton-{sum(1 for _ in accounts.tokens(self.served.desk))}"
        _, secret = accounts.make_token(self.served.desk, accounts.Wish(name, user, scope, 90, cae))
        return Program(self.app, secret, lang)

    def opens(self, person: str = "P-1", cae: str = OURS, **raw: object) -> str:
        """A case of that cooperative."""
        dossier = {"nom": "Le Goff", "assurance": {"from": "2026-01-01", "until": "2028-12-31"}}
        entrance = Entrance(self.definitions[cae], person, dossier)
        return start(self.engine, entrance, "entrer", raw).case.id


def definitions(folder: Path) -> dict[str, Definition]:
    """The journey of OURS, and the same under the name of THEIRS."""
    own, other = folder / f"{OURS}.yaml", folder / f"{THEIRS}.yaml"
    text = JOURNEY.read_text("utf-8")
    for action, given in (("declaration", "to: [adhesion]"), ("email", "modele: alerte")):
        text = text.replace(f"use: {action}", f"use: {action}, with: {{{given}}}", 1)
    own.write_text(text, "utf-8")
    other.write_text(text.replace("id: essai", "id: voisin", 1), "utf-8")
    return {OURS: load(own), THEIRS: load(other)}


def ground(folder: Path, known: dict[str, Definition], paces: tuple[tuple[int, int], ...] = UNHURRIED) -> Ground:
    """A site that has nobody yet; its files are those of `folder`."""
    clock, log = FixedClock(NOW), Heard()
    cases, secrets = (itertools.count(1), itertools.count(1))
    engine = Engine(MemoryStore(), clock, Programs(load_sources), lambda: f"C-{next(cases)}")
    new_secret: Callable[[], str] = partial(lambda numbers: f"secret-{next(numbers)}", secrets)
    desk = Desk(MemoryAccounts(), CHEAP, clock, new_secret)
    settings = Settings(workflows=folder)
    served = Served(engine, desk, settings, log, *(Pace(clock, *each) for each in paces))
    return Ground(served, clock, log, application(served), known)
