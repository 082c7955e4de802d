"""What is compiled for one model: nothing of what it never uses, and none of its numbers."""

import ast
from dataclasses import replace
from datetime import date, time
from functools import cache

import pytest

pytest.importorskip("numba")

from parcours.calendar.duration import Duration
from parcours.simulation.compiled.knowledge import Known
from parcours.simulation.compiled.names import Machinery, Names
from parcours.simulation.compiled.shape import COUNTS, HEADS, KINDS, LISTS, PREFIXES, Shape
from parcours.simulation.compiled.translation import ANYTHING
from parcours.simulation.model import Model, load
from parcours.simulation.scenario.intents import Intent
from parcours.simulation.scenario.supply import Session
from parcours.simulation.tables import memory, rows
from parcours.simulation.tables.lowering.lower import lower
from parcours.simulation.tables.machine import lives
from simulated import choose, model, scenario, stage

NOON = time(12)


@cache
def shape(name: str) -> Shape:
    return Shape(lower(load(name)))


def shape_of(share: float, *, session: Session | None = None, until: date = date(2028, 1, 1)) -> Shape:
    of = scenario(stage("attente", Intent("suite", choice=choose("suite", {"partir": share, "conseiller": 1 - share}))))
    found: Model = model(of, ends=until, sessions={session.id: session} if session is not None else {})
    return Shape(lower(found))


def test_a_number_that_changes_is_not_part_of_the_shape() -> None:
    assert shape_of(0.25) == shape_of(0.75)
    assert hash(shape_of(0.25)) == hash(shape_of(0.75))
    assert shape_of(0.25, until=date(2035, 6, 1)).text == shape_of(0.25).text


def test_a_notice_of_another_length_is_not_but_the_first_notice_is() -> None:
    bare = Session("ateliers", "Ateliers", model(scenario()).definition.calendar.dates["ateliers"], at=NOON)
    short, long = (replace(bare, notice=Duration(days=days)) for days in (2, 9))

    assert shape_of(0.5, session=short) == shape_of(0.5, session=long)
    assert shape_of(0.5, session=short) != shape_of(0.5, session=bare)


def test_what_a_model_never_uses_is_known_of_it() -> None:
    found = shape("reference_a")

    assert found.member("IT_RESOURCE") == 0
    assert found.member("ST_NAME") is None
    assert found.length("TR_GUARDS") == 0
    assert found.length("OW_DEADLINES") is None
    assert found.length("H_TRACKS") == 1
    assert not found.may_be("RU_OF", rows.OF_LAW)
    assert found.may_be("RU_OF", rows.OF_CONTRACT)
    assert found.may_be("ST_NAME", 12)
    assert shape("reference_b").member("IT_RESOURCE") is None


def test_members_and_places_of_the_shape_are_those_of_the_tables() -> None:
    names = set(vars(rows))

    assert names >= {*KINDS, *LISTS, *COUNTS, *HEADS}
    assert all(any(name.startswith(prefix) for name in names) for prefix in PREFIXES.values())
    assert rows.H_COMERS < memory.SH_TOUCHED
    assert memory.SH_RUNGS < memory.BK_TRACKS
    assert memory.SH_SIZE not in shape("reference_a").places


def known_of(text: str, of: Shape) -> Known:
    """What is known in a function written in the module of lives, once its first lines are done."""
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.FunctionDef)
    known = Known(Names(Machinery(), lives.__name__), of, node)
    for each in node.body:
        if isinstance(each, ast.Assign):
            known.bind(each.targets[0], each.value)
    return known


def read(text: str) -> ast.Subscript:
    node = ast.parse(text, mode="eval").body
    assert isinstance(node, ast.Subscript)
    return node


FOLLOWED = """
def f(m, owner, other):
    table, memory = m.table, m.memory
    own = table[owner + OW_RECURRENCES]
    lost = table[owner + OW_RECURRENCES]
    if other:
        lost = table[owner + OW_DEADLINES]
"""


def test_a_list_is_followed_under_its_name_unless_the_name_may_mean_another() -> None:
    of = Shape(lower(load("reference_b")))
    of.lengths["OW_RECURRENCES"] = frozenset({0})
    known = known_of(FOLLOWED, of)

    assert known.item(read("table[own]")) == 0
    assert known.item(read("table[table[owner + OW_RECURRENCES]]")) == 0
    assert known.item(read("table[lost]")) is None
    assert known.item(read("memory[own]")) is None
    assert known.item(read("m.table[BK_TRACKS]")) == memory.B_FIXED


def test_a_comparison_with_a_kind_that_no_row_has_is_decided() -> None:
    of = Shape(lower(load("reference_a")))
    known = known_of(FOLLOWED.replace("OW_RECURRENCES", "OW_REGION"), of)
    of.members["OW_REGION"] = frozenset({1, 2})

    def decided(text: str) -> bool | None:
        node = ast.parse(text, mode="eval").body
        assert isinstance(node, ast.Compare)
        return known.compared(node)

    assert decided("own == OW_SLOTS") is False
    assert decided("own != OW_SLOTS") is True
    assert decided("own in (OW_SLOTS, OW_FIRST)") is False
    assert decided("own == OW_INDEX") is None
    assert decided("own < OW_SLOTS") is None
    assert decided("other == OW_SLOTS") is None


def test_nothing_is_known_of_any_table_at_all() -> None:
    assert ANYTHING.member("IT_RESOURCE") is None
    assert ANYTHING.length("TR_GUARDS") is None
    assert ANYTHING.may_be("RU_OF", rows.OF_LAW)


def test_names_below_a_condition_are_not_followed() -> None:
    known = known_of(
        "def f(m, x):\n    table = m.table\n    for own in range(3):\n        x = table[own]\n", shape("reference_a")
    )

    assert known.item(read("table[own]")) is None
