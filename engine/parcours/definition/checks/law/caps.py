"""Caps: a file's own number is not above the law's."""

from collections.abc import Iterator
from typing import Final

from parcours.calendar.duration import Duration
from parcours.definition import codes
from parcours.definition.checks.law.judged import Judged, judged
from parcours.definition.checks.subject import Subject
from parcours.definition.finding import Finding
from parcours.definition.tree import Path
from parcours.messages import Text
from parcours.model.law import RuleKind

TERM: Final = "term"
RENEWALS: Final = "renewals"


def caps_are_kept(subject: Subject) -> Iterator[Finding]:
    """Terms, renewals, totals and trials."""
    for each in judged(subject, RuleKind.CAP):
        for what in each.rule.on:
            if what == TERM and subject.root.at((*each.path, TERM)) is None:
                yield from _endless(each)
            else:
                yield from _exceeded(each, what)


def _endless(each: Judged) -> Iterator[Finding]:
    """No term at all; one badly said is blamed for that alone."""
    if each.version.months is not None:
        cause = Text("Ce contrat n'a pas de terme ; la loi le borne à {most}.", most=_amount(TERM, each.version.months))
        yield each.breach(codes.CAP_EXCEEDED, each.path, cause)


def _exceeded(each: Judged, what: str) -> Iterator[Finding]:
    most = each.version.value if what == RENEWALS else each.version.months
    if most is None:
        return
    said, place = _said(each, what)
    if said > most:
        cause = Text(
            "Le fichier admet {said}, la loi {most} au plus.", said=_amount(what, said), most=_amount(what, most)
        )
        yield each.breach(codes.CAP_EXCEEDED, (*each.path, *place), cause)


def _amount(what: str, count: int) -> Text:
    if what != RENEWALS:
        return Duration(months=count).text()
    return Text("{count} renouvellement", count=count) if count <= 1 else Text("{count} renouvellements", count=count)


def _said(each: Judged, what: str) -> tuple[int, Path]:
    """The largest number the file admits, and where it says so; 0 for a number it leaves to the law."""
    contract = each.contract
    longest = contract.term.most if contract.term is not None else 0
    match what:
        case "term":
            return longest, ("term", "max")
        case "renewals":
            return contract.renewals or 0, ("renewals",)
        case "total":
            return longest * (contract.renewals + 1) if contract.renewals is not None else longest, ("renewals",)
        case _:
            return contract.trial, ("trial",)


CHECKS: Final = (caps_are_kept,)
