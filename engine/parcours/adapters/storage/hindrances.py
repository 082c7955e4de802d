"""What SQLite's errors mean for people: it names few causes, so the disk is asked which of them it was."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from parcours.errors import (
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreMissingError,
    StoreReadOnlyError,
)
from parcours.messages import Text

ROOM: Final = 65_536  # bytes: the index that SQLite maps beside a database is made of pieces of half of that


def files_of(path: Path) -> tuple[Path, ...]:
    """The file of a database and those that SQLite may keep beside it."""
    return (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm"))


def hindrance(path: Path, name: str) -> StoreError | None:
    """What the error that SQLite calls `name` means for the database at `path`; None when it is a bug of ours."""
    return next((error(path) for prefix, error in _MEANINGS.items() if name.startswith(prefix)), None)


def _locked(path: Path) -> StoreError:
    return StoreLockedError(
        Text("La base {path} est occupée par un autre programme depuis trop longtemps.", path=str(path)),
        Text("Attendez qu'il finisse, puis recommencez."),
    )


def _read_only(path: Path) -> StoreError:
    """Every file that keeps it from being written: to be allowed one of them is of no use."""
    closed = [str(each) for each in (*files_of(path), _folder(path)) if each.exists() and not os.access(each, os.W_OK)]
    return StoreReadOnlyError(
        Text("La base {path} peut être lue, mais pas écrite.", path=str(path)),
        Text("Donnez le droit d'écrire : {files}", files=", ".join(closed))
        if closed
        else Text("Donnez le droit d'écrire le fichier et son dossier."),
    )


def _unopened(path: Path) -> StoreError:
    if _is_full(path):
        return _full(path)
    if os.access(path, os.R_OK) and not os.access(_folder(path), os.W_OK):
        return StoreReadOnlyError(
            Text("La base {path} est dans un dossier où rien ne peut s'écrire : elle ne peut pas même y être lue.",
                 path=str(path)),
            Text("Donnez le droit d'écrire le dossier {folder}, ou copiez la base ailleurs pour la lire.",
                 folder=str(_folder(path))),
        )  # fmt: skip
    return StoreMissingError(
        Text("La base {path} ne peut pas être ouverte.", path=str(path)),
        Text("Vérifiez l'adresse et le droit de lire le fichier et son dossier."),
    )


def _full(path: Path) -> StoreError:
    return StoreFullError(
        Text("Il n'y a plus de place pour écrire dans la base {path}.", path=str(path)),
        Text("Libérez de la place sur le disque, puis recommencez."),
    )


def _no_base(path: Path) -> StoreError:
    return StoreDamagedError(
        Text("Le fichier {path} n'est pas une base de données.", path=str(path)),
        Text("Vérifiez l'adresse, ou restaurez une sauvegarde."),
    )


def _damaged(path: Path) -> StoreError:
    return StoreDamagedError(
        Text("La base {path} est abîmée.", path=str(path)),
        Text("Restaurez une sauvegarde, puis lancez `parcours verify`."),
    )


def _unserved(path: Path) -> StoreError:
    if _is_full(path):
        return _full(path)
    return StoreError(
        Text("Le disque refuse de lire ou d'écrire la base {path}.", path=str(path)),
        Text("Vérifiez le disque et la taille permise aux fichiers, puis lancez `parcours verify`."),
    )


def _is_full(path: Path) -> bool:
    try:
        disk = os.statvfs(_folder(path))
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize < ROOM or (disk.f_files > 0 and disk.f_favail == 0)


def _folder(path: Path) -> Path:
    return path.absolute().parent


# Longer names (SQLITE_BUSY_SNAPSHOT) begin with these; the first that fits is meant.
_MEANINGS: Final[Mapping[str, Callable[[Path], StoreError]]] = MappingProxyType(
    {
        "SQLITE_BUSY": _locked,
        "SQLITE_READONLY_DIRECTORY": _unopened,
        "SQLITE_READONLY": _read_only,
        "SQLITE_FULL": _full,
        "SQLITE_CANTOPEN": _unopened,
        "SQLITE_NOTADB": _no_base,
        "SQLITE_CORRUPT": _damaged,
        "SQLITE_IOERR": _unserved,
    }
)
