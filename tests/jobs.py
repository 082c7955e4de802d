"""Jobs to give to plugins, and certificates for real servers."""

import datetime
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from parcours.plugin import Job
from parcours.resources import folder

Perform = Callable[..., Any]


def job(use: str, **said: Any) -> Job:
    day = datetime.date(2026, 4, 14)
    made = Job("C-1/3/0", use, "prevenir", "Prévenir", 1, "essai", "C-1", "Parcours", day)
    values = {"case.id": "C-1", "case.cae": "essai", "workflow.title": "Parcours", "event.on": day}
    shipped = {"folders": (str(folder("workflows")),), "table": use}
    return replace(made, **{**shipped, **said, "values": values | said.get("values", {})})


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@dataclass(frozen=True)
class Certificate:
    """A key and a certificate that signs itself, both as PEM files, for localhost and 127.0.0.1."""

    certificate: Path
    key: Path
