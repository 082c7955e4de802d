"""What chance gives one person at one place of the scenario, and the values it goes into."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from parcours.calendar import zone
from parcours.calendar.civil import shift
from parcours.calendar.dates import Reckoning
from parcours.calendar.duration import Duration
from parcours.calendar.rule import DateRule
from parcours.kernel.readings import date_of, scope
from parcours.model.fields import FieldType, Value
from parcours.simulation.draws.distributions import number, pick
from parcours.simulation.draws.keyed import descend
from parcours.simulation.model import Model
from parcours.simulation.reference.hours import coming_midnight, day_of, instant_of, minute_of
from parcours.simulation.reference.people import Person
from parcours.simulation.scenario.intents import Choice, Intent
from parcours.simulation.scenario.values import COMING_MIDNIGHT, TODAY, Chosen, Draw, Drawn, Moved, Site


def state_of(person: Person, site: Site) -> int:
    """The state of this person's next draw at that site."""
    visit = person.visits.get(site.number, 0)
    person.visits[site.number] = visit + 1
    return descend(descend(person.state, site.number), visit)


def drawn(person: Person, draw: Draw) -> float:
    return number(draw.distribution, state_of(person, draw.site))


@dataclass(frozen=True, slots=True)
class Reading:
    """What one person's case says at one minute: conditions, amounts, days."""

    model: Model
    person: Person
    minute: int

    @property
    def now(self) -> datetime.datetime:
        return instant_of(self.minute)

    @property
    def timezone(self) -> str:
        return self.person.world.calendar.timezone

    def scope(self) -> Mapping[str, object]:
        return scope(self.person.program, self.person.case, self.person.world, self.now)

    def holds(self, condition: str) -> bool:
        return bool(self.model.conditions[condition].evaluate(self.scope(), self.person.world.calendar))

    def amount(self, formula: str) -> float | None:
        """What an expression comes to; None when it reads a name that nobody filled."""
        return self.model.formulas[formula].evaluate(self.scope(), self.person.world.calendar)

    def day(self, rule: DateRule, owner: str) -> datetime.date | None:
        """The date of a rule, counted from today unless it says from where; None where that day is empty."""
        return found.due if (found := self._reckoned(rule, owner)) is not None else None

    def _reckoned(self, rule: DateRule, owner: str) -> Reckoning | None:
        anchor = day_of(self.minute, self.timezone)
        if rule.of == COMING_MIDNIGHT:
            anchor = coming_midnight(self.minute, self.timezone)
        plain = _from_anchor(rule) if rule.of in {COMING_MIDNIGHT, TODAY} else rule
        return date_of(self.person.program, self.person.case, self.person.world, self.now, plain, anchor, owner)

    def later(self, wait: Duration | Draw) -> int:
        """The minute so long from now; a delay drawn is cut to whole minutes."""
        if isinstance(wait, Draw):
            return self.minute + int(drawn(self.person, wait))
        if not wait.is_civil:
            return self.minute + wait.days * 1440 + wait.minutes
        calendar = self.person.world.calendar
        day = shift(day_of(self.minute, self.timezone), wait, calendar)
        return minute_of(zone.instant(day, zone.local_time(self.now, self.timezone), self.timezone))

    def outcome(self, choice: Choice) -> Intent:
        """The option that chance picks, or the one it gives way to."""
        options = choice.options
        picked = options[pick(tuple(option.probability for option in options), state_of(self.person, choice.site))]
        by_id = {option.id: option for option in options}
        while picked.when and picked.otherwise and not self.holds(picked.when):
            picked = by_id[picked.otherwise]
        return picked.intent

    def number(self, source: Drawn) -> float:
        return _within(drawn(self.person, source.draw), source.least, source.most)

    def moved(self, source: Moved) -> float:
        value = self.scope().get(f"dossier.{source.field}")
        found = float(value) if isinstance(value, int | float) else 0.0
        if source.times is not None:
            found *= drawn(self.person, source.times)
        if source.plus is not None:
            found += drawn(self.person, source.plus)
        return _within(found, source.least, source.most)

    def chosen(self, source: Chosen) -> Value:
        value = source.values[pick(source.weights, state_of(self.person, source.site))]
        most = self.amount(source.at_most) if source.at_most else None
        if most is None:
            return value
        if isinstance(value, Duration):
            return Duration(months=min(value.months, int(most)))
        return min(value, most) if isinstance(value, int | float) else value


def _from_anchor(rule: DateRule) -> DateRule:
    return DateRule(rule.offset, rule.backwards, "", rule.less, rule.last_before, rule.first_after, rule.roll)


def _within(value: float, least: float | None, most: float | None) -> float:
    if least is not None:
        value = max(value, least)
    return value if most is None else min(value, most)


def as_typed(value: float, kind: FieldType) -> Value:
    """A drawn number as a field of that type holds it."""
    return int(value + 0.5) if kind is FieldType.INTEGER else value
