"""The numbers an analysis varies: where they are written, between which bounds, and the tree with another one."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from parcours.definition import codes
from parcours.definition.build.problems import Problems
from parcours.definition.piece import Piece
from parcours.definition.tree import Node, Path
from parcours.messages import Text
from parcours.simulation.reading.numbers import minutes, number
from parcours.simulation.scenario.scenario import Range

UNVARIED: Final[Mapping[str, float]] = MappingProxyType({})
COUNTED: Final = frozenset({"capacity", "seats", "each", "monthly", "people", "seed"})
"""Keys of whole numbers: half a seat is no seat."""


def ranges(file: Piece, problems: Problems) -> tuple[Range, ...]:
    """What `sensitivity` says; bounds of a duration are in minutes, as in a distribution."""
    found = (_range(each, file, problems) for _, each in file.at("sensitivity").entries())
    return tuple(each for each in found if each is not None)


def varied(root: Node, values: Mapping[str, float]) -> Node:
    """The tree with another number at each path; minutes where a duration is written, a whole one where it counts.

    KeyError for no such place.
    """
    for path, value in values.items():
        steps = steps_of(path, root)
        node = _found(root, path)
        root = _with(root, steps, replace(node, value=_as_written(node, steps, value)))
    return root


def written(root: Node, path: str) -> float:
    """The number at a path, in minutes where it is a duration. KeyError for no such place."""
    piece = Piece(_found(root, path))
    said = number(piece)
    return minutes(piece, Problems()) if said is None else said


def is_number(root: Node, path: str) -> bool:
    """Whether a number is written there rather than a duration. KeyError for no such place."""
    return number(Piece(_found(root, path))) is not None


def _found(root: Node, path: str) -> Node:
    steps = steps_of(path, root)
    node = root.at(steps) if steps else None
    if node is None:
        raise KeyError(path)
    return node


def _as_written(node: Node, steps: Path, value: float) -> float | int | str:
    if number(Piece(node)) is None:
        return f"PT{max(1, round(value))}M"
    return round(value) if steps[-1] in COUNTED else value


def steps_of(path: str, root: Node) -> Path:
    """The keys and positions that a dotted path names, empty where it leads nowhere."""
    steps: list[str | int] = []
    for word in path.split("."):
        here = root.at(tuple(steps))
        step: str | int = int(word) if here is not None and here.items() and word.isdecimal() else word
        if here is None or here.at((step,)) is None:
            return ()
        steps.append(step)
    return tuple(steps)


def _range(piece: Piece, file: Piece, problems: Problems) -> Range | None:
    path = piece.text("path")
    steps = steps_of(path, file.node) if file.node is not None and path else ()
    written = Piece(file.node.at(steps), steps) if steps and file.node is not None else Piece(None)
    if not path:
        return None
    if number(written) is None and written.as_duration() is None:
        cause = Text("« {path} » ne mène à aucun nombre de ce scénario, ni à une durée.", path=path)
        remedy = Text("Écrivez les clés l'une après l'autre, et les places d'une liste à partir de 0.")
        problems.say(codes.BAD_RANGE, piece.at("path").path, cause, remedy)
        return None
    if _belongs_to_a_sum(steps, file):
        cause = Text("« {path} » fait 1 avec d'autres, que rien n'ajuste.", path=path)
        remedy = Text("Dites « rest: true » à une autre option du choix, en place de sa probabilité.")
        problems.say(codes.BAD_RANGE, piece.at("path").path, cause, remedy)
    least, most = (_bound(piece.at(key), written, problems) for key in ("least", "most"))
    if least is None or most is None:
        return None
    if least >= most:
        cause = Text("La plus petite valeur n'est pas au-dessous de la plus grande.")
        problems.say(codes.BAD_RANGE, piece.at("least").path, cause, Text("Échangez ou corrigez les deux bornes."))
    return Range(path, piece.text("label"), least, most)


def _belongs_to_a_sum(steps: Path, file: Piece) -> bool:
    """Whether the others that make 1 with it stay as they are when it varies."""
    *_, owner, last = ("", *steps)
    if owner == "weights":
        return True
    options = Piece(file.node.at(steps[:-2]) if file.node is not None else None)
    return last == "probability" and not any(each.flag("rest") for _, each in options.entries())


def _bound(piece: Piece, written: Piece, problems: Problems) -> float | None:
    """A bound in the unit of what is written; None where it is missing, or said otherwise."""
    if not piece:
        return None
    is_number = number(written) is not None
    if is_number and number(piece) is not None:
        return number(piece)
    if not is_number and piece.as_duration() is not None:
        return minutes(piece, problems)
    cause = Text("Le chemin mène à {written} : la borne se dit de même.", written=str(written.value))
    remedy = Text("Écrivez un nombre.") if is_number else Text("Écrivez une durée, par exemple « 10 jours ».")
    problems.say(codes.BAD_RANGE, piece.path, cause, remedy)
    return None


def _with(node: Node, path: Path, value: Node) -> Node:
    if not path:
        return value
    step, *rest = path
    if isinstance(step, int):
        items = list(node.items())
        items[step] = _with(items[step], tuple(rest), value)
        return replace(node, value=tuple(items))
    entries = node.entries()
    return replace(node, value={**entries, step: _with(entries[step], tuple(rest), value)})
