import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcours.expressions import wire
from parcours.expressions.condition import compile_condition
from parcours.expressions.environment import Environment
from parcours.expressions.tree import Call, Constant, Listing, Name, Tree, names, read_tree, to_json, walk
from parcours.expressions.types import CelType


def tree_of(source: str, environment: Environment) -> Tree:
    return compile_condition(source, environment).tree


def test_the_tree_says_what_the_condition_says(environment: Environment) -> None:
    tree = tree_of('dossier.ca >= 1200 && dossier.metier in ["sap", "btp"]', environment)
    assert tree == Call(
        "_&&_",
        (
            Call("_>=_", (Name("dossier.ca", CelType.DOUBLE), Constant(1200, CelType.INT)), CelType.BOOL),
            Call(
                "@in",
                (
                    Name("dossier.metier", CelType.STRING),
                    Listing((Constant("sap", CelType.STRING), Constant("btp", CelType.STRING))),
                ),
                CelType.BOOL,
            ),
        ),
        CelType.BOOL,
    )


@pytest.mark.parametrize(
    ("source", "constant"),
    [
        ("dossier.ca > 0.5", Constant(0.5, CelType.DOUBLE)),
        ("dossier.ca > -3", Constant(-3, CelType.INT)),
        ("dossier.ca > 0", Constant(0, CelType.INT)),
        ("dossier.ca > -9223372036854775808", Constant(-(2**63), CelType.INT)),
        ("dossier.diplome == false", Constant(value=False, type=CelType.BOOL)),
        ('dossier.metier == ""', Constant("", CelType.STRING)),
        ("dossier.metier == 'é€𝄞\\n'", Constant("é€𝄞\n", CelType.STRING)),
    ],
)
def test_constants_are_read_to_the_last_bit(source: str, constant: Constant, environment: Environment) -> None:
    assert constant in list(walk(tree_of(source, environment)))


def test_types_are_kept_for_those_who_compile_the_tree(environment: Environment) -> None:
    tree = tree_of("plus(dossier.rc_pro.from, dossier.delai) > today && valid(dossier.rc_pro, today)", environment)
    kinds = {node.name: node.type for node in walk(tree) if isinstance(node, Name)}
    assert kinds == {
        "dossier.rc_pro.from": CelType.DATE,
        "dossier.delai": CelType.DURATION,
        "today": CelType.DATE,
        "dossier.rc_pro": CelType.VALIDITY,
    }


def test_the_object_of_a_method_is_its_first_argument(environment: Environment) -> None:
    tree = tree_of('dossier.metier.startsWith("a")', environment)
    assert tree == Call(
        "startsWith", (Name("dossier.metier", CelType.STRING), Constant("a", CelType.STRING)), CelType.BOOL
    )


def test_places_count_characters(environment: Environment) -> None:
    tree = tree_of("'é€𝄞' == dossier.metier", environment)
    assert {type(node): node.offset for node in walk(tree)} == {Call: 6, Constant: 0, Name: 16}


def test_names_are_told_once_each(environment: Environment) -> None:
    assert names(tree_of("today > event.starts_on || today == event.starts_on", environment)) == (
        "today",
        "event.starts_on",
    )


def test_the_tree_goes_into_json(environment: Environment) -> None:
    tree = tree_of("dossier.ca in [1.0] || !task.bilan.done", environment)
    assert json.loads(json.dumps(to_json(tree))) == {
        "call": "_||_",
        "with": [
            {
                "call": "@in",
                "with": [{"name": "dossier.ca", "type": "double"}, {"list": [{"value": 1.0, "type": "double"}]}],
                "type": "bool",
            },
            {"call": "!_", "with": [{"name": "task.bilan.done", "type": "bool"}], "type": "bool"},
        ],
        "type": "bool",
    }


def varint(number: int) -> bytes:
    """Written from the encoding chapter, not from the code under test."""
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])


@given(st.integers(-(2**63), 2**63 - 1))
def test_an_integer_is_read_back(number: int) -> None:
    message = wire.read(varint(3 << 3) + varint(number % 2**64))
    assert wire.integer(message, 3) == number


@given(st.floats(allow_nan=False))
def test_a_double_is_read_back(number: float) -> None:
    assert wire.double(wire.read(varint(5 << 3 | 1) + struct.pack("<d", number)), 5) == number


@given(st.text())
def test_a_text_is_read_back(text: str) -> None:
    encoded = text.encode()
    assert wire.text(wire.read(varint(6 << 3 | 2) + varint(len(encoded)) + encoded), 6) == text


def test_what_is_absent_is_empty() -> None:
    assert wire.integer({}, 1) == 0
    assert wire.double({}, 1) == 0.0
    assert wire.text({}, 1) == ""
    assert wire.message({}, 1) == {}
    assert wire.messages({}, 1) == []


def test_a_fixed_field_of_four_bytes_is_stepped_over() -> None:
    assert wire.integer(wire.read(varint(1 << 3 | 5) + b"abcd" + varint(2 << 3) + varint(7)), 2) == 7


@pytest.mark.parametrize("cut", [b"\x0a\x05abc", b"\x08\x80", b"\x09\x00"])
def test_a_message_cut_short_is_refused(cut: bytes) -> None:
    with pytest.raises(ValueError, match="ends inside"):
        wire.read(cut)


def test_a_tree_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match=r"0"):
        read_tree(b"\x12\x00")
