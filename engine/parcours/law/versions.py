"""Which version of a rule meets a contract, and how a rule is quoted."""

import datetime

from parcours.messages import Text
from parcours.model.law import AppliesTo, LawRule, LawVersion


def in_force(rule: LawRule, signed_on: datetime.date, today: datetime.date) -> LawVersion | None:
    """The version that governs a contract concluded on `signed_on`, asked `today`; None before the first one.

    A later version meets it only if it says so (`applies_to: running_contracts`).
    """
    met = [
        version
        for version in rule.versions
        if version.since <= signed_on or (version.applies_to is AppliesTo.RUNNING_CONTRACTS and version.since <= today)
    ]
    return met[-1] if met else None


def in_force_from(rule: LawRule, day: datetime.date) -> tuple[LawVersion, ...]:
    """Every version in force on `day` or later: what a file must respect to be accepted."""
    current = rule.version(day)
    later = tuple(version for version in rule.versions if version.since > day)
    return (current, *later) if current is not None else later


def quoted(sentence: Text, version: LawVersion) -> Text:
    """The sentence followed by the article, since when it holds, and what we are not."""
    return Text(
        "{sentence} ({reference}, en vigueur depuis le {since}). Ceci n'est pas un conseil juridique.",
        sentence=sentence,
        reference=version.reference,
        since=version.since,
    )
