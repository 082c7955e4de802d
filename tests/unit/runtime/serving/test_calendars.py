"""Feeds kept in a folder: each written when what it says has moved, and only then."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from parcours.messages import Text
from parcours.ports import FolderError
from parcours.runtime.alarms import FOLDER
from parcours.runtime.feeds import Appointment
from parcours.runtime.serving.calendars import CalendarFeeds
from parcours.runtime.serving.housekeeping import HOUSE, Housekeeping
from parcours.runtime.serving.telling import Event
from unit.runtime.serving.conftest import Node

NOTHING: frozenset[str] = frozenset()
Place = tuple[str, ...]


@dataclass
class Folder:
    """Keeps feeds in memory, and every writing that changed one."""

    feeds: dict[Place, tuple[Appointment, ...]] = field(default_factory=dict)
    written: list[Place] = field(default_factory=list)
    asked: list[Place] = field(default_factory=list)
    broken: bool = False

    def write(self, place: Place, name: str, appointments: Iterable[Appointment]) -> bool:  # noqa: ARG002  the port's
        if self.broken:
            raise FolderError(Text("Il n'y a plus de place."))
        found = tuple(appointments)
        self.asked.append(place)
        if self.feeds.get(place) == found:
            return False
        self.feeds[place] = found
        self.written.append(place)
        return True

    def since(self) -> list[Place]:
        said, self.written, self.asked = self.written, [], []
        return sorted(said)


def keeping(node: Node, slice_of: int = 100) -> tuple[Housekeeping, Folder]:
    folder = Folder()
    feeds = CalendarFeeds(node.engine, folder, node.lines, slice_of)
    return Housekeeping(node.engine, node.lines, (feeds,)), folder


def test_there_is_a_feed_for_each_case_each_role_and_the_cooperative(node: Node) -> None:
    one, other = node.house.opens("P-1"), node.house.opens("P-2")
    house, folder = keeping(node)

    house.do(node.clocks.now())

    assert not house.pending
    assert {place for place in folder.feeds if place[1] != "roles"} == {
        ("essai", "cooperative"),
        ("essai", "dossiers", one),
        ("essai", "dossiers", other),
    }
    assert ("essai", "roles", "accueil") in folder.feeds
    whole = {each.case for each in folder.feeds["essai", "cooperative"]}
    assert whole == {one, other}
    assert {each.case for each in folder.feeds["essai", "dossiers", one]} == {one}
    assert (Event.CALENDARS, {"written": len(folder.feeds)}) in node.lines.said


def test_only_the_case_that_moved_is_read_again(node: Node) -> None:
    one, other = node.house.opens("P-1"), node.house.opens("P-2")
    house, folder = keeping(node)
    house.do(node.clocks.now())
    folder.since()

    house.do(node.clocks.now())
    assert folder.asked == []

    node.house.sends(one, "signer")
    house.do(node.clocks.now())
    assert ("essai", "dossiers", one) in folder.asked
    assert ("essai", "dossiers", other) not in folder.asked


def test_a_day_later_what_is_too_old_leaves_the_feeds(node: Node) -> None:
    case = node.house.opens("P-1")  # its end is on 5 July 2026
    house, folder = keeping(node)
    house.do(node.clocks.now())
    assert folder.feeds["essai", "dossiers", case]
    folder.since()

    node.clocks.turned(datetime.timedelta(days=800).total_seconds())
    house.do(node.clocks.now())

    assert folder.feeds["essai", "dossiers", case] == ()
    assert folder.feeds["essai", "cooperative"] == ()


def test_a_big_house_is_read_a_slice_at_a_time(node: Node) -> None:
    cases = [node.house.opens(f"P-{number}") for number in range(5)]
    house, folder = keeping(node, slice_of=2)
    house.do(node.clocks.now())

    assert house.pending
    assert folder.feeds == {}  # not half of a cooperative
    while house.pending:
        house.do(node.clocks.now())
    assert {each.case for each in folder.feeds["essai", "cooperative"]} == set(cases)


def test_a_folder_that_cannot_be_written_is_an_incident_until_it_can(node: Node) -> None:
    case = node.house.opens("P-1")
    house, folder = keeping(node)
    folder.broken = True
    house.do(node.clocks.now())
    house.do(node.clocks.now())
    assert node.open_incidents() == [(FOLDER, "agendas")]
    assert node.lines.events.count(Event.FOLDER_FAILED) == 2
    assert not house.pending

    folder.broken = False
    house.do(node.clocks.now())

    assert node.open_incidents() == []
    assert ("essai", "dossiers", case) in folder.feeds


def test_a_node_keeps_house_when_it_is_rung_for_it(make_node: Callable[..., Node]) -> None:
    node = make_node()
    case = node.house.opens("P-1")
    node.work.house, folder = keeping(node)
    node.work.turn(NOTHING)
    assert folder.feeds == {}
    node.work.turn(frozenset({HOUSE}))
    assert ("essai", "dossiers", case) in folder.feeds
