"""One person's journey in one cooperative, as it stands after its last fact."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from parcours.calendar.dates import Reckoning
from parcours.model.fields import Fields
from parcours.model.filling import filled_by_slot


class Rank(IntEnum):
    """Who goes first at one instant of one case (LANGUAGE.md 2, order)."""

    KEPT_EVENT = 0
    CONTRACT_END = 1
    DEADLINE = 2
    RECURRENCE = 3
    REMINDER = 4


class Part(StrEnum):
    """Which moment of a deadline or a recurrence a timer stands for."""

    DO = "do"
    FIRE = "fire"
    REMIND = "remind"
    KEPT = "kept"
    RESUME = "resume"
    RETENTION = "retention"


def timer_key(owner: str, name: str, part: Part, occurrence: int = 0, rung: int = 0) -> str:
    """What identifies a timer among those of one case, whatever its revision."""
    return f"{owner}/{name}/{part}/{occurrence}/{rung}"


@filled_by_slot
@dataclass(frozen=True, slots=True)
class Timer:
    """Something armed. (case, owner, name, part, occurrence, rung, revision) names it for ever.

    `owner` is "stage:<id>#<visit>", "contract:<id>#<n>", "track:<id>#<visit>", "kept:<fact>" or "case".
    `day` is the civil due date, `due` the instant it acts (UTC), an index rebuilt from `day` and the zone.
    `base` is what the formula gave when armed; a suspension moves `day` and leaves it.
    """

    owner: str
    name: str
    part: Part
    occurrence: int
    rung: int
    revision: int
    day: datetime.date
    due: datetime.datetime
    rank: Rank
    order: int
    base: datetime.date
    reckoning: Reckoning | None = None

    @property
    def key(self) -> str:
        return timer_key(self.owner, self.name, self.part, self.occurrence, self.rung)

    @property
    def sort_key(self) -> tuple[datetime.datetime, int, int, str]:
        return (self.due, self.rank, self.order, self.key)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A timer that a suspension stopped; `remaining` counts days, or working days if its duration was said so."""

    timer: Timer
    since: datetime.date
    remaining: int


@filled_by_slot
@dataclass(frozen=True, slots=True)
class ContractPeriod:
    """One signature's period; both days included, `ends_on` empty while open-ended."""

    signed_on: datetime.date
    starts_on: datetime.date
    ends_on: datetime.date | None
    months: int


class ContractStatus(StrEnum):
    SIGNED = "signed"
    RUNNING = "running"
    ENDED = "ended"


@filled_by_slot
@dataclass(frozen=True, slots=True)
class ContractState:
    """A contract of the case; `ends_on` is the last day included, as things stand.

    `paper_renewals` are those signed before the engine, when a person already under way was taken over.
    """

    contract: str
    number: int
    kind: str
    status: ContractStatus
    periods: tuple[ContractPeriod, ...]
    trial_ends_on: datetime.date | None = None
    closed_on: datetime.date | None = None
    paper_renewals: int = 0

    @property
    def key(self) -> str:
        return f"{self.contract}#{self.number}"

    @property
    def owner(self) -> str:
        return f"contract:{self.contract}#{self.number}"

    @property
    def signed_on(self) -> datetime.date:
        return self.periods[0].signed_on

    @property
    def starts_on(self) -> datetime.date:
        return self.periods[0].starts_on

    @property
    def period_starts_on(self) -> datetime.date:
        return self.periods[-1].starts_on

    @property
    def ends_on(self) -> datetime.date | None:
        return self.closed_on if self.closed_on is not None else self.periods[-1].ends_on

    @property
    def months(self) -> int:
        return sum(period.months for period in self.periods)


@dataclass(frozen=True, slots=True)
class TrackState:
    """Where a track stands; once ended from outside `stage` is empty, and `left` the one it stood in.

    `entered_at` is the instant, for deadlines said in hours.
    """

    track: str
    stage: str
    visit: int
    entered_on: datetime.date
    started_on: datetime.date
    running: bool = True
    entered_at: datetime.datetime | None = None
    left: str = ""
    ended_on: datetime.date | None = None


class TaskStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Task:
    """Something a person must do. `id` is "<fact>.<index>"; `late` is said of one done after its due day.

    `contract` is the key of the contract it was opened for, `subject` what a task of the engine's own speaks of.
    """

    id: str
    action: str
    role: str
    opened_on: datetime.date
    due: datetime.date | None = None
    not_before: datetime.date | None = None
    status: TaskStatus = TaskStatus.OPEN
    done_on: datetime.date | None = None
    late: bool = False
    law: str = ""
    reckoning: Reckoning | None = None
    subject: str = ""
    contract: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """An accepted event that takes effect on a coming day. `fact` is the one that recorded it.

    Of personal inputs `input` only says that they were given.
    """

    fact: int
    event: str
    on: datetime.date
    input: Fields
    role: str
    user: str
    contract: str = ""


@dataclass(frozen=True, slots=True)
class Suspension:
    since: datetime.date
    until: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    user: str
    since: datetime.date
    stand_in: str = ""
    stand_in_from: datetime.date | None = None
    stand_in_until: datetime.date | None = None


@filled_by_slot
@dataclass(frozen=True, slots=True)
class Case:
    """Everything the kernel knows of one case. Folding its facts gives it back exactly.

    `passed` remembers on which day a single date acted, while its owner lives, so that it acts again only if that
    day moves later. `tasks` holds the open ones and the latest of each action; `counts` the days of counted events.
    `stage` is empty before the first event takes effect. `visit` numbers stage visits, `revision` timer revisions.
    """

    id: str
    cae: str
    person: str
    workflow: str
    rules: str
    seq: int = 0
    stage: str = ""
    visit: int = 0
    entered_on: datetime.date | None = None
    entered_at: datetime.datetime | None = None
    revision: int = 0
    opened_on: datetime.date | None = None
    ended_on: datetime.date | None = None
    outcome: str = ""
    last_contact_on: datetime.date | None = None
    dossier: Fields = field(default_factory=dict)
    contracts: Mapping[str, ContractState] = field(default_factory=dict)
    tracks: Mapping[str, TrackState] = field(default_factory=dict)
    timers: Mapping[str, Timer] = field(default_factory=dict)
    frozen: Mapping[str, Frozen] = field(default_factory=dict)
    passed: Mapping[str, datetime.date] = field(default_factory=dict)
    tasks: Mapping[str, Task] = field(default_factory=dict)
    kept: Mapping[int, Kept] = field(default_factory=dict)
    counts: Mapping[str, tuple[datetime.date, ...]] = field(default_factory=dict)
    assignments: Mapping[str, Assignment] = field(default_factory=dict)
    suspension: Suspension | None = None
    retention: str = ""
