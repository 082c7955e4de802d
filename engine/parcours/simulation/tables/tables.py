"""The tables themselves: plain data that can be hashed, compared and read."""

import hashlib
from array import array
from dataclasses import dataclass

from parcours.simulation.tables.memory import SH_SIZE


@dataclass(frozen=True, slots=True)
class Tables:
    """`ints` are rows at their addresses, `floats` numbers, `sites` the numbers of draw sites.

    `names` are told in the log, `literals` the values of fields as the log tells them. `rows` says what stands where,
    for people: kind, name and address. `units` is the capacity of each resource, `seatings` the name of each session.
    """

    ints: tuple[int, ...]
    floats: tuple[float, ...]
    sites: tuple[int, ...]
    names: tuple[str, ...]
    literals: tuple[str, ...]
    rows: tuple[tuple[str, str, int], ...]
    units: tuple[int, ...]
    seatings: tuple[str, ...]

    @property
    def hash(self) -> str:
        """The digest of all of it."""
        digest = hashlib.sha256(array("q", self.ints).tobytes())
        digest.update(array("d", self.floats).tobytes())
        digest.update(array("Q", self.sites).tobytes())
        digest.update(repr((self.names, self.literals, self.units, self.seatings)).encode())
        return digest.hexdigest()

    @property
    def shared(self) -> int:
        """How many numbers the machine's memory holds before the first case."""
        return self.ints[SH_SIZE]

    def dump(self) -> str:
        """One line a row: its kind, its name, its members up to the next row."""
        ends = [*(address for _, _, address in self.rows[1:]), len(self.ints)]
        lines = (
            f"{address:6d} {kind:12s} {name:32s} {' '.join(map(str, self.ints[address:end]))}"
            for (kind, name, address), end in zip(self.rows, ends, strict=True)
            if kind != "days"
        )
        return "\n".join(lines)
