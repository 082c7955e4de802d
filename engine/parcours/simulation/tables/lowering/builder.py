"""What the lowering writes into: rows at their addresses, numbers, names, and what it could not say."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from parcours.messages import Text
from parcours.simulation.tables.memory import BK_PLACE_SIZE
from parcours.simulation.tables.unsupported import Unsupported

HEAD = BK_PLACE_SIZE + 1
ASIDE = 1 << 36
"""Where what stands aside is counted from, beyond any minute and below any day that is none."""


@dataclass(slots=True)
class Builder:
    """Tables under way. Address 0 is the head: no row stands there, so that 0 says none."""

    ints: list[int] = field(default_factory=lambda: [0] * HEAD)
    apart: list[int] = field(default_factory=list)
    floats: list[float] = field(default_factory=list)
    sites: dict[int, int] = field(default_factory=dict)
    names: dict[str, int] = field(
        default_factory=lambda: {
            name: place for place, name in enumerate(("", "stage", "role", "input", "task", "later"))
        }
    )
    texts: dict[str, int] = field(default_factory=lambda: {"": 0})
    literals: dict[str, int] = field(default_factory=dict)
    rows: list[tuple[str, str, int]] = field(default_factory=lambda: [("head", "", 0)])
    met: list[Unsupported] = field(default_factory=list)

    def row(self, kind: str, name: str, values: Iterable[int]) -> int:
        """A row, at the address given back."""
        address = len(self.ints)
        self.ints.extend(int(value) for value in values)
        self.rows.append((kind, name, address))
        return address

    def aside(self, values: Iterable[int]) -> int:
        """A row that stands after all others, for it may be longer in another scenario that is the same but for dates.

        Its address is right once `settle` has been called.
        """
        address = ASIDE + len(self.apart)
        self.apart.extend(int(value) for value in values)
        return address

    def settle(self) -> None:
        """What stood aside stands after the rest, and is named by where it does."""
        self.rows.append(("days", "", len(self.ints)))
        moved = len(self.ints) - ASIDE
        self.ints = [each + moved if ASIDE <= each < 2 * ASIDE else each for each in (*self.ints, *self.apart)]

    def reserve(self, kind: str, name: str, size: int) -> int:
        """Room for a row that others name before it is known."""
        return self.row(kind, name, [0] * size)

    def fill(self, address: int, values: Iterable[int]) -> None:
        for place, value in enumerate(values):
            self.ints[address + place] = int(value)

    def list(self, kind: str, name: str, values: Iterable[int]) -> int:
        """A list: its length, then its items."""
        items = [int(value) for value in values]
        return self.row(kind, name, [len(items), *items])

    def number(self, value: float) -> int:
        """The place of a number."""
        self.floats.append(float(value))
        return len(self.floats) - 1

    def numbers(self, values: Iterable[float]) -> int:
        """The place of the first of several, which follow one another."""
        first = len(self.floats)
        self.floats.extend(map(float, values))
        if first == len(self.floats):
            self.floats.append(math.nan)
        return first

    def name(self, name: str) -> int:
        return self.names.setdefault(name, len(self.names))

    def text(self, text: str) -> int:
        """The number of a text: equal texts have equal numbers."""
        return self.texts.setdefault(text, len(self.texts))

    def literal(self, said: str) -> int:
        return self.literals.setdefault(said, len(self.literals))

    def site(self, number: int) -> int:
        return self.sites.setdefault(number, len(self.sites))

    def refuse(self, construct: Text, place: str) -> int:
        """What the tables cannot say; 0 stands for it, and the whole is refused in the end."""
        found = Unsupported(construct, place)
        if found not in self.met:
            self.met.append(found)
        return 0
