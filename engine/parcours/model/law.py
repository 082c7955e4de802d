"""Law files once read: six kinds of rule, each with its dated versions."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from parcours.calendar.dates import DateRule
from parcours.calendar.duration import Duration


class RuleKind(StrEnum):
    CAP = "cap"
    WRITING = "writing"
    DECLARATION = "declaration"
    DEADLINE = "deadline"
    QUOTA = "quota"
    RECURRENCE = "recurrence"


class AppliesTo(StrEnum):
    """Whom a new version meets."""

    NEW_CONTRACTS = "contracts_concluded_from"
    RUNNING_CONTRACTS = "running_contracts"


@dataclass(frozen=True, slots=True)
class LawVersion:
    """What a rule says from a day on. Of the value members, those of the rule's kind are filled."""

    since: datetime.date
    reference: str
    source: str = ""
    value: int | None = None
    months: int | None = None
    within: DateRule | None = None
    not_before: DateRule | None = None
    at_least: int = 0
    per: Duration | None = None
    each: Duration | None = None
    clauses: tuple[str, ...] = ()
    to_check: bool = False
    confirmed_by: str = ""
    applies_to: AppliesTo = AppliesTo.NEW_CONTRACTS

    @property
    def binding(self) -> bool:
        """A version no jurist has read warns and never refuses, until a cooperative confirms it."""
        return not self.to_check or bool(self.confirmed_by)


@dataclass(frozen=True, slots=True)
class LawRule:
    """`file` and `id` make its name; `on` says term, renewals, total or trial, or begin, renew and terminate."""

    file: str
    id: str
    label: str
    kind: RuleKind
    on: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    less_prior: bool = False
    whole_person: bool = True
    until_situation: str = ""
    until_task: str = ""
    doubt: str = ""
    versions: tuple[LawVersion, ...] = ()

    @property
    def name(self) -> str:
        return f"law.{self.file}.{self.id}"

    def version(self, day: datetime.date) -> LawVersion | None:
        """The version in force that day, None before the first."""
        found = None
        for version in self.versions:
            if version.since > day:
                break
            found = version
        return found


@dataclass(frozen=True, slots=True)
class LawFile:
    """One law file; it governs every contract whose kind is `contract`."""

    id: str
    title: str
    contract: str
    rules: Mapping[str, LawRule] = field(default_factory=dict)
    notice: str = ""
    hash: str = ""
