"""The functions of the machine once more, in which what cannot be unrolled is noted as a call to be made later.

What stands still for a whole model (rows, stages, lists) is known; dates, delays and chance are not. A function that
works on those alone is left as it is, and called when a life is played.
"""

import math
from collections.abc import Callable, Mapping
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any, Final

from parcours.simulation.draws import distributions, keyed
from parcours.simulation.tables.machine import (
    actions,
    clock,
    contracts,
    course,
    dates,
    deadlines,
    draws,
    events,
    house,
    inputs,
    intervals,
    judging,
    kept,
    ledger,
    limits,
    lives,
    loop,
    members,
    periods,
    places,
    processes,
    recurrences,
    retention,
    slots,
    sources,
    stages,
    state,
    stores,
    supply,
    tasks,
    timers,
    tracks,
    turns,
    words,
)  # fmt: skip
from parcours.simulation.tables.rows import FAR
from parcours.simulation.unrolled.symbols import Node, Unsuited
from parcours.simulation.unrolled.trail import Trail

COPIED: Final = (
    actions, contracts, course, dates, deadlines, draws, events, house, inputs, intervals, judging, kept, ledger,
    limits, lives, loop, members, places, processes, recurrences, retention, slots, sources, stages, state, supply,
    tasks, timers, tracks, turns, words,
)  # fmt: skip
WHOLE, MAYBE, REAL, PAIR = range(4)
"""What a function left as it is gives: a number for sure, one that may be none, a real number, two numbers."""
LEFT: Final[Mapping[tuple[ModuleType, str], int]] = {
    (clock, "midnight"): WHOLE,
    (clock, "at_day"): WHOLE,
    (clock, "day_of"): WHOLE,
    (clock, "time_of"): WHOLE,
    (clock, "add_months"): WHOLE,
    (clock, "in_month"): WHOLE,
    (clock, "month_of"): WHOLE,
    (clock, "months_between"): WHOLE,
    (clock, "walked"): WHOLE,
    (clock, "is_open"): WHOLE,
    (clock, "index_of"): WHOLE,
    (dates, "is_named"): WHOLE,
    (dates, "first_after"): MAYBE,
    (dates, "last_before"): MAYBE,
    (periods, "next_period"): PAIR,
    (periods, "first_of"): WHOLE,
    (members, "in_force"): REAL,
    (supply, "seated_on"): WHOLE,
    (draws, "weighed"): WHOLE,
    (sources, "value_at"): REAL,
    (sources, "said_at"): WHOLE,
    (words, "_business_between"): WHOLE,
    (keyed, "descend"): WHOLE,
    (keyed, "unit"): REAL,
    **{
        (distributions, name): REAL
        for name in ("uniform", "triangular", "normal", "lognormal", "exponential", "gamma", "weibull")
    },
}


class Symbolic(SimpleNamespace):
    """A machine whose members hold numbers that are known and numbers that are not; `trail` notes what is done."""


def copied() -> Mapping[str, Any]:
    """The functions of `loop`, and through them all others, over a `Symbolic` machine."""
    spaces = {module.__name__: dict(vars(module)) for module in COPIED}
    for space in spaces.values():
        space.update(BUILT_IN)
    for space in spaces.values():
        for name, value in space.items():
            if isinstance(value, FunctionType):
                space[name] = _replaced(value, spaces)
            elif isinstance(value, ModuleType) and value.__name__ in spaces:
                space[name] = _Named(spaces[value.__name__])
    return spaces[loop.__name__]


class _Named:
    """A module by the names of its copy."""

    def __init__(self, space: Mapping[str, Any]) -> None:
        self._space = space

    def __getattr__(self, name: str) -> Any:
        return self._space[name]


def _replaced(function: FunctionType, spaces: Mapping[str, dict[str, Any]]) -> Any:
    if function.__module__ == stores.__name__:
        return STORES[function.__name__]
    for (module, name), gives in LEFT.items():
        if (function.__module__, function.__name__) == (module.__name__, name):
            return _left(module, name, gives)
    if function.__module__ not in spaces:
        return function
    own = spaces[function.__module__]
    return FunctionType(function.__code__, own, function.__name__, function.__defaults__)


