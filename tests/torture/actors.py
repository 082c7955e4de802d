"""Who works while somebody kills: each in a process of its own, noting what it was answered.

A new one is a class with a name and what it does without end. It says by `mark` what it is about to do, where that is
not what the store says for it.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from threading import Event
from typing import Any, Protocol

from click.testing import CliRunner

from parcours.adapters.storage import SqlStore
from parcours.bootstrap import Site
from parcours.cli.main import parcours
from parcours.daemon import Service, serve
from parcours.errors import StoreLockedError, StoreUnreachableError
from parcours.ports import ConflictError
from parcours.runtime.commands import send
from torture.ground import ASK, VISIT, Ground

OF_A_SIEGE = "PARCOURS_TORTURE"
BREATH = 0.02  # seconds between two events of one sender: all are read again after each kill
AGAIN = 0.05  # seconds before a command is given again to a database that did not answer
SAID = ("occupée", "jointe", "a coupé la ligne", "changé entre-temps", "au même moment")


class Phase(Enum):
    STARTING = "il démarrait, ou n'avait rien à faire"
    WAITING = "il attendait son tour d'écrire"
    WRITING = "il jugeait et écrivait"
    COMMITTING = "il validait"
    ANSWERING = "c'était validé, il répondait"


Mark = Callable[[Phase], None]


@dataclass(frozen=True)
class Post:
    """Where one actor works, and what is left of it there."""

    ground: Ground
    name: str

    @property
    def notes(self) -> Path:
        return self.ground.folder / f"{self.name}.notes"

    @property
    def complaints(self) -> Path:
        """What it was told that nobody expected."""
        return self.ground.folder / f"{self.name}.complaints"

    @property
    def phase(self) -> Phase:
        """What it was doing last."""
        marked = self._marked.read_bytes() if self._marked.exists() else b""
        return list(Phase)[marked[0]] if marked else Phase.STARTING

    @property
    def noted(self) -> list[tuple[int, bool]]:
        """(fact, whether it was answered again) of each of its keys, in order."""
        lines = self.notes.read_text().splitlines() if self.notes.exists() else []
        return [(int(seq), again == "again") for seq, _, again in (line.partition(" ") for line in lines)]

    def key(self, number: int) -> str:
        return f"{self.name}-{number}"

    def note(self, seq: int, *, again: bool) -> None:
        """On the disk of nobody: a process that is killed has no need of it."""
        _append(self.notes, f"{seq} again" if again else f"{seq}")

    def complain(self, said: str) -> None:
        if not any(known in " ".join(said.split()) for known in SAID):
            _append(self.complaints, said)

    @contextmanager
    def marking(self) -> Iterator[Mark]:
        with self._marked.open("wb", buffering=0) as file:
            places = {phase: bytes([number]) for number, phase in enumerate(Phase)}

            def mark(phase: Phase) -> None:
                os.pwrite(file.fileno(), places[phase], 0)

            mark(Phase.STARTING)
            yield mark

    @property
    def _marked(self) -> Path:
        return self.ground.folder / f"{self.name}.phase"


class Actor(Protocol):
    """`kind` names it in the report; `work` goes on until the process is killed."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> str: ...

    def work(self, post: Post, mark: Mark) -> None: ...


def at_work(actor: Actor, ground: Ground) -> None:
    """What the process of an actor does."""
    os.environ[OF_A_SIEGE] = str(ground.folder)  # whoever it starts has it too
    post = Post(ground, actor.name)
    with post.marking() as mark:
        plain: Any = SqlStore._writing
        SqlStore._writing = lambda store: _marked(plain(store), mark)  # type: ignore[method-assign]
        actor.work(post, mark)


@contextmanager
def _marked(writing: AbstractContextManager[Any], mark: Mark) -> Iterator[Any]:
    mark(Phase.WAITING)
    with writing as transaction:
        mark(Phase.WRITING)
        yield transaction
        mark(Phase.COMMITTING)
    mark(Phase.ANSWERING)


@dataclass(frozen=True)
class Sender:
    """Sends events through a store that it keeps open, each under its own key, again when it knows no answer."""

    name: str
    case: str
    kind: str = "un programme qui envoie"

    def work(self, post: Post, mark: Mark) -> None:
        while True:
            try:
                with post.ground.opened() as site:
                    self._send(site, post, mark)
            except (StoreLockedError, StoreUnreachableError, ConflictError):
                Event().wait(AGAIN)

    def _send(self, site: Site, post: Post, mark: Mark) -> None:
        while True:
            accepted = send(site.engine, self.case, VISIT, {}, key=post.key(len(post.noted)))
            post.note(accepted.seq, again=accepted.repeated)
            mark(Phase.STARTING)
            Event().wait(BREATH)


@dataclass(frozen=True)
class Commander:
    """The same by the command line, which opens the database for each of them."""

    name: str
    case: str
    kind: str = "`parcours send`"

    def work(self, post: Post, mark: Mark) -> None:
        while True:
            said = _told(post, mark, "send", self.case, ASK, "--key", post.key(len(post.noted)), "--json")
            if said is not None:
                post.note(said["seq"], again=said["repeated"])


@dataclass(frozen=True)
class Ticker:
    """Lets time pass."""

    name: str
    kind: str = "`parcours tick`"

    def work(self, post: Post, mark: Mark) -> None:
        while True:
            _told(post, mark, "tick", "--json")
            Event().wait(AGAIN)


@dataclass(frozen=True)
class Daemon:
    """`parcours serve`, and the workers that it starts."""

    name: str
    kind: str = "`parcours serve`"

    def work(self, post: Post, mark: Mark) -> None:  # noqa: ARG002  the store says enough
        with (post.ground.folder / f"{self.name}.log").open("ab") as log:
            os.dup2(log.fileno(), sys.stderr.fileno())
        while True:
            try:
                return serve(post.ground.settings, Service(node=self.name), post.ground.clock)
            except StoreUnreachableError:
                Event().wait(AGAIN)  # it says so and ends when it finds no server: systemd starts it again


def _told(post: Post, mark: Mark, *command: str) -> Any:
    """The answer, None when there was none: it is for whoever asked to ask again."""
    mark(Phase.STARTING)
    result = CliRunner().invoke(parcours, command, env=post.ground.variables())
    if result.exit_code == 0:
        return json.loads(result.stdout)
    post.complain(result.stderr if isinstance(result.exception, SystemExit) else repr(result.exception))
    Event().wait(AGAIN)
    return None


def _append(path: Path, line: str) -> None:
    with path.open("ab", buffering=0) as file:
        file.write(f"{line}\n".encode())
