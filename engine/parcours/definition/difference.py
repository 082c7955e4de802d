"""What changes from one resolved parcours to another, in sentences."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from parcours.calendar.duration import Duration
from parcours.calendar.errors import DurationError
from parcours.definition.piece import civil_date
from parcours.definition.resolved import inline
from parcours.definition.tree import Node, Path
from parcours.messages import Text, all_of
from parcours.messages.text import Param

THINGS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "actions": Text("action"),
        "contracts": Text("contrat"),
        "dates": Text("liste de dates"),
        "deadlines": Text("échéance"),
        "dossier": Text("champ"),
        "entry": Text("entrée par"),
        "events": Text("événement"),
        "every": Text("obligation périodique"),
        "input": Text("saisie"),
        "parameters": Text("paramètre"),
        "roles": Text("rôle"),
        "situations": Text("situation"),
        "stages": Text("étape"),
        "tracks": Text("volet"),
        "transitions": Text("transition"),
        "when": Text("condition"),
    }
)
MEMBERS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "after": Text("le délai"),
        "at_least": Text("le nombre demandé"),
        "backdating": Text("la saisie tardive admise"),
        "before": Text("l'avance"),
        "by": Text("qui agit"),
        "closures": Text("la liste des fermetures"),
        "contract": Text("le contrat de l'étape"),
        "default": Text("la durée par défaut"),
        "do": Text("ce qui se fait"),
        "due": Text("le délai"),
        "each": Text("la période"),
        "ends_with": Text("la fin"),
        "fire": Text("l'événement envoyé"),
        "first_after": Text("la date visée"),
        "if": Text("la condition"),
        "label": Text("l'intitulé"),
        "last_before": Text("la date visée"),
        "law": Text("la loi"),
        "max": Text("le maximum"),
        "min": Text("le minimum"),
        "notice": Text("le préavis"),
        "of": Text("le jour de départ"),
        "quorum": Text("le quorum"),
        "remind": Text("l'échelle des rappels"),
        "renewals": Text("le nombre de renouvellements"),
        "retention": Text("la conservation"),
        "say": Text("le refus"),
        "situation": Text("la situation"),
        "start": Text("la liste des volets qui commencent"),
        "title": Text("le titre"),
        "to": Text("la destination"),
        "trial": Text("la période d'essai"),
        "values": Text("la suite des valeurs"),
    }
)
# What a file says of itself, or to those who extend it, changes nobody's parcours.
ASIDE: Final = frozenset({"format", "id", "extends", "abstract", "optional"})
LONGEST: Final = 120
_NUMBER: Final = re.compile(r"[0-9P]")


def differences(old: Node, new: Node) -> tuple[Text, ...]:
    """One sentence a change, in the order of the older tree, then what is new."""
    return tuple(_between(old, new, ()))


def _between(old: Node, new: Node, path: Path) -> Iterator[Text]:
    if isinstance(old.value, dict) and isinstance(new.value, dict):
        for key in dict.fromkeys((*old.value, *new.value)):
            if key not in ASIDE:
                yield from _of_key(old.value.get(key), new.value.get(key), (*path, key))
    elif old.plain() != new.plain():
        yield _changed(old, new, path)


def _of_key(old: Node | None, new: Node | None, path: Path) -> Iterator[Text]:
    if old is not None and new is not None:
        yield from _between(old, new, path)
    elif _is_thing(path):
        place = _place(path)
        yield Text("{place} apparaît.", place=place) if old is None else Text("{place} disparaît.", place=place)
    elif new is not None:
        yield from _appeared(new, path)
    elif old is not None:
        yield Text("{place}{what} n'est plus {old}.", **_what(path), old=_said(old))


def _appeared(new: Node, path: Path) -> Iterator[Text]:
    """A section that was not there is told thing by thing."""
    if isinstance(new.value, dict) and new.value:
        for key, child in new.value.items():
            yield from _of_key(None, child, (*path, key))
    else:
        yield Text("{place}{what} est désormais {new}.", **_what(path), new=_said(new))


def _changed(old: Node, new: Node, path: Path) -> Text:
    before, after = ([item.plain() for item in node.items()] for node in (old, new))
    if isinstance(old.value, tuple) and isinstance(new.value, tuple) and _are_words(old) and _are_words(new):
        gained = [str(word) for word in after if word not in before]
        lost = [str(word) for word in before if word not in after]
        if gained and lost:
            return Text("{place}{what} gagne {new} et perd {old}.", **_what(path), new=_words(gained), old=_words(lost))
        if gained or lost:
            return (
                Text("{place}{what} gagne {new}.", **_what(path), new=_words(gained))
                if gained
                else Text("{place}{what} perd {old}.", **_what(path), old=_words(lost))
            )
    return Text("{place}{what} passe de {old} à {new}.", **_what(path), old=_said(old), new=_said(new))


def _are_words(node: Node) -> bool:
    return all(isinstance(item.value, str) for item in node.items())


def _words(words: list[str]) -> Text:
    return all_of(Text("« {word} »", word=word) for word in words)


def _is_thing(path: Path) -> bool:
    """Whether the last step is the id of something, rather than a key of the language."""
    return len(path) > 1 and path[-2] in THINGS and (len(path) < 3 or not _is_thing(path[:-1]))  # noqa: PLR2004  # a section, an id, a section


def _place(path: Path) -> Text:
    """`étape « diagnostic », échéance « relance »`: the named things on the way."""
    named = [index for index in range(1, len(path)) if _is_thing(path[: index + 1])]
    parts = [Text("{kind} « {name} »", kind=THINGS[str(path[index - 1])], name=str(path[index])) for index in named]
    place = parts[0]
    for part in parts[1:]:
        place = Text("{outer}, {inner}", outer=place, inner=part)
    return place


def _what(path: Path) -> dict[str, Param]:
    """The place, ended by a colon, and the member of it that changes."""
    key = str(path[-1])
    what = Text("la suite des jours") if _is_thing(path) else MEMBERS.get(key) or Text("« {word} »", word=key)
    named = any(_is_thing(path[: index + 1]) for index in range(1, len(path)))
    return {"place": Text("{place} : ", place=_place(path)) if named else "", "what": what}


def _said(node: Node) -> Param:
    """A value in words: durations and dates in the reader's language."""
    value = node.value
    if isinstance(value, bool):
        return Text("oui") if value else Text("non")
    if isinstance(value, int | float):
        return value
    if node.items() and _are_words(node):
        return _words([str(item.value) for item in node.items()])
    if not isinstance(value, str):
        return _cut(inline(node))
    return civil_date(value) or _duration(value) or Text("« {word} »", word=_cut(value))


def _duration(value: str) -> Text | None:
    try:
        return Duration.parse(value).text() if _NUMBER.match(value) else None
    except DurationError:
        return None


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
