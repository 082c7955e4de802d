"""Who comes, what is scarce, what takes place on certain days, and what money flows."""

import calendar
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from parcours.calendar.named import NamedDates
from parcours.definition import codes
from parcours.definition.build.problems import Problems
from parcours.definition.build.rules import Place as Anchors
from parcours.definition.piece import Piece, civil_date
from parcours.messages import Text
from parcours.model.definition import Definition
from parcours.model.workflow import Workflow
from parcours.simulation.reading.intents import Builder, hour
from parcours.simulation.reading.keys import FLOWS, MEETINGS
from parcours.simulation.reading.numbers import minutes, needed, number, one_of, site
from parcours.simulation.scenario.supply import Arrival, Discipline, Flow, Listed, Rate, Resource, Session, Spread

MONTHS: Final = 12
LEAP_YEAR: Final = 2000


def arrival(name: str, piece: Piece, workflow: Workflow, problems: Problems) -> Arrival | None:
    """A stream of people; None when how many come cannot be read, which is said."""
    said = one_of(piece, FLOWS, problems)
    if not said:
        return None
    act = Builder(workflow, Anchors(), problems).send(piece)
    return Arrival(name, act, _FLOWS[said](piece.at(said), problems), site(piece.path))


def _rate(piece: Piece, problems: Problems) -> Rate:
    needed(piece, "count", problems)
    months = tuple(number(each) or 0.0 for each in piece.at("months").items())
    if months and len(months) != MONTHS:
        cause = Text("« months » compte {count} facteurs, et une année douze mois.", count=len(months))
        problems.say(
            codes.WRONG_LENGTH, piece.at("months").path, cause, Text("Écrivez-en douze, de janvier à décembre.")
        )
    return Rate(piece.number("count") or 0.0, minutes(needed(piece, "per", problems), problems), months)


def _spread(piece: Piece, problems: Problems) -> Spread:
    return Spread(minutes(needed(piece, "over", problems), problems))


def _listed(piece: Piece, problems: Problems) -> Listed:
    days = (civil_date(each.value) for each in needed(piece, "days", problems).items())
    needed(piece, "each", problems)
    return Listed(tuple(sorted(day for day in days if day is not None)), piece.whole("each"))


def resource(name: str, piece: Piece) -> Resource:
    return Resource(
        id=name,
        label=piece.text("label"),
        capacity=piece.whole("capacity"),
        held=piece.words("held"),
        discipline=Discipline(piece.text("discipline", Discipline.FIFO)),
        priority=piece.text("priority"),
    )


def session(name: str, piece: Piece, definition: Definition, problems: Problems) -> Session:
    said = one_of(piece, MEETINGS, problems)
    return Session(
        id=name,
        label=piece.text("label"),
        days=_days(said, piece, definition),
        at=hour(piece.text("at")),
        seats=piece.optional_whole("seats"),
        notice=piece.duration("notice"),
    )


def _days(said: str, piece: Piece, definition: Definition) -> NamedDates:
    """None at all where it is not clear which."""
    match said:
        case "days":
            return definition.calendar.dates.get(piece.text("days"), NamedDates())
        case "monthly":
            day = piece.whole("monthly")
            return NamedDates(usual=tuple((month, min(day, longest(month))) for month in range(1, MONTHS + 1)))
        case _:
            return NamedDates()


def longest(month: int) -> int:
    """The last day that month ever has."""
    return calendar.monthrange(LEAP_YEAR, month)[1]


def flow(name: str, piece: Piece) -> Flow:
    return Flow(name, piece.text("label"), piece.words("stages"), piece.text("amount"))


_FLOWS: Final[Mapping[str, Callable[[Piece, Problems], Spread | Rate | Listed]]] = MappingProxyType(
    {"rate": _rate, "spread": _spread, "listed": _listed}
)
