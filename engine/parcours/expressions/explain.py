"""The arithmetic of a refusal, in words: the values a condition read, and what it wanted of them."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from types import MappingProxyType
from typing import Final, TypeAlias, TypeGuard

from parcours.calendar.duration import Duration
from parcours.expressions.condition import Condition
from parcours.expressions.tree import Call, Constant, Name, Tree
from parcours.expressions.values import FILLED, Scope
from parcours.expressions.verdict import Outcome, Verdict
from parcours.messages import Text, all_of
from parcours.model.fields import Sealed, Validity

PARAMETER: Final = "parameter."
Naming: TypeAlias = Callable[[str], Text | str]
Shown: TypeAlias = Text | str | bool | int | float | datetime.date

_MIRRORED: Final = MappingProxyType(
    {"_<_": "_>_", "_<=_": "_>=_", "_>_": "_<_", "_>=_": "_<=_", "_==_": "_==_", "_!=_": "_!=_"}
)
_WANTED: Final[Mapping[str, Callable[[Shown], Text]]] = MappingProxyType(
    {
        "_<_": lambda value: Text("< {value}", value=value),
        "_<=_": lambda value: Text("≤ {value}", value=value),
        "_>_": lambda value: Text("> {value}", value=value),
        "_>=_": lambda value: Text("≥ {value}", value=value),
        "_==_": lambda value: Text("{value}", value=value),
        "_!=_": lambda value: Text("autre que {value}", value=value),
    }
)


def _nothing_private(_: str) -> bool:
    return False


def describe(
    condition: Condition,
    verdict: Verdict,
    scope: Scope,
    name: Naming = str,
    private: Callable[[str], bool] = _nothing_private,
) -> Text | None:
    """Why the condition answered so: the fields nobody filled, the failure, or the values that were read.

    None when it read nothing that its own sentence does not say: a yes or a no alone. `name` says a dotted name for
    people; a `private` one has its value left out: refusals are read by many, and hold no personal text.
    """
    if verdict.outcome is Outcome.UNKNOWN:
        return Text("non renseigné : {names}", names=all_of(_asked(each, name(each)) for each in verdict.missing))
    if verdict.failure is not None:
        return verdict.failure
    read = condition.values(scope)
    if all(isinstance(value, bool) for value in read.values()):
        return None
    told = list(_readings(condition.tree, read, name, private))
    return reduce(lambda before, each: Text("{before} ; {each}", before=before, each=each), told) if told else None


def _readings(tree: Tree, read: Mapping[str, object], name: Naming, private: Callable[[str], bool]) -> Iterator[Text]:
    wanted = dict(_wanted(tree, read))
    said = {asked for _, asked in wanted.values()}
    for each, value in read.items():
        if each in said or each.startswith(FILLED):
            continue
        shown = _hidden() if private(each) else _said(value)
        if each in wanted:
            text, _ = wanted[each]
            yield Text("{name} : {value}, demandé : {wanted}", name=name(each), value=shown, wanted=text)
        else:
            yield Text("{name} : {value}", name=name(each), value=shown)


def _wanted(tree: Tree, read: Mapping[str, object]) -> Iterator[tuple[str, tuple[Text, str]]]:
    """Of names that must all compare well with a value of the file: what is wanted, and the parameter it is."""
    match tree:
        case Call(function="_&&_", arguments=parts):
            for part in parts:
                yield from _wanted(part, read)
        case Call(function=function, arguments=(Name() as left, right)) if function in _WANTED and _given(right):
            yield left.name, _limit(function, right, read)
        case Call(function=function, arguments=(left, Name() as right)) if function in _MIRRORED and _given(left):
            yield right.name, _limit(_MIRRORED[function], left, read)


def _given(tree: Tree) -> TypeGuard[Name | Constant]:
    """What the cooperative fixed: a constant, or one of its parameters."""
    return isinstance(tree, Constant) or (isinstance(tree, Name) and tree.name.startswith(PARAMETER))


def _limit(function: str, tree: Name | Constant, read: Mapping[str, object]) -> tuple[Text, str]:
    if isinstance(tree, Name):
        return _WANTED[function](_said(read[tree.name])), tree.name
    return _WANTED[function](_said(tree.value)), ""


def _asked(name: str, label: Text | str) -> Text | str:
    """Both how people call it and how to give it."""
    return name if label == name else Text("{label} ({name})", label=label, name=name)


def _hidden() -> Text:
    return Text("donnée personnelle")


def _said(value: object) -> Shown:
    match value:
        case Sealed():
            return _hidden()
        case str() if value:
            return Text("« {value} »", value=value)
        case bool() | int() | float() | datetime.date():
            return value
        case Validity():
            return _days(value)
        case Duration():
            return value.text()
        case _:
            return Text("rien")


def _days(validity: Validity) -> Text:
    if validity.until is None:
        return Text("depuis le {first}", first=validity.first)
    return Text("du {first} au {until}", first=validity.first, until=validity.until)
