"""The languages people may read."""

from enum import StrEnum


class Language(StrEnum):
    """A language a sentence can be rendered in; French is the one sentences are written in."""

    FR = "fr"
    EN = "en"
