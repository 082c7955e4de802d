"""Who may ask for a route. Each route names one of these, in `routes`; no handler decides it."""

from collections.abc import Callable
from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from parcours.model.account import Right
from parcours.web.visitors import Here, TurnedAwayError


class Rule(StrEnum):
    """Anybody; whoever is signed in; those who see to incidents, or to accounts, in one cooperative at least."""

    ANYBODY = "anybody"
    MEMBER = "member"
    OPERATOR = "operator"
    ADMINISTRATOR = "administrator"


def _anybody() -> None:
    """Nothing is asked."""


def _member(visitor: Here) -> None:
    """Belonging to no cooperative opens nothing."""
    if not visitor.caes:
        raise TurnedAwayError(HTTPStatus.FORBIDDEN)


def _having(right: Right) -> Callable[..., None]:
    def asked(visitor: Here) -> None:
        if not visitor.account.having(right):
            raise TurnedAwayError(HTTPStatus.FORBIDDEN)

    return asked


GUARDS: Final[MappingProxyType[Rule, Callable[..., Any]]] = MappingProxyType(
    {
        Rule.ANYBODY: _anybody,
        Rule.MEMBER: _member,
        Rule.OPERATOR: _having(Right.OPERATE),
        Rule.ADMINISTRATOR: _having(Right.ADMINISTER),
    }
)
