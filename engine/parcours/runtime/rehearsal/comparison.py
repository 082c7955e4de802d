"""Expected against observed, one expectation at a time."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from parcours.diagnostics import Span
from parcours.messages import Text
from parcours.runtime.rehearsal.observation import Observation
from parcours.runtime.rehearsal.script import Expectation, Plain


@dataclass(frozen=True, slots=True)
class Difference:
    """What was expected at `span` and is not so; `explained` tells how a date that differs was reckoned."""

    span: Span
    name: str
    expected: Plain
    actual: Plain
    explained: tuple[Text, ...] = ()


def differences(expectations: Iterable[Expectation], seen: Observation) -> tuple[Difference, ...]:
    """Every expectation that does not hold, in the order they are written."""
    found = (_difference(each, seen) for each in expectations)
    return tuple(each for each in found if each is not None)


def _difference(wanted: Expectation, seen: Observation) -> Difference | None:
    holds, actual = _CHECKS[wanted.path[0]](wanted, seen)
    if holds:
        return None
    return Difference(wanted.span, wanted.name, wanted.expected, actual, seen.explained.get(wanted.name, ()))


Checked = tuple[bool, Plain]


def _stage(wanted: Expectation, seen: Observation) -> Checked:
    return _same(wanted.expected or "", seen.stage)


def _situation(wanted: Expectation, seen: Observation) -> Checked:
    return _same(wanted.expected or "", seen.situation)


def _suspended(wanted: Expectation, seen: Observation) -> Checked:
    return _same(wanted.expected, seen.suspended)


def _pending(wanted: Expectation, seen: Observation) -> Checked:
    return _under(wanted, seen.pending)


def _track(wanted: Expectation, seen: Observation) -> Checked:
    return _same(wanted.expected or "", seen.tracks.get(wanted.path[1], ""))


def _due(wanted: Expectation, seen: Observation) -> Checked:
    return _under(wanted, seen.due)


def _contract(wanted: Expectation, seen: Observation) -> Checked:
    _, contract, member = wanted.path
    return _same(wanted.expected, seen.contracts.get(contract, {}).get(member))


def _did(wanted: Expectation, seen: Observation) -> Checked:
    return wanted.expected in seen.did, sorted(seen.did)


def _not_did(wanted: Expectation, seen: Observation) -> Checked:
    return wanted.expected not in seen.did, sorted(seen.did)


def _refused(wanted: Expectation, seen: Observation) -> Checked:
    holds = wanted.expected in seen.refused if wanted.expected is not None else not seen.refused
    return holds, list(seen.refused) or None


def _says(wanted: Expectation, seen: Observation) -> Checked:
    return str(wanted.expected) in seen.says, seen.says


def _under(wanted: Expectation, found: Mapping[str, str]) -> Checked:
    return _same(wanted.expected, found.get(wanted.path[1]))


def _same(expected: Plain, actual: Plain) -> Checked:
    # True is not the number one: a type that differs is a difference.
    return expected == actual and isinstance(expected, bool) == isinstance(actual, bool), actual


_CHECKS: Final[Mapping[str, Callable[[Expectation, Observation], Checked]]] = {
    "stage": _stage,
    "situation": _situation,
    "suspended": _suspended,
    "pending": _pending,
    "track": _track,
    "contract": _contract,
    "due": _due,
    "did": _did,
    "not_did": _not_did,
    "refused": _refused,
    "says": _says,
}
