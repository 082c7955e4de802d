"""The window of a replication as numbers, and the figures that were counted in it."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, Final

import numpy as np

from parcours.simulation.compiled import counting as at
from parcours.simulation.log import LineKind
from parcours.simulation.measures.frame import Frame
from parcours.simulation.measures.replica import Durations, Held, Monthly, Reached, Replica, Stand, Supply
from parcours.simulation.tables.rows import DAY_MINUTES
from parcours.simulation.tables.tables import Tables
from parcours.simulation.tables.telling import KINDS, STATUSES

NOWHERE: Final = -1


class Window:
    """Where everything is counted, for a frame over the names of some tables."""

    def __init__(self, tables: Tables, frame: Frame) -> None:
        self.frame = frame
        self.names = tables.names
        self.stages = (*frame.stages, *sorted(frame.final))
        self.contracts = tuple(frame.renewals)
        self.resources = tuple(frame.capacities)
        self.months = len(frame.bounds) - 1
        self.days = 1 + frame.minutes // DAY_MINUTES + 2  # one says how many of the others are to be read
        self.ints = [0] * at.T_SIZE
        self._describe()
        self._lay_cases()
        self._lay_tally()

    def numbers(self, *, each: bool) -> Any:
        """The window as machine code reads it; `each`: everybody is remembered until the end."""
        found = np.array(self.ints, np.int64)
        found[at.W_EACH] = self.ints[at.W_CASE_SIZE] if each else 0
        return found

    def size(self, people: int) -> int:
        """How many numbers the tally holds for so many people remembered at once, before any demand."""
        return self.ints[at.T_CASES] + people * self.ints[at.W_CASE_SIZE]

    def tally(self, people: int, demands: int) -> Any:
        """Nothing counted yet."""
        found = np.zeros(self.size(people) + demands, np.int64)
        found[at.TALLY_DEMANDS] = self.size(people)
        return found

    def _describe(self) -> None:
        frame = self.frame
        self.ints[at.W_BEGINS], self.ints[at.W_ENDS] = frame.begins, frame.ends
        self.ints[at.W_MONTHS], self.ints[at.W_DAYS] = self.months, self.days
        self.ints[at.W_NAMES], self.ints[at.W_STAGES] = len(self.names), len(self.stages)
        self.ints[at.W_CONTRACTS], self.ints[at.W_RESOURCES] = len(self.contracts), len(self.resources)
        lists: dict[int, Sequence[int]] = {
            at.W_BOUNDS: frame.bounds,
            at.W_FINAL: [stage in frame.final for stage in self.stages],
            at.W_STAGE_OF: self._numbered(self.stages),
            at.W_CONTRACT_OF: self._numbered(self.contracts),
            at.W_RESOURCE_OF: self._numbered(self.resources),
            at.W_FLOW_OF: self._numbered(frame.flows),
            at.W_RENEWALS: [NOWHERE if most is None else most for most in frame.renewals.values()],
        }
        for place, items in lists.items():
            self.ints[place] = len(self.ints)
            self.ints.extend(int(item) for item in items)

    def _numbered(self, wanted: Sequence[str]) -> list[int]:
        numbers = {name: number for number, name in enumerate(wanted)}
        return [numbers.get(name, NOWHERE) for name in self.names]

    def _lay_cases(self) -> None:
        seen = len(self.stages) // at.SEEN_BITS + 1
        self.ints[at.W_SEEN] = at.CS_FIXED
        self.ints[at.W_CONTRACTS_OF_CASE] = at.CS_FIXED + seen
        self.ints[at.W_DEMANDS_OF_CASE] = self.ints[at.W_CONTRACTS_OF_CASE] + at.CONTRACT_PAIR * len(self.contracts)
        self.ints[at.W_CASE_SIZE] = self.ints[at.W_DEMANDS_OF_CASE] + at.DEMAND_PAIR * len(self.resources)

    def _lay_tally(self) -> None:
        level = 2 * self.months + 1
        stages, contracts, resources, names = map(len, (self.stages, self.contracts, self.resources, self.names))
        sizes = {
            at.T_REACHED: 2 * stages,
            at.T_OUTCOMES: names,
            at.T_AREAS: stages * level,
            at.T_ENDED: stages * self.days,
            at.T_CENSORED: stages * self.days,
            at.T_RUNNING: contracts * level,
            at.T_LAST: contracts * level,
            at.T_HELD: contracts * at.HELD_SIZE,
            at.T_MONEY: len(self.frame.flows) * self.months,
            at.T_COUNTS: len(KINDS) * names,
            at.T_TASKS: names * at.TASKS,
            at.T_REFUSALS: names,
            at.T_QUEUES: resources * level,
            at.T_IN_USE: resources * level,
            at.T_SUPPLIES: resources * at.SUPPLY_SIZE,
            at.T_WAITS: resources * self.days,
            at.T_GIVEN_UP: resources * self.days,
            at.T_CASES: 0,
        }
        for place, first in zip(sizes, accumulate(sizes.values(), initial=at.TALLY_HEAD), strict=False):
            self.ints[place] = first

    def replica(self, tally: Any, replication: int) -> Replica:
        """The figures of a replication that has been counted to its end."""
        counted = _Counted(self, tally)
        return Replica(
            replication=replication,
            people=int(tally[at.TALLY_PEOPLE]),
            arrivals=int(tally[at.TALLY_ARRIVALS]),
            lines=int(tally[at.TALLY_LINES]),
            reached=counted.reached(),
            outcomes=dict.fromkeys(self.frame.outcomes, 0) | counted.by_name(at.T_OUTCOMES),
            stages=counted.stands(),
            resources=counted.supplies(),
            contracts=counted.held(),
            money=counted.money(),
            refusals=counted.by_name(at.T_REFUSALS),
            counts=counted.counts(),
        )


class _Counted:
    """What stands in a tally."""

    def __init__(self, window: Window, tally: Any) -> None:
        self.window = window
        self.tally = tally
        self.lengths = np.diff(np.array(window.frame.bounds, np.int64))

    def by_name(self, kind: int) -> dict[str, int]:
        names = self.window.names
        part = self._part(kind, 0, len(names))
        return dict(sorted((names[number], int(part[number])) for number in np.flatnonzero(part != 0).tolist()))

    def reached(self) -> dict[str, Reached]:
        part = self._part(at.T_REACHED, 0, 2 * len(self.window.stages)).reshape(-1, 2).tolist()
        return {stage: Reached(*found) for stage, found in zip(self.window.stages, part, strict=True)}

    def stands(self) -> dict[str, Stand]:
        areas = self._monthly(at.T_AREAS, len(self.window.stages))
        return {
            stage: Stand(areas[number], self._durations(at.T_ENDED, at.T_CENSORED, number))
            for number, stage in enumerate(self.window.frame.stages)
        }

    def held(self) -> dict[str, Held]:
        contracts = self.window.contracts
        running, last = (self._monthly(kind, len(contracts)) for kind in (at.T_RUNNING, at.T_LAST))
        return {
            name: Held(
                running[number], last[number], *self._part(at.T_HELD, number * at.HELD_SIZE, at.HELD_SIZE).tolist()
            )
            for number, name in enumerate(contracts)
        }

    def supplies(self) -> dict[str, Supply]:
        resources = self.window.resources
        queues, in_use = (self._monthly(kind, len(resources)) for kind in (at.T_QUEUES, at.T_IN_USE))
        return {name: self._supply(number, queues[number], in_use[number]) for number, name in enumerate(resources)}

    def _supply(self, number: int, queue: Monthly, in_use: Monthly) -> Supply:
        found = self._part(at.T_SUPPLIES, number * at.SUPPLY_SIZE, at.SUPPLY_SIZE).tolist()
        return Supply(
            queue=queue,
            in_use=in_use,
            asked=found[at.SUPPLY_ASKED],
            granted=found[at.SUPPLY_GRANTED],
            at_once=found[at.SUPPLY_AT_ONCE],
            reneged=found[at.SUPPLY_RENEGED],
            withdrawn=found[at.SUPPLY_WITHDRAWN],
            minutes=found[at.SUPPLY_MINUTES],
            longest=max(found[at.SUPPLY_LONGEST], found[at.SUPPLY_VALUE]),
            waits=self._durations(at.T_WAITS, at.T_GIVEN_UP, number),
        )

    def money(self) -> dict[str, Monthly]:
        months = self.window.months
        return {
            flow: tuple(self._part(at.T_MONEY, number * months, months).tolist())
            for number, flow in enumerate(self.window.frame.flows)
        }

    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """By kind of line and by name; of a task, also what became of it."""
        names = self.window.names
        part = self._part(at.T_COUNTS, 0, len(KINDS) * len(names))
        found: dict[str, dict[str, int]] = {}
        for place in np.flatnonzero(part != 0).tolist():
            kind, name = divmod(place, len(names))
            found.setdefault(KINDS[kind].value, {})[names[name]] = int(part[place])
        tasks = self._tasks()
        if tasks:
            found[LineKind.TASK.value] = tasks
        return {kind: dict(sorted(found[kind].items())) for kind in sorted(found)}

    def _tasks(self) -> dict[str, int]:
        names = self.window.names
        part = self._part(at.T_TASKS, 0, len(names) * at.TASKS)
        return {
            f"{names[place // at.TASKS]}/{STATUSES[place % at.TASKS]}": int(part[place])
            for place in np.flatnonzero(part != 0).tolist()
        }

    def _monthly(self, kind: int, count: int) -> tuple[Monthly, ...]:
        """Of so many numbers, what each month has, and what those before it have left going on."""
        months = self.window.months
        part = self._part(kind, 0, count * (2 * months + 1)).reshape(count, 2 * months + 1)
        standing = np.cumsum(part[:, months : 2 * months], axis=1)
        return tuple(map(tuple, (part[:, :months] + standing * self.lengths).tolist()))

    def _durations(self, ended: int, censored: int, number: int) -> Durations:
        return Durations(self._days(ended, number), self._days(censored, number))

    def _days(self, kind: int, number: int) -> dict[int, int]:
        """How many lasted so many days; of all there is room for, those are read that `lasted` has reached."""
        size = self.window.days
        row = self._part(kind, number * size, size)
        counts = row[1 : 1 + row[0]]
        days = np.flatnonzero(counts != 0)
        return dict(zip(days.tolist(), counts[days].tolist(), strict=True))

    def _part(self, kind: int, first: int, size: int) -> Any:
        place = self.window.ints[kind] + first
        return self.tally[place : place + size]
