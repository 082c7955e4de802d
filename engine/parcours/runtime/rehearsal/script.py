"""A YAML test once read: what is given, what is done, what must then be true, each with its place."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from parcours.definition.tree import Node
from parcours.diagnostics import Span
from parcours.runtime.paper import PaperContract

Plain: TypeAlias = "bool | int | float | str | Sequence[Plain] | Mapping[str, Plain] | None"


@dataclass(frozen=True, slots=True)
class Start:
    """The person enters `stage` at that civil moment, its entry actions done."""

    stage: str
    at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Given:
    """What holds before the first step, as written; `calendar` in layers, each over those before it."""

    dossier: Mapping[str, Plain] = field(default_factory=dict)
    calendar: tuple[Node, ...] = ()
    start: Start | None = None
    prior: tuple[PaperContract, ...] = ()

    def overlaid(self, other: "Given") -> "Given":
        """The file's `given` under a test's: maps merge by key, the rest is replaced where it is said."""
        return Given(
            {**self.dossier, **other.dossier},
            (*self.calendar, *other.calendar),
            other.start or self.start,
            other.prior or self.prior,
        )


@dataclass(frozen=True, slots=True)
class SendEvent:
    event: str
    input: Mapping[str, Plain] = field(default_factory=dict)
    by: str = ""


@dataclass(frozen=True, slots=True)
class MarkActionDone:
    action: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class EditDossier:
    values: Mapping[str, Plain]
    by: str = ""


Doing = SendEvent | MarkActionDone | EditDossier


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that must be so: `path` is ("stage",), ("contract", "x", "ends_on") or ("due", "x.y")."""

    path: tuple[str, ...]
    expected: Plain
    span: Span

    @property
    def name(self) -> str:
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Scene:
    """One step: a civil moment, at most one act, and what is expected after it."""

    at: datetime.datetime
    span: Span
    doing: Doing | None = None
    expectations: tuple[Expectation, ...] = ()

    @property
    def expects_refusal(self) -> bool:
        return any(each.path == ("refused",) and each.expected is not None for each in self.expectations)


@dataclass(frozen=True, slots=True)
class Script:
    """One test. `invalid` names what `validate` must find, in place of scenes."""

    id: str
    label: str
    given: Given
    span: Span
    scenes: tuple[Scene, ...] = ()
    invalid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suite:
    """One file of tests, and the parcours they speak of."""

    name: str
    workflow: str
    scripts: tuple[Script, ...]
