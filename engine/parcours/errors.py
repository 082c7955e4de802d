"""Every way a command ends badly, with its exit code: 1 refused, 2 wrong file or usage, 70 a bug of ours."""

from typing import ClassVar, Final

from parcours.diagnostics import Diagnostic
from parcours.messages import Text

REFUSED: Final = 1
WRONG_USE: Final = 2
BUG: Final = 70


class ParcoursError(Exception):
    """What people are told when something cannot be done: one sentence of cause, one of remedy."""

    exit_code: ClassVar[int] = WRONG_USE

    def __init__(self, text: Text, remedy: Text | None = None) -> None:
        super().__init__(text, remedy)
        self.text = text
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.text} {self.remedy}" if self.remedy else str(self.text)


class RefusedError(ParcoursError):
    """The command was understood and the rules refuse it; nothing has changed."""

    exit_code = REFUSED


class UsageError(ParcoursError):
    """The command names a thing that does not exist, or says something that cannot be meant."""


class DefinitionError(ParcoursError):
    """A file cannot be used; `diagnostics` say why, in file order."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(Text("La définition contient {count} erreur(s).", count=len(diagnostics)))
        self.args = (diagnostics,)
        self.diagnostics = diagnostics


class StoreError(ParcoursError):
    """The database cannot be used as it is; it has been left unchanged."""


class StoreMissingError(StoreError):
    """There is no database at that address."""


class StoreUnreachableError(StoreError):
    """The server of the database does not answer, or has hung up: what was under way may or may not be kept."""


class StoreLockedError(StoreError):
    """Another process has kept the database for too long."""


class StoreReadOnlyError(StoreError):
    """The database may be read and not written."""


class StoreFullError(StoreError):
    """There is no room left to write."""


class StoreVersionError(StoreError):
    """The database was written by a version of parcours this one cannot read."""


class StoreDamagedError(StoreError):
    """What the database holds contradicts itself."""


class BugError(ParcoursError):
    """An invariant of ours does not hold: never the fault of who wrote the file or typed the command."""

    exit_code = BUG
