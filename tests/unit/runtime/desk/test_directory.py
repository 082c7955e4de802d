"""Names in memory, followed by fact number, forgotten with their key."""

from collections.abc import Callable, Sequence

import pytest

from parcours.model.step import Assign
from parcours.ports import Reader
from parcours.runtime import erasing
from parcours.runtime.commands import assign, close, update
from parcours.runtime.desk import directory as directories
from parcours.runtime.desk.directory import Directory
from parcours.runtime.desk.naming import folded
from unit.runtime.house import House

CAE = "essai"


@pytest.fixture
def directory(house: House) -> Directory:
    return Directory(house.engine, house.engine.store.watch())


def unhurried(directory: Directory) -> Directory:
    """A directory that looks again at once: its patience depends on how quick this machine is."""
    directory._asked_again = 0.0
    return directory


@pytest.mark.parametrize(
    ("written", "sought"), [("Le Gœff", "le goeff"), ("ÉLOÏSE Ærø", "eloise aerø"), ("Straße", "strasse")]
)
def test_a_name_is_looked_for_without_its_accents(written: str, sought: str) -> None:
    assert folded(written) == sought


def test_a_case_is_known_by_the_name_of_its_person(house: House, directory: Directory) -> None:
    case = house.opens("P-7")
    line = directory.of(CAE).lines[case]
    assert (line.name, line.called, line.by_name) == ("Le Goff", "Le Goff", "le goff")
    assert line.sought == "le goff\np-7\nc-1"
    assert (line.stage, line.workflow, line.seq) == ("candidat", "essai", 2)


