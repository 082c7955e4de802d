"""A folder of .ics files that a web server may give out: each is replaced whole, when it says another thing."""

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from parcours.adapters.disk import why
from parcours.adapters.ics import feed
from parcours.messages import Language, Text
from parcours.ports import FolderError
from parcours.runtime.feeds import Appointment

READABLE: Final = 0o644  # by whoever gives feeds out; no name stands in one


@dataclass(frozen=True, slots=True)
class IcsFolder:
    """Implements `FeedFolder`."""

    path: Path
    lang: Language = Language.FR

    def write(self, place: tuple[str, ...], name: str, appointments: Iterable[Appointment]) -> bool:
        content = feed(name, appointments, self.lang)
        *folders, last = place
        target = self.path.joinpath(*folders, f"{last}.ics")
        try:
            if target.is_file() and target.read_bytes() == content:
                return False
            target.parent.mkdir(parents=True, exist_ok=True)
            _replace(target, content)
        except OSError as error:
            text = Text("L'agenda {path} ne peut pas être écrit : {why}.", path=str(target), why=why(error))
            raise FolderError(text, Text("Vérifiez [agendas] dossier, dans parcours.toml.")) from None
        return True


def _replace(target: Path, content: bytes) -> None:
    """Nobody ever reads half a feed; one that a failing machine has cut is found to differ, and written again."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        made.chmod(READABLE)
        made.replace(target)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
