"""The processes that plugins run in, as the use cases see them: never in the way, never believed on their word."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from parcours.plugin import Answer, Job


@dataclass(frozen=True, slots=True)
class Offer:
    """An action as a worker describes it: `performs` says whether anything leaves the house, `plugin` where it is from.

    The rest is as in `plugin.Action`.
    """

    use: str
    title: str
    plugin: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    performs: bool = False
    seconds: float = 30.0
    at_once: int = 2
    for_people: bool = False
    table: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """A plugin that cannot be used; `why` is a type of exception, or how its process ended, never a message of its."""

    plugin: str
    why: str


@dataclass(frozen=True, slots=True)
class Offers:
    """All that the workers can do, by `use`, and the plugins that could not be loaded."""

    actions: Mapping[str, Offer]
    broken: tuple[Broken, ...] = ()


@dataclass(frozen=True, slots=True)
class Raised:
    """The plugin raised instead of answering; `error` is the type of what it raised."""

    error: str


@dataclass(frozen=True, slots=True)
class Overdue:
    """It was ended at its time limit: nobody knows whether it was done."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Died:
    """Its process ended under it, with this exit code; a negative one is a signal."""

    code: int


Ending = Answer | Raised | Overdue | Died


@dataclass(frozen=True, slots=True)
class Ended:
    """How the job of that key ended, and how long it took."""

    key: str
    ending: Ending
    seconds: float = 0.0


class Workers(Protocol):
    """One effect at a time in each process. Nothing here blocks but `stop`."""

    @property
    def offers(self) -> Offers | None:
        """What they can do; None until one of them has said it."""
        ...

    def room(self) -> int:
        """How many more jobs may be started."""
        ...

    def start(self, job: Job, seconds: float) -> None:
        """Begins a job, to be ended by signal after `seconds`."""
        ...

    def ended(self) -> tuple[Ended, ...]:
        """What has ended since the last call."""
        ...

    def wait(self, seconds: float) -> bool:
        """Until something has ended or the offers are known, that long at most; whether it happened."""
        ...

    def stop(self, seconds: float) -> None:
        """Lets what runs end, that long at most, then ends it; all of it is told by `ended`."""
        ...
