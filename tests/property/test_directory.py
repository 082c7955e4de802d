"""The directory follows as well as it reads: after any history, it is what a fresh one is."""

import datetime
import itertools
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcours.adapters.clock import FixedClock
from parcours.adapters.memory import MemoryStore
from parcours.definition.loader import load, load_sources
from parcours.errors import RefusedError, UsageError
from parcours.model.definition import Definition
from parcours.model.step import Assign
from parcours.runtime import erasing
from parcours.runtime.commands import assign, close, update
from parcours.runtime.desk import directory as directories
from parcours.runtime.desk.directory import Directory
from parcours.runtime.desk.line import Line
from parcours.runtime.desk.listing import Lists, Wanted
from parcours.runtime.desk.naming import folded
from parcours.runtime.desk.shelf import Sort, Standing, key_of
from parcours.runtime.engine import Engine, Programs
from unit.runtime.house import House

CAE = "essai"
PEOPLE = ("P-0", "P-1", "P-2", "P-3")
NAMES = ("Le Goff", "Élodie Riou", "Zoé", "le goff", "Ærø")
USERS = ("anne", "brieg")

cases = st.integers(0, 5)
acts = st.one_of(
    st.tuples(st.just("opens"), st.sampled_from(PEOPLE), st.sampled_from(NAMES)),
    st.tuples(st.just("renames"), cases, st.sampled_from(NAMES)),
    st.tuples(st.just("signs"), cases, st.none()),
    st.tuples(st.just("assigns"), cases, st.sampled_from(USERS)),
    st.tuples(st.just("closes"), cases, st.none()),
    st.tuples(st.just("erases"), st.sampled_from(PEOPLE), st.none()),
    st.tuples(st.just("heeds"), cases, st.none()),
    st.tuples(st.just("looks"), st.none(), st.none()),
    st.tuples(st.just("lists"), st.sampled_from(list(Standing)), st.sampled_from(list(Sort))),
)
wanted = st.builds(
    Wanted,
    search=st.sampled_from(["", "goff", "elodie", "p-1", "zoe riou"]),
    stage=st.sampled_from(["", "candidat", "en_essai"]),
    workflow=st.sampled_from(["", CAE, "ailleurs"]),
    standing=st.sampled_from(list(Standing)),
    holder=st.sampled_from(["", *USERS]),
    due_before=st.sampled_from([None, datetime.date(2026, 1, 12), datetime.date(2026, 3, 1)]),
    sort=st.sampled_from(list(Sort)),
    descending=st.booleans(),
)


@cache
def journey() -> Definition:
    return load(Path(__file__).parents[1] / "unit" / "runtime" / "journey.yaml")


class Story:
    """A house, and a directory with lists that follow it."""

    def __init__(self) -> None:
        numbers = itertools.count(1)
        clock = FixedClock(datetime.datetime(2026, 1, 5, 11, tzinfo=datetime.UTC))
        engine = Engine(MemoryStore(), clock, Programs(load_sources), lambda: f"C-{next(numbers)}")
        self.house = House(engine, clock, journey())
        self.directory = self.fresh()
        self.lists = Lists(self.directory)
        self.opened: list[str] = []

    def fresh(self) -> Directory:
        return Directory(self.house.engine, self.house.engine.store.watch())

    def looks(self, directory: Directory) -> None:
        """As often as it takes: a test does not wait until a directory may ask again."""
        directory._asked_again = 0.0
        directory.follow()
        while directory.left:
            directory.follow()

    def does(self, act: str, one: object, other: object) -> None:
        try:
            self._does(act, one, other)
        except (RefusedError, UsageError):
            return  # somebody erased, a case closed: refused, and nothing has changed

    def _does(self, act: str, one: object, other: object) -> None:
        engine = self.house.engine
        case = self.opened[one % len(self.opened)] if isinstance(one, int) and self.opened else ""
        match act:
            case "opens":
                self.opened.append(self.house.opens(str(one)))
                update(engine, self.opened[-1], {"nom": other})
            case "renames":
                update(engine, case, {"nom": other})
            case "signs":
                self.house.sends(case, "signer", term="3 mois")
            case "assigns":
                assign(engine, case, Assign("referent", str(other)))
            case "closes":
                close(engine, case, "doublon")
            case "erases":
                erasing.carry_out(engine, erasing.Wanted(CAE, str(one), "demande"))
            case "heeds":
                self.directory.heed(case)
            case "looks":
                self.directory._asked_again = 0.0
                self.directory.follow()
            case "lists":
                self.lists.page((CAE,), Wanted(standing=Standing(str(one)), sort=Sort(str(other))))


@given(history=st.lists(acts, max_size=30), few=st.sampled_from([1, 3, 100]), asked=st.lists(wanted, max_size=4))
def test_a_directory_that_followed_is_what_a_fresh_one_is(
    history: list[tuple[str, object, object]], few: int, asked: list[Wanted]
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(directories, "FEW", few)  # so that looks end in the middle of things
        story = Story()
        for each in history:
            story.does(*each)
        fresh = story.fresh()
        story.looks(story.directory)
        story.looks(fresh)
    shelf, other = story.directory.of(CAE), fresh.of(CAE)
    assert shelf.lines == other.lines
    for standing in Standing:
        assert sorted(shelf.stages(standing)) == sorted(other.stages(standing))
        for sort in Sort:
            assert list(shelf.ordered(sort, standing)) == list(other.ordered(sort, standing))
    assert shelf.holders == other.holders
    for each in [*asked, *(replace(each, descending=not each.descending) for each in asked)]:
        assert story.lists.every((CAE,), each) == listed(other.lines.values(), each)
    with story.house.engine.store.reading() as reader:
        erased = {person for person in PEOPLE if reader.erased_at(CAE, person) is not None}
    for line in shelf.lines.values():
        if line.person in erased:
            assert (line.name, line.sought) == ("", folded(f"\n{line.person}\n{line.case}"))


def listed(lines: Iterable[Line], asked: Wanted) -> list[Line]:
    """What a list is, said in one line."""
    words = tuple(folded(asked.search).split())
    found = [line for line in lines if asked.takes(line, words)]
    return sorted(found, key=lambda line: key_of(asked.sort, line), reverse=asked.descending)
