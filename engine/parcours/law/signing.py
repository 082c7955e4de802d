"""What the law has to say of a signature: caps, writing, and a deadline that leaves no time."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from parcours.calendar.cumul import left_of, limit
from parcours.calendar.span import Span
from parcours.law.versions import in_force, quoted
from parcours.messages import Text
from parcours.model.filling import filled_by_slot
from parcours.model.law import LawRule, LawVersion, RuleKind

NOTHING: Final = Span()


@filled_by_slot
@dataclass(frozen=True, slots=True)
class Signing:
    """One signature, as plain data.

    `period_starts_on` is the first day of the period signed, `old_end` the last of the one before (renewal only).
    `months` is its term (0: open-ended), `trial` the trial asked in months (None: none asked by name). `renewals`
    counts this one. `total` is the time under contracts of this kind, this period included; `prior` that of every
    earlier contract of any kind. `situation` is where the event leads.
    """

    act: str
    signed_on: datetime.date
    period_starts_on: datetime.date
    old_end: datetime.date | None
    months: int
    trial: int | None
    renewals: int
    total: Span
    prior: Span
    situation: str


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that would be broken; a version no jurist has read only warns."""

    rule: LawRule
    version: LawVersion
    text: Text

    @property
    def binding(self) -> bool:
        return self.version.binding


def judge(rule: LawRule, signing: Signing, today: datetime.date) -> Breach | None:
    """What the rule finds wrong with this signature, None if nothing."""
    check = _CHECKS.get(rule.kind)
    version = in_force(rule, signing.signed_on, today) if check else None
    sentence = check(rule, version, signing) if check and version else None
    return Breach(rule, version, quoted(sentence, version)) if sentence and version else None


def longest_trial(rule: LawRule, version: LawVersion, prior: Span) -> tuple[int, Span]:
    """Months a trial may last, and what earlier contracts take off them."""
    return (version.months or 0, prior if rule.less_prior else NOTHING)


def _cap(rule: LawRule, version: LawVersion, signing: Signing) -> Text | None:
    for what in rule.on:
        sentence = _CAPS[what](rule, version, signing)
        if sentence is not None:
            return sentence
    return None


def _cap_term(rule: LawRule, version: LawVersion, signing: Signing) -> Text | None:
    most = version.months or 0
    if signing.months <= most:
        return None
    return Text("{label} : {most} mois au plus, {asked} demandés", label=rule.label, most=most, asked=signing.months)


def _cap_renewals(rule: LawRule, version: LawVersion, signing: Signing) -> Text | None:
    most = version.value or 0
    if signing.renewals <= most:
        return None
    return Text(
        "{label} : {most} au plus ; celui-ci serait le {number}e, {most} − {used} = {left}",
        label=rule.label,
        most=most,
        number=signing.renewals,
        used=signing.renewals - 1,
        left=max(0, most - signing.renewals + 1),
    )


def _cap_total(rule: LawRule, version: LawVersion, signing: Signing) -> Text | None:
    most = version.months or 0
    day = signing.period_starts_on
    # Spans are compared by where they lead from the first day of the period: 35 months and 40 days pass 36 months.
    if limit(day, signing.total.months, Span()) + datetime.timedelta(signing.total.days) <= limit(day, most):
        return None
    return Text(
        "{label} : {most} mois au plus, {total} avec celui-ci", label=rule.label, most=most, total=signing.total.text()
    )


def _cap_trial(rule: LawRule, version: LawVersion, signing: Signing) -> Text | None:
    if signing.trial is None:
        return None
    most, less = longest_trial(rule, version, signing.prior)
    start = signing.period_starts_on
    if limit(start, signing.trial) <= max(start, limit(start, most, less)):
        return None
    return Text(
        "{label} : {remaining}, {asked} mois demandés",
        label=rule.label,
        remaining=left_of(most, less),
        asked=signing.trial,
    )


def _writing(rule: LawRule, _: LawVersion, signing: Signing) -> Text | None:
    if signing.act not in rule.on:
        return None
    if signing.old_end is not None and signing.signed_on > signing.old_end:
        return Text(
            "{label} : signé le {signed}, après le terme du {end}",
            label=rule.label,
            signed=signing.signed_on,
            end=signing.old_end,
        )
    if signing.old_end is None and signing.signed_on > signing.period_starts_on:
        return Text(
            "{label} : signé le {signed}, après le premier jour, le {start}",
            label=rule.label,
            signed=signing.signed_on,
            start=signing.period_starts_on,
        )
    return None


def _deadline(rule: LawRule, version: LawVersion, signing: Signing) -> Text | None:
    within = version.within
    if signing.act != "begin" or within is None or within.offset is None or not within.less:
        return None
    if rule.until_situation in {"", signing.situation}:
        return None
    start = signing.period_starts_on if within.of.endswith("starts_on") else signing.signed_on
    last = limit(start, within.offset, signing.prior)
    if last > start and last >= signing.period_starts_on:
        return None
    return Text(
        "{label} : {remaining}, il ne reste pas de temps",
        label=rule.label,
        remaining=left_of(within.offset.months, signing.prior),
    )


_CAPS: Final[Mapping[str, Callable[[LawRule, LawVersion, Signing], Text | None]]] = MappingProxyType(
    {"term": _cap_term, "renewals": _cap_renewals, "total": _cap_total, "trial": _cap_trial}
)
_CHECKS: Final[Mapping[RuleKind, Callable[[LawRule, LawVersion, Signing], Text | None]]] = MappingProxyType(
    {RuleKind.CAP: _cap, RuleKind.WRITING: _writing, RuleKind.DEADLINE: _deadline}
)
