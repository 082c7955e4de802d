"""What makes an installation ill, and what does not."""

import datetime
from collections.abc import Callable

import pytest

from nodes import START, TwoClocks
from parcours.runtime.serving.health import NEVER, Trouble, examine
from unit.runtime.serving.conftest import Node

NOTHING: frozenset[str] = frozenset()


def troubles(node: Node, at: datetime.datetime = START) -> list[Trouble]:
    return [kind for kind, _ in examine(node.store, at).troubles]


def test_a_node_at_work_with_nothing_due_is_well(node: Node) -> None:
    node.house.goes_to("2026-08-01")
    node.house.opens()
    node.work.turn(NOTHING)
    assert examine(node.store, START).well


def test_a_timer_is_late_once_three_wake_ups_have_missed_it(node: Node) -> None:
    node.house.opens()
    due = datetime.datetime(2026, 7, 5, 22, tzinfo=datetime.UTC)  # six months from 5 January, at midnight in Paris
    assert troubles(node, due + datetime.timedelta(seconds=90)) == []
    assert troubles(node, due + datetime.timedelta(seconds=91)) == [Trouble.LATE]
    assert examine(node.store, due + datetime.timedelta(seconds=91)).due_for == 91


def test_a_node_that_says_nothing_for_three_wake_ups_is_silent(node: Node) -> None:
    node.work.turn(NOTHING)
    assert troubles(node, START + datetime.timedelta(seconds=90)) == []
    assert troubles(node, START + datetime.timedelta(seconds=91)) == [Trouble.SILENT]


def test_a_node_that_left_is_not_missed(node: Node) -> None:
    node.work.turn(NOTHING)
    node.work.presence.leave()
    assert troubles(node, START + datetime.timedelta(days=1)) == []


def test_a_pause_is_told_with_its_incident(node: Node) -> None:
    node.work.turn(NOTHING)
    node.clocks.turned(86_400)
    node.work.turn(NOTHING)
    assert troubles(node) == [Trouble.PAUSED, Trouble.INCIDENT]


def test_incidents_of_effects_are_counted_and_ill_nobody(node: Node) -> None:
    with node.store.transaction() as transaction:
        transaction.open_incident("essai", "effect_failed", "C-1/2/0", "refusé", START)
        transaction.open_incident("essai", "stuck", "C-1", "sans règles", START)
    found = examine(node.store, START)
    assert found.incidents == {"effect_failed": 1, "stuck": 1}
    assert [kind for kind, _ in found.troubles] == [Trouble.INCIDENT]
    with node.store.transaction() as transaction:
        transaction.resolve_incident(2, START)
    assert examine(node.store, START).well


def test_every_node_is_looked_at(make_node: Callable[..., Node]) -> None:
    make_node("n1", TwoClocks(START - datetime.timedelta(minutes=5))).work.turn(NOTHING)
    node = make_node("n2")
    node.work.turn(NOTHING)
    assert troubles(node) == [Trouble.SILENT]


def test_journals_left_unsigned_are_told_by_the_day_people_read_and_those_never_signed_as_such(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    node.house.opens()
    said = []
    # 22:30 UTC on 14 July is the 15th in Paris.
    for signed in (datetime.datetime(2026, 7, 14, 22, 30, tzinfo=datetime.UTC), NEVER):
        monkeypatch.setattr(node.store, "unsigned_since", lambda _, signed=signed: signed)
        at = datetime.datetime(2026, 1, 6, tzinfo=datetime.UTC)  # nothing is due yet
        said += [text.render() for kind, text in examine(node.store, at).troubles if kind is Trouble.UNSIGNED]
    assert said == [
        "Les journaux n'ont pas été signés depuis le 15 juillet 2026.",
        "Les journaux n'ont jamais été signés.",
    ]
