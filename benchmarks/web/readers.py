"""Twenty people who read, one request a second each, and one who writes: a single process that costs little."""

import asyncio
import re
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

from web.asking import OPERATES, PAGES, lists, searches
from web.served import PASSWORD, WATCH

READERS = 20
PATIENCE = 60.0  # seconds
API = "/api/v1"
NAMED = re.compile(r"/dossiers/([\w.-]+)\"")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request took and weighed, in seconds and bytes, uncompressed."""

    taken: float
    weight: int


@dataclass(slots=True)
class Heard:
    """Answers by what was asked; what was answered badly."""

    answers: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    written: list[float] = field(default_factory=list)


class Reader:
    """One of a team: a browser where they have signed in, and a program that acts in their name."""

    def __init__(self, client: httpx.AsyncClient, user: str, token: str) -> None:
        self.client, self.user = client, user
        self._token = {"authorization": f"Bearer {token}"}
        self._cookies: dict[str, str] = {}

    def colleague(self) -> "Reader":
        """Somebody else under the same name: a door that counts how often it is knocked at is no part of this."""
        other = Reader(self.client, self.user, "")
        other._token, other._cookies = self._token, self._cookies
        return other

    async def sign_in(self) -> None:
        page = await self.ask("/connexion")
        (token,) = re.findall(r'name="jeton" value="([0-9a-f]+)"', page.text)
        fields = {"jeton": token, "utilisateur": self.user, "mot_de_passe": PASSWORD, "suite": "/"}
        answer = await self.client.post("/connexion", data=fields, headers=self._headers("/connexion"))
        self._keep(answer)
        if answer.status_code != 303:
            raise RuntimeError(f"{self.user} was not let in: {answer.status_code}")

    async def ask(self, path: str) -> httpx.Response:
        answer = await self.client.get(path, headers=self._headers(path))
        self._keep(answer)
        return answer

    async def enter(self, person: str) -> httpx.Response:
        asked = {"event": "entrer", "person": person, "input": {"nom": f"Nouvelle {person}"}}
        headers = {**self._token, "idempotency-key": person}
        return await self.client.post(f"{API}/workflows/{WATCH}/cases", json=asked, headers=headers)

    def _headers(self, path: str) -> dict[str, str]:
        if path.startswith(API):
            return self._token
        return {
            "cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "accept-language": "fr",
        }

    def _keep(self, answer: httpx.Response) -> None:
        """By hand: these cookies are for https, which a measure does without."""
        for said in answer.headers.get_list("set-cookie"):
            name, _, value = said.partition(";")[0].partition("=")
            self._cookies[name] = value


async def first_page(address: str, user: str, token: str) -> tuple[float, httpx.Response]:
    """How long the first list takes to come, of a server that has just begun to listen."""
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE) as client:
        reader = Reader(client, user, token)
        await reader.sign_in()
        began = time.perf_counter()
        answer = await reader.ask("/dossiers")
        return time.perf_counter() - began, answer


async def read(address: str, tokens: dict[str, str], seconds: float, *, case: str, written: int) -> Heard:
    """So long. `written` is how many people enter each second."""
    heard = Heard()
    # Let go of before the server does: it would close one just as something is asked on it.
    limits = httpx.Limits(max_connections=2 * READERS, max_keepalive_connections=2 * READERS, keepalive_expiry=3)
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE, limits=limits) as client:
        team = [Reader(client, *each) for each in tokens.items()]
        for each in team:
            await each.sign_in()
        readers = [team[number % len(team)].colleague() for number in range(READERS)]
        document = (await readers[0].ask(f"{API}/openapi.json")).json()
        asked = [*PAGES, *lists(document, case), "", ""]  # the empty ones are searches, another each time
        until = time.perf_counter() + seconds
        work = [_reads(each, asked, number, until, heard) for number, each in enumerate(readers)]
        await asyncio.gather(*work, *([_writes(readers[0], written, until, heard)] if written else []))
    return heard


async def _reads(reader: Reader, asked: Sequence[str], number: int, until: float, heard: Heard) -> None:
    """One request a second, each reader at another moment of it and elsewhere in the list."""
    turn, following = number * 7, time.perf_counter() + number / READERS
    while following < until:
        await asyncio.sleep(max(0.0, following - time.perf_counter()))
        path = asked[turn % len(asked)] or searches(turn * READERS + number)
        turn += 1
        following = max(following + 1.0, time.perf_counter())
        if reader.user == "anne" and path.startswith(OPERATES):
            continue
        await _asks(reader, path, heard)


async def _asks(reader: Reader, path: str, heard: Heard) -> None:
    began = time.perf_counter()
    answer = await reader.ask(path)
    taken = time.perf_counter() - began
    if answer.status_code != 200:
        heard.wrong.append(f"{answer.status_code} {path}")
    told = "/dossiers?q=…" if path.startswith("/dossiers?q=") else path
    heard.answers[told].append(Answer(taken, len(answer.content)))


async def _writes(reader: Reader, each_second: int, until: float, heard: Heard) -> None:
    while time.perf_counter() < until:
        began = time.perf_counter()
        answer = await reader.enter(f"B-{time.time_ns()}")
        heard.written.append(time.perf_counter() - began)
        if answer.status_code != 201:
            heard.wrong.append(f"{answer.status_code} {answer.text[:200]}")
        await asyncio.sleep(1 / each_second)
