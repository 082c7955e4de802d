"""What people do: places, intents, acts, sources of values, what is scarce, who comes."""

import datetime
from collections.abc import Iterable, Mapping, Sequence

from parcours.calendar.duration import Duration
from parcours.expressions.types import CelType
from parcours.messages import Text
from parcours.model.fields import FieldType
from parcours.simulation.model import Model
from parcours.simulation.scenario.intents import (
    Act,
    Choice,
    FinishTask,
    Intent,
    Moment,
    Option,
    Place,
    PlaceKind,
    SendEvent,
    WriteFields,
)
from parcours.simulation.scenario.supply import Resource, Session
from parcours.simulation.scenario.values import (
    COMING_MIDNIGHT,
    Chosen,
    Dated,
    Distribution,
    Draw,
    Drawn,
    Given,
    Moved,
    Seated,
    Shape,
    Source,
)
from parcours.simulation.tables import rows
from parcours.simulation.tables.lowering.builder import Builder
from parcours.simulation.tables.lowering.days import named_list
from parcours.simulation.tables.lowering.events import input_slots
from parcours.simulation.tables.lowering.expressions import expression, is_number
from parcours.simulation.tables.lowering.rules import Addresses, date_rule, needs_open_days
from parcours.simulation.tables.lowering.values import held, said

SHAPES: Sequence[Shape] = (
    Shape.FIXED,
    Shape.UNIFORM,
    Shape.TRIANGULAR,
    Shape.NORMAL,
    Shape.LOGNORMAL,
    Shape.EXPONENTIAL,
    Shape.GAMMA,
    Shape.WEIBULL,
    Shape.EMPIRICAL,
)
"""In the order of the numbers of machine.draws."""


