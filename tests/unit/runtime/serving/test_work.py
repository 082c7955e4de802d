"""What a node does each time it is woken."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from nodes import START, TwoClocks
from parcours.errors import StoreLockedError
from parcours.messages import Text
from parcours.ports import Transaction
from parcours.runtime import tick
from parcours.runtime.alarms import CLOCK
from parcours.runtime.serving.presence import BEAT
from parcours.runtime.serving.telling import Event
from parcours.runtime.serving.work import SIGN
from unit.runtime.serving.conftest import Node

NOTHING: frozenset[str] = frozenset()


def test_what_is_due_fires_and_the_next_wake_up_is_the_next_due_instant(node: Node) -> None:
    first = node.house.opens("P-1")  # on 5 January: 6 months end on 5 July
    node.house.goes_to("2026-03-10")
    node.house.opens("P-2")  # 10 September, 22:00 UTC
    at = node.work.turn(NOTHING)
    assert node.stages[first] == "sorti"
    assert at == datetime.datetime(2026, 9, 10, 22, tzinfo=datetime.UTC)
    assert (Event.FIRED, {"case": first, "fact": 3, "name": "candidat.abandon"}) in node.lines.said
    assert node.counted.facts == 1


def test_nothing_due_writes_nothing(node: Node) -> None:
    node.house.goes_to("2026-07-20")
    node.house.opens()
    node.work.turn(NOTHING)
    watch = node.store.watch()
    node.work.turn(NOTHING)
    assert not watch.wait(0)  # or two nodes would wake one another for ever


def test_effects_are_collected_then_dispatched_and_their_hour_is_waited_for(node: Node) -> None:
    node.dispatcher.ready_at = START + datetime.timedelta(minutes=3)
    assert node.work.turn(NOTHING) == START + datetime.timedelta(minutes=3)
    assert node.dispatcher.asked == ["collect", "dispatch"]


def test_effects_that_could_not_be_handed_out_are_not_asked_for_without_end(node: Node) -> None:
    node.dispatcher.ready_at = START - datetime.timedelta(minutes=3)
    assert node.work.turn(NOTHING) == START + datetime.timedelta(seconds=1)


def test_other_cases_follow_a_change_of_the_world(node: Node) -> None:
    case = node.house.opens()
    with node.store.transaction() as transaction:
        transaction.queue_world_changed("essai", case, "world")
    node.work.turn(NOTHING)
    with node.store.reading() as reader:
        assert not reader.has_world_changed("essai")


@pytest.mark.parametrize("jump", [86_400, -86_400])
def test_while_the_clock_is_wrong_nothing_fires_or_leaves_and_what_came_back_is_written(node: Node, jump: int) -> None:
    node.work.turn(NOTHING)
    case = node.house.opens()
    node.dispatcher.asked.clear()
    node.clocks.passes(30)
    node.clocks.turned(jump)

    assert node.work.turn(NOTHING) is None
    node.clocks.passes(30)
    node.work.turn(NOTHING)

    assert node.stages[case] == "candidat"
    assert node.dispatcher.asked == ["collect", "collect"]
    assert node.open_incidents() == [(CLOCK, "n1")]
    assert node.lines.events == [Event.PAUSED]
    with node.store.reading() as reader:
        (seen,) = reader.nodes()
    assert seen.paused
    # Told by the clock that nobody set: a future written now would be believed at the next start.
    assert seen.seen_at <= START + datetime.timedelta(seconds=60)

    node.clocks.turned(-jump)
    node.work.turn(NOTHING)
    assert node.stages[case] == "sorti"
    assert node.open_incidents() == []
    assert node.lines.events == [Event.PAUSED, Event.RESUMED, Event.FIRED, Event.SIGNED]


def test_somebody_who_resolves_the_incident_says_that_the_clock_is_right(node: Node) -> None:
    case = node.house.opens()
    node.clocks.wall -= datetime.timedelta(days=100)  # the machine began with a wrong clock, in April
    node.work.turn(NOTHING)
    node.clocks.turned(100 * 86_400)  # somebody has set it
    assert node.work.turn(NOTHING) is None
    with node.store.transaction() as transaction:
        (incident,) = transaction.incidents()
        transaction.resolve_incident(incident.id, START, "l'heure est bonne", "ops")
    node.work.turn(NOTHING)
    assert node.stages[case] == "sorti"


def test_a_clock_behind_the_database_waits_for_the_hour_it_was_written_at(
    make_node: Callable[..., Node],
) -> None:
    before = make_node("n1")
    before.work.turn(NOTHING)
    after = make_node("n1", TwoClocks(START - datetime.timedelta(hours=1)))
    case = after.house.opens()
    after.work.turn(NOTHING)
    assert after.stages[case] == "candidat"
    after.clocks.turned(3600)
    after.work.turn(NOTHING)
    assert after.stages[case] == "sorti"
    assert after.open_incidents() == []


def test_an_incident_left_by_a_node_that_was_killed_ends_when_it_is_back(make_node: Callable[..., Node]) -> None:
    killed = make_node("n1")
    killed.work.turn(NOTHING)
    killed.clocks.turned(86_400)
    killed.work.turn(NOTHING)
    back = make_node("n1")
    back.work.turn(NOTHING)
    assert back.open_incidents() == []


def test_signs_of_life_keep_what_is_under_way_and_are_no_more_frequent_than_they_must(node: Node) -> None:
    node.work.turn(NOTHING)
    node.clocks.passes(BEAT - 1)
    node.work.turn(NOTHING)
    node.clocks.passes(1)
    node.work.turn(NOTHING)
    assert node.dispatcher.extended == [START, START + datetime.timedelta(seconds=BEAT)]
    with node.store.reading() as reader:
        (seen,) = reader.nodes()
    assert (seen.started_at, seen.seen_at) == (START, START + datetime.timedelta(seconds=BEAT))


def test_who_is_told_to_stop_stops_between_two_batches(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tick, "BATCH", 2)
    for number in range(5):
        node.house.opens(f"P-{number}")
    work = replace(node.work, going_on=lambda: False)
    work.turn(NOTHING)
    assert sorted(node.stages.values()) == ["candidat", "candidat", "candidat", "sorti", "sorti"]
    assert node.dispatcher.asked == ["collect"]  # no new claim


def test_a_database_that_is_busy_stops_a_turn_and_the_next_one_does_it_all(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = node.house.opens()
    node.work.turn(NOTHING)
    other = node.house.opens("P-2")

    @contextmanager
    def locked(_: object) -> Iterator[Transaction]:
        raise StoreLockedError(Text("La base est occupée."))
        yield

    with monkeypatch.context() as patch:
        patch.setattr(type(node.store), "transaction", locked)
        with pytest.raises(StoreLockedError):
            node.work.turn(NOTHING)
    node.work.turn(NOTHING)
    assert node.stages == {case: "sorti", other: "sorti"}


def test_a_pause_that_could_not_be_told_is_told_at_the_next_turn(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    node.work.turn(NOTHING)
    node.clocks.turned(86_400)

    @contextmanager
    def locked(_: object) -> Iterator[Transaction]:
        raise StoreLockedError(Text("La base est occupée."))
        yield

    with monkeypatch.context() as patch:
        patch.setattr(type(node.store), "transaction", locked)
        with pytest.raises(StoreLockedError):
            node.work.turn(NOTHING)
    node.work.turn(NOTHING)
    assert node.open_incidents() == [(CLOCK, "n1")]


def test_the_house_is_kept_when_it_is_asked(node: Node, make_node: Callable[..., Node]) -> None:
    gone = make_node("ancien", TwoClocks(START - datetime.timedelta(days=2)))
    gone.work.turn(NOTHING)
    node.work.turn(NOTHING)
    with node.store.reading() as reader:
        assert [each.name for each in reader.nodes()] == ["ancien", "n1"]
    node.work.turn(frozenset({SIGN}))
    with node.store.reading() as reader:
        assert [each.name for each in reader.nodes()] == ["n1"]


def test_journals_are_signed_once_a_day_when_they_have_moved(node: Node) -> None:
    node.work.turn(NOTHING)
    assert node.store.signed == 0
    for person in ("P-1", "P-2"):
        node.house.opens(person)
        node.work.turn(NOTHING)
    assert node.store.signed == 1
    node.clocks.passes(86_400)
    node.work.turn(frozenset({SIGN}))
    assert node.store.signed == 2


def test_journals_that_were_signed_before_the_node_was_started_again_are_not_looked_at_all_day(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def signed_already(now: datetime.datetime) -> bool:
        asked.append(now)
        return False

    monkeypatch.setattr(node.store, "checkpoint_if_due", signed_already)
    node.store.at = node.engine.clock.now()
    for person in ("P-1", "P-2", "P-3"):
        node.house.opens(person)
        node.work.turn(frozenset({SIGN}))
    assert len(asked) == 1


def test_a_stuck_case_is_told_and_does_not_wake_the_node_again_and_again(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = node.house.opens()
    node.store._tables.cases[case] = replace(node.store._tables.cases[case], rules="forgotten")
    assert node.work.turn(NOTHING) is None
    assert (Event.STUCK, {"case": case}) in node.lines.said
    assert node.counted.cases == 1
