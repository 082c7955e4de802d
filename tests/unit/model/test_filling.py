"""A dataclass filled by its slots is the one `dataclasses` makes, made faster."""

import copy
import inspect
import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass, field, replace
from typing import Any

import pytest

from parcours.model.filling import filled_by_slot


@dataclass(frozen=True, slots=True)
class Plain:
    name: str
    days: int = 3
    held: Mapping[str, int] = field(default_factory=dict)


@filled_by_slot
@dataclass(frozen=True, slots=True)
class Filled:
    name: str
    days: int = 3
    held: Mapping[str, int] = field(default_factory=dict)


def test_it_takes_the_same_arguments() -> None:
    assert inspect.signature(Filled) == inspect.signature(Plain)


@pytest.mark.parametrize(
    ("given", "named"),
    [(("a",), {}), (("a", 4), {}), (("a", 4, {"b": 1}), {}), ((), {"name": "a", "held": {"b": 1}})],
)
def test_it_holds_what_it_is_given_and_its_defaults(given: tuple[Any, ...], named: dict[str, Any]) -> None:
    plain, filled = Plain(*given, **named), Filled(*given, **named)
    assert (filled.name, filled.days, filled.held) == (plain.name, plain.days, plain.held)


@pytest.mark.parametrize("given", [(), ("a", 1, {}, "too many")])
def test_it_refuses_what_it_does_not_ask_for(given: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError):
        Filled(*given)


def test_two_of_them_never_share_a_default_mapping() -> None:
    assert Filled("a").held is not Filled("a").held


def test_it_stays_frozen() -> None:
    filled: Any = Filled("a")
    with pytest.raises(FrozenInstanceError):
        filled.days = 4
    with pytest.raises(FrozenInstanceError):
        del filled.days


def test_it_is_compared_replaced_copied_and_pickled_like_any_other() -> None:
    filled = Filled("a", held={"b": 1})
    assert replace(filled, days=5) == Filled("a", 5, {"b": 1})
    assert copy.copy(filled) == copy.deepcopy(filled) == pickle.loads(pickle.dumps(filled)) == filled
    assert repr(filled) == "Filled(name='a', days=3, held={'b': 1})"