class ScenarioLowering:
    """One row a place, an intent, an act, a source."""

    def __init__(self, b: Builder, a: Addresses, model: Model) -> None:
        self.b = b
        self.a = a
        self.model = model
        self.workflow = model.program.workflow
        self.resources: dict[str, int] = {}
        self.sessions: dict[str, int] = {}

    def supply(self) -> None:
        """Resources and sessions, which intents name."""
        scenario = self.model.scenario
        for number, resource in enumerate(scenario.resources.values()):
            self.resources[resource.id] = self._resource(number, resource)
        for number, session in enumerate(scenario.sessions.values()):
            self.sessions[session.id] = self._session(number, session)

    def places(self) -> dict[tuple[PlaceKind, str], int]:
        return {(place.kind, place.name): self._place(place) for place in self.model.scenario.places}

    def flows(self) -> int:
        b, rows = self.b, []
        for flow in self.model.scenario.flows:
            stages = b.list("stages", flow.id, [self.a.stages[name] for name in flow.stages])
            rows.append(b.row("flow", flow.id, (b.name(flow.id), self._formula(flow.amount, flow.id), stages)))
        return b.list("flows", "", rows)

    def arrivals(self) -> int:
        b = self.b
        rows = [
            b.row("arrival", each.id, (b.name(each.id), self._act(each.act, f"arrivals.{each.id}")))
            for each in self.model.scenario.arrivals
        ]
        return b.list("arrivals", "", rows)

    def known(self) -> int:
        """What is written of each on arrival, as pairs of a field and a source."""
        return self._fields(self.model.scenario.dossier, "dossier")

    def _resource(self, number: int, resource: Resource) -> int:
        priority = self._formula(resource.priority, resource.id) if resource.priority else 0
        return self.b.row("resource", resource.id, (self.b.name(resource.id), resource.capacity, priority, 0, number))

    def _session(self, number: int, session: Session) -> int:
        seats = session.seats if session.seats is not None else -1
        notice = self._wait(session.notice, session.id) if session.notice is not None else 0
        named = named_list(self.b, self.a.span, session.days)
        name = self.b.name(session.id)
        return self.b.row("session", session.id, (name, named, _minutes(session.at), seats, notice, number, 0))

    def _place(self, place: Place) -> int:
        name = f"{place.kind}.{place.name}"
        intents = self.b.list("intents", name, [self._intent(each, f"{name}.{each.id}") for each in place.intents])
        return self.b.row("place", name, (self.model.ranks[place.kind, place.name], intents))

    def _intent(self, intent: Intent, place: str) -> int:
        b, moment, asking = self.b, intent.moment, intent.asking
        rule = moment.on
        leaving = asking.leaving if asking is not None else None
        patience = self._draw(asking.patience) if asking is not None and asking.patience is not None else 0
        return b.row(
            "intent",
            place,
            (
                b.list("waits", place, [self._wait(each, place) for each in moment.after]),
                date_rule(b, self.a, rule, place) if rule is not None else 0,
                rule is not None and rule.of == COMING_MIDNIGHT,
                _minutes(moment.at),
                self._session_of(moment),
                self._condition(moment.awaits, place) if moment.awaits else 0,
                self.resources[asking.resource] if asking is not None else 0,
                patience,
                self._act(leaving, f"{place}.leaving") if leaving is not None else 0,
                self._act(intent.act, place) if intent.act is not None else 0,
                self._choice(intent.choice, place) if intent.choice is not None else 0,
                self._wait(intent.every, place) if intent.every is not None else 0,
            ),
        )

    def _session_of(self, moment: Moment) -> int:
        return self.sessions[moment.session] if moment.session else 0

    def _choice(self, choice: Choice, place: str) -> int:
        b = self.b
        addresses = {
            option.id: b.reserve("option", f"{place}.{option.id}", rows.OP_OTHERWISE + 1) for option in choice.options
        }
        for option in choice.options:
            b.fill(addresses[option.id], self._option(option, addresses, f"{place}.{option.id}"))
        weights = b.numbers(option.probability for option in choice.options)
        options = b.list("options", place, addresses.values())
        return b.row("choice", place, (b.site(choice.site.number), weights, options))

    def _option(self, option: Option, addresses: Mapping[str, int], place: str) -> Iterable[int]:
        when = self._condition(option.when, place) if option.when else 0
        return self._intent(option.intent, place), when, addresses.get(option.otherwise, 0)

    def _act(self, act: Act, place: str) -> int:
        b = self.b
        match act:
            case SendEvent():
                return b.row("act", place, (rows.DOES_SEND, self.a.events[act.event], self._inputs(act, place)))
            case FinishTask():
                return b.row("act", place, (rows.DOES_FINISH, 0, 0))
            case WriteFields(values=values):
                return b.row("act", place, (rows.DOES_WRITE, 0, self._fields(values, place)))

    def _inputs(self, act: SendEvent, place: str) -> int:
        event = self.workflow.events[act.event]
        slots, pairs = input_slots(event), []
        types = {each.id: self.workflow.dossier[each.into].type if each.into else each.type for each in event.input}
        for name, source in act.inputs.items():
            kind = types.get(name, FieldType.INTEGER)
            pairs += [slots[name], self._source(source, kind, f"{place}.{name}", term=name in {"term", "trial"})]
        return self.b.row("inputs", place, [len(pairs) // 2, *pairs])

    def _fields(self, values: Mapping[str, Source], place: str) -> int:
        pairs: list[int] = []
        for name, source in values.items():
            pairs += [self.a.fields[name], self._source(source, self.workflow.dossier[name].type, f"{place}.{name}")]
        return self.b.row("fields", place, [len(pairs) // 2, *pairs])

    def _source(self, source: Source, kind: FieldType, place: str, *, term: bool = False) -> int:
        b = self.b
        whole = kind is FieldType.INTEGER
        match source:
            case Given(value=value):
                return self._row(rows.SOURCE_GIVEN, place, b.number(held(b, value, place)), said(b, value))
            case Drawn(draw=draw, least=least, most=most):
                self._bounds(least, most, place)
                found = (self._draw(draw), self._bound(least), self._bound(most), whole)
                return self._row(rows.SOURCE_DRAWN, place, *found)
            case Chosen():
                return self._chosen(source, place, term=term)
            case Moved():
                return self._moved(source, place, whole=whole)
            case Dated(rule=rule):
                coming = rule.of == COMING_MIDNIGHT
                return self._row(rows.SOURCE_DATED, place, date_rule(b, self.a, rule, place), coming)
            case Seated(session=session):
                return self._row(rows.SOURCE_SEATED, place, self.sessions[session])

    def _chosen(self, source: Chosen, place: str, *, term: bool) -> int:
        b = self.b
        most = 0
        if source.at_most:
            formula = self.model.formulas[source.at_most]
            if getattr(formula.tree, "type", None) is not CelType.INT and term:
                b.refuse(Text("une durée bornée par un nombre à virgule"), place)
            if not all(isinstance(value, int) and not isinstance(value, bool) for value in source.values):
                b.refuse(Text("un choix borné qui n'est pas fait de nombres entiers"), place)
            most = self._formula(source.at_most, place)
        values = b.numbers(held(b, value, place) for value in source.values)
        told = b.row("said", place, [said(b, value) for value in source.values])
        weights = b.numbers(source.weights)
        site = b.site(source.site.number)
        return self._row(rows.SOURCE_CHOSEN, place, site, weights, len(source.values), values, told, most)

    def _moved(self, source: Moved, place: str, *, whole: bool) -> int:
        field = self.workflow.dossier[source.field]
        self._bounds(source.least, source.most, place)
        found = (
            self._draw(source.times) if source.times is not None else 0,
            self._bound(source.least),
            self._bound(source.most),
            whole,
            self.a.fields[source.field] if is_number(field.type) and not field.personal else -1,
            self._draw(source.plus) if source.plus is not None else 0,
        )
        if field.type is FieldType.BOOLEAN or field.personal:
            self.b.refuse(Text("un champ personnel, ou qui n'est pas un nombre, que l'on fait évoluer"), place)
        return self._row(rows.SOURCE_MOVED, place, *found)

    def _row(self, kind: int, place: str, *members: int) -> int:
        return self.b.row("source", place, (kind, *members, *[0] * (rows.SR_G - len(members))))

    def _bounds(self, least: float | None, most: float | None, place: str) -> None:
        if least is not None and most is not None and least > most:
            self.b.refuse(Text("des bornes à l'envers"), place)

    def _bound(self, bound: float | None) -> int:
        """The place of a bound and of how it is told, -1 without."""
        return self.b.numbers((bound, said(self.b, bound))) if bound is not None else -1

    def _draw(self, draw: Draw) -> int:
        distribution: Distribution = draw.distribution
        parameters = self.b.numbers(distribution.parameters)
        shape = SHAPES.index(distribution.shape)
        site = self.b.site(draw.site.number)
        return self.b.row("draw", draw.site.path, (site, shape, len(distribution.parameters), parameters))

    def _wait(self, wait: Duration | Draw, place: str) -> int:
        if isinstance(wait, Draw):
            return self.b.row("wait", place, (rows.WAIT_DRAWN, self._draw(wait), 0, 0, 0, 0, 0))
        if wait.business_days:
            needs_open_days(self.b, self.a, business=True)
        if wait.working_days:
            needs_open_days(self.b, self.a, business=False)
        kind = rows.WAIT_CIVIL if wait.is_civil else rows.WAIT_MINUTES
        found = (wait.months, wait.days, wait.minutes, wait.business_days, wait.working_days)
        return self.b.row("wait", place, (kind, 0, *found))

    def _condition(self, condition: str, place: str) -> int:
        return self._compiled(("?", condition), place)

    def _formula(self, formula: str, place: str) -> int:
        return self._compiled(("=", formula), place)

    def _compiled(self, key: tuple[str, str], place: str) -> int:
        known = self.a.conditions
        if key not in known:
            kind, source = key
            tree = (self.model.conditions if kind == "?" else self.model.formulas)[source].tree
            known[key] = expression(self.b, self.a, tree, {}, place)
        return known[key]


def _minutes(at: datetime.time) -> int:
    return at.hour * 60 + at.minute
