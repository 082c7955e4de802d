"""PostgreSQL's own tools: `pg_dump` copies a database, `pg_restore` puts it back, or it is said which is missing."""

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from sqlalchemy.engine import make_url

from parcours.errors import StoreError, UsageError
from parcours.messages import Text

PASSWORD = "PGPASSWORD"  # noqa: S105  the name of the variable


PUBLIC: Final = "public"  # every database has it, so a dump of it alone could not be put back


def dump(url: str, into: Path, schema: str = PUBLIC) -> None:
    """Copies the database at `url` as one moment of it, in PostgreSQL's custom format; of a shared one, our schema."""
    only = () if schema == PUBLIC else (f"--schema={schema}",)
    _run("pg_dump", url, "--format=custom", f"--file={into}", *only)


def load(url: str, backup: Path, without: str) -> None:
    """Puts a copy into an empty database, whole or not at all; of the table `without`, no row."""
    listed = _run("pg_restore", None, "--list", str(backup)).splitlines(keepends=True)
    wanted = [line for line in listed if " TABLE DATA " not in line or line.split()[-2] != without]
    with NamedTemporaryFile("w", encoding="utf-8") as file:
        file.writelines(wanted)
        file.flush()
        _run("pg_restore", url, "--exit-on-error", "--single-transaction", f"--use-list={file.name}", str(backup))


def _run(tool: str, url: str | None, *arguments: str) -> str:
    """What it answered. The password travels in the environment: a command line is read by everybody here."""
    found = shutil.which(tool)
    if found is None:
        raise UsageError(
            Text("Il manque {tool}, l'outil de PostgreSQL qui s'en charge.", tool=tool),
            Text("Installez les outils client de PostgreSQL, de la version de votre serveur ou plus récents."),
        )
    address, password = _address(url) if url is not None else ("", "")
    reached = ["--no-owner", "--no-privileges", "--no-password", f"--dbname={address}"] if address else []
    command = [found, *reached, *arguments]
    environment = {**os.environ, **({PASSWORD: password} if password else {})}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603  a list of ours, no shell
    if done.returncode:
        last = next(reversed(done.stderr.strip().splitlines()), str(done.returncode))
        raise StoreError(
            Text("{tool} a échoué : {why}", tool=tool, why=last),
            Text("Vérifiez l'adresse, le mot de passe et la version de {tool}.", tool=tool),
        )
    return done.stdout


def _address(url: str) -> tuple[str, str]:
    """The address that PostgreSQL's tools read, without the password, and the password."""
    told = make_url(url)
    query = {name: value for name, value in told.query.items() if name != "password"}
    password = told.password or told.query.get("password") or ""
    bare = told.set(drivername="postgresql", query=query)._replace(password=None)
    return bare.render_as_string(hide_password=False), str(password)
