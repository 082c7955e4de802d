"""What people type into the fields that a parcours asks for, drawn by chance."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeVar

from parcours.calendar.days_off import Calendar
from parcours.calendar.named import dates_of
from parcours.model.fields import Field, FieldType
from parcours.runtime.paper import PaperContract

T = TypeVar("T")

WORDS: Final = ("Marion Kerbrat", "boulangerie ambulante", "déménage à Dinan")
TERMS: Final = ("3 mois", "1 mois", "6 mois", "2 mois", "7 mois", "13 mois")
NEVER_TRUE: Final = frozenset({"salarie_temps_plein"})  # it would close the door to most of the histories
AHEAD: Final = {
    "starts_on": (0, 5, 28, -3),
    "signed_on": (0, -1, -4),
    "ends_on": (20, 0, 40),
    "effective_on": (0, 9, -6),
}


@dataclass
class Dice:
    """Choices read off one number: the smaller it is, the plainer they are."""

    left: int

    def roll(self, faces: int) -> int:
        self.left, face = divmod(self.left, faces)
        return face

    def one_of(self, choices: Sequence[T]) -> T:
        return choices[self.roll(len(choices))]


def typed(field: Field, dice: Dice, today: date, calendar: Calendar) -> object:
    """A value for a field; nothing where a list of named dates has come to its end."""
    if field.among:
        known = dates_of(calendar.dates[field.among], today, today + timedelta(500))
        return dice.one_of(known).isoformat() if known else ""
    if field.type is FieldType.BOOLEAN:
        return field.id not in NEVER_TRUE and dice.roll(4) != 3
    if field.type is FieldType.CHOICE:
        return dice.one_of(field.choices)
    return _TYPED[field.type](dice, today)


def answered(asked: Iterable[str], dice: Dice, today: date) -> Mapping[str, object]:
    """What the engine asks beside the file: days now and then, terms often, presence always."""
    days = {name: (today + timedelta(dice.one_of(AHEAD[name]))).isoformat() for name in asked if name in AHEAD}
    terms = {name: dice.one_of(TERMS) for name in asked if name in {"term", "trial"} and dice.roll(3)}
    present = {name: 3 - dice.roll(2) for name in asked if name == "present"}
    return {name: day for name, day in days.items() if dice.roll(4) == 3} | terms | present


def on_paper(contract: str, dice: Dice) -> PaperContract:
    """A contract that ran before the engine, short of a year, signed once or twice."""
    first = date(2024, 1, 31) + timedelta(dice.roll(300))
    return PaperContract(contract, first, first + timedelta(30 + dice.roll(300)), dice.roll(2))


def _number(dice: Dice, _: date) -> object:
    return dice.one_of((5000, 0, 800))


def _day(dice: Dice, today: date) -> object:
    return (today + timedelta(20 + dice.roll(200))).isoformat()


def _validity(dice: Dice, today: date) -> object:
    until = dice.one_of((date(2032, 12, 31), today + timedelta(dice.roll(300))))
    return {"from": "2020-01-01", "until": until.isoformat()}


_TYPED: Final[Mapping[FieldType, Callable[[Dice, date], object]]] = {
    FieldType.TEXT: lambda dice, _: dice.one_of(WORDS),
    FieldType.EMAIL: lambda _, __: "marion@exemple.fr",
    FieldType.NUMBER: _number,
    FieldType.INTEGER: _number,
    FieldType.DATE: _day,
    FieldType.DURATION: lambda dice, _: dice.one_of(TERMS),
    FieldType.VALIDITY: _validity,
}
