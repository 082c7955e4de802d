"""Date rules, durations, laws: rows of the table."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from parcours.calendar.duration import Duration
from parcours.calendar.named import NamedDates
from parcours.calendar.roll import Roll
from parcours.calendar.rule import DateRule
from parcours.messages import Text
from parcours.model.fields import FieldType
from parcours.model.law import AppliesTo, LawRule, RuleKind
from parcours.model.workflow import Workflow
from parcours.model.world import World
from parcours.simulation.scenario.values import COMING_MIDNIGHT, TODAY
from parcours.simulation.tables import rows
from parcours.simulation.tables.lowering.builder import Builder
from parcours.simulation.tables.lowering.days import Span, day_number, named_list, open_days

MEMBERS: Mapping[str, int] = {
    "signed_on": rows.OF_SIGNED_ON,
    "starts_on": rows.OF_STARTS_ON,
    "period_starts_on": rows.OF_PERIOD_STARTS_ON,
    "ends_on": rows.OF_ENDS_ON,
    "trial_ends_on": rows.OF_TRIAL_ENDS_ON,
    "months": rows.OF_MONTHS,
    "renewals": rows.OF_RENEWALS,
    "total_months": rows.OF_TOTAL_MONTHS,
}
ROLLS = {Roll.NONE: rows.ROLL_NONE, Roll.NEXT: rows.ROLL_NEXT, Roll.PREVIOUS: rows.ROLL_PREVIOUS}
KINDS = {RuleKind.CAP: rows.LAW_CAP, RuleKind.WRITING: rows.LAW_WRITING, RuleKind.DEADLINE: rows.LAW_DEADLINE}
ON = {
    "term": rows.ON_TERM,
    "renewals": rows.ON_RENEWALS,
    "total": rows.ON_TOTAL,
    "trial": rows.ON_TRIAL,
    "begin": rows.ON_BEGIN,
    "renew": rows.ON_RENEW,
    "terminate": rows.ON_TERMINATE,
}


@dataclass(slots=True)
class Addresses:
    """Where what others name stands: by id. `fields` are numbers, in the order of the file."""

    workflow: Workflow
    world: World
    span: Span
    events: dict[str, int] = field(default_factory=dict)
    contracts: dict[str, int] = field(default_factory=dict)
    tracks: dict[str, int] = field(default_factory=dict)
    stages: dict[str, int] = field(default_factory=dict)
    actions: dict[str, int] = field(default_factory=dict)
    fields: dict[str, int] = field(default_factory=dict)
    lists: dict[str, int] = field(default_factory=dict)
    laws: dict[str, int] = field(default_factory=dict)
    parameters: dict[str, int] = field(default_factory=dict)
    conditions: dict[object, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)

    def kind(self, kind: str) -> int:
        """The number of a kind of contract."""
        return self.kinds.setdefault(kind, len(self.kinds))


def date_list(b: Builder, a: Addresses, name: str) -> int:
    if name not in a.lists:
        a.lists[name] = named_list(b, a.span, a.world.calendar.dates.get(name, NamedDates()))
    return a.lists[name]


def needs_open_days(b: Builder, a: Addresses, *, business: bool) -> None:
    """The days off are only reckoned where something counts with them."""
    head = rows.H_OPEN_BUSINESS if business else rows.H_OPEN_WORKING
    if not b.ints[head]:
        calendar = a.world.calendar
        b.ints[head] = open_days(b, a.span, calendar, calendar.is_business_day if business else calendar.is_working_day)


def date_rule(b: Builder, a: Addresses, rule: DateRule, place: str) -> int:
    """The row of a rule."""
    of, arg, member = _day(b, a, rule, place)
    offset = rule.offset or Duration()
    if offset.business_days or rule.roll is not Roll.NONE:
        needs_open_days(b, a, business=True)
    if offset.working_days:
        needs_open_days(b, a, business=False)
    return b.row(
        "rule",
        f"{place}: {rule.formula}",
        (
            of,
            arg,
            member,
            offset.months,
            offset.days,
            offset.minutes,
            offset.business_days,
            offset.working_days,
            -1 if rule.backwards else 1,
            rule.offset is not None,
            bool(rule.less),
            date_list(b, a, rule.list_name) if rule.list_name else 0,
            bool(rule.last_before),
            ROLLS[rule.roll],
        ),
    )


def law_rule(b: Builder, a: Addresses, name: str, place: str) -> int:
    """The row of the rule that `<file>.<rule>` names, 0 when there is none."""
    if name not in a.laws:
        file_id, _, rule_id = name.partition(".")
        file = a.world.law.get(file_id)
        rule = file.rules.get(rule_id) if file is not None else None
        a.laws[name] = _law(b, a, rule, file.contract, place) if rule is not None and file is not None else 0
    return a.laws[name]


def _law(b: Builder, a: Addresses, rule: LawRule, contract: str, place: str) -> int:
    versions = [
        b.row(
            "version",
            f"{rule.name} {version.since}",
            (
                day_number(version.since),
                version.applies_to is AppliesTo.RUNNING_CONTRACTS,
                version.binding,
                version.months or 0,
                version.value or 0,
                date_rule(b, a, version.within, rule.name) if version.within is not None else 0,
                date_rule(b, a, version.not_before, rule.name) if version.not_before is not None else 0,
                version.within is not None and version.within.of.endswith("starts_on"),
            ),
        )
        for version in rule.versions
    ]
    for version in rule.versions:
        within = version.within
        if within is not None and within.less and within.offset is None:
            b.refuse(Text("une loi qui retranche d'aucun délai"), place)
    return b.row(
        "law",
        rule.name,
        (
            b.name(rule.name),
            KINDS.get(rule.kind, rows.LAW_OTHER),
            sum(ON[each] for each in rule.on),
            b.list("versions", rule.name, versions),
            b.text(rule.until_situation) if rule.until_situation else -1,
            a.actions.get(rule.until_task, 0) if rule.until_task else 0,
            rule.less_prior,
            a.kind(contract),
        ),
    )


def _day(b: Builder, a: Addresses, rule: DateRule, place: str) -> tuple[int, int, int]:
    """What a rule counts from: how it is named, which one, which of its days."""
    head, _, tail = rule.of.partition(".")
    if rule.of in {"", TODAY, COMING_MIDNIGHT}:
        return rows.OF_BIRTH, 0, 0
    found = rows.OF_NOTHING, 0, 0
    match head:
        case "stage":
            found = rows.OF_STAGE, 0, 0
        case "contract":
            contract, _, member = tail.rpartition(".")
            found = rows.OF_CONTRACT, a.contracts[contract] if contract else 0, MEMBERS[member]
        case "dossier":
            found = _field_day(b, a, tail, place)
        case "dates":
            found = rows.OF_LIST, date_list(b, a, tail), 0
        case "case":
            found = rows.OF_CONTACT, 0, 0
        case "law":
            law = law_rule(b, a, tail, place)
            found = rows.OF_LAW if law else rows.OF_NOTHING, law, 0
        case _:
            b.refuse(Text("un jour nommé « {day} »", day=rule.of), place)
    return found


def _field_day(b: Builder, a: Addresses, tail: str, place: str) -> tuple[int, int, int]:
    name, _, member = tail.partition(".")
    kind = a.workflow.dossier[name].type
    if kind is FieldType.VALIDITY:
        return (rows.OF_FROM if member == "from" else rows.OF_UNTIL), a.fields[name], 0
    if kind is not FieldType.DATE:
        b.refuse(Text("une échéance comptée d'un champ qui n'est pas un jour"), f"{place}, {name}")
    return rows.OF_FIELD, a.fields[name], 0
