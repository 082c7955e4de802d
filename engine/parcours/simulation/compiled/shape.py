"""What the tables of one model never use: compiled for them, the machine does not look for it.

Only what is there or not, and of which kind, is read here: no number of a file is. So a changed number changes nothing
of what is compiled; a construct used for the first time does.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from parcours.simulation.tables import memory, rows
from parcours.simulation.tables.tables import Tables

PREFIXES: Final[Mapping[str, str]] = {
    "rule": "RU_", "stage": "ST_", "transition": "TR_", "guard": "GD_", "track": "TK_", "contract": "CT_",
    "event": "EV_", "input": "IN_", "field": "FD_", "action": "AN_", "owner": "OW_", "slot": "SL_", "deadline": "DL_",
    "rung": "RG_", "recurrence": "RC_", "law": "LW_", "version": "LV_", "place": "PL_", "intent": "IT_", "wait": "WT_",
    "draw": "DR_", "choice": "CH_", "option": "OP_", "act": "AC_", "source": "SR_", "resource": "RS_",
    "session": "SE_", "flow": "FL_", "arrival": "AR_",
}  # fmt: skip
"""The kinds of rows, and how the names of their members begin."""
KINDS: Final = frozenset(
    {
        "RU_OF", "RU_ROLL", "RU_SIGN", "OW_KIND", "SL_PART", "DL_LATE", "RC_KIND", "LW_KIND", "WT_KIND", "AC_KIND",
        "SR_KIND", "EV_ACT", "DR_SHAPE", "TK_ENDS",
    }
)  # fmt: skip
"""Members that say of which kind a row is."""
LISTS: Final = frozenset(
    {
        "OW_DEADLINES", "OW_RECURRENCES", "OW_SLOTS", "ST_ENTER", "ST_EXIT", "ST_START", "TR_GUARDS", "CT_LAW",
        "EV_INPUTS", "EV_DO", "TK_ENTER", "DL_DO", "DL_RUNGS", "DL_ROOTS", "RC_DO", "RC_OTHERWISE", "RC_RUNGS",
        "LW_VERSIONS", "IT_AFTER", "AC_VALUES",
    }
)  # fmt: skip
"""Members that are the address of a list."""
COUNTS: Final = (
    "H_REGIONS", "H_SLOTS", "H_KEPT", "H_SITES", "H_INPUTS", "H_VALUES", "H_ROOTS", "H_PLACES",
)  # fmt: skip
HEADS: Final = ("H_CONTRACTS", "H_TRACKS", "H_FIELDS", "H_FLOWS")
"""Lists of the head, whose length is part of the shape."""
ABSENT: Final = frozenset({0, -1, rows.NONE})


class Shape:
    """`members` are the values a member may have, where that is known of every row; `lengths` those of lists.

    `places` say where things stand in memory and in a block: what stands so in the head of the table.
    """

    def __init__(self, tables: Tables) -> None:
        ints = tables.ints
        self.members: dict[str, frozenset[int]] = {}
        self.lengths: dict[str, frozenset[int]] = {}
        self.counts = {name: ints[getattr(rows, name)] for name in COUNTS}
        self.counts |= {"H_BACKDATING": 0} if not ints[rows.H_BACKDATING] else {}
        self.lengths |= {name: frozenset({ints[ints[getattr(rows, name)]]}) for name in HEADS}
        self.places = {place: ints[place] for place in range(memory.SH_TOUCHED, memory.BK_PLACE_SIZE + 1)}
        del self.places[memory.SH_SIZE]
        for kind, prefix in PREFIXES.items():
            addresses = [address for each, _, address in tables.rows if each == kind]
            for name, offset in vars(rows).items():
                if name.startswith(prefix) and isinstance(offset, int):
                    self._learn(ints, name, [ints[address + offset] for address in addresses])

    def member(self, name: str) -> int | None:
        """The one value that this member has everywhere, where that is part of the shape."""
        found = self.members.get(name, ABSENT)
        return next(iter(found)) if len(found) == 1 else None

    def length(self, name: str) -> int | None:
        """The length of all lists that this member names, where they are all empty or it is one of the head."""
        found = self.lengths.get(name, ABSENT)
        return next(iter(found)) if len(found) == 1 else None

    def may_be(self, name: str, value: int) -> bool:
        """Whether any row has this value there, as far as the shape says."""
        return name not in self.members or value in self.members[name]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shape) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    @cached_property
    def text(self) -> str:
        """All of it, to be told from other shapes."""
        told = sorted((name, sorted(found)) for name, found in (*self.members.items(), *self.lengths.items()))
        return repr((told, sorted(self.counts.items()), sorted(self.places.items())))

    def _learn(self, ints: tuple[int, ...], name: str, values: list[int]) -> None:
        found = frozenset(values) or frozenset({0})
        if name in KINDS or (len(found) == 1 and found <= ABSENT):
            self.members[name] = found
        if name in LISTS:
            lengths = frozenset(ints[value] for value in values) or frozenset({0})
            if lengths == {0}:
                self.lengths[name] = lengths


class Anything:
    """The shape of all models: nothing is known of any."""

    text = ""
    counts: Mapping[str, int] = {}
    places: Mapping[int, int] = {}

    def member(self, _: str) -> int | None:
        return None

    def length(self, _: str) -> int | None:
        return None

    def may_be(self, _: str, __: int) -> bool:
        return True
