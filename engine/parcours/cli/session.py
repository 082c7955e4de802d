"""What every command is given: the settings in force, and how it may answer."""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import click

from parcours.messages import Language, Text
from parcours.settings import Settings

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


@dataclass(frozen=True, slots=True)
class Session:
    """One call of the command line. With `as_json`, answers are for scripts; `said` names the options given."""

    settings: Settings
    as_json: bool = False
    said: frozenset[str] = frozenset()

    @property
    def lang(self) -> Language:
        return self.settings.language

    def working(self, **settings: Any) -> "Session":
        """The same call under other settings."""
        return replace(self, settings=replace(self.settings, **settings))

    def hearing(self, option: str) -> "Session":
        """The same call, that option given."""
        return replace(self, said=self.said | {option})

    def for_scripts(self) -> "Session":
        """The same call, answered in JSON."""
        return replace(self, as_json=True)

    def told(self, text: Text | str) -> str:
        """A sentence in the language of the call; words of the files as they are."""
        return text.render(self.lang) if isinstance(text, Text) else text

    def dump(self, value: object) -> None:
        """Answers a script."""
        click.echo(json.dumps(self.plain(value), ensure_ascii=False, indent=2))

    def plain(self, value: object) -> Plain:
        """What JSON can hold of a value: days and instants in ISO 8601, sentences rendered."""
        match value:
            case None | bool() | int() | float():
                return value
            case Mapping():
                return {str(key): self.plain(each) for key, each in value.items()}
            case list() | tuple():
                return [self.plain(each) for each in value]
            case _:
                return self._word(value)

    def _word(self, value: object) -> str:
        if isinstance(value, datetime.date):
            return value.isoformat()
        return self.told(value) if isinstance(value, Text) else str(value)


pass_session = click.make_pass_decorator(Session)
