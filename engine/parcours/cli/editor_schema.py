"""The schema that an editor completes and underlines with, beside the file that names it: people share both."""

import os
from pathlib import Path
from typing import Final

from parcours.adapters.disk import why
from parcours.cli.writing import write_file
from parcours.errors import UsageError
from parcours.messages import Text
from parcours.resources import folder

NAME: Final = Path("schemas") / "parcours.schema.json"


def schema_for(file: Path) -> Path:
    """Where the schema of a parcours file is, or should be: in the folder beside the file, or beside its folder."""
    here = file.parent
    near = (here / NAME, here / ".." / NAME)
    return next((path for path in near if path.is_file()), here / NAME)


def named_in(file: Path, schema: Path) -> str:
    """How the file names it, so that both may move together."""
    return Path(os.path.relpath(schema, file.parent)).as_posix()


def write_schema(path: Path) -> bool:
    """Copies it there unless there is one; whether it did. UsageError where it cannot be written."""
    if path.is_file():
        return False
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise UsageError(
            Text("Le dossier {path} ne peut pas être créé : {why}.", path=str(path.parent), why=why(error))
        ) from None
    write_file(path, (folder("schemas") / NAME.name).read_text(encoding="utf-8"), replace=False)
    return True
