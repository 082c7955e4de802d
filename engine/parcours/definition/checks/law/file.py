"""What can be said of a law file by itself, whoever stands under it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from parcours.definition import codes
from parcours.definition.finding import Finding
from parcours.messages import Text
from parcours.model.law import LawFile, LawRule, LawVersion, RuleKind

MEMBERS: Final[Mapping[RuleKind, tuple[str, ...]]] = MappingProxyType(
    {
        RuleKind.CAP: ("value",),
        RuleKind.DEADLINE: ("within",),
        RuleKind.QUOTA: ("at_least", "per"),
        RuleKind.RECURRENCE: ("each",),
        RuleKind.WRITING: (),
        RuleKind.DECLARATION: (),
    }
)
COUNTED: Final = "renewals"


def findings_of_law(file: LawFile) -> Iterator[Finding]:
    """A version says what its kind of rule is about, and one version a day."""
    for rule in file.rules.values():
        for index, version in enumerate(rule.versions):
            yield from _missing(rule, version, index)
        yield from _same_day(rule)


def _missing(rule: LawRule, version: LawVersion, index: int) -> Iterator[Finding]:
    for member in MEMBERS[rule.kind]:
        if not _says(rule, version, member):
            cause = Text("Cette version ne dit pas « {member} », sans quoi la règle ne borne rien.", member=member)
            remedy = Text(
                "Ajoutez « {member}: … » ; « value » est un nombre pour « renewals », des mois sinon.", member=member
            )
            yield Finding(codes.LAW_VALUE_MISSING, ("rules", rule.id, "versions", index), cause, remedy)


def _says(rule: LawRule, version: LawVersion, member: str) -> bool:
    if member == "value":
        return (version.value if COUNTED in rule.on else version.months) is not None
    return bool(getattr(version, member))


def _same_day(rule: LawRule) -> Iterator[Finding]:
    days = [version.since for version in rule.versions]
    for day in dict.fromkeys(day for day in days if days.count(day) > 1):
        cause = Text("Cette règle a deux versions depuis le {day}.", day=day)
        yield Finding(codes.SAME_SINCE, ("rules", rule.id, "versions"), cause, Text("Gardez-en une."))
