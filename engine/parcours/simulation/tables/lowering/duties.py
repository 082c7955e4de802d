"""Owners of timers and their slots: deadlines, recurrences, retentions."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from parcours.calendar.period import LIST_PREFIX
from parcours.kernel.prepare import OwnDuties, Recurring, Watched
from parcours.messages import Text
from parcours.model.case import Rank
from parcours.model.deadline import LateReminders, Reminder
from parcours.model.workflow import Retention
from parcours.simulation.tables import rows
from parcours.simulation.tables.lowering.builder import Builder
from parcours.simulation.tables.lowering.rules import Addresses, date_list, date_rule

LATE = {
    LateReminders.SKIP: rows.LATE_SKIP,
    LateReminders.ONCE: rows.LATE_ONCE,
    LateReminders.ALL: rows.LATE_ALL,
}
Sorting = tuple[int, int, str, str, str, str]


@dataclass(slots=True)
class Slots:
    """The slots of every owner, to be put in the one order of simultaneous things once all are known."""

    rows: list[tuple[Sorting, int]] = field(default_factory=list)

    def add(self, address: int, rank: Rank, order: int, key: tuple[str, str, str, int]) -> None:
        owner, name, part, rung = key
        self.rows.append(((int(rank), order, owner, name, part, str(rung)), address))

    def sort(self, b: Builder) -> None:
        for place, (_, address) in enumerate(sorted(self.rows)):
            b.ints[address + rows.SL_SORT] = place


@dataclass(frozen=True, slots=True)
class Owner:
    """What owns timers: how the kernel names it, its kind, its number, its region and that region's first slot."""

    name: str
    kind: int
    index: int
    region: int
    first: int

    @property
    def place(self) -> str:
        return self.name.partition(":")[2] or self.name


def slots_of(own: OwnDuties) -> int:
    """How many timers may be armed at once."""
    deadlines = sum(2 + len(each.deadline.remind) for each in own.watched)
    return deadlines + sum(1 + len(each.recurrence.remind) for each in own.recurring)


def fill_owner(b: Builder, a: Addresses, address: int, owner: Owner, own: OwnDuties, slots: Slots) -> None:
    """The row of an owner, with the rows of its duties."""
    taken: list[int] = []
    deadlines = [_deadline(b, a, owner, each, taken, slots) for each in own.watched]
    recurrences = [_recurrence(b, a, owner, each, taken, slots) for each in own.recurring]
    b.fill(
        address,
        (
            owner.kind,
            owner.index,
            b.list("deadlines", owner.name, deadlines),
            b.list("recurrences", owner.name, recurrences),
            b.list("slots", owner.name, taken),
            owner.region,
            owner.first,
        ),
    )


def fill_retention(
    b: Builder, a: Addresses, address: int, owner: Owner, rungs: Sequence[Retention], slots: Slots
) -> None:
    """What is said of a case that ended at one stage."""
    taken = []
    for number, retention in enumerate(rungs):
        rule = date_rule(b, a, retention.rule, "retention")
        row = b.row("slot", "retention", (rows.PART_RETENTION, rule, number, 0, 0, 0, 0))
        slots.add(row, Rank.DEADLINE, number, ("case", retention.then, "retention", number))
        taken.append(row)
    nothing = b.list("none", owner.name, ())
    b.fill(
        address,
        (owner.kind, 0, nothing, nothing, b.list("slots", owner.name, taken), owner.region, owner.first),
    )


