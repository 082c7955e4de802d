"""What can be said of a law file by itself, whoever stands under it."""

import datetime
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from parcours.definition import codes
from parcours.definition.finding import Finding
from parcours.definition.piece import Piece
from parcours.definition.tree import Node
from parcours.messages import Text
from parcours.model.law import RuleKind

MEMBERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        RuleKind.CAP: ("value",),
        RuleKind.DEADLINE: ("within",),
        RuleKind.QUOTA: ("at_least", "per"),
        RuleKind.RECURRENCE: ("each",),
    }
)
RENEWALS: Final = "renewals"


def findings_of_law(root: Node) -> Iterator[Finding]:
    """A version says what its kind of rule is about, and there is one version a day."""
    for _, rule in Piece(root).at("rules").entries():
        versions = tuple(rule.at("versions").items())
        for version in versions:
            yield from _missing(rule, version)
        yield from _same_day(rule, [day for version in versions if (day := version.date("since")) is not None])


def _missing(rule: Piece, version: Piece) -> Iterator[Finding]:
    for member in MEMBERS.get(rule.text("rule"), ()):
        said = version.at(member)
        if not said or (member == "value" and said.value != "" and not _is_of_its_kind(rule, said)):
            cause = Text("Cette version ne dit pas « {member} », sans quoi la règle ne borne rien.", member=member)
            remedy = Text(
                "Ajoutez « {member}: … » ; « value » est un nombre pour « renewals », des mois sinon.", member=member
            )
            yield Finding(codes.LAW_VALUE_MISSING, said.path, cause, remedy)


def _is_of_its_kind(rule: Piece, value: Piece) -> bool:
    """A number of renewals, or a length."""
    return isinstance(value.value, int) is (RENEWALS in rule.words("on"))


def _same_day(rule: Piece, days: list[datetime.date]) -> Iterator[Finding]:
    for day in dict.fromkeys(day for day in days if days.count(day) > 1):
        cause = Text("Cette règle a deux versions depuis le {day}.", day=day)
        yield Finding(codes.SAME_SINCE, rule.at("versions").path, cause, Text("Gardez-en une."))
