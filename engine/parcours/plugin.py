"""All that a plugin may import: what an action says of itself, the job it is given, and how it answers."""

import datetime
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pluggy

from parcours.expressions.templates import render
from parcours.model.delivery import reference_of

PROJECT: Final = "parcours"

hookspec: Final = pluggy.HookspecMarker(PROJECT)
hookimpl: Final = pluggy.HookimplMarker(PROJECT)


class SecretMissingError(Exception):
    """A password or a key that neither the environment nor a file gives."""


@dataclass(frozen=True, slots=True)
class Task:
    """The task an effect tells of. `action` is empty for one that the engine opened by itself: `subject` says why."""

    id: str
    action: str
    label: str
    role: str
    opened_on: datetime.date
    due: datetime.date | None = None
    not_before: datetime.date | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """One effect to carry out.

    `key` is the same at every try: whoever receives it twice must do it once. `parameters` is what stands under
    `with`, its blanks filled; `values` what a template may name (`dossier.nom`, `contract.x.ends_on`), days as days.
    `recipients` are the addresses of the role that `with` or the task names, `site` the table of the site's file that
    the action named, `folders` where the site's and the shipped files are, the site's first.
    """

    key: str
    use: str
    action: str
    label: str
    attempt: int
    cae: str
    case: str
    workflow: str
    on: datetime.date
    parameters: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    recipients: tuple[str, ...] = ()
    task: Task | None = None
    site: Mapping[str, Any] = field(default_factory=dict)
    table: str = ""
    folders: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        """The key as a Message-ID may bear it: `parcours bounces` finds the effect by it when a letter comes back."""
        return reference_of(self.key)

    def render(self, template: str) -> str:
        """A text of the plugin's own files with this job's values in it. Raises `expressions.TemplateError`."""
        return render(template, self.values)

    def file(self, *names: str) -> Path | None:
        """The first file of that name in the folders."""
        found = (Path(folder, *names) for folder in self.folders)
        return next((path for path in found if path.is_file()), None)

    def secret(self, name: str) -> str:
        """PARCOURS_<TABLE>_<NAME>, or what the file holds that PARCOURS_<TABLE>_<NAME>_FILE or `<name>_file` names.

        Raises SecretMissingError, which names the variable and never a value.
        """
        variable = f"PARCOURS_{self.table or self.use}_{name}".upper()
        file = os.environ.get(f"{variable}_FILE") or self.site.get(f"{name}_file")
        if file:
            return Path(file).read_text(encoding="utf-8").strip()
        if variable not in os.environ:
            raise SecretMissingError(variable)
        return os.environ[variable]


@dataclass(frozen=True, slots=True)
class File:
    """Something a job made, kept sealed with the case."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Delivered:
    """Done. `receipt` is the other side's proof: a message id, a number; no personal word.

    `printed` names those of the job's values that the files show: once a fact moves one, the action is asked again.
    """

    receipt: str = ""
    files: tuple[File, ...] = ()
    printed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: to be tried again, `seconds` from now where the other side says when."""

    why: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The person cannot be reached this way: somebody of the cooperative must see to it, not operations."""

    why: str


@dataclass(frozen=True, slots=True)
class Failed:
    """It will never work as it is: operations must see to it."""

    why: str


Answer = Delivered | Later | Unreachable | Failed


@dataclass(frozen=True, slots=True)
class Action:
    """Something parcours files may ask of a machine, by `use`.

    `title` is French, `english` the same in English, where there is one. `parameters` is the JSON Schema (2020-12) of
    what stands under `with`, where `"x-file": "modeles/courriels/*.md"` says that a value names one of these files.
    Without `perform` nothing leaves the house. A job is ended after `seconds`; no more than `at_once` run together.
    What is `for_people` respects quiet hours and holidays. `table` names its table of the site's file and begins the
    names of its secrets; `use` does, unless said.
    """

    use: str
    title: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    perform: Callable[[Job], Answer] | None = None
    seconds: float = 30.0
    at_once: int = 2
    for_people: bool = False
    table: str = ""
    english: str = ""


class Hooks:
    """What a plugin module may implement, each with `hookimpl`."""

    @hookspec
    def parcours_actions(self) -> Iterable[Action]:
        """The actions of this plugin."""
        return ()
