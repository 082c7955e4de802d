"""What the store asks of each kind of database: SQLite's file, PostgreSQL's server."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final, Protocol

from sqlalchemy import Connection, Engine, Table

from parcours.adapters.storage.rows import Row
from parcours.errors import StoreError
from parcours.messages import Text
from parcours.ports import Watch

PATIENCE: Final = 5.0  # seconds that a command waits for another process before it says so
SECRETS: Final = (
    (re.compile(r"(?<=://)([^/?#:]*):.*@"), r"\1:***@"),  # to the last @: a password may hold one nobody escaped
    (re.compile(r"([?&][^=&]*pass(?:word)?)=[^&]*", re.IGNORECASE), r"\1=***"),
)


def nothing() -> None:
    """What there is to do last in most transactions."""


class Database(Protocol):
    """One database, wherever it is. What goes wrong inside of `understood` is told in words of ours."""

    @property
    def name(self) -> str:
        """As people are shown it, without any password."""
        ...

    @property
    def one_writer(self) -> bool:
        """Whether a writer holds the whole of it, so that those who wait gain by being committed together."""
        ...

    @property
    def statements(self) -> Mapping[str, Any]:
        """What this kind says in its own way among the statements of the hot path."""
        ...

    @property
    def file(self) -> Path | None:
        """The file that holds it all; None where a server does."""
        ...

    def beside(self) -> Path:
        """Where the site key is unless told otherwise. Raises UsageError where nothing stands beside a database."""
        ...

    def exists(self) -> bool:
        """Whether anything is kept there. Raises StoreMissingError where nothing ever could be."""
        ...

    def check_present(self) -> None:
        """Raises StoreMissingError, with how to create one, where connecting to it would not say so as well."""
        ...

    def not_ours(self, *, empty: bool) -> StoreError:
        """What is said of one that has no tables of ours, or none at all."""
        ...

    def engine(self, patience: float = PATIENCE) -> Engine:
        """Its connections; nothing is written by opening one."""
        ...

    def creating(self) -> AbstractContextManager[Connection]:
        """A write transaction on what is still empty; an exception leaves nothing of it. Raises StoreError."""
        ...

    def reading(self, connection: Connection) -> AbstractContextManager[object]:
        """A transaction that sees one moment and writes nothing."""
        ...

    def writing(self, connection: Connection, last: Callable[[], object] = nothing) -> AbstractContextManager[object]:
        """A transaction whose end is on the disk, and tells those who watch.

        `last` is called when the block has ended well: what it writes may travel with the end of the transaction.
        """
        ...

    def spread(self, cursor: Any, statement: str, new: Sequence[Row]) -> None:
        """Runs a statement of the hot path that writes a row, for all of these."""
        ...

    def alone(self, connection: Connection, what: str) -> None:
        """Nobody else does `what` until the end of the transaction."""
        ...

    def together(self, connection: Connection) -> AbstractContextManager[object]:
        """A block of writes that may travel at once; nothing is read inside of it."""
        ...

    def lenient(self, connection: Connection) -> AbstractContextManager[None]:
        """Texts that are none any more are shown as they are, instead of stopping the reading."""
        ...

    def keep_append_only(self, connection: Connection) -> None:
        """The triggers that refuse to change what was written, where they are missing."""
        ...

    def forget(self, connection: Connection, tables: Sequence[Table]) -> Text | None:
        """Leaves what was deleted from these nowhere; what keeps it there all the same. Outside of any transaction.

        In other tables the places of what was erased are free to be written over.
        """
        ...

    def understood(self) -> AbstractContextManager[None]:
        """Turns what the driver says into an error people can act on; leaves bugs of ours alone."""
        ...

    def watch(self) -> Watch: ...


def still_read() -> Text:
    """Why something that was erased is still there, for now."""
    return Text("Un autre programme lit encore la base : sa trace s'en ira avec `parcours erase --due`, plus tard.")


def masked(url: str) -> str:
    """An address as it may be shown: whatever could be a password is left out."""
    for secret, shown in SECRETS:
        url = secret.sub(shown, url)
    return url
