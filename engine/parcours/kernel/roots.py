"""What a date depends on, and what a change touches: the dates to reckon again are where the two meet."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from parcours.calendar.dates import DateRule
from parcours.model import change as changes
from parcours.model.change import Change

LAW: Final = "law"
"""Law deadlines depend on contracts, on the situation and on tasks done: too much to name one by one."""
CONTACT: Final = "case"
STAGE: Final = "stage"
WORLD: Final = "world"
_NONE: Final[frozenset[str]] = frozenset()
_LAW: Final = frozenset({LAW})
_STAGE: Final = frozenset({LAW, STAGE})
_CONTACT: Final = frozenset({CONTACT})


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
    """The roots a change may move; most touch none."""
    read = _TOUCHED.get(type(change))
    return read(change) if read is not None else _NONE


def _contract(change: changes.ContractRenewed | changes.ContractEnded | changes.ContractBegun) -> frozenset[str]:
    return frozenset({LAW, f"contract.{change.key.partition('#')[0]}"})


def _signed(change: changes.ContractSigned) -> frozenset[str]:
    return frozenset({LAW, f"contract.{change.contract.contract}"})


def _fields(change: changes.FieldsWritten) -> frozenset[str]:
    return frozenset(f"dossier.{name}" for name in change.values)


def _stage(_: Change) -> frozenset[str]:
    return _STAGE


def _task(_: Change) -> frozenset[str]:
    return _LAW


def _contact(_: Change) -> frozenset[str]:
    return _CONTACT


_TOUCHED: Final[Mapping[type[Change], Callable[[Any], frozenset[str]]]] = MappingProxyType(
    {
        changes.ContractSigned: _signed,
        changes.ContractBegun: _contract,
        changes.ContractRenewed: _contract,
        changes.ContractEnded: _contract,
        changes.ContractWithdrawn: _contract,
        changes.FieldsWritten: _fields,
        changes.StageEntered: _stage,
        changes.TaskOpened: _task,
        changes.TaskChanged: _task,
        changes.ContactMade: _contact,
    }
)
