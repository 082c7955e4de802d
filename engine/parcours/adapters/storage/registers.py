"""The two registers of a database, of who was erased and of who must not be: kept, copied, gathered and applied."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from parcours.adapters.storage import checkpoints, erasing, holds, register
from parcours.adapters.storage.register import Erased, Held, L, Register
from parcours.adapters.storage.seals import Seals
from parcours.errors import StoreDamagedError
from parcours.messages import Text

Person = tuple[str, str]  # cooperative, reference


@dataclass(frozen=True, slots=True)
class Told:
    """What the registers tell, the oldest first."""

    erased: tuple[Erased, ...] = ()
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """What a database has learnt of its registers: it is older than they are.

    `unknown` are held there, and the database has never heard of them: a hold is put again once they are back.
    """

    erased: tuple[Person, ...] = ()
    held: tuple[Person, ...] = ()
    unknown: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Registers:
    """Those of one database, where `key_path` is; its backups have copies beside them."""

    key_path: Path
    store: str
    seals: Seals

    @property
    def erasures(self) -> Register[Erased]:
        return register.erasures(self.key_path, self.store, self.seals)

    @property
    def holds(self) -> Register[Held]:
        return register.holds(self.key_path, self.store, self.seals)

    def read(self) -> Told:
        """Raises RegisterBrokenError, KeyFileError."""
        return Told(self.erasures.read(), self.holds.read())

    def keep(self, told: Told) -> None:
        """Writes what they lack. Raises RegisterBrokenError, KeyFileError."""
        if told.erased:
            self.erasures.append(told.erased)
        if told.held:
            self.holds.append(told.held)

    def copy(self, backup: Path) -> None:
        """Beside a backup: an older one beside it is restored with what this one knows."""
        told = self.read()
        if told.erased:
            self.erasures.beside(backup).append(told.erased)
        if told.held:
            self.holds.beside(backup).append(told.held)

    def gather(self, backup: Path) -> Told:
        """What is known beside the key and beside a backup; those beside the key then hold all of it.

        Raises StoreDamagedError when a checkpoint has signed that there were more.
        """
        return Told(self._gathered(self.erasures, backup, "erased"), self._gathered(self.holds, backup, "held"))

    def _gathered(self, own: Register[L], backup: Path, counted: str) -> tuple[L, ...]:
        theirs = own.beside(backup)
        if theirs.path.exists() and theirs.path.absolute() != own.path.absolute():
            own.append(theirs.read())
        known = own.read()
        signed = self._signed(counted)
        if signed > len(known):
            raise StoreDamagedError(
                Text("Le registre {path} a perdu des lignes : {number} au lieu de {signed}.",
                     path=str(own.path), number=len(known), signed=signed),
                Text("Remettez-le tel qu'il est à côté de la dernière sauvegarde : qui fut effacé reviendrait."),
            )  # fmt: skip
        return known

    def _signed(self, counted: str) -> int:
        copied = checkpoints.read_copy(self.key_path.with_name(checkpoints.name(self.key_path, self.store)))
        signed = (each.counted(counted) for each in copied.checkpoints.values() if each.signed(self.seals))
        return max(signed, default=0)


def of(connection: Connection, key_path: Path, seals: Seals) -> Registers:
    return Registers(key_path, checkpoints.store_name(connection), seals)


def kept(connection: Connection) -> Told:
    """What the database itself knows, the oldest first."""
    return Told(erasing.kept(connection), holds.kept(connection))


def apply(connection: Connection, seals: Seals, told: Told) -> Applied:
    """Erases, holds and lifts in the open transaction what the database does not know yet, erasures before all else."""
    owed = erasing.owed(connection, told.erased)
    for each in owed:
        erasing.erase(connection, seals, each)
    held, unknown = holds.put_back(connection, seals, standing(told.held))
    return Applied(tuple(each.key for each in owed), held, unknown)


def standing(lines: Iterable[Held]) -> Mapping[tuple[str, str, str], Held]:
    """The last that is said of each hold."""
    last: dict[tuple[str, str, str], Held] = {}
    for each in lines:
        if each.lifted_at or each.which not in last:
            last[each.which] = each
    return last
