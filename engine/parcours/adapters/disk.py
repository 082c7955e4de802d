"""Files settled on the disk, and why one is not given or taken, in words of ours: the machine's are in English."""

import errno
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from parcours.messages import Text

_REASONS: Final[Mapping[int, Text]] = MappingProxyType(
    {
        errno.ENOENT: Text("ce fichier ou son dossier n'existe pas"),
        errno.EACCES: Text("vous n'en avez pas le droit"),
        errno.EPERM: Text("vous n'en avez pas le droit"),
        errno.EISDIR: Text("c'est un dossier"),
        errno.ENOTDIR: Text("ce qui devrait être son dossier est un fichier"),
        errno.EEXIST: Text("il existe déjà"),
        errno.ENOSPC: Text("il n'y a plus de place sur le disque"),
        errno.EDQUOT: Text("votre part du disque est pleine"),
        errno.EROFS: Text("ce disque ne peut qu'être lu"),
        errno.ENAMETOOLONG: Text("son nom est trop long"),
        errno.ELOOP: Text("ses liens tournent en rond"),
        errno.EMFILE: Text("trop de fichiers sont ouverts"),
        errno.ENFILE: Text("trop de fichiers sont ouverts"),
        errno.EIO: Text("le disque ne répond pas"),
    }
)


def why(error: OSError) -> Text:
    """The end of a sentence, without its full stop; a rarer reason is given by the name the system has for it."""
    number = error.errno or 0
    name = errno.errorcode.get(number, str(number))
    return _REASONS.get(number) or Text("le système le refuse ({name})", name=name)


def settle(path: Path) -> None:
    """Waits until the disk holds a file, or the names of a folder. OSError when it cannot."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
