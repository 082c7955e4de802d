"""Time that has passed, counted as the law counts it: whole months, then days."""

from dataclasses import dataclass
from typing import Final

from parcours.calendar import wording
from parcours.messages import Language, Text, all_of


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`months` whole months and `days` days; summed apart, so that `days` may pass 31. Empty by default."""

    months: int = 0
    days: int = 0

    def __add__(self, other: "Span") -> "Span":
        return Span(self.months + other.months, self.days + other.days)

    def __bool__(self) -> bool:
        return bool(self.months or self.days)

    def iso(self) -> str:
        """`P2M17D`; `P0D` when empty."""
        months = f"{self.months}M" if self.months else ""
        days = f"{self.days}D" if self.days or not self.months else ""
        return f"P{months}{days}"

    def text(self) -> Text:
        """`2 mois et 17 jours`."""
        parts = [wording.months(self.months)] if self.months else []
        if self.days or not self.months:
            parts.append(wording.days(self.days))
        return all_of(parts)

    def words(self, lang: Language | str = Language.FR) -> str:
        """The same in `lang`."""
        return self.text().render(lang)


NO_TIME: Final = Span()
