"""Every sentence people read: written in French where it is said, translated by the catalogues beside."""

from parcours.messages.language import Language
from parcours.messages.text import Param, Text, all_of, any_of

__all__ = ["Language", "Param", "Text", "all_of", "any_of"]
