"""A box where letters that came back are left: each of ours is taken once, then filed away; others stay as they are."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from parcours.runtime.effects.bounces import Notice, Standing, take
from parcours.runtime.engine import Engine
from parcours.runtime.serving.telling import Event, Log

TABLE: Final = "retours"
SLICE: Final = 20  # letters taken before the node looks at what else is due


class Letters(Protocol):
    """A box under the names its letters have there. Each raises FolderError."""

    def unread(self) -> Sequence[str]:
        """Those nobody has filed away, the oldest first."""
        ...

    def notice(self, name: str) -> Notice | None:
        """What a letter says; None when it says nothing of one of ours."""
        ...

    def file_away(self, name: str) -> None: ...


@dataclass(slots=True)
class BounceBox:
    """A chore. `foreign` are the letters of somebody else, read once."""

    engine: Engine
    letters: Letters
    log: Log
    node: str
    foreign: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return TABLE

    def do(self, now: datetime.datetime) -> bool:  # noqa: ARG002  a letter is of no hour
        names = self.letters.unread()
        self.foreign &= set(names)
        new = [name for name in names if name not in self.foreign]
        for name in new[:SLICE]:
            self._take(name)
        return len(new) > SLICE

    def _take(self, name: str) -> None:
        notice = self.letters.notice(name)
        bounce = take(self.engine, notice, self.node) if notice is not None else None
        if bounce is None or bounce.standing is Standing.FOREIGN:
            self.foreign.add(name)
            return
        self.letters.file_away(name)
        self.log.say(Event.BOUNCED, case=bounce.case, fact=bounce.fact, standing=bounce.standing)
