"""Distributions as a file writes them: of numbers, or of delays in minutes; and where a draw is written."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from parcours.calendar.duration import DAYS_IN_A_MONTH, MINUTES_IN_A_DAY, Duration
from parcours.definition import codes
from parcours.definition.build.problems import Problems
from parcours.definition.piece import Piece
from parcours.definition.places import place_name
from parcours.definition.tree import Path
from parcours.messages import Text
from parcours.messages.suggestion import all_quoted, quoted
from parcours.simulation.reading.keys import SHAPES
from parcours.simulation.scenario.values import Distribution, Draw, Shape, Site

Measure = Callable[[Piece, Problems], float | None]
NOTHING: Final = Distribution(Shape.FIXED, (0.0,))  # stands in for what cannot be read, which is said


@dataclass(frozen=True, slots=True)
class Parameter:
    """`pure` has no unit; without `positive`, any number will do. `default` where nothing is written."""

    key: str
    pure: bool = False
    positive: bool = False
    default: float | None = None


PARAMETERS: Final[Mapping[Shape, tuple[Parameter, ...]]] = MappingProxyType(
    {
        Shape.UNIFORM: (Parameter("least", default=0.0), Parameter("most")),
        Shape.TRIANGULAR: (Parameter("least", default=0.0), Parameter("mode"), Parameter("most")),
        Shape.NORMAL: (Parameter("mean"), Parameter("sigma", positive=True)),
        Shape.LOGNORMAL: (Parameter("median", positive=True), Parameter("sigma", pure=True, positive=True)),
        Shape.EXPONENTIAL: (Parameter("mean", positive=True),),
        Shape.GAMMA: (Parameter("shape", pure=True, positive=True), Parameter("scale", positive=True)),
        Shape.WEIBULL: (Parameter("shape", pure=True, positive=True), Parameter("scale", positive=True)),
    }
)
BOUNDED: Final = frozenset({Shape.UNIFORM, Shape.TRIANGULAR})


def site(path: Path) -> Site:
    """Where something is drawn: its number is the 64-bit BLAKE2b of its path, so that no other draw moves it."""
    said = ".".join(map(str, path))
    return Site(said, int.from_bytes(hashlib.blake2b(said.encode(), digest_size=8).digest(), "big"))


def draw(piece: Piece, problems: Problems) -> Draw:
    """A number drawn."""
    return Draw(site(piece.path), _distribution(piece, _pure, problems))


def delay(piece: Piece, problems: Problems) -> Draw:
    """A length of time drawn, in minutes."""
    if piece.at(Shape.NORMAL):
        cause = Text("La loi normale descend sous zéro : un délai ne peut pas être négatif.")
        remedy = Text("Prenez « lognormal » ou « gamma », ou « triangular » entre deux bornes.")
        problems.say(codes.BAD_DISTRIBUTION, piece.at(Shape.NORMAL).path, cause, remedy)
        return Draw(site(piece.path), NOTHING)
    return Draw(site(piece.path), _distribution(piece, _minutes, problems))


def minutes(piece: Piece, problems: Problems) -> float:
    """A duration written at `piece`, in minutes; 0 where none can be read, which is said."""
    return _minutes(piece, problems) or 0.0


def one_of(piece: Piece, keys: tuple[str, ...], problems: Problems) -> str:
    """The one of `keys` that a map says; empty, which is said, when there is none or when there are several."""
    if not any(piece.at(key) for key in keys):
        cause = Text("{place} ne dit rien de ce qui est attendu.", place=place_name(piece.path))
        problems.say(codes.ONE_OF_SEVERAL, piece.path, cause, Text("Ajoutez {keys}.", keys=quoted(keys)))
    return one_at_most(piece, keys, problems)


def one_at_most(piece: Piece, keys: tuple[str, ...], problems: Problems) -> str:
    """The one of `keys` that a map says; empty when there is none, or when there are several, which is said."""
    said = [key for key in keys if piece.at(key)]
    if len(said) > 1:
        cause = Text("{place} dit {keys}, et n'en veut qu'un.", place=place_name(piece.path), keys=all_quoted(said))
        problems.say(codes.ONE_OF_SEVERAL, piece.at(said[1]).path, cause, Text("Gardez-en un seul."))
    return said[0] if len(said) == 1 else ""


def needed(piece: Piece, key: str, problems: Problems) -> Piece:
    """What stands under a key without which nothing can be made of `piece`; that it lacks is said."""
    found = piece.at(key)
    if not found:
        cause = Text("Il manque « {key} » à {place}.", key=key, place=place_name(piece.path))
        problems.say(codes.MISSING_KEY, piece.path, cause, Text("Ajoutez « {key}: … ».", key=key))
    return found


def _distribution(piece: Piece, measure: Measure, problems: Problems) -> Distribution:
    said = one_of(piece, SHAPES, problems)
    if not said:
        return NOTHING
    shape, inside = Shape(said), piece.at(said)
    if shape is Shape.FIXED:
        return Distribution(shape, (measure(inside, problems) or 0.0,))
    if shape is Shape.EMPIRICAL:
        return Distribution(shape, tuple(measure(each, problems) or 0.0 for each in inside.items()))
    values = tuple(_parameter(inside, each, measure, problems) for each in PARAMETERS[shape])
    if any(value is None for value in values):
        return NOTHING
    found = Distribution(shape, tuple(value for value in values if value is not None))
    return found if _stands(found, inside, problems) else NOTHING


def _parameter(inside: Piece, of: Parameter, measure: Measure, problems: Problems) -> float | None:
    if of.default is not None and not inside.at(of.key):
        return of.default
    written = needed(inside, of.key, problems)
    value = number(written) if of.pure else measure(written, problems)
    if of.positive and value is not None and value <= 0:
        cause = Text("« {key} » doit être plus grand que zéro.", key=of.key)
        problems.say(codes.BAD_DISTRIBUTION, written.path, cause, Text("Corrigez-le."))
        return None
    return value


def _stands(found: Distribution, inside: Piece, problems: Problems) -> bool:
    """Whether bounds are in order, with room between them."""
    if found.shape not in BOUNDED:
        return True
    least, *_, most = found.parameters
    if least < most and all(before <= after for before, after in pairwise(found.parameters)):
        return True
    keys = all_quoted(each.key for each in PARAMETERS[found.shape])
    cause = Text("Les bornes ne vont pas de la plus petite à la plus grande : {keys}.", keys=keys)
    remedy = Text("Rangez-les, ou écrivez « fixed » si la valeur est toujours la même.")
    problems.say(codes.BAD_DISTRIBUTION, inside.path, cause, remedy)
    return False


def _pure(piece: Piece, _: Problems) -> float | None:
    return number(piece)


def number(piece: Piece) -> float | None:
    """The number written at `piece`, None for anything else."""
    value = piece.value
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _minutes(piece: Piece, problems: Problems) -> float | None:
    length = piece.as_duration()
    if length is None:  # told as a shape
        return None
    if length.skips_days_off:
        cause = Text("« {text} » n'a pas de longueur fixe : elle dépend des jours fériés.", text=str(piece.value))
        remedy = Text("Dites-la en jours ou en heures ; « fixed », dans « after », peut compter en jours ouvrés.")
        problems.say(codes.UNEVEN_DURATION, piece.path, cause, remedy)
        return None
    return in_minutes(length)


def in_minutes(length: Duration) -> float:
    """A duration without business days, in minutes; a month counts for 30.4375 days, a twelfth of 365.25."""
    return (length.months * DAYS_IN_A_MONTH + length.days) * MINUTES_IN_A_DAY + length.minutes
