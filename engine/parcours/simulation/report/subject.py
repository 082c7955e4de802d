"""What a report is about, and the words that its sections share."""

import datetime
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from parcours.model.definition import Definition
from parcours.simulation.measures.kpis import Subject as About
from parcours.simulation.result import Figure, Months, Result
from parcours.simulation.scenario.scenario import Scenario
from parcours.simulation.sensitivity.findings import Sensitivity
from parcours.simulation.start import Start
from parcours.simulation.statistics.intervals import Estimate
from parcours.simulation.study import Comparison

MOST_MONTHS: Final = 120


@dataclass(frozen=True, slots=True)
class Subject:
    """A run with the scenario and the parcours it ran; in a comparison, the one after.

    `asked` is the command that did it, `compare a b --set x=3`, without what the run itself says. `start` is who was
    there when it began, None for an empty house.
    """

    result: Result
    scenario: Scenario
    definition: Definition
    asked: str = ""
    comparison: Comparison | None = None
    sensitivity: Sensitivity | None = None
    start: Start | None = None

    @property
    def has_intervals(self) -> bool:
        """One replication says nothing of how far another would be."""
        return len(self.result.replicas) > 1

    @property
    def window(self) -> tuple[datetime.date, datetime.date]:
        """The first and the last day that figures count."""
        scenario = self.scenario
        return scenario.warm_up or scenario.begins, scenario.ends - datetime.timedelta(days=1)

    @property
    def stages(self) -> tuple[str, ...]:
        """Those of the parcours, in the order of its file."""
        return tuple(self.definition.workflow.stages)

    @property
    def pace(self) -> int:
        """One month of so many is shown, where they are too many to be seen apart."""
        return math.ceil(self._lively / MOST_MONTHS)

    def shown(self, months: Months) -> Iterator[tuple[datetime.date, Estimate]]:
        """The months to show, each by its first day."""
        dated = zip(self.result.frame.days, months.estimates, strict=True)
        return islice(dated, 0, self._lively, self.pace)

    def is_seen(self, months: Months) -> bool:
        """Whether any of the months to show holds something."""
        return any(each.mean or each.p95 for _, each in self.shown(months))

    def label(self, about: About, name: str) -> str:
        """What the files call it."""
        if about is About.OUTCOMES:
            return self._outcome(name)
        return self.result.frame.labels.get(about.value, {}).get(name, name)

    def figure(self, about: About, name: str, measure: str) -> Figure:
        return self.result[".".join(filter(None, (about.value, name, measure)))]

    def estimate(self, about: About, name: str, measure: str) -> Estimate | None:
        return self.figure(about, name, measure).estimate

    def months(self, about: About, measure: str) -> Iterator[Months]:
        """Those of each stage, resource… that have some."""
        return (each for each in self.result.months if (each.family.subject, each.family.name) == (about, measure))

    @property
    def _lively(self) -> int:
        """How many months there are up to the last in which anything is found; one at least."""
        found = (
            number
            for months in self.result.months
            for number, each in enumerate(months.estimates, start=1)
            if each.mean or each.p95
        )
        return max(found, default=1)

    def _outcome(self, name: str) -> str:
        """The label of the one stage that ends so, if there is only one."""
        ends = [each.label for each in self.definition.workflow.stages.values() if each.outcome == name]
        return ends[0] if len(ends) == 1 else name
