"""What was found, as a program in the words of the machine: a function for each state, which gives the next one.

Interpreted as it stands, or made machine code like the rest of the machine. A number is worked out where it is first
needed, and what no state ever reads is not kept.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from parcours.simulation.unrolled.copies import LEFT
from parcours.simulation.unrolled.exploring import Unrolled, Way
from parcours.simulation.unrolled.needing import each_way, needed_homes, parts_of, used_by
from parcours.simulation.unrolled.symbols import Node

OVER, UNSEEN = -1, -2
"""Nothing more comes of a life; it goes in a way that none of those followed went."""
INFIX: Final = frozenset({"+", "-", "*", "//", "%"})
HEAD: Final = '''"""Lives of one model, unrolled: each function is a step from a state, and gives the next."""

import math
from typing import Any

from parcours.simulation.compiled.folding import count_line
from parcours.simulation.tables.machine.parts import Fault
from parcours.simulation.tables.machine.stores import OF_COMER, put_code, put_line
from parcours.simulation.tables.rows import UNKNOWN
{imports}

'''
LIVE: Final = '''
def {ahead}(m: Any, number: int, end: int) -> int:
    """A whole life: -1, or -2 where it goes as none did that was followed."""
    at = number * OF_COMER
    state = {enter}(m, number, m.comers[at], m.comers[at + 1], m.comers[at + 2], end)
    while state >= 0:
        state = {step}(m, number, end, state)
    return state
'''
ENTER: Final = "m: Any, number: int, minute: int, key: int, end: int"
STEP: Final = "m: Any, number: int, end: int"
NAMES: Final = (
    ("ahead", "enter", "step", "put_line"),
    ("ahead_counted", "enter_counted", "step_counted", "count_line"),
)


def written(found: Unrolled) -> str:
    """The whole program: lives whose lines are kept, then the same of which they are only counted."""
    needed = needed_homes([*found.entries, *found.steps])
    lines = [HEAD.format(imports="\n".join(_imports()))]
    for ahead, enter, step, says in NAMES:
        lines.append(LIVE.format(ahead=ahead, enter=enter, step=step))
        for name, given, ways in ((enter, ENTER, found.entries), (step, STEP, found.steps)):
            lines += _chosen(name, given, len(ways))
            for number, way in enumerate(ways):
                lines += ["", f"def {name}_{number}({given}) -> int:", *_Writer(needed, way, says).lines()]
    return "\n".join(lines) + "\n"


def _imports() -> Iterator[str]:
    for module, name in LEFT:
        yield f"from {module.__name__} import {name} as {module.__name__.rpartition('.')[2]}_{name}"


def _chosen(name: str, given: str, count: int) -> Iterator[str]:
    """The function that goes on by a number."""
    enters = given == ENTER
    by = "stream" if enters else "state"
    handed = ", ".join(each.partition(":")[0] for each in given.split(", "))
    more = "minute: int, stream: int, key: int, end: int" if enters else "end: int, state: int"
    yield from ("", f"def {name}(m: Any, number: int, {more}) -> int:")
    for number in range(count):
        yield f"    if {by} == {number}:"
        yield f"        return {name}_{number}({handed})"
    yield f"    return {UNSEEN}"


def _is_pair(node: Node) -> bool:
    """Whether it gives two numbers, which have a name each."""
    return node.kind == "call" and node.args[0] == "periods.next_period"


class _Writer:
    """One function."""

    def __init__(self, needed: set[Any], way: Way, says: str) -> None:
        self.needed, self.way, self.says = needed, way, says
        self.uses: Counter[int] = Counter()
        seen: set[int] = set()
        for each in each_way(way):
            for node in (*used_by(each), *(number for _, number in self._kept(each))):
                self._count(node, seen)

    def lines(self) -> Iterator[str]:
        yield "    memory, values, floats, table = m.memory, m.values, m.floats, m.table"
        yield from self._way(self.way, set(), "    ")

    def _kept(self, way: Way) -> Sequence[tuple[Any, Any]]:
        if way.ends is None or way.ends[0] != "go":
            return ()
        return [
            (home, node)
            for home, node in way.ends[2]
            if home in self.needed and not (isinstance(node, Node) and node.kind == "home" and node.args == home)
        ]

    def _count(self, node: Any, seen: set[int]) -> None:
        if not isinstance(node, Node):
            return
        self.uses[node.number] += 1
        if node.number not in seen:
            seen.add(node.number)
            for part in parts_of(node):
                self._count(part, seen)

    def _way(self, way: Way, known: set[int], margin: str) -> Iterator[str]:
        for event in way.events:
            yield from self._event(event, known, margin)
        if way.ends is not None:
            yield from self._end(way, known, margin)
        elif way.asked is None:
            yield f"{margin}return {UNSEEN}"
        else:
            sign, one, other = way.asked
            for node in (one, other):
                yield from self._worked_out(node, known, margin)
            asked = (
                f"math.isnan({self._told(one)})"
                if sign == "unknown"
                else f"{self._told(one)} {sign} {self._told(other)}"
            )
            yield f"{margin}if {asked}:"
            yield from self._branch(way.yes, set(known), margin + "    ")
            yield from self._branch(way.no, known, margin)

    def _branch(self, way: Way | None, known: set[int], margin: str) -> Iterator[str]:
        if way is None:
            yield f"{margin}return {UNSEEN}"
        else:
            yield from self._way(way, known, margin)

    def _event(self, event: tuple[Any, ...], known: set[int], margin: str) -> Iterator[str]:
        kind, *args = event
        for node in args:
            if not (isinstance(node, Node) and node.kind == "code"):
                yield from self._worked_out(node, known, margin)
        if kind == "line":
            yield f"{margin}{self.says}(m, {', '.join(map(self._told, args))})"
        else:
            known.add(args[1].number)
            yield f"{margin}x{args[1].number} = put_code(m, {args[0]})"

    def _end(self, way: Way, known: set[int], margin: str) -> Iterator[str]:
        what, *rest = way.ends or ("done",)
        if what == "fault":
            for node in rest:
                yield from self._worked_out(node, known, margin)
            yield f"{margin}raise Fault({', '.join(map(self._told, rest))})"
            return
        kept = self._kept(way)
        for _, node in kept:
            yield from self._worked_out(node, known, margin)
        told = [(area, place, self._told(node, whole=False)) for (area, place), node in kept]
        yield from (f"{margin}{area}[{place}] = {value}" for area, place, value in told)
        yield f"{margin}return {rest[0] if what == 'go' else OVER}"

    def _worked_out(self, node: Any, known: set[int], margin: str) -> Iterator[str]:
        """What is used more than once has a name; so has all that is read before anything is kept."""
        if not isinstance(node, Node) or node.number in known or node.kind == "given":
            return
        for part in parts_of(node):
            yield from self._worked_out(part, known, margin)
        if node.kind == "item":
            [pair, place] = node.args
            yield f"{margin}p{pair.number}_0, p{pair.number}_1 = {self._expression(pair)}"
            yield f"{margin}x{node.number} = p{pair.number}_{place}"
            known.add(node.number)
        elif (self.uses[node.number] > 1 or node.kind == "home") and not _is_pair(node):
            known.add(node.number)
            yield f"{margin}x{node.number} = {self._expression(node)}"

    def _told(self, node: Any, *, whole: bool = True) -> str:
        """By its name where it has one."""
        if not isinstance(node, Node):
            return "UNKNOWN" if node != node else repr(node)  # noqa: PLR0124  # as no other number is
        if node.kind == "given":
            return str(node.args[0])
        if self.uses[node.number] > 1 or node.kind in ("home", "item", "code"):
            return f"x{node.number}"
        told = self._expression(node)
        return f"({told})" if whole and (node.kind in INFIX or node.kind == "sum") else told

    def _expression(self, node: Node) -> str:  # noqa: PLR0911  # one for each kind
        args = node.args
        match node.kind:
            case "home":
                return f"{args[0]}[{args[1]}]"
            case "present":
                return f"table[{args[0]}]"
            case "read":
                return f"{'floats' if args[0] == 'floats' else 'm.' + args[0]}[{self._told(args[1], whole=False)}]"
            case "sum":
                return self._sum(node)
            case "call":
                given = ", ".join("m" if isinstance(each, str) else self._told(each, whole=False) for each in args[1:])
                return f"{args[0].replace('.', '_')}({given})"
            case "floor":
                return f"math.floor({self._told(args[0], whole=False)})"
        if node.kind in INFIX:
            return f"{self._told(args[0])} {node.kind} {self._told(args[1])}"
        return f"{node.kind}({', '.join(self._told(each, whole=False) for each in args)})"

    def _sum(self, node: Node) -> str:
        text = ""
        for each, count in sorted(node.terms, key=lambda term: term[1] < 0):
            times = f"{abs(count)} * " if abs(count) != 1 else ""
            sign = ("-" if count < 0 else "") if not text else (" - " if count < 0 else " + ")
            text += f"{sign}{times}{self._told(each)}"
        return text if not node.more else f"{text} {'-' if node.more < 0 else '+'} {abs(node.more)}"
