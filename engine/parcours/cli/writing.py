"""Files that commands write where people say."""

import os
from pathlib import Path
from typing import Final

from parcours.adapters.disk import why
from parcours.errors import UsageError
from parcours.messages import Text

OWNER_ONLY: Final = 0o600


def write_file(path: Path, text: str, *, replace: bool) -> None:
    """Writes `text` as UTF-8. UsageError where it cannot be, or where one stands, unless `replace`."""
    try:
        with path.open("w" if replace else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(
            Text("Le fichier {path} existe déjà.", path=str(path)), Text("Choisissez un autre nom.")
        ) from None
    except OSError as error:
        raise _unwritable(path, error) from None


def write_private(path: Path, content: bytes) -> None:
    """Writes what is personal, readable by its owner only, in a folder made if need be; replaces one of that name.

    UsageError where it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> UsageError:
    return UsageError(Text("Le fichier {path} ne peut pas être écrit : {why}.", path=str(path), why=why(error)))
