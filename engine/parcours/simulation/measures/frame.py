"""What a run is measured against: the window of time, and the stages, resources and contracts that figures name."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from parcours.calendar.zone import start_of
from parcours.model.workflow import Workflow
from parcours.simulation.scenario.scenario import Scenario
from parcours.simulation.scenario.supply import Resource

MINUTE: Final = datetime.timedelta(minutes=1)
EPOCH: Final = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
LAST_MONTH: Final = 12


@dataclass(frozen=True, slots=True)
class Frame:
    """Minutes since the epoch, UTC. `bounds` are the start of the window, each month's first minute, and the end.

    `days` are the civil days of all bounds but the last. `stages` are those where people stand: final ones are
    reached and have no stay. `capacities` by resource; `renewals` is the most a contract may have, None without
    limit. `labels` by kind of subject, then by id.
    """

    bounds: tuple[int, ...]
    days: tuple[datetime.date, ...]
    stages: tuple[str, ...]
    final: frozenset[str] = frozenset()
    outcomes: tuple[str, ...] = ()
    capacities: Mapping[str, int] = field(default_factory=dict)
    renewals: Mapping[str, int | None] = field(default_factory=dict)
    flows: tuple[str, ...] = ()
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def begins(self) -> int:
        return self.bounds[0]

    @property
    def ends(self) -> int:
        return self.bounds[-1]

    @property
    def minutes(self) -> int:
        """The length of the window."""
        return self.ends - self.begins

    @property
    def months(self) -> tuple[int, ...]:
        """The length of each month of the window, in minutes; the first and the last may be cut short."""
        return tuple(after - before for before, after in zip(self.bounds, self.bounds[1:], strict=False))


def frame_of(scenario: Scenario, workflow: Workflow, zone: str) -> Frame:
    """The frame of a scenario: figures count from its warm-up's end, months are those of `zone`."""
    days = tuple(_firsts(scenario.warm_up or scenario.begins, scenario.ends))
    stages = workflow.stages.values()
    return Frame(
        bounds=tuple(minute_of(day, zone) for day in (*days, scenario.ends)),
        days=days,
        stages=tuple(stage.id for stage in stages if not stage.final),
        final=frozenset(stage.id for stage in stages if stage.final),
        outcomes=tuple(dict.fromkeys(stage.outcome for stage in stages if stage.outcome)),
        capacities={each.id: each.capacity for each in scenario.resources.values()},
        renewals={each.id: each.renewals for each in workflow.contracts.values()},
        flows=tuple(flow.id for flow in scenario.flows),
        labels=_labels(scenario, workflow),
    )


def minute_of(day: datetime.date, zone: str) -> int:
    """The first minute of a civil day."""
    return (start_of(day, zone) - EPOCH) // MINUTE


def _firsts(begins: datetime.date, ends: datetime.date) -> Iterator[datetime.date]:
    """The first day, then the first of each month before `ends`."""
    day = begins
    while day < ends:
        yield day
        day = _next_first(day)


def _next_first(day: datetime.date) -> datetime.date:
    turned = day.month == LAST_MONTH
    return datetime.date(day.year + turned, 1 if turned else day.month + 1, 1)


def _labels(scenario: Scenario, workflow: Workflow) -> Mapping[str, Mapping[str, str]]:
    resources: Mapping[str, Resource] = scenario.resources
    return {
        "stages": {each.id: each.label for each in workflow.stages.values()},
        "contracts": {each.id: each.label for each in workflow.contracts.values()},
        "resources": {each.id: each.label for each in resources.values()},
        "flows": {each.id: each.label for each in scenario.flows},
    }
