"""Files that commands write where people say."""

from pathlib import Path

from parcours.adapters.disk import why
from parcours.errors import UsageError
from parcours.messages import Text


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
        raise UsageError(
            Text("Le fichier {path} ne peut pas être écrit : {why}.", path=str(path), why=why(error))
        ) from None
