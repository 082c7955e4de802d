"""One act under way: the draft it changes, the world it reads, the facts it leaves."""

import datetime
from collections.abc import Mapping

from parcours.calendar.zone import local_day, start_of
from parcours.kernel.draft import Draft, apply
from parcours.kernel.prepare import Program
from parcours.kernel.roots import touched_by
from parcours.model.case import Case
from parcours.model.change import Change
from parcours.model.fact import Effect, Fact, FactKind
from parcours.model.fields import Fields
from parcours.model.step import Author, Reason, Secret, Step
from parcours.model.world import World


class Turn:
    """What every rule of the kernel is given. `today` is the civil day of `now` in the zone of the world.

    `input` and `on` are those of the event being judged, `contract` the key of the contract it concerns; `moment` the
    instant of something said in hours, which an engine that was away carries out later.
    """

    __slots__ = (
        "alerts",
        "born",
        "changes",
        "contract",
        "count",
        "draft",
        "effects",
        "facts",
        "input",
        "moment",
        "now",
        "on",
        "other_cases",
        "program",
        "read",
        "secrets",
        "silent",
        "today",
        "touched",
        "warnings",
        "withdrawn",
        "world",
    )

    def __init__(self, program: Program, case: Case, world: World, now: datetime.datetime) -> None:
        self.program = program
        self.world = world
        self.move_clock(now)
        self.draft = Draft(case)
        self.input: Fields = {}
        self.on = self.today
        self.contract = ""
        self.moment: datetime.datetime | None = None
        self.silent = False
        self.changes: list[Change] = []
        self.effects: list[Effect] = []
        self.read: dict[str, str] = {}
        self.count = 0
        self.touched: dict[str, int] = {}
        self.born: dict[str, int] = {}
        self.facts: list[Fact] = []
        self.secrets: list[Secret] = []
        self.withdrawn: list[int] = []
        self.warnings: list[Reason] = []
        self.alerts: list[Reason] = []
        self.other_cases = False

    def move_clock(self, now: datetime.datetime) -> None:
        self.now = now
        self.today = local_day(now, self.world.calendar.timezone)

    def begun_at(self, on: datetime.date) -> datetime.datetime:
        """The instant at which what begins on a day does: its own, else now if that is today, else the day's first."""
        if self.moment is not None:
            return self.moment
        return self.now if on == self.today else start_of(on, self.world.calendar.timezone)

    @property
    def number(self) -> int:
        """The number the fact under way will have."""
        return self.draft.seq + 1

    def record(self, change: Change) -> None:
        apply(self.draft, change)
        self.count += 1
        for root in touched_by(change):
            self.touched[root] = self.count
        self.changes.append(change)

    def touch(self, root: str) -> None:
        """Something outside the case has moved."""
        self.touched[root] = self.count

    def alert(self, reason: Reason) -> None:
        """A warning that outlives the command: it is kept as an incident."""
        self.warnings.append(reason)
        self.alerts.append(reason)

    def take_touched(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """What was touched and which owners were born, each with the count of changes then; both start anew."""
        taken = self.touched, self.born
        self.touched, self.born = {}, {}
        return taken

    def next_revision(self) -> int:
        return self.draft.revision + 1

    def write(
        self,
        kind: FactKind,
        name: str,
        on: datetime.date,
        by: Author = Author(),  # noqa: B008  # frozen: one author may stand for all
        cause: int | None = None,
        data: Fields | None = None,
        sealed: tuple[str, ...] = (),
    ) -> Fact:
        """Closes the fact under way with everything recorded since the last one."""
        self.draft.seq += 1
        case, seq, rules = self.draft.id, self.draft.seq, self.draft.rules
        given = dict(data) if data else {}
        left = (dict(self.read), tuple(self.changes), tuple(self.effects))
        fact = Fact(case, seq, kind, name, self.now, on, by.role, by.user, cause, rules, given, sealed, *left)
        self.facts.append(fact)
        self.changes.clear()
        self.effects.clear()
        self.read.clear()
        return fact

    def finish(self) -> Step:
        return Step(
            case=self.draft.freeze(self.draft.seq),
            facts=tuple(self.facts),
            secrets=tuple(self.secrets),
            withdrawn=tuple(self.withdrawn),
            warnings=tuple(self.warnings),
            concerns_other_cases=self.other_cases,
            alerts=tuple(self.alerts),
        )
