"""What the builder meets that contradicts itself, kept until the whole file is read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from parcours.calendar.errors import CalendarError
from parcours.definition.finding import Finding
from parcours.definition.tree import Path
from parcours.diagnostics import Code
from parcours.messages import Text

T = TypeVar("T")


@dataclass(slots=True)
class Problems:
    """Filled while one file is built, read once afterwards."""

    found: list[Finding] = field(default_factory=list)

    def say(self, code: Code, at: Path, cause: Text, remedy: Text | None = None) -> None:
        self.found.append(Finding(code, at, cause, remedy))

    def attempt(self, code: Code, at: Path, make: Callable[[], T], otherwise: T) -> T:
        """What `make` makes; when the calendar refuses it, its reason is kept and `otherwise` stands in."""
        try:
            return make()
        except CalendarError as error:
            self.say(code, at, error.text, error.remedy)
            return otherwise
