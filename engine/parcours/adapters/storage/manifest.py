"""What stands beside a backup: when it was made, of what, and how to know that it is whole."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from parcours.adapters.disk import why
from parcours.errors import StoreDamagedError, StoreMissingError, StoreVersionError
from parcours.messages import Text

FORMAT: Final = 1
SUFFIX: Final = ".json"
PIECE: Final = 1 << 20  # bytes read at a time


@dataclass(frozen=True, slots=True)
class Manifest:
    """`digest` is the SHA-256 of the backup, `key` the fingerprint of the site key: never the key itself.

    `store` names the database among those of one key, `erased` counts the people it knows to be erased.
    """

    made_at: str
    backend: str
    revision: str
    store: str
    cases: int
    facts: int
    erased: int
    digest: str
    key: str
    format: int = FORMAT

    def plain(self) -> dict[str, str | int]:
        return dataclasses.asdict(self)

    def text(self) -> str:
        return json.dumps(self.plain(), indent=2) + "\n"


def beside(backup: Path) -> Path:
    return backup.with_name(backup.name + SUFFIX)


def read(backup: Path) -> Manifest:
    """The manifest of a backup whose bytes are those it tells of.

    Raises StoreMissingError without either, StoreDamagedError when they do not agree, StoreVersionError when it is of
    a later parcours.
    """
    path = beside(backup)
    for each in (backup, path):
        if not each.is_file():
            raise StoreMissingError(
                Text("Il n'y a pas de fichier {path}.", path=str(each)),
                Text("Une sauvegarde tient en deux fichiers : elle-même, et le même nom suivi de .json."),
            )
    manifest = _parsed(path)
    if digest_of(backup) != manifest.digest:
        raise StoreDamagedError(
            Text("La sauvegarde {path} n'est pas celle que dit {manifest} : elle est abîmée ou incomplète.",
                 path=str(backup), manifest=path.name),
            Text("Prenez une autre sauvegarde."),
        )  # fmt: skip
    return manifest


def digest_of(path: Path) -> str:
    """SHA-256, in hexadecimal. Raises StoreMissingError when it cannot be read."""
    found = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                found.update(piece)
    except OSError as cause:
        raise unreadable(path, cause) from None
    return found.hexdigest()


def unreadable(path: Path, cause: OSError) -> StoreMissingError:
    return StoreMissingError(Text("Le fichier {path} ne peut pas être lu : {why}.", path=str(path), why=why(cause)))


def _parsed(path: Path) -> Manifest:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        number = int(told["format"])
    except OSError as cause:
        raise unreadable(path, cause) from None
    except (ValueError, TypeError, KeyError):
        raise _none(path) from None
    if number > FORMAT:
        raise StoreVersionError(
            Text("La sauvegarde {path} est d'une version plus récente de parcours.", path=str(path)),
            Text("Installez une version plus récente de parcours."),
        )
    try:
        return Manifest(**told)
    except TypeError:
        raise _none(path) from None


def _none(path: Path) -> StoreDamagedError:
    return StoreDamagedError(
        Text("Le fichier {path} ne décrit aucune sauvegarde.", path=str(path)), Text("Prenez une autre sauvegarde.")
    )
