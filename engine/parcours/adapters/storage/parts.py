"""A file prepared beside the one it is to become: nobody takes it for that one before it has its name.

Whoever prepares one holds it; those that nobody holds were left by somebody killed, and are taken away by the next.
"""

import errno
import fcntl
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from parcours.adapters.disk import settle

OWNER_ONLY: Final = 0o600
BESIDE: Final = ("", "-wal", "-shm", "-journal", ".json")  # what may stand beside a copy of ours, under its name
LEFT: Final = re.compile(r"\..+\.[0-9a-f]{8}\.part")
NO_LINKS: Final = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS})  # how a disk says it has but one name a file


@contextmanager
def part_of(target: Path) -> Iterator[Path]:
    """An empty file beside `target`, of its owner alone; it is gone at the end unless it was named. Raises OSError."""
    _take_away_what_was_left(target.absolute().parent)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield part
    finally:
        _remove(part)
        os.close(handle)


def name(part: Path, target: Path) -> None:
    """Settles it on the disk and gives it its name, which nobody may have taken. Raises FileExistsError, OSError."""
    settle(part)
    try:
        os.link(part, target)
    except OSError as cause:
        if cause.errno not in NO_LINKS:
            raise
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        part.rename(target)
    settle(target.absolute().parent)


def _take_away_what_was_left(folder: Path) -> None:
    for each in folder.iterdir():
        if LEFT.fullmatch(each.name) and not _is_held(each):
            _remove(each)


def _is_held(part: Path) -> bool:
    try:
        with part.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # held, or taken away by its owner meanwhile, or not ours to judge
        return True
    return False


def _remove(part: Path) -> None:
    for suffix in BESIDE:
        part.with_name(part.name + suffix).unlink(missing_ok=True)
