"""Where a file names a thing it declares elsewhere. Removals, references and unused things are all read from here."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from parcours.definition.piece import Piece
from parcours.definition.tree import Node, Path

LAW: Final[Path] = ("law",)
ROLES: Final[Path] = ("roles",)
EVENTS: Final[Path] = ("events",)
ACTIONS: Final[Path] = ("actions",)
STAGES: Final[Path] = ("stages",)
TRACKS: Final[Path] = ("tracks",)
CONTRACTS: Final[Path] = ("contracts",)
SITUATIONS: Final[Path] = ("situations",)
DOSSIER: Final[Path] = ("dossier",)
DATES: Final[Path] = ("calendar", "dates")

ENDINGS: Final = frozenset({"case", "never"})
MONTH_END: Final = "month_end"
AFTER: Final = "after"


class Form(StrEnum):
    """How a thing is named: as an item of a list, by a word of its own, or as the key of a map."""

    LISTED = "listed"
    WORD = "word"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Mention:
    """`name` must be declared under `scope`; `at` is the place that says so."""

    scope: Path
    name: str
    at: Path
    form: Form


def mentions(root: Node) -> Iterator[Mention]:
    """Every mention of a source or resolved file, section by section."""
    file = Piece(root)
    yield from _listed(file, "law", LAW)
    for section, read in _SECTIONS.items():
        for _, piece in file.at(section).entries():
            yield from read(piece)
    yield from _transitions(file.at("entry"), STAGES)


def _event(event: Piece) -> Iterator[Mention]:
    yield from _listed(event, "by", ROLES)
    yield from _listed(event, "do", ACTIONS)
    for _, field in event.at("input").entries():
        yield from _field(field)


def _field(field: Piece) -> Iterator[Mention]:
    yield from _word(field, "into", DOSSIER)
    yield from _word(field, "among", DATES)


def _contract(contract: Piece) -> Iterator[Mention]:
    for key in ("begin", "renew", "terminate"):
        yield from _listed(contract, key, EVENTS)
    yield from _word(contract, "expire", EVENTS)
    yield from _rungs(contract)
    yield from _duties(contract)


def _action(action: Piece) -> Iterator[Mention]:
    yield from _word(action, "by", ROLES)
    yield from _word(action, AFTER, ACTIONS)
    yield from _carried_out(action)
    yield from of_date(action.at("due"))
    yield from of_date(action.at("not_before"))


def _track(track: Piece) -> Iterator[Mention]:
    if track.text("ends_with") not in ENDINGS:
        yield from _word(track, "ends_with", CONTRACTS)
    yield from _threshold(track)
    yield from _duties(track)
    for _, stage in track.at("stages").entries():
        yield from _stage(stage, (*track.path, "stages"))


def _stage(stage: Piece, stages: Path = STAGES) -> Iterator[Mention]:
    yield from _word(stage, "situation", SITUATIONS)
    yield from _word(stage, "contract", CONTRACTS)
    yield from _threshold(stage)
    yield from _transitions(stage.at("transitions"), stages)
    yield from _duties(stage)
    for rung in stage.at("retention").items():
        yield from of_date(rung)


def _threshold(stage: Piece) -> Iterator[Mention]:
    yield from _listed(stage.at("enter"), "do", ACTIONS)
    yield from _listed(stage.at("enter"), "start", TRACKS)
    yield from _listed(stage.at("exit"), "do", ACTIONS)


def _transitions(transitions: Piece, stages: Path) -> Iterator[Mention]:
    for event, transition in transitions.entries():
        yield Mention(EVENTS, event, transition.path, Form.KEY)
        yield from _word(transition, "to", stages)


def _duties(owner: Piece) -> Iterator[Mention]:
    for _, deadline in owner.at("deadlines").entries():
        yield from of_date(deadline)
        yield from _carried_out(deadline)
        yield from _listed(deadline, "do", ACTIONS)
        yield from _word(deadline, "fire", EVENTS)
        yield from _rungs(deadline)
    for _, recurrence in owner.at("every").entries():
        yield from _carried_out(recurrence)
        yield from _listed(recurrence, "do", ACTIONS)
        yield from _listed(recurrence, "otherwise", ACTIONS)
        yield from _word(recurrence, "count", EVENTS)
        yield from _rungs(recurrence)
        if is_list_name(recurrence.text("on")):
            yield from _word(recurrence, "on", DATES)


def is_list_name(on: str) -> bool:
    """Whether an `on` names a list of dates, rather than the end of a month or one of its days."""
    return on != MONTH_END and not on[:1].isdigit()


def _rungs(owner: Piece) -> Iterator[Mention]:
    for rung in owner.at("remind").items():
        yield from of_date(rung)
        yield from _listed(rung, "do", ACTIONS)


def of_date(date: Piece) -> Iterator[Mention]:
    """What a date names: lists of dates, and the day it counts from."""
    yield from _word(date, "last_before", DATES)
    yield from _word(date, "first_after", DATES)
    match date.text("of").split("."):
        case ["contract", name, _]:
            yield Mention(CONTRACTS, name, (*date.path, "of"), Form.WORD)
        case ["dossier", name, *_]:
            yield Mention(DOSSIER, name, (*date.path, "of"), Form.WORD)
        case ["dates", name]:
            yield Mention(DATES, name, (*date.path, "of"), Form.WORD)
        case ["law", file, _]:
            yield Mention(LAW, file, (*date.path, "of"), Form.WORD)


def _carried_out(item: Piece) -> Iterator[Mention]:
    """The rule of the law an item says it carries out, `file.rule`."""
    file, dot, _ = item.text("law").partition(".")
    if dot:
        yield Mention(LAW, file, (*item.path, "law"), Form.WORD)


def _word(owner: Piece, key: str, scope: Path) -> Iterator[Mention]:
    piece = owner.at(key)
    if isinstance(piece.value, str) and piece.value:  # empty, it has been refused already
        yield Mention(scope, piece.value, piece.path, Form.WORD)


def _listed(owner: Piece, key: str, scope: Path) -> Iterator[Mention]:
    for item in owner.at(key).items():
        if isinstance(item.value, str) and item.value != "...":
            yield Mention(scope, item.value, item.path, Form.LISTED)


_SECTIONS: Final = {
    "dossier": _field,
    "events": _event,
    "contracts": _contract,
    "actions": _action,
    "stages": _stage,
    "tracks": _track,
}
