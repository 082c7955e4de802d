"""What a node does on the side, again and again: a chore that fails hinders neither the others nor the rest."""

import datetime
from dataclasses import dataclass, field
from typing import Final, Protocol

from parcours.messages import Text
from parcours.ports import FolderError
from parcours.runtime.alarms import FOLDER, NODES, end, sound, standing
from parcours.runtime.engine import Engine
from parcours.runtime.serving.telling import Event, Log

HOUSE: Final = "housekeeping"
EVERY: Final = 60.0  # seconds between two rounds


class Chore(Protocol):
    """Something to do with a folder of the site, a slice at a time so that nothing due waits for it."""

    @property
    def name(self) -> str:
        """The table of the site's file that asks for it."""
        ...

    def do(self, now: datetime.datetime) -> bool:
        """Does a slice; whether some is left. Raises FolderError."""
        ...


@dataclass(slots=True)
class Housekeeping:
    """The chores of one node. `pending` says that a slice of one is left, to be asked for as soon as may be."""

    engine: Engine
    log: Log
    chores: tuple[Chore, ...] = ()
    pending: bool = False
    well: set[str] = field(default_factory=set)

    def do(self, now: datetime.datetime) -> None:
        """A slice of every chore. Raises StoreError."""
        self.pending = False
        for chore in self.chores:
            try:
                self.pending |= chore.do(now)
            except FolderError as error:
                self._fails(chore.name, error.text, now)
            else:
                self._works(chore.name, now)

    def _fails(self, name: str, why: Text, now: datetime.datetime) -> None:
        self.well.discard(name)
        self.log.say(Event.FOLDER_FAILED, folder=name, why=why.render())
        with self.engine.store.reading() as reader:
            told = standing(reader, NODES, FOLDER, name) is not None
        if not told:
            with self.engine.store.transaction() as transaction:
                sound(transaction, NODES, FOLDER, name, why, now)

    def _works(self, name: str, now: datetime.datetime) -> None:
        """Looks once at what a former life of this node may have left open."""
        if name in self.well:
            return
        self.well.add(name)
        with self.engine.store.reading() as reader:
            told = standing(reader, NODES, FOLDER, name) is not None
        if told:
            with self.engine.store.transaction() as transaction:
                end(transaction, NODES, FOLDER, name, Text("Le dossier sert de nouveau."), now)