def _deadline(b: Builder, a: Addresses, owner: Owner, watched: Watched, taken: list[int], slots: Slots) -> int:
    deadline, place = watched.deadline, f"{owner.place}.{watched.deadline.id}"
    term = watched.rank is Rank.CONTRACT_END
    fires = a.events.get(deadline.fire, -1) if deadline.fire else 0
    first = len(taken)
    row = b.row(
        "deadline",
        place,
        (
            date_rule(b, a, deadline.rule, place),
            actions(b, a, deadline.do),
            fires,
            b.list("rungs", place, _rungs(b, a, deadline.remind, place)),
            LATE[deadline.late_reminders],
            b.list("roots", place, sorted(root_number(a, root) for root in watched.roots)),
            first,
            bool(deadline.do),
            term,
        ),
    )
    name = b.name(place)
    missed = -(name + 1) if term else name + 1
    law = any(each.law for each in (deadline,))
    parts = [("do", rows.PART_DO, Rank.DEADLINE, 0), ("fire", rows.PART_FIRE, watched.rank, 0)]
    parts += [("remind", rows.PART_REMIND, Rank.REMINDER, rung) for rung in range(len(deadline.remind))]
    for said, part, rank, rung in parts:
        told = missed if part == rows.PART_FIRE or (part == rows.PART_DO and law) else 0
        slot = b.row("slot", f"{place} {said} {rung}", (part, row, rung, 0, name, 0, told))
        slots.add(slot, rank, watched.order, (owner.name, deadline.id, said, rung))
        taken.append(slot)
    return row


def _rungs(b: Builder, a: Addresses, rungs: Sequence[Reminder], place: str) -> list[int]:
    found = []
    for rung in rungs:
        if not rung.rule.of and (not rung.rule.is_civil or rung.rule.less):
            b.refuse(Text("un rappel compté en heures"), place)
        names_day = bool(rung.rule.of)
        found.append(b.row("rung", place, (date_rule(b, a, rung.rule, place), actions(b, a, rung.do), names_day)))
    return found


def _recurrence(b: Builder, a: Addresses, owner: Owner, recurring: Recurring, taken: list[int], slots: Slots) -> int:
    recurrence, place = recurring.recurrence, f"{owner.place}.{recurring.recurrence.id}"
    period = recurrence.period
    kind = rows.PERIOD_GRID
    if period.from_start:
        kind = rows.PERIOD_FROM_START
    elif not period.each.months:
        kind = rows.PERIOD_WEEKS
    elif period.list_name is not None:
        kind = rows.PERIOD_LISTED
    named = (period.list_name or "").removeprefix(LIST_PREFIX)
    if kind == rows.PERIOD_WEEKS and named:
        b.refuse(Text("des semaines qui finissent un jour nommé"), place)
    counted = list(a.counted).index(recurrence.count) if recurrence.count else -1
    row = b.row(
        "recurrence",
        place,
        (
            kind,
            period.each.months,
            period.each.days,
            *period.end_day,
            date_list(b, a, named) if named else 0,
            actions(b, a, recurrence.do),
            counted,
            recurrence.at_least,
            actions(b, a, recurrence.otherwise),
            b.list("rungs", place, _rungs(b, a, recurrence.remind, place)),
            len(taken),
        ),
    )
    name = b.name(place)
    parts = [("do", rows.PART_DO, Rank.RECURRENCE, 0)]
    parts += [("remind", rows.PART_REMIND, Rank.REMINDER, rung) for rung in range(len(recurrence.remind))]
    for said, part, rank, rung in parts:
        slot = b.row("slot", f"{place} {said} {rung}", (part, row, rung, 0, name, 1, 0))
        slots.add(slot, rank, recurring.order, (owner.name, recurrence.id, said, rung))
        taken.append(slot)
    return row


def actions(b: Builder, a: Addresses, names: Sequence[str]) -> int:
    """The list of actions of those names."""
    return b.list("actions", ",".join(names), [a.actions[name] for name in names])


def root_number(a: Addresses, root: str) -> int:
    """The number of what a date depends on: `law`, `case`, `stage`, `contract.<id>`, `dossier.<field>`."""
    head, _, tail = root.partition(".")
    match head:
        case "law":
            return rows.ROOT_LAW
        case "case":
            return rows.ROOT_CASE
        case "stage":
            return rows.ROOT_STAGE
        case "contract":
            return rows.ROOT_OWN + list(a.contracts).index(tail)
        case _:
            return rows.ROOT_OWN + len(a.contracts) + a.fields[tail]
