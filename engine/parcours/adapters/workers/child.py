"""What runs in a worker: it loads the plugins, says what they offer, and performs one job at a time.

Only builtin values go back: the other side imports no plugin, not even to read what one says.
"""

import json
import os
import resource
import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from parcours.adapters.plugins import Shelf, shelf
from parcours.expressions.templates import TemplateError
from parcours.messages import Text
from parcours.plugin import Action, Delivered, Failed, Job, Later, SecretMissingError, Unreachable
from parcours.runtime.effects.scrubbing import proof

LOADING, OFFERS, ENDED = "loading", "offers", "ended"
DELIVERED, LATER, UNREACHABLE, FAILED, RAISED = "delivered", "later", "unreachable", "failed", "raised"
WEARY: Final = tuple((RAISED, each.__name__) for each in (MemoryError, SystemExit))  # what a process does not outlive
FILE: Final = "_FILE"
ORPHANED: Final = 5.0  # seconds; the lease of what we are at ends later

Plain = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Orders:
    """`site` is the folder of its plugins, `besides` those left out; `data` and `resident` are bytes.

    A worker leaves after `jobs`, or once it holds more than `resident`; it never gets more than `data`.
    """

    site: Path | None
    besides: frozenset[str]
    jobs: int
    resident: int
    data: int


def serve(connection: Connection, orders: Orders) -> None:
    """The life of a worker: until it is told to leave, has done its share, or has grown too big."""
    os.setsid()  # what a plugin starts is ended with it
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started us
    threading.Thread(target=_follow_parent, name="parent", daemon=True).start()
    _bound(orders.data)
    found = shelf(orders.site, orders.besides, lambda name: connection.send((LOADING, name)))
    actions = {each.action.use: each.action for each in reversed(found.actions)}
    connection.send((OFFERS, *_offered(found)))
    for number in range(1, orders.jobs + 1):
        try:
            job = connection.recv()
        except EOFError:
            return
        if job is None:
            return
        ending = _performed(actions, job)
        is_last = number == orders.jobs or ending in WEARY or _resident() > orders.resident
        connection.send((ENDED, job.key, ending, is_last))
        if is_last:
            return


def _follow_parent() -> None:
    """Nobody ends a job that is late once whoever started us is dead: it has a moment to end by itself."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        threading.Event().wait(ORPHANED)
        os.killpg(os.getpgrp(), signal.SIGKILL)


def _performed(actions: Mapping[str, Action], job: Job) -> Plain:
    try:
        perform = actions[job.use].perform
        return _plain(perform(job) if perform is not None else None, job)
    except TemplateError as error:  # a text of the plugin's own files, in words of ours
        return (FAILED, str(error.text))
    except SecretMissingError as error:
        return (FAILED, str(Text("Il manque {variable}.", variable=str(error))))
    except (Exception, SystemExit) as error:  # noqa: BLE001  its message may hold anybody's words: only its type is told
        return (RAISED, type(error).__name__)


def _plain(answer: object, job: Job) -> Plain:
    hidden = _secrets(job)
    match answer:
        case Delivered(receipt=receipt, files=files, printed=printed):
            made = [(str(each.name), str(each.media_type), bytes(each.content)) for each in files]
            return (DELIVERED, proof(str(receipt), hidden), made, [str(name) for name in printed])
        case Later(why=why, seconds=seconds):
            return (LATER, proof(str(why), hidden), None if seconds is None else float(seconds))
        case Unreachable(why=why):
            return (UNREACHABLE, proof(str(why), hidden))
        case Failed(why=why):
            return (FAILED, proof(str(why), hidden))
        case _:
            raise TypeError(f"{type(answer)} is no answer")


def _secrets(job: Job) -> tuple[str, ...]:
    """What `Job.secret` may have given, and no answer may repeat."""
    prefix = f"PARCOURS_{job.table or job.use}_".upper()
    said = {name: value for name, value in os.environ.items() if name.startswith(prefix)}
    files = [value for name, value in said.items() if name.endswith(FILE)]
    files += [str(value) for name, value in job.site.items() if name.upper().endswith(FILE)]
    texts = [Path(file).read_text(encoding="utf-8").strip() for file in files if Path(file).is_file()]
    return (*(value for name, value in said.items() if not name.endswith(FILE)), *texts)


def _offered(found: Shelf) -> tuple[list[Plain], list[Plain]]:
    actions = [
        (
            str(each.action.use),
            str(each.action.title),
            each.plugin,
            json.dumps(each.action.parameters),
            each.action.perform is not None,
            float(each.action.seconds),
            int(each.action.at_once),
            bool(each.action.for_people),
            str(each.action.table),
        )
        for each in found.actions
    ]
    return actions, [(each.plugin, each.why) for each in found.unusable]


def _bound(data: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    allowed = data if hard == resource.RLIM_INFINITY else min(data, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (allowed, hard))


def _resident() -> int:
    """Bytes held now; 0 where the machine does not say."""
    told = Path("/proc/self/statm")
    return int(told.read_text(encoding="ascii").split()[1]) * resource.getpagesize() if told.exists() else 0
