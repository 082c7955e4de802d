"""What is sure of dates before any is known: a month later comes later, a day begins before its minutes.

Without it a life would have to be followed through decisions that nobody ever meets.
"""

from typing import Any, Final

FAREST: Final = 1 << 39
"""No day, minute or count is farther from zero: what is beyond means none, or without end."""
NEVER: Final = 1 << 50
SHORTEST_MONTH: Final = 28
PAIR: Final = 2
DEEPEST: Final = 8

Span = tuple[int, int]


def span_of(trail: Any, terms: Any) -> Span:
    """The least and the most that a sum of nodes may be, from what each of them is."""
    if trail.depth > DEEPEST:
        return -NEVER, NEVER
    if len(terms) == 1:
        [(node, count)] = terms
        return _times(_alone(trail, node), count)
    if len(terms) == PAIR and terms[0][1] == -terms[1][1]:
        (one, count), (other, _) = terms
        one_way, back = _pair(trail, one, other), _pair(trail, other, one)
        return _times((max(one_way[0], -back[1]), min(one_way[1], -back[0])), count)
    one_sided = [(node, count) for node, count in terms if _alone(trail, node)[0] >= 0]
    if one_sided and len(one_sided) < len(terms):
        rest = tuple((node, count) for node, count in terms if _alone(trail, node)[0] < 0)
        first, last = trail.span(rest)
        for node, count in one_sided:
            more = _times(_alone(trail, node), count)
            first, last = first + more[0], last + more[1]
        return max(first, -NEVER), min(last, NEVER)
    return (-FAREST, FAREST) if all(trail.is_certain(node) for node, _ in terms) else (-NEVER, NEVER)


def _times(span: Span, count: int) -> Span:
    first, last = span[0] * count, span[1] * count
    return (first, last) if count > 0 else (last, first)


def _alone(trail: Any, node: Any) -> Span:
    if node.kind == "present" or (
        is_positive(trail, node.args[0]) if node.kind == "int" else node.number in trail.positive
    ):
        return 1, FAREST
    if _called(node, "clock.is_open", "dates.is_named"):
        return 0, 1
    return (-FAREST, FAREST) if trail.is_certain(node) else (-NEVER, NEVER)


def is_positive(trail: Any, value: Any) -> bool:
    """Whether a number is sure to be at least 1, beyond what this way alone has decided."""
    if isinstance(value, int):
        return value >= 1
    if value.kind == "float":
        return is_positive(trail, value.args[0])
    if value.real:
        return value.number in trail.positive
    return (
        len(value.terms) == 1
        and value.terms[0][1] == 1
        and value.more >= 0
        and _alone(trail, value.terms[0][0])[0] >= 1
    )


def _called(node: Any, *names: str) -> bool:
    return node.kind == "call" and node.args[0] in names


def _pair(trail: Any, one: Any, other: Any) -> Span:
    """Of `one - other`, by what `one` is."""
    first, last = (-FAREST, FAREST) if trail.is_certain(one) and trail.is_certain(other) else (-NEVER, NEVER)
    if one.kind in ("min", "max"):
        spans = [trail.between(each, other) for each in one.args]
        best = min if one.kind == "min" else max
        return best(each[0] for each in spans), best(each[1] for each in spans)
    for kind, reckoned in KINDS:
        if kind == (one.args[0] if one.kind == "call" else one.kind) and trail.is_certain(one):
            found = reckoned(trail, one, other)
            return max(first, found[0]), min(last, found[1])
    return first, last


def _of_period(trail: Any, one: Any, other: Any) -> Span:
    """The number of a period, or its last day, which comes after the day it was looked for from."""
    pair, which = one.args
    return (trail.between(pair.args[4], other)[0] + 1, NEVER) if which == 1 else (-NEVER, NEVER)


def _of_listed(trail: Any, one: Any, other: Any) -> Span:
    return trail.between(one.args[3], other)[0], NEVER


def _of_day(trail: Any, one: Any, other: Any) -> Span:
    if not _called(other, "clock.day_of"):
        return -NEVER, NEVER
    first, last = trail.between(one.args[2], other.args[2])
    return (0 if first >= 0 else -NEVER), (0 if last <= 0 else NEVER)


def _of_moment(trail: Any, one: Any, other: Any) -> Span:
    """The first minute of a day, or one at which clocks show so much, beside another moment."""
    day, begins = one.args[2], one.args[0] == "clock.midnight"
    if _called(other, "clock.midnight", "clock.at_day"):
        first, last = trail.between(day, other.args[2])
        if one.args[0] == other.args[0] and list(map(id, one.args[3:])) == list(map(id, other.args[3:])):
            return (1 if first > 0 else 0 if first == 0 else -NEVER), (-1 if last < 0 else 0 if last == 0 else NEVER)
        if begins:
            return (0 if first > 0 else -NEVER), (0 if last <= 0 else NEVER)
        return (0 if first >= 0 else -NEVER), (0 if last < 0 else NEVER)
    its_day = trail.known_call("clock.day_of", other)
    if its_day is None:
        return -NEVER, NEVER
    first, last = trail.between(day, its_day)
    return (1 if first > 0 else -NEVER), (0 if last < 0 or (begins and last == 0) else NEVER)


def _of_months(trail: Any, one: Any, other: Any) -> Span:
    day, months = one.args[2], one.args[3]
    if _called(other, "clock.add_months") and trail.between(day, other.args[2]) == (0, 0):
        first, last = trail.between(months, other.args[3])
        since, until = 0, 0
    else:
        first, last = trail.between(months, 0)
        since, until = trail.between(day, other)
    least = since + (SHORTEST_MONTH if first > 0 else 0) if first >= 0 else -NEVER
    most = until - (SHORTEST_MONTH if last < 0 else 0) if last <= 0 else NEVER
    return least, most


KINDS: Final = (
    ("clock.midnight", _of_moment),
    ("clock.at_day", _of_moment),
    ("clock.add_months", _of_months),
    ("dates.first_after", _of_listed),
    ("clock.day_of", _of_day),
    ("item", _of_period),
)
"""What is known of the numbers that a function gives."""
