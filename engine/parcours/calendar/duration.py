"""How long: a duration as a rule says it, before any date is known."""

from dataclasses import dataclass
from typing import Final

from parcours.calendar import notation, wording
from parcours.calendar.errors import DurationError
from parcours.messages import Language, Text, all_of

# 200 years: no rule of a cooperative means more, and dates stay far from the end of the calendar.
LONGEST_IN_DAYS: Final = 73_050
DAYS_IN_A_MONTH: Final = 30.4375
MINUTES_IN_A_DAY: Final = 1440


@dataclass(frozen=True, slots=True)
class Duration:
    """Whole `months` and `days`, `minutes`, `business_days` (Monday-Friday) or `working_days` (Monday-Saturday).

    Business and working days leave out holidays and closures. One family at a time, save days with minutes
    (`P1DT2H`). Raises DurationError for a negative number, a mixture, or more than 200 years.
    """

    months: int = 0
    days: int = 0
    minutes: int = 0
    business_days: int = 0
    working_days: int = 0

    def __post_init__(self) -> None:
        amounts = (self.months, self.days, self.minutes, self.business_days, self.working_days)
        if min(amounts) < 0:
            raise DurationError(Text("Une durée ne peut pas être négative."))
        families = sum(map(bool, (self.months, self.minutes, self.business_days, self.working_days)))
        if families > 1 or (self.days and self.skips_days_off):
            raise DurationError(
                Text("La durée mêle des unités qui ne se comptent pas ensemble."),
                Text("Dites-la en mois et jours, en jours ouvrés, en jours ouvrables ou en heures."),
            )
        if _rough_days(*amounts) > LONGEST_IN_DAYS:
            raise notation.too_long(self.iso())

    @classmethod
    def parse(cls, text: str) -> "Duration":
        """The duration that `text` says, as ISO 8601 (`P6M`, `PT36H`) or in words (`5 jours ouvrés`).

        Accents and case don't matter. Raises DurationError, with a cause and a remedy, for what is no duration,
        zero, negative, a mixture of families, or more than 200 years.
        """
        amounts = notation.read(text)
        if _rough_days(**amounts) > LONGEST_IN_DAYS:
            raise notation.too_long(text)  # as it was written, rather than as it is counted
        return cls(**amounts)

    @property
    def is_civil(self) -> bool:
        """Whether it leads from a day to a day; with minutes, from an instant to an instant."""
        return not self.minutes

    @property
    def skips_days_off(self) -> bool:
        """Whether it is counted in days that somebody works, business or working ones."""
        return bool(self.business_days or self.working_days)

    def iso(self) -> str:
        """The canonical writing, read back by `parse`: ISO 8601, or French words for business and working days."""
        if self.skips_days_off:
            return self.words(Language.FR)
        hours, minutes = divmod(self.minutes, 60)
        civil = "".join(f"{count}{letter}" for count, letter in ((self.months, "M"), (self.days, "D")) if count)
        clock = "".join(f"{count}{letter}" for count, letter in ((hours, "H"), (minutes, "M")) if count)
        return f"P{civil}T{clock}" if clock else f"P{civil or '0D'}"

    def text(self) -> Text:
        """`36 mois`, `2 mois et 17 jours`, `5 jours ouvrés`."""
        hours, minutes = divmod(self.minutes, 60)
        parts = (
            (self.months, wording.months),
            (self.days, wording.days),
            (hours, wording.hours),
            (minutes, wording.minutes),
            (self.business_days, wording.business_days),
            (self.working_days, wording.working_days),
        )
        return all_of([say(count) for count, say in parts if count] or [wording.days(0)])

    def words(self, lang: Language | str = Language.FR) -> str:
        """The same in `lang`; `parse` reads it back."""
        return self.text().render(lang)


def _rough_days(
    months: int = 0, days: int = 0, minutes: int = 0, business_days: int = 0, working_days: int = 0
) -> float:
    return months * DAYS_IN_A_MONTH + days + minutes / MINUTES_IN_A_DAY + business_days + working_days
