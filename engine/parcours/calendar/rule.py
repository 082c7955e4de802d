"""How a date is said, the same way everywhere: so long after or before a day, then a named date, then a roll."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from parcours.calendar.duration import Duration
from parcours.calendar.errors import CalendarError
from parcours.calendar.roll import Roll
from parcours.messages import Text

# A value may hold spaces only when it says days worked, which have no writing in ISO 8601.
_MEMBER: Final = re.compile(r"(after|before|of|less|last_before|first_after|roll) (\S+(?: jours? ouvr\S+)?)(?: |$)")


@dataclass(frozen=True, slots=True)
class DateRule:
    """`offset` after the day `of` (before it, when `backwards`), less the time a `less` names; then the rest.

    `of` is the path of a day, such as `stage.entered_on`; empty, it is the default of the place the rule stands in.
    `last_before` and `first_after` name a list of dates. `formula` says it all on one line, read back by
    `from_formula`. Raises CalendarError for members that contradict each other.
    """

    offset: Duration | None = None
    backwards: bool = False
    of: str = ""
    less: str | None = None
    last_before: str | None = None
    first_after: str | None = None
    roll: Roll = Roll.NONE
    formula: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        for problem in (_two_lists(self), _less_of_what(self), _hours_of_a_day(self)):
            if problem is not None:
                raise problem
        object.__setattr__(self, "formula", _formula(self))

    def __hash__(self) -> int:
        return hash(self.formula)

    @property
    def is_civil(self) -> bool:
        """Whether it leads from a day to a day, rather than from an instant to an instant."""
        return self.offset is None or self.offset.is_civil

    @property
    def list_name(self) -> str | None:
        """The list of dates it aims at."""
        return self.last_before or self.first_after

    @staticmethod
    def from_formula(text: str) -> "DateRule":
        """The rule whose `formula` is `text`. Raises CalendarError when there is none."""
        return _read(text)


def _formula(rule: DateRule) -> str:
    members = (
        ("before" if rule.backwards else "after", rule.offset and rule.offset.iso()),
        ("of", rule.of),
        ("less", rule.less),
        ("last_before", rule.last_before),
        ("first_after", rule.first_after),
        ("roll", rule.roll if rule.roll is not Roll.NONE else None),
    )
    return " ".join(f"{name} {value}" for name, value in members if value)


@lru_cache(maxsize=4096)
def _read(text: str) -> DateRule:
    said = dict(_MEMBER.findall(text))
    offset = said.get("after") or said.get("before")
    rule = DateRule(
        offset=Duration.parse(offset) if offset else None,
        backwards="before" in said,
        of=said.get("of", ""),
        less=said.get("less"),
        last_before=said.get("last_before"),
        first_after=said.get("first_after"),
        roll=Roll(said.get("roll", Roll.NONE)),
    )
    if rule.formula != text:
        raise CalendarError(Text("La formule « {formula} » ne dit pas une date.", formula=text))
    return rule


def _two_lists(rule: DateRule) -> CalendarError | None:
    if not (rule.last_before and rule.first_after):
        return None
    return CalendarError(
        Text("Une date vise « last_before » ou « first_after », pas les deux."), Text("Retirez l'un des deux.")
    )


def _less_of_what(rule: DateRule) -> CalendarError | None:
    offset = rule.offset
    counted = offset is not None and offset.is_civil and not offset.skips_days_off and not rule.backwards
    if not rule.less or counted:
        return None
    return CalendarError(
        Text("« less » n'a rien dont retrancher."),
        Text("Donnez un délai « after » en mois ou en jours, ou retirez-le."),
    )


def _hours_of_a_day(rule: DateRule) -> CalendarError | None:
    if rule.is_civil or not (rule.list_name or rule.roll is not Roll.NONE):
        return None
    return CalendarError(
        Text("Un délai en heures mène à un instant : il ne se reporte pas à un autre jour."),
        Text("Dites-le en jours, ou retirez « last_before », « first_after » et « roll »."),
    )
