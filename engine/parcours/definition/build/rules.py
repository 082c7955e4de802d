"""Dates, ladders of reminders, deadlines and recurrences."""

from dataclasses import dataclass
from typing import Final

from parcours.calendar.dates import DateRule, Roll
from parcours.calendar.duration import Duration
from parcours.calendar.period import LIST_PREFIX, Period
from parcours.definition import codes
from parcours.definition.build.problems import Problems
from parcours.definition.mentions import is_list_name
from parcours.definition.piece import Piece
from parcours.messages import Text
from parcours.model.deadline import Deadline, Duties, LateReminders, Recurrence, Reminder, WhenSuspended

DATE_KEYS: Final = ("after", "before", "of", "last_before", "first_after")
STAGE_ENTRY: Final = "stage.entered_on"
A_MONTH: Final = Duration(months=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a date stands: the day it counts from by default, and the contract `contract.x` speaks of there."""

    default: str = ""
    contract: str = ""

    def day(self, said: str) -> str:
        """The path of a day, with its contract's id in full."""
        match said.split("."):
            case ["contract", day] if self.contract:
                return f"contract.{self.contract}.{day}"
            case _:
                return said or self.default


def date_rule(piece: Piece, place: Place, problems: Problems) -> DateRule:
    """The date a map says; the law's, when it carries out a rule and states no date of its own."""
    law = piece.text("law")
    if law and not any(piece.at(key) for key in DATE_KEYS):
        return DateRule(of=f"law.{law}")
    before, after = piece.duration("before"), piece.duration("after")
    of = place.day(piece.text("of"))
    if piece.at("before") and piece.at("after"):
        cause = Text("Une date est après ou avant un jour, pas les deux.")
        problems.say(codes.CONTRADICTORY_DATE, piece.at("before").path, cause, Text("Retirez l'un des deux."))
    return problems.attempt(
        codes.CONTRADICTORY_DATE,
        piece.path,
        lambda: DateRule(
            offset=after or before,
            backwards=after is None and before is not None,
            of=of,
            less=piece.text("less") or None,
            last_before=piece.text("last_before") or None,
            first_after=piece.text("first_after") or None,
            roll=Roll(piece.text("roll", Roll.NONE)),
        ),
        DateRule(of=of),
    )


def ladder(owner: Piece, place: Place, problems: Problems) -> tuple[Reminder, ...]:
    """The rungs of `remind`."""
    rungs = owner.at("remind").items()
    return tuple(Reminder(date_rule(rung, place, problems), rung.words("do")) for rung in rungs)


def duties(owner: Piece, place: Place, problems: Problems) -> Duties:
    """What `deadlines` and `every` say of a stage, a contract or a track."""
    return Duties(
        tuple(_deadline(name, piece, place, problems) for name, piece in owner.at("deadlines").entries()),
        tuple(_recurrence(name, piece, place, problems) for name, piece in owner.at("every").entries()),
    )


def _deadline(name: str, piece: Piece, place: Place, problems: Problems) -> Deadline:
    return Deadline(
        id=name,
        rule=date_rule(piece, place, problems),
        do=piece.words("do"),
        fire=piece.text("fire"),
        remind=ladder(piece, Place(contract=place.contract), problems),
        late_reminders=LateReminders(piece.text("late_reminders", LateReminders.ONCE)),
        when_suspended=WhenSuspended(piece.text("when_suspended", WhenSuspended.RUN)),
        law=piece.text("law"),
        label=piece.text("label"),
    )


def _recurrence(name: str, piece: Piece, place: Place, problems: Problems) -> Recurrence:
    each = piece.duration("each") or A_MONTH
    on = piece.text("on") or None
    if on is not None and is_list_name(on):
        on = LIST_PREFIX + on.removeprefix(LIST_PREFIX)
    from_start = piece.text("from") == "start"
    period = problems.attempt(
        codes.UNCOUNTABLE_PERIOD, piece.path, lambda: Period(each, from_start, on), Period(A_MONTH)
    )
    return Recurrence(
        id=name,
        period=period,
        do=piece.words("do"),
        count=piece.text("count"),
        at_least=piece.whole("at_least"),
        otherwise=piece.words("otherwise"),
        remind=ladder(piece, Place(contract=place.contract), problems),
        law=piece.text("law"),
        label=piece.text("label"),
    )
