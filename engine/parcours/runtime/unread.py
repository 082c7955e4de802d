"""Words that were said and are not shown, in words of ours."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from parcours.messages import Text
from parcours.model.delivery import Said, Unread

TOLD: Final[Mapping[Unread, Text]] = MappingProxyType(
    {
        Unread.ERASED: Text("effacé"),
        Unread.SEALED: Text("scellé : la clé du site n'est pas là"),
    }
)


def shown(said: Said) -> Text | str:
    """What people read of it."""
    return TOLD[said] if isinstance(said, Unread) else said


def plain(said: Said) -> str | None:
    """What scripts read of it: nothing at all where it is unread."""
    return None if isinstance(said, Unread) else said


def why_not(*said: Said) -> str | None:
    """Why scripts do not read it, when they do not."""
    return next((each.value for each in said if isinstance(each, Unread)), None)
