"""What a date depends on, and what a change touches: the dates to reckon again are where the two meet."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from parcours.calendar.dates import DateRule
from parcours.model import fact as facts
from parcours.model.fact import Change

LAW: Final = "law"
"""Law deadlines depend on contracts, on the situation and on tasks done: too much to name one by one."""
CONTACT: Final = "case"
STAGE: Final = "stage"
WORLD: Final = "world"
_NONE: Final[frozenset[str]] = frozenset()
_TOUCHED: Final[Mapping[type[Change], frozenset[str]]] = MappingProxyType(
    {
        facts.StageEntered: frozenset({LAW, STAGE}),
        facts.TaskOpened: frozenset({LAW}),
        facts.TaskChanged: frozenset({LAW}),
        facts.ContactMade: frozenset({CONTACT}),
    }
)


def roots_of(rules: Iterable[DateRule]) -> frozenset[str]:
    """`contract.<id>`, `dossier.<field>`, `law`, `case`.

    Entering a stage never moves while that stage lasts: it is a root (`stage`) of what outlives stages only.
    """
    return frozenset(root for rule in rules for root in _roots(rule))


def _roots(rule: DateRule) -> Iterable[str]:
    head, _, tail = rule.of.partition(".")
    if head in {"contract", "dossier"}:
        yield f"{head}.{tail.partition('.')[0]}"
    elif head in {LAW, CONTACT}:
        yield head
    if rule.less:
        yield LAW


def touched_by(change: Change) -> frozenset[str]:
    match change:
        case facts.ContractRenewed() | facts.ContractEnded() | facts.ContractBegun() | facts.ContractWithdrawn():
            return frozenset({LAW, f"contract.{change.key.partition('#')[0]}"})
        case facts.ContractSigned():
            return frozenset({LAW, f"contract.{change.contract.contract}"})
        case facts.FieldsWritten():
            return frozenset(f"dossier.{name}" for name in change.values)
        case _:
            return _TOUCHED.get(type(change), _NONE)