def test_what_has_moved_is_read_again_and_nothing_else(
    house: House, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    moving, still = house.opens("P-1"), house.opens("P-2")
    directory.follow()
    read: list[str] = []
    with house.engine.store.reading() as reader:
        kind = type(reader)
    monkeypatch.setattr(kind, "outlines", _noted(kind.outlines, read))
    update(house.engine, moving, {"nom": "Kerjean"})
    assert unhurried(directory).of(CAE).lines[moving].name == "Kerjean"
    assert read == [moving]
    assert directory.of(CAE).lines[still].name == "Le Goff"


def _noted(outlines: Callable[..., object], read: list[str]) -> Callable[..., object]:
    def noting(reader: Reader, cases: Sequence[str]) -> object:
        read.extend(cases)
        return outlines(reader, cases)

    return noting


def test_nothing_is_read_while_nobody_writes(
    house: House, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.opens()
    before = dict(directory.of(CAE).lines)
    monkeypatch.setattr(type(house.engine.store), "reading", None)
    assert unhurried(directory).of(CAE).lines == before


def test_whoever_moves_a_case_sees_it_moved_at_once(house: House, directory: Directory) -> None:
    case = house.opens()
    directory.follow()
    directory._asked_again = float("inf")  # a look that has just been taken
    house.sends(case, "signer", term="3 mois")
    assert directory.of(CAE).lines[case].stage == "candidat"
    directory.heed(case)
    assert directory.of(CAE).lines[case].stage == "en_essai"


def test_an_erased_person_has_a_reference_and_no_name(house: House, directory: Directory) -> None:
    case = house.opens("P-3")
    close(house.engine, case, "doublon")
    assert directory.of(CAE).lines[case].name == "Le Goff"
    erasing.carry_out(
        house.engine, erasing.Wanted(CAE, "P-3", "demande")
    )  # not a fact: the numbers alone would not tell
    line = unhurried(directory).of(CAE).lines[case]
    assert (line.name, line.called) == ("", "P-3")
    assert "goff" not in line.sought


def test_a_case_is_found_in_its_own_cooperative_alone(house: House, directory: Directory) -> None:
    case = house.opens()
    assert directory.line(CAE, case) is not None
    assert directory.line("ailleurs", case) is None


def test_the_next_day_of_a_case_is_that_of_a_date_or_of_a_task(house: House, directory: Directory) -> None:
    case = house.opens()
    # The task « Accueillir » is due on 5 January + 10 days, before the date that gives up after six months.
    assert str(directory.of(CAE).lines[case].next_on) == "2026-01-15"
    close(house.engine, case, "doublon")
    assert unhurried(directory).of(CAE).lines[case].next_on is None


def test_who_holds_a_role_is_known_with_whoever_stands_in(house: House, directory: Directory) -> None:
    case = house.opens()
    assign(house.engine, case, Assign("referent", "anne", stand_in="brieg"))
    assert directory.of(CAE).lines[case].holders == {"referent": ("anne", "brieg")}


@pytest.mark.parametrize("what", ["moves", "outlines"])
def test_what_could_not_be_read_is_asked_for_again(
    house: House, directory: Directory, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    case = house.opens()
    with house.engine.store.reading() as reader, monkeypatch.context() as broken:
        broken.setattr(type(reader), what, None)
        with pytest.raises(TypeError):
            directory.follow()
    assert case in directory.of(CAE).lines


def test_a_directory_that_closes_keeps_nothing_of_the_look_under_way(
    house: House, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.opens("P-1")
    with house.engine.store.reading() as reader:
        kind = type(reader)
    outlines = kind.outlines

    def closing(reader: Reader, cases: Sequence[str]) -> object:
        directory._closing.set()
        return outlines(reader, cases)

    monkeypatch.setattr(kind, "outlines", closing)
    assert directory.of(CAE).lines == {}
    directory.close()
    directory.attend()  # which ends at once
    assert (directory.of(CAE).lines, directory.left) == ({}, 0)


def test_a_look_reads_a_few_and_says_how_many_are_left(
    house: House, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directories, "FEW", 2)
    cases = [house.opens(f"P-{number}") for number in range(5)]
    assert (len(directory.of(CAE).lines), directory.left) == (2, 3)
    update(house.engine, cases[0], {"nom": "Kerjean"})
    assert len(unhurried(directory).of(CAE).lines) == 3  # who has just moved comes first, then those that waited
    assert (directory.of(CAE).lines[cases[0]].name, directory.left) == ("Kerjean", 0)
    assert len(directory.of(CAE).lines) == 5


def test_a_case_that_the_directory_has_yet_to_come_to_is_read_for_whoever_needs_it(
    house: House, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directories, "FEW", 1)
    cases = [house.opens(f"P-{number}") for number in range(5)]
    directory.follow()
    with house.engine.store.reading() as reader:
        found = directory.lines(reader, {(CAE, cases[0]), (CAE, cases[4]), ("ailleurs", cases[3])})
    assert {case: line.called for case, line in found.items()} == {cases[0]: "Le Goff", cases[4]: "Le Goff"}


def test_a_directory_that_is_attended_fills_by_itself_until_it_closes(
    house: House, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directories, "FEW", 2)
    for number in range(5):
        house.opens(f"P-{number}")
    left: list[int] = []

    class Closing:
        """Nobody sleeps: after three pauses it closes."""

        def is_set(self) -> bool:
            return len(left) == 3

        def wait(self, _: float) -> None:
            left.append(directory.left)

    monkeypatch.setattr(directory, "_closing", Closing())
    directory.attend()
    assert left == [3, 1, 0]


def test_nobody_waits_for_a_look_that_another_has_under_way(house: House, directory: Directory) -> None:
    case = house.opens()
    directory.follow()
    update(house.engine, case, {"nom": "Kerjean"})
    directory._asked_again = 0.0
    with directory._looking:  # another thread reads
        assert directory.of(CAE).lines[case].name == "Le Goff"
        directory.heed(case)  # and whoever writes reads their own writing all the same
        assert directory.of(CAE).lines[case].name == "Kerjean"


def test_a_line_read_before_somebody_moved_the_case_does_not_come_back(house: House, directory: Directory) -> None:
    case = house.opens()
    directory.follow()
    former = directory.of(CAE).lines[case]
    update(house.engine, case, {"nom": "Kerjean"})
    directory.heed(case)
    directory._tell((former,))
    assert directory.of(CAE).lines[case].name == "Kerjean"
