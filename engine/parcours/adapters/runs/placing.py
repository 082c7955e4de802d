"""Files that take their name once they are whole: what stood there before is never half replaced."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from parcours.adapters.disk import settle, why
from parcours.errors import StoreFullError, UsageError
from parcours.messages import Text

READABLE: Final = 0o644
NO_ROOM: Final = frozenset({28, 122})  # ENOSPC, EDQUOT


@contextmanager
def placed(target: Path) -> Iterator[BinaryIO]:
    """A file to write, which becomes `target` at the end of the block, and nothing if it fails.

    Raises StoreFullError when the disk is full, UsageError when it cannot be written for another reason.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    except OSError as error:
        raise unwritable(target, error) from None
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        made.chmod(READABLE)
        settle(made)
        made.replace(target)
    except OSError as error:
        made.unlink(missing_ok=True)
        raise unwritable(target, error) from None
    except BaseException:
        made.unlink(missing_ok=True)
        raise


def unwritable(path: Path, error: OSError) -> UsageError | StoreFullError:
    """Why a file cannot be written, in words of ours."""
    text = Text("Le fichier {path} ne peut pas être écrit : {why}.", path=str(path), why=why(error))
    if error.errno in NO_ROOM:
        return StoreFullError(text, Text("Faites de la place, puis recommencez avec --resume : ce qui est fait reste."))
    return UsageError(text, Text("Vérifiez --output."))
