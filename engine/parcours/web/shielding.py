"""What every answer carries, and how much a request may hold: said once, around the whole application."""

from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any, Final

from starlette.exceptions import HTTPException

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST: Final = 1024 * 1024  # bytes of a request
KEPT: Final = "/static/"
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "font", "connect")),
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
FRESH: Final = (b"cache-control", b"no-store")  # dossiers are nobody's to keep, a browser's neither


def shielded(app: Asgi) -> Asgi:
    """The application, with these headers on all it answers, and nothing larger than allowed brought to it."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        await app(scope, _Measured(scope, receive).receive, _Dressed(scope, send).send)

    return answer


class _Measured:
    """Counts what comes, and takes no more than it may: whatever reads it then answers 413."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive, self._come = receive, 0
        self._said = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")

    async def receive(self) -> Message:
        if self._said.isdigit() and int(self._said) > LARGEST:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        message = await self._receive()
        self._come += len(message.get("body", b""))
        if self._come > LARGEST:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return message


class _Dressed:
    """Adds the headers to what is answered."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._send = send
        self._added = HEADERS if scope["path"].startswith(KEPT) else (*HEADERS, FRESH)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *self._added]
        await self._send(message)
