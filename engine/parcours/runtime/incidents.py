"""Incidents: what each kind means, and what operations do about them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from parcours.messages import Text
from parcours.model.fact import FactKind
from parcours.runtime.stuck import STUCK

FAILED: Final = "effect_failed"
EXHAUSTED: Final = "effect_exhausted"
UNREADABLE: Final = "effect_unreadable"
UNKNOWN_USE: Final = "unknown_use"
BROKEN_PLUGIN: Final = "broken_plugin"
LEFT_ALL_THE_SAME: Final = "left_all_the_same"

# The one list of the kinds of incidents: whoever opens one of a new kind names it here.
KINDS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        STUCK: Text("dossier que le temps ne peut pas faire avancer"),
        FactKind.REFUSED_LATER: Text("événement refusé le jour de son effet"),
        FAILED: Text("effet qui ne peut pas partir tel quel"),
        EXHAUSTED: Text("effet tenté trop de fois"),
        UNREADABLE: Text("effet dont le texte ne peut pas être rempli"),
        UNKNOWN_USE: Text("effet qu'aucune extension ne porte"),
        BROKEN_PLUGIN: Text("extension qui ne se charge pas"),
        LEFT_ALL_THE_SAME: Text("effet parti après avoir été retiré"),
    }
)


def kind_label(kind: str) -> Text:
    """The words of a kind; one that nobody named stands for itself."""
    return KINDS.get(kind) or Text("{kind}", kind=kind)
