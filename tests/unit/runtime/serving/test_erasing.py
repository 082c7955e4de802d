"""A node erases whoever has been kept long enough, while it believes the clock."""

import pytest

from parcours.definition.loader import load
from parcours.model.definition import Definition
from parcours.runtime import erasing
from parcours.runtime.erasing import Wanted
from parcours.runtime.serving.telling import Event
from parcours.runtime.serving.work import SIGN
from unit.runtime.conftest import JOURNEY
from unit.runtime.serving.conftest import Node

NOTHING: frozenset[str] = frozenset()
ASKED = Wanted("essai", "P-1", "procès", "maud")


@pytest.fixture(scope="session")
def definition(tmp_path_factory: pytest.TempPathFactory) -> Definition:
    path = tmp_path_factory.mktemp("kept") / "essai.yaml"
    kept = "outcome: exit, retention: [{after: 7 jours, then: erase}]}"
    path.write_text(JOURNEY.read_text().replace("outcome: exit}", kept))
    return load(path)


def erased(node: Node) -> bool:
    with node.store.reading() as reader:
        return reader.erased_at("essai", "P-1") is not None


def test_who_has_been_kept_long_enough_is_erased(node: Node) -> None:
    node.house.opens("P-1")  # on 5 January: 6 months end on 5 July, kept 7 days more; the node wakes on 1 August
    node.work.turn(NOTHING)

    assert erased(node)
    assert (Event.ERASED, {"people": 1, "wiped": True}) in node.lines.said


def test_while_the_clock_is_wrong_nobody_is(node: Node) -> None:
    node.work.turn(NOTHING)
    node.clocks.passes(30)
    node.house.opens("P-1")
    node.clocks.turned(86_400)
    node.work.turn(frozenset({SIGN}))

    assert not erased(node)


def test_whom_a_hold_had_kept_is_erased_once_it_is_lifted(node: Node) -> None:
    node.house.opens("P-1")
    erasing.put_hold(node.house.engine, ASKED)
    node.work.turn(frozenset({SIGN}))
    assert not erased(node)

    erasing.lift_hold(node.house.engine, ASKED)
    node.work.turn(NOTHING)
    assert not erased(node)
    node.work.turn(frozenset({SIGN}))
    assert erased(node)
