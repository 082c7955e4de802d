"""One line an event on the error output, for people or for machines; identifiers and numbers, no words of anybody's."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TextIO

from parcours.ports import Clock
from parcours.runtime.serving.telling import Event, Said


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class LineLog:
    """Implements `telling.Log`."""

    node: str
    clock: Clock
    format: Format = Format.TEXT
    stream: TextIO = field(default_factory=lambda: sys.stderr)

    def say(self, event: Event, **said: Said) -> None:
        self.write("warning" if event.is_trouble else "info", event, said)

    def write(self, level: str, event: str, said: dict[str, Said]) -> None:
        """One write a line, so that those of several threads never mix."""
        line = {"at": self.clock.now().isoformat(timespec="milliseconds"), "level": level, "event": event,
                "node": self.node, **said}  # fmt: skip
        told = json.dumps(line, ensure_ascii=False) if self.format is Format.JSON else _text(line)
        self.stream.write(f"{told}\n")
        self.stream.flush()


class Libraries(logging.Handler):
    """What libraries complain of, by the template of their sentence: the values in it may be anybody's."""

    def __init__(self, log: LineLog) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        said: dict[str, Said] = {"library": record.name, "message": str(record.msg)}
        if record.exc_info is not None and record.exc_info[0] is not None:
            said["error"] = record.exc_info[0].__name__
        self._log.write(record.levelname.lower(), LIBRARY, said)


LIBRARY: Final = "library"


@contextmanager
def hearing_libraries(log: LineLog) -> Iterator[None]:
    """What they say in this process goes to that log, until the end of the block."""
    heard = Libraries(log)
    logging.getLogger().addHandler(heard)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(heard)


def _text(line: dict[str, Said]) -> str:
    at, level, event = str(line.pop("at")), str(line.pop("level")), str(line.pop("event"))
    words = " ".join(f"{name}={_word(value)}" for name, value in line.items())
    return f"{at} {level:<7} {event} {words}".rstrip()


def _word(value: Said) -> str:
    """Quoted where it would not be read as one word."""
    text = str(value)
    plain = text and text.isprintable() and not set(text) & set(" \"'=")
    return text if plain else json.dumps(text, ensure_ascii=False)
