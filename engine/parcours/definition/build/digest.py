"""The digest of a workflow's rules: what a case is pinned to."""

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Final

from parcours.calendar.dates import DateRule
from parcours.calendar.duration import Duration
from parcours.model.workflow import Workflow

# Words for people, and who stands behind a figure: they may be mended without touching anybody's dates.
TEXTS: Final = frozenset({"label", "title", "say", "source"})
NOT_RULES: Final = frozenset({"hash", "abstract"})
# Of these the order in the file decides who goes first at one instant; of other maps it means nothing.
ORDERED: Final = frozenset({"contracts", "tracks"})


def rules_hash(workflow: Workflow) -> str:
    """SHA-256 (hexadecimal) over the canonical JSON of the rules: no text for people, no dated data.

    Maps count whatever the order of their keys, but contracts, tracks, deadlines, recurrences and reminders count in
    file order, since it settles what goes first when two things fall due at one instant.
    """
    rules = {name: value for name, value in _members(workflow).items() if name not in {*NOT_RULES, "situations"}}
    return digest(rules | {"situations": sorted(workflow.situations)})


def digest_of(value: object) -> str:
    """SHA-256 (hexadecimal) over the canonical JSON of a dataclass: no text for people, nor the hash it holds."""
    return digest({name: member for name, member in _members(value).items() if name not in NOT_RULES})


def digest(value: object) -> str:
    """SHA-256 (hexadecimal) of a value's canonical JSON."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _members(value: object) -> dict[str, object]:
    assert is_dataclass(value)
    return {
        each.name: _plain(getattr(value, each.name), ordered=each.name in ORDERED)
        for each in fields(value)
        if each.name not in TEXTS
    }


def _plain(value: object, *, ordered: bool = False) -> object:
    if value is None or isinstance(value, str):
        return value  # most of what is there
    if isinstance(value, Mapping):
        plain = {key: _plain(item) for key, item in value.items()}
        return list(plain.items()) if ordered else plain
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return _said(value)


def _said(value: object) -> object:
    match value:
        case Duration():
            return value.iso()
        case DateRule():
            return value.formula
        case Enum():
            return value.value
        case None | str() | int() | float():
            return value
        case datetime.date() | datetime.time():
            return value.isoformat()
        case _:
            return _members(value)
