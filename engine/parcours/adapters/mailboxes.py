"""Letters where a mail server leaves them: one in a file, many in an mbox or a folder, a Maildir that fills."""

import mailbox
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from parcours.adapters.disk import why
from parcours.adapters.dsn import notice_of
from parcours.messages import Text
from parcours.ports import FolderError
from parcours.runtime.effects.bounces import Notice

MOST: Final = 10 * 2**20  # bytes of a letter: what comes back bigger tells nothing more
OF_AN_MBOX: Final = b"From "
SEEN: Final = "S"
INFO: Final = ":2,"


@dataclass(frozen=True, slots=True)
class Maildir:
    """Letters that nobody has seen; implements `Letters`. Those filed away bear the flag that mail readers set."""

    path: Path

    def unread(self) -> tuple[str, ...]:
        """The oldest first, as their names begin with when they came. Raises FolderError."""
        try:
            found = [path for folder in ("new", "cur") for path in (self.path / folder).iterdir() if _is_unseen(path)]
        except OSError as error:
            raise _unusable(self.path, error) from None
        return tuple(path.relative_to(self.path).as_posix() for path in sorted(found, key=lambda each: each.name))

    def notice(self, name: str) -> Notice | None:
        try:
            return notice_of(_read(self.path / name))
        except FileNotFoundError:  # somebody else has filed it away
            return None
        except OSError as error:
            raise _unusable(self.path, error) from None

    def file_away(self, name: str) -> None:
        before, _, flags = Path(name).name.partition(INFO)
        target = self.path / "cur" / f"{before}{INFO}{''.join(sorted({*flags, SEEN}))}"
        try:
            with suppress(FileNotFoundError):
                (self.path / name).rename(target)
        except OSError as error:
            raise _unusable(self.path, error) from None


def is_maildir(path: Path) -> bool:
    return (path / "new").is_dir() and (path / "cur").is_dir()


def letters(path: Path) -> Iterator[bytes]:
    """Every letter of a file, of an mbox or of a folder of files. Raises OSError."""
    if path.is_dir():
        yield from (_read(file) for file in sorted(path.iterdir()) if file.is_file())
        return
    with path.open("rb") as file:
        is_mbox = file.read(len(OF_AN_MBOX)) == OF_AN_MBOX
    if not is_mbox:
        yield _read(path)
        return
    box = mailbox.mbox(path, create=False)
    try:
        yield from (box.get_bytes(key)[:MOST] for key in box.iterkeys())
    finally:
        box.close()


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST)


def _is_unseen(path: Path) -> bool:
    return not path.name.startswith(".") and SEEN not in path.name.partition(INFO)[2] and path.is_file()


def _unusable(path: Path, error: OSError) -> FolderError:
    return FolderError(
        Text("La boîte {path} ne peut pas être lue : {why}.", path=str(path), why=why(error)),
        Text("Vérifiez [retours] dossier, dans parcours.toml."),
    )
