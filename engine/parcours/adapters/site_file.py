"""The site's own file, parcours.toml: who is written to, by which server, at which hours. No secret stands in it."""

import datetime
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from parcours.adapters.disk import why
from parcours.adapters.site_federation import federation
from parcours.errors import UsageError
from parcours.messages import Text, any_of
from parcours.ports.site import Quiet, Site
from parcours.resources import folder
from parcours.settings import Settings

TEXTS, ROLES, PEOPLE, QUIET, CALENDARS, RETURNS = "textes", "roles", "personnes", "silence", "agendas", "retours"
FEDERATION: Final = "connexion"
OWN: Final = frozenset({TEXTS, ROLES, PEOPLE, QUIET, CALENDARS, RETURNS, FEDERATION})  # every other table is a plugin's
FOLDER: Final = "dossier"
SECRET_NAMES: Final = frozenset({"password", "mot_de_passe", "secret", "token", "jeton", "cle", "api_key"})
QUIET_KEYS: Final = ("de", "a", "actif")

USUAL: Final = "parcours.toml"

Problem = Text


class SiteFileError(UsageError):
    """Everything that is wrong with the file, in one message."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        told = " ".join(f"{problem}" for problem in problems)
        super().__init__(
            Text("Le fichier du site {path} ne peut pas servir : {told}", path=str(path), told=told),
            Text("Corrigez-le ; docs/how-to/exploiter.md en montre un."),
        )


def site_file(settings: Settings) -> Path | None:
    """The file that PARCOURS_SITE names, else the one that stands where the command is called."""
    usual = Path(USUAL)
    return settings.site or (usual if usual.is_file() else None)


def read_site(path: Path | None, folders: tuple[Path, ...] = ()) -> Site:
    """What the file says, all its mistakes at once; a site without a file sends nothing that needs one.

    Raises SiteFileError, or UsageError for a file that cannot be read.
    """
    places = tuple(map(str, (*folders, folder("workflows"))))
    if path is None:
        return Site(folders=places)
    said = _parsed(path)
    problems: list[Problem] = []
    site = Site(
        settings=_texts(said.get(TEXTS, {}), problems),
        roles=dict(_roles(said.get(ROLES, {}), problems)),
        users=dict(_people(PEOPLE, said.get(PEOPLE, {}), problems)),
        tables=dict(_tables(said, problems)),
        folders=places,
        quiet=_quiet(said.get(QUIET, {}), problems),
        returns=_place(RETURNS, said.get(RETURNS, {}), path.parent, problems),
        calendars=_place(CALENDARS, said.get(CALENDARS, {}), path.parent, problems),
        federation=federation(FEDERATION, said.get(FEDERATION, {}), problems) if FEDERATION in said else None,
    )
    if problems:
        raise SiteFileError(path, problems)
    return site


def _parsed(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(
            Text("Le fichier du site {path} ne peut pas être lu : {why}.", path=str(path), why=why(error)),
            Text("Indiquez-le par PARCOURS_SITE, ou retirez cette variable."),
        ) from None
    except UnicodeDecodeError:
        raise SiteFileError(path, [Text("Il n'est pas en UTF-8.")]) from None
    except tomllib.TOMLDecodeError as error:
        place = str(error).rpartition("(")[2].rstrip(")")
        raise SiteFileError(path, [Text("Ce n'est pas du TOML ({place}).", place=place)]) from None


def _texts(said: Any, problems: list[Problem]) -> Mapping[str, str]:
    if not _is_table(TEXTS, said, problems):
        return {}
    wrong = [name for name, value in said.items() if not isinstance(value, str)]
    problems += [
        Text("[{table}] {name} : écrivez un texte, entre guillemets.", table=TEXTS, name=each) for each in wrong
    ]
    return {name: value for name, value in said.items() if isinstance(value, str)}


def _roles(said: Any, problems: list[Problem]) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    if not _is_table(ROLES, said, problems):
        return
    for cae, roles in said.items():
        for role, addresses in _people(f"{ROLES}.{cae}", roles, problems):
            yield (cae, role), addresses


def _people(table: str, said: Any, problems: list[Problem]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Names with an address, or a list of them."""
    if not _is_table(table, said, problems):
        return
    for name, value in said.items():
        addresses = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else ()
        if not addresses or not all(isinstance(each, str) and "@" in each for each in addresses):
            problems.append(Text("[{table}] {name} : écrivez une adresse, ou plusieurs.", table=table, name=name))
        else:
            yield name, addresses


def _quiet(said: Any, problems: list[Problem]) -> Quiet | None:
    if not _is_table(QUIET, said, problems):
        return Quiet()
    for name in sorted(set(said) - set(QUIET_KEYS)):
        known = any_of(QUIET_KEYS)
        problems.append(Text("[{table}] {name} n'est pas connu : {known}.", table=QUIET, name=name, known=known))
    if said.get("actif") is False:
        return None
    usual = Quiet()
    return Quiet(_hour("de", said.get("de", usual.begins), problems), _hour("a", said.get("a", usual.ends), problems))


def _place(table: str, said: Any, beside: Path, problems: list[Problem]) -> str:
    """The folder that a table names, from where the file is; empty when there is no table."""
    if not _is_table(table, said, problems) or not said:
        return ""
    folder = said.get(FOLDER)
    if not isinstance(folder, str) or not folder or set(said) != {FOLDER}:
        problems.append(Text("[{table}] attend {name}, un chemin, et rien d'autre.", table=table, name=FOLDER))
        return ""
    return str(beside / folder)


def _hour(name: str, said: Any, problems: list[Problem]) -> datetime.time:
    if isinstance(said, datetime.time):
        return said
    try:
        return datetime.time.fromisoformat(said)
    except (TypeError, ValueError):
        problems.append(Text("[{table}] {name} : écrivez une heure, par exemple 21:00.", table=QUIET, name=name))
        return datetime.time()


def _tables(said: Mapping[str, Any], problems: list[Problem]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for table, values in said.items():
        if table in OWN or not _is_table(table, values, problems):
            continue
        for name in sorted(set(values) & SECRET_NAMES):
            variable = f"PARCOURS_{table}_{name}".upper()
            problems.append(
                Text(
                    "[{table}] {name} : un secret ne s'écrit pas ici ; donnez-le par {variable} ou par {file}.",
                    table=table,
                    name=name,
                    variable=variable,
                    file=f"{variable}_FILE",
                )
            )
        yield table, values


def _is_table(name: str, said: Any, problems: list[Problem]) -> bool:
    if isinstance(said, Mapping):
        return True
    problems.append(Text("« {name} » est une partie : écrivez [{name}].", name=name))
    return False
