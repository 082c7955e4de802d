"""The sources of a value: written, drawn, chosen, counted, booked, or moved on from the present one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from parcours.definition import codes
from parcours.definition.build.problems import Problems
from parcours.definition.build.rules import Place, date_rule
from parcours.definition.finding import Finding
from parcours.definition.piece import Piece
from parcours.messages import Text
from parcours.model.fields import Field, FieldError, FieldType, Value
from parcours.simulation.reading.keys import SOURCES
from parcours.simulation.reading.numbers import draw, one_of, site
from parcours.simulation.reading.targets import Target
from parcours.simulation.scenario.values import TODAY, Chosen, Dated, Drawn, Given, Moved, Seated, Source

SUM_TO_ONE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Reader:
    """What reads one source: what it is for, the place it stands in, and where problems are told."""

    target: Target
    place: Place
    problems: Problems


def sources(piece: Piece, targets: Mapping[str, Target], place: Place, problems: Problems) -> dict[str, Source]:
    """The source of each value of a map; those for what nobody knows, or that cannot be read, are left out."""
    known = ((name, each, targets[name]) for name, each in piece.entries() if name in targets)
    read = ((name, source(each, Reader(target, place, problems))) for name, each, target in known)
    return {name: found for name, found in read if found is not None}


def source(piece: Piece, reader: Reader) -> Source | None:
    """What a map says a value comes from; None when it cannot be read, which is said."""
    said = one_of(piece, SOURCES, reader.problems)
    if not said:
        return None
    if not _ACCEPTED.get(said, _anything)(reader.target):
        _wrong(piece.at(said), reader)
        return None
    return _READ[said](piece, reader)


def _given(piece: Piece, reader: Reader) -> Source | None:
    found = _value(piece.at("value"), reader)
    return Given(found) if found is not None else None


def _drawn(piece: Piece, reader: Reader) -> Source | None:
    return Drawn(draw(piece.at("draw"), reader.problems), *_bounds(piece, reader.target.field))


def _chosen(piece: Piece, reader: Reader) -> Source | None:
    weights = piece.at("weights")
    values = tuple(_value(each, reader, said=key) for key, each in weights.entries())
    shares = tuple(weights.number(key) or 0.0 for key, _ in weights.entries())
    if abs(sum(shares) - 1) > SUM_TO_ONE:
        sum_to_one(weights, sum(shares), reader.problems)
    if piece.at("at_most") and not reader.target.months:
        cause = Text(
            "« at_most » borne une durée de contrat, et « {name} » n'en est pas une.", name=reader.target.field.id
        )
        reader.problems.say(codes.WRONG_VALUE, piece.at("at_most").path, cause, Text("Retirez « at_most »."))
    found = tuple(value for value in values if value is not None)
    if len(found) < len(values):
        return None
    return Chosen(site(weights.path), found, shares, piece.text("at_most"))


def _dated(piece: Piece, reader: Reader) -> Source | None:
    rule = date_rule(piece.at("day"), Place(TODAY, reader.place.contract), reader.problems)
    return Dated(rule)


def _seated(piece: Piece, _: Reader) -> Source | None:
    return Seated(piece.text("session"))


def _moved(piece: Piece, reader: Reader) -> Source | None:
    times, plus = (draw(piece.at(key), reader.problems) if piece.at(key) else None for key in ("times", "plus"))
    return Moved(piece.text("move"), times, plus, *_bounds(piece, reader.target.field))


def _bounds(piece: Piece, field: Field) -> tuple[float | None, float | None]:
    """Those written, within those of the field: beyond, the parcours would refuse the number."""
    least = [bound for bound in (piece.number("least"), field.least) if bound is not None]
    most = [bound for bound in (piece.number("most"), field.most) if bound is not None]
    return max(least, default=None), min(most, default=None)


def sum_to_one(piece: Piece, total: float, problems: Problems) -> None:
    """Says that the probabilities of `piece` make another total."""
    cause = Text("Ces probabilités font {total}, et non 1.", total=f"{total:.6g}")
    remedy = Text("Corrigez-les ; d'un choix, une option peut dire « rest: true » en place de sa probabilité.")
    problems.say(codes.PROBABILITIES, piece.path, cause, remedy)


def _value(piece: Piece, reader: Reader, said: str = "") -> Value | None:
    """The value written; `said` is the key that stands for one."""
    raw = said or (piece.node.plain() if piece.node is not None else None)
    try:
        return reader.target.read(raw)
    except FieldError as error:
        reader.problems.found.append(Finding(codes.WRONG_VALUE, piece.path, error.text, on_key=bool(said)))
        return None


def _anything(_: Target) -> bool:
    return True


def _wrong(piece: Piece, reader: Reader) -> None:
    field = reader.target.field
    kind = FieldType.DURATION if reader.target.months else field.type
    cause = Text(
        "« {name} » est de type {type} : « {key} » ne peut pas le donner.",
        name=field.id,
        type=kind,
        key=str(piece.path[-1]),
    )
    remedy = Text("Écrivez « value », ou « weights » pour choisir au sort.")
    reader.problems.say(codes.WRONG_VALUE, piece.path, cause, remedy)


_ACCEPTED: Final[Mapping[str, Callable[[Target], bool]]] = MappingProxyType(
    {
        "draw": lambda target: target.is_number,
        "move": lambda target: target.is_number,
        "day": lambda target: target.is_day,
        "session": lambda target: target.is_day,
    }
)
_READ: Final[Mapping[str, Callable[[Piece, Reader], Source | None]]] = MappingProxyType(
    {
        "value": _given,
        "draw": _drawn,
        "weights": _chosen,
        "day": _dated,
        "session": _seated,
        "move": _moved,
    }
)
