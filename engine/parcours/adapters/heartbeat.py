"""Signs of life for whoever watches from outside: a file touched, an address asked. What fails is told, never fatal."""

import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from threading import Lock, Thread
from typing import Final

from parcours.runtime.serving.telling import Event, Log

PATIENCE: Final = 5.0  # seconds an address may take to answer


@dataclass(slots=True)
class Heartbeat:
    """`url` is http or https; one asking at a time, in a thread of its own: a slow monitor holds nobody up."""

    log: Log
    file: Path | None = None
    url: str = ""
    ask: Callable[[str], None] | None = None
    _asking: Lock = field(default_factory=Lock)

    def beat(self) -> None:
        if self.file is not None:
            try:
                self.file.touch()
            except OSError as error:
                self.log.say(Event.HEARTBEAT_FAILED, to="file", error=type(error).__name__)
        if self.url and self._asking.acquire(blocking=False):
            Thread(target=self._call, name="heartbeat", daemon=True).start()

    def _call(self) -> None:
        try:
            (self.ask or get)(self.url)
        except (OSError, HTTPException) as error:  # the address itself may hold a secret: it is not told
            self.log.say(Event.HEARTBEAT_FAILED, to="url", error=type(error).__name__)
        finally:
            self._asking.release()


def get(url: str) -> None:
    """Asks, and reads nothing. Raises OSError, HTTPException."""
    with urllib.request.urlopen(url, timeout=PATIENCE):  # noqa: S310  the command takes http and https only
        return
