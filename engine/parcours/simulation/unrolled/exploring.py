"""All the ways a life may go, from each state to the next: what is decided, what is said, where it stands then."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from parcours.simulation.tables import memory as at
from parcours.simulation.tables.machine.parts import Fault, Machine
from parcours.simulation.tables.machine.stores import OF_COMER
from parcours.simulation.tables.rows import H_ARRIVALS, H_VALUES
from parcours.simulation.tables.tables import Tables
from parcours.simulation.unrolled.copies import Symbolic, copied
from parcours.simulation.unrolled.present import Present, Stopped
from parcours.simulation.unrolled.states import Standing, State
from parcours.simulation.unrolled.symbols import Node, Unsuited
from parcours.simulation.unrolled.trail import Trail
from parcours.simulation.unrolled.views import Missed

MOST_STATES: Final = 400
MOST_STEPS: Final = 10_000
MOST_USED: Final = 4096
MOST_NUMBERS: Final = 1024
"""How much memory a life may take, and how many real numbers."""
Play = Callable[[Trail], Symbolic | None]


@dataclass(slots=True)
class Way:
    """What happens until something is decided; then either of two ways, or how it ends.

    `ends` is a state with what is kept for it, or a fault with what it is about.
    """

    events: list[tuple[Any, ...]] = field(default_factory=list)
    asked: tuple[Any, ...] | None = None
    yes: "Way | None" = None
    no: "Way | None" = None
    ends: tuple[Any, ...] | None = None


@dataclass(frozen=True, slots=True)
class Unrolled:
    """One way for each stream in which people come, then one for each state.

    `used` and `numbers` say how far the memory of a life reaches, and its real numbers.
    """

    entries: tuple[Way, ...]
    steps: tuple[Way, ...]
    used: int
    numbers: int


def unrolled(tables: Tables, machine: Machine, end: int) -> Unrolled:
    """What the lives of those who come to a machine do before a minute. Raises Unsuited where it cannot be told."""
    needed: frozenset[str] = frozenset()
    while True:
        explorer = Explorer(tables, machine, end, needed)
        try:
            for number in range(len(machine.comers) // OF_COMER):
                explorer.meet(number)
        except Missed as missed:
            needed |= {str(missed)}
        else:
            return explorer.found()


class Explorer:
    """Follows lives one by one, where `needed` is remembered besides what always is."""

    def __init__(self, tables: Tables, machine: Machine, end: int, needed: frozenset[str]) -> None:
        self.machine, self.end = machine, end
        self.standing = Standing(tables, needed)
        self.loop = copied()
        streams = tables.ints[tables.ints[H_ARRIVALS]]
        self.entries = [(Trail(), Way()) for _ in range(streams)]
        self.numbers: dict[State, int] = {}
        self.steps: list[tuple[Trail, Way]] = []
        self.used = self.most = 0

    def found(self) -> Unrolled:
        if self.used > self.standing.case + MOST_USED or self.most > self.standing.ints[H_VALUES] + MOST_NUMBERS:
            raise Unsuited("too much is remembered of a life")
        entries, steps = ([way for _, way in each] for each in (self.entries, self.steps))
        return Unrolled(tuple(entries), tuple(steps), self.used, self.most)

    def meet(self, number: int) -> None:
        """Somebody comes, and is followed as far as it goes."""
        with suppress(Stopped):
            self._follow(number)

    def _follow(self, number: int) -> None:
        minute, stream, key = self.machine.comers[number * OF_COMER : (number + 1) * OF_COMER]
        present = Present(self.machine, {"number": number, "minute": minute, "key": key, "end": self.end})
        trail, way = self.entries[stream]
        ends = self._taken(trail, way, present, partial(self._enter, stream))
        for _ in range(MOST_STEPS):
            if ends[0] != "go":
                return
            state, kept = ends[1], ends[2]
            present.keep(kept)
            if state == len(self.steps):
                self.steps.append((Trail(), Way()))
                if state > MOST_STATES:
                    raise Unsuited("too many states")
            told = list(self.numbers)[state]
            trail, way = self.steps[state]
            ends = self._taken(trail, way, present, partial(self._step, told))
        raise Unsuited("a life without an end")

    def _taken(self, trail: Trail, way: Way, present: Present, play: Play) -> tuple[Any, ...]:
        """How a step ends for somebody: by a way that others went, else by a new one."""
        here: Way | None = way
        while here is not None and here.ends is None and here.asked is not None:
            here = here.yes if present.holds(*here.asked) else here.no
        if here is None or here.ends is None:
            trail.begin(present.holds)
            ends = self._followed(trail, play)
            _insert(way, trail.events, ends)
            return ends
        return here.ends

    def _followed(self, trail: Trail, play: Play) -> tuple[Any, ...]:
        try:
            m = play(trail)
        except Fault as fault:
            return ("fault", *fault.args)
        if m is None:
            return ("done",)
        state, kept = self.standing.settled(m)
        self.used, self.most = max(self.used, m.used), max(self.most, m.numbers)
        if not state.pending:
            return ("done",)
        return ("go", self.numbers.setdefault(state, len(self.numbers)), tuple(kept))

    def _enter(self, stream: int, trail: Trail) -> Symbolic:
        m = self.standing.fresh(trail)
        self._now(m, trail.of("given", "minute"))
        self.loop["enter"](m, trail.of("given", "number"), stream, trail.of("given", "key"))
        return m

    def _step(self, state: State, trail: Trail) -> Symbolic | None:
        """What comes first happens; None where that is not before the end."""
        m = self.standing.standing(trail, state)
        chosen = m.pending[0]
        for each in m.pending[1:]:
            if each[0] < chosen[0]:
                chosen = each
        if chosen[0] >= trail.of("given", "end"):
            return None
        m.agenda = [each for each in m.pending if each is not chosen]
        minute, _, birth, what, first, second = chosen
        self._now(m, minute)
        self.loop["happen"](m, trail.of("given", "number"), birth, what, first, second)
        return m

    def _now(self, m: Symbolic, minute: Node) -> None:
        m.memory[at.G_NOW] = minute
        m.memory[at.G_TODAY] = self.loop["day_of"](m, minute)


def _insert(way: Way, events: Sequence[tuple[Any, ...]], ends: tuple[Any, ...]) -> None:
    """One more way, which begins as others do."""
    new = not way.events and way.asked is None and way.ends is None
    place = 0
    for event in events:
        if event[0] != "if":
            if new:
                way.events.append(event)
            place += 1
            continue
        _, asked, held = event
        if way.asked is None:
            way.asked = asked
        following = way.yes if held else way.no
        new = following is None
        if following is None:
            following = Way()
            if held:
                way.yes = following
            else:
                way.no = following
        way, place = following, 0
    way.ends = ends
