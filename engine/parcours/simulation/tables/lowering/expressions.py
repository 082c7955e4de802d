"""Conditions and formulas, from CEL's own checked tree to the code of a stack."""

import datetime
from collections.abc import Iterator, Mapping

from parcours.calendar.duration import Duration
from parcours.calendar.rule import DateRule
from parcours.expressions.tree import Call, Constant, Listing, Name, Tree
from parcours.expressions.types import CelType
from parcours.messages import Text
from parcours.model.fields import FieldType
from parcours.simulation.tables import memory, rows
from parcours.simulation.tables.lowering.builder import Builder
from parcours.simulation.tables.lowering.days import day_number
from parcours.simulation.tables.lowering.rules import MEMBERS, Addresses, date_rule, needs_open_days

Code = Iterator[tuple[int, int]]

BINARY = {
    "_+_": rows.DO_ADD,
    "_-_": rows.DO_SUBTRACT,
    "_*_": rows.DO_MULTIPLY,
    "_==_": rows.DO_EQUAL,
    "_!=_": rows.DO_UNEQUAL,
    "_<_": rows.DO_LESS,
    "_<=_": rows.DO_AT_MOST,
    "_>_": rows.DO_MORE,
    "_>=_": rows.DO_AT_LEAST,
    "_&&_": rows.DO_AND,
    "_||_": rows.DO_OR,
    "valid": rows.DO_VALID,
    "months_between": rows.DO_MONTHS_BETWEEN,
    "business_days_between": rows.DO_BUSINESS_BETWEEN,
}
UNARY = {"!_": rows.DO_NOT, "-_": rows.DO_NEGATE}
ORDERS = frozenset({"_<_", "_<=_", "_>_", "_>=_"})
EXACT = 2**53


def expression(b: Builder, a: Addresses, tree: Tree, inputs: dict[str, int], place: str) -> int:
    """The code of an expression; `inputs` are the slots of an event's inputs."""
    code = list(_node(b, a, tree, inputs, place))
    if _depth(code) > memory.STACK:
        b.refuse(Text("une expression trop profonde"), place)
    return b.row("code", place, [len(code), *(part for pair in code for part in pair)])


def _depth(code: list[tuple[int, int]]) -> int:
    deepest = depth = 0
    for operation, _ in code:
        if operation < rows.DO_ADD:
            depth += 1
        elif operation == rows.DO_CHOOSE:
            depth -= 2
        elif operation <= rows.DO_BUSINESS_BETWEEN:
            depth -= 1
        deepest = max(deepest, depth)
    return deepest


def _node(b: Builder, a: Addresses, tree: Tree, inputs: dict[str, int], place: str) -> Code:
    match tree:
        case Constant(value=value):
            yield rows.DO_CONSTANT, b.number(_plain(b, value, place))
        case Name(name=name):
            yield from _name(b, a, name, inputs, place)
        case Call():
            yield from _call(b, a, tree, inputs, place)
        case Listing():
            b.refuse(Text("une liste hors de « in »"), place)


def _plain(b: Builder, value: object, place: str) -> float:
    if isinstance(value, str):
        return float(b.text(value))
    if isinstance(value, int | float) and abs(value) < EXACT:
        return float(value)
    b.refuse(Text("un nombre trop grand"), place)
    return 0.0


def _name(b: Builder, a: Addresses, name: str, inputs: dict[str, int], place: str) -> Code:
    head, _, tail = name.partition(".")
    match head:
        case "dossier":
            yield from _of_value(rows.DO_FIELD, a.fields, tail)
        case "known":
            yield rows.DO_KNOWN, a.fields[tail]
        case "event":
            yield from _of_value(rows.DO_INPUT, inputs, tail)
        case "stage":
            yield rows.DO_STAGE_ON, 0
        case "contract":
            contract, _, member = tail.partition(".")
            yield rows.DO_CONTRACT, a.contracts[contract] * rows.MEMBERS_OF_CONTRACT + MEMBERS[member]
        case "track":
            yield rows.DO_TRACK, list(a.workflow.tracks).index(tail) * memory.TRACK_SIZE
        case "task":
            yield rows.DO_TASK, a.actions[tail.partition(".")[0]]
        case "parameter":
            yield rows.DO_PARAMETER, _parameter(b, a, tail, place)
        case _:
            yield rows.DO_TODAY, 0


def _of_value(operation: int, places: Mapping[str, int], tail: str) -> Code:
    """A value, or one of the two days of a validity."""
    name, _, member = tail.partition(".")
    yield operation, places[name]
    if member:
        yield (rows.DO_FROM if member == "from" else rows.DO_UNTIL), 0


def _parameter(b: Builder, a: Addresses, name: str, place: str) -> int:
    if name not in a.parameters:
        values = []
        for entry in a.world.parameters.get(name, ()):
            values += [day_number(entry.since), b.number(plain_value(b, entry.value, place))]
        a.parameters[name] = b.row("parameter", name, [len(values) // 2, *values])
    return a.parameters[name]


def plain_value(b: Builder, value: object, place: str) -> float:
    """A value as the machine holds it: a number; a day, a text and a truth are numbers too."""
    if isinstance(value, datetime.date):
        return float(day_number(value))
    if isinstance(value, str | int | float):
        return _plain(b, value, place)
    b.refuse(Text("une valeur de ce type"), place)
    return 0.0


def _call(b: Builder, a: Addresses, tree: Call, inputs: dict[str, int], place: str) -> Code:
    function, arguments = tree.function, tree.arguments
    if function == "date" and isinstance(arguments[0], Constant):
        day = datetime.date.fromisoformat(str(arguments[0].value))
        yield rows.DO_CONSTANT, b.number(day_number(day))
    elif function == "@in":
        yield from _among(b, a, tree, inputs, place)
    elif function == "plus":
        yield from _node(b, a, arguments[0], inputs, place)
        yield rows.DO_PLUS, _length(b, a, arguments[1], place)
    elif function in BINARY and not _compares_texts(tree):
        if function == "business_days_between":
            needs_open_days(b, a, business=True)
        for argument in arguments:
            yield from _node(b, a, argument, inputs, place)
        yield BINARY[function], 0
    elif function in UNARY:
        yield from _node(b, a, arguments[0], inputs, place)
        yield UNARY[function], 0
    elif function == "_?_:_":
        for argument in arguments:
            yield from _node(b, a, argument, inputs, place)
        yield rows.DO_CHOOSE, 0
    else:
        b.refuse(Text("la fonction « {name} »", name=function), place)


def _among(b: Builder, a: Addresses, tree: Call, inputs: dict[str, int], place: str) -> Code:
    wanted, listing = tree.arguments
    items = listing.items if isinstance(listing, Listing) else ()
    if not items:
        yield rows.DO_CONSTANT, b.number(0.0)
    for number, item in enumerate(items):
        yield from _node(b, a, wanted, inputs, place)
        yield from _node(b, a, item, inputs, place)
        yield rows.DO_EQUAL, 0
        if number:
            yield rows.DO_OR, 0


def _compares_texts(tree: Call) -> bool:
    first = tree.arguments[0]
    return tree.function in ORDERS and not isinstance(first, Listing) and first.type is CelType.STRING


def _length(b: Builder, a: Addresses, argument: Tree, place: str) -> int:
    if not isinstance(argument, Constant):
        return b.refuse(Text("une durée lue dans le dossier"), place)
    return date_rule(b, a, DateRule(Duration.parse(str(argument.value))), place)


def is_number(kind: FieldType) -> bool:
    return kind in {FieldType.NUMBER, FieldType.INTEGER}
