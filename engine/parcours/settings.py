"""What the environment says: which database, which files, which language, and what time it is for tests."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from parcours.messages import Language, Text

DATABASE: Final = "PARCOURS_DATABASE"
WORKFLOWS: Final = "PARCOURS_WORKFLOWS"
KEY_FILE: Final = "PARCOURS_KEY_FILE"
PLUGINS: Final = "PARCOURS_PLUGINS"
SITE: Final = "PARCOURS_SITE"
PROVIDER_SECRET: Final = "PARCOURS_CONNEXION_SECRET"  # noqa: S105  the name of a variable
LANGUAGE: Final = "PARCOURS_LANG"
NOW: Final = "PARCOURS_NOW"
TRACEBACK: Final = "PARCOURS_TRACEBACK"

DEFAULT_DATABASE: Final = "sqlite:///parcours.db"
NOON: Final = datetime.time(12, tzinfo=datetime.UTC)


class SettingError(ValueError):
    """A setting that cannot be meant: one sentence of cause, one of remedy."""

    def __init__(self, text: Text, remedy: Text) -> None:
        super().__init__(text, remedy)
        self.text, self.remedy = text, remedy


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a command works. `workflows` and `plugins` are the site's own folders, `site` its file.

    `now` is an imagined clock for tests and demos.
    """

    database: str = field(default=DEFAULT_DATABASE, repr=False)  # an address may hold a password
    workflows: Path | None = None
    key_file: str | None = None
    language: Language = Language.FR
    now: datetime.datetime | None = None
    traceback: bool = False
    plugins: Path | None = None
    site: Path | None = None
    provider_secret: str = field(default="", repr=False)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where files are looked for before those shipped."""
        return (self.workflows,) if self.workflows is not None else ()


def read(environ: Mapping[str, str]) -> Settings:
    """The settings an environment gives; an empty variable says nothing. SettingError for one that cannot be meant."""
    said = {name: value for name, value in environ.items() if value}
    return Settings(
        database=said.get(DATABASE, DEFAULT_DATABASE),
        workflows=Path(said[WORKFLOWS]) if WORKFLOWS in said else None,
        key_file=said.get(KEY_FILE),
        plugins=Path(said[PLUGINS]) if PLUGINS in said else None,
        site=Path(said[SITE]) if SITE in said else None,
        provider_secret=said.get(PROVIDER_SECRET, ""),
        language=language(said[LANGUAGE]) if LANGUAGE in said else Language.FR,
        now=instant(said[NOW]) if NOW in said else None,
        traceback=TRACEBACK in said,
    )


def language(text: str) -> Language:
    """`fr` or `en`. SettingError for another."""
    try:
        return Language(text)
    except ValueError:
        raise SettingError(
            Text("La langue « {text} » n'est pas connue.", text=text), Text("Choisissez « fr » ou « en ».")
        ) from None


def instant(text: str) -> datetime.datetime:
    """An instant, UTC; a day alone means its noon, an hour without zone is UTC. SettingError for anything else."""
    try:
        read = datetime.datetime.fromisoformat(text)
        if "T" not in text and " " not in text:
            read = datetime.datetime.combine(read, NOON)
        return read.replace(tzinfo=read.tzinfo or datetime.UTC).astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        raise SettingError(
            Text("« {text} » n'est pas un instant.", text=text),
            Text("Écrivez 2026-04-14, ou 2026-04-14T08:30+02:00."),
        ) from None