def _left(module: ModuleType, name: str, gives: int) -> Callable[..., Any]:
    """Notes that this function is to be called."""
    told = f"{module.__name__.rpartition('.')[2]}.{name}"

    def call(*args: Any) -> Any:
        given = ["m" if isinstance(each, Symbolic) else each for each in args]
        trail = _trail_of(args)
        if told == "clock.day_of" and isinstance(args[1], Node) and args[1].kind == "call":
            of, *rest = args[1].args
            if of in ("clock.at_day", "clock.midnight"):
                return rest[1]
        found = trail.of(
            "call", told, *given, real=gives == REAL, certain=gives in (WHOLE, REAL) and name != "in_force"
        )
        if name == "value_at" and isinstance(args[0], Symbolic) and args[0].at_least_one(args[1], args[2]):
            trail.positive.add(found.number)
        if name == "weighed":
            trail.know(found, 0, 0, args[3] - 1)
        if gives == PAIR:
            return trail.of("item", found, 0), trail.of("item", found, 1)
        return found

    return call


def _trail_of(args: Any) -> Trail:
    for each in args:
        if isinstance(each, (Symbolic, Node)):
            found: Trail = each.trail
            return found
    raise Unsuited("nothing to note a call on")


def _extended(m: Symbolic, size: int) -> int:
    found: int = m.used
    for place in range(found, found + size):
        m.memory[place] = 0
    m.used += size
    return found


def _copied(m: Symbolic, origin: int, size: int) -> int:
    found = _extended(m, size)
    for place in range(size):
        m.memory[found + place] = m.table[origin + place]
    return found


def _least(m: Symbolic, first: int, count: int) -> Any:
    found: Any = FAR
    for place in range(first, first + count):
        found = m.trail.least(found, m.memory[place])
    return found


def _opened_numbers(m: Symbolic, count: int) -> int:
    found: int = m.numbers
    for place in range(found, found + count):
        m.values[place] = math.nan
    m.numbers += count
    return found


def _put_entry(m: Symbolic, minute: Any, _: Any, rank: int, birth: int, what: int, first: int, second: int) -> None:
    m.agenda.append((minute, rank, birth, what, first, second))


def _put_line(m: Symbolic, *line: Any) -> None:
    m.trail.happens("line", *line)


def _put_code(m: Symbolic, code: int) -> Any:
    found = m.trail.of("code", len(m.trail.events))
    m.trail.happens("code", code, found)
    return found


def _shared(*_: Any) -> Any:
    raise Unsuited("something is shared")


STORES: Final[Mapping[str, Callable[..., Any]]] = {
    "extended": _extended,
    "copied": _copied,
    "least": _least,
    "opened_numbers": _opened_numbers,
    "put_entry": _put_entry,
    "put_line": _put_line,
    "put_code": _put_code,
    **dict.fromkeys(
        ("coming", "is_due", "next_entry", "put_waiting", "waiting", "first_waiting", "drop_waiting"), _shared
    ),
}


def _on_first(name: str, plain: Callable[..., Any], method: Callable[..., Any]) -> Callable[..., Any]:
    """A function of Python's over numbers of which one may not be known."""

    def call(*args: Any, **named: Any) -> Any:
        for each in args:
            if isinstance(each, Node):
                return method(each.trail, *args)
        return plain(*args, **named)

    call.__name__ = name
    return call


def _absolute(_: Trail, value: Node) -> Any:
    return -value if value < 0 else value


BUILT_IN: Final[Mapping[str, Any]] = {
    "int": _on_first("int", int, Trail.whole),
    "float": _on_first("float", float, Trail.real),
    "min": _on_first("min", min, Trail.least),
    "max": _on_first("max", max, Trail.most),
    "abs": _on_first("abs", abs, _absolute),
    "math": SimpleNamespace(
        isnan=_on_first("isnan", math.isnan, Trail.is_unknown),
        floor=_on_first("floor", math.floor, lambda trail, value: trail.of("floor", value)),
        nan=math.nan,
    ),
}
