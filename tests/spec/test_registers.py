"""The registers of erasures and holds, attacked: whatever is killed or cut, nobody comes back."""

import os
import signal
from collections.abc import Callable
from contextlib import closing
from multiprocessing import get_context

import pytest

from parcours.adapters.storage import erasing, holds
from parcours.adapters.storage.registers import Applied
from parcours.errors import StoreDamagedError
from parcours.ports import Erasure, Hold
from parcours.runtime.findings import FindingKind
from samples import CAE, NOON, PERSON, commit, commits, ended, journey, opened, sealed
from sites import Site

OTHER = "P-3"
FORK = get_context("fork")


@pytest.fixture
def peopled(site: Site) -> Site:
    site.keep(*commits(journey(), sealed()), commit(opened("C-3", OTHER), ended(2, "C-3")))
    return site


def erase(site: Site, person: str) -> None:
    with closing(site.open(patience=30)) as store, store.transaction() as transaction:
        transaction.lock(CAE, person)
        transaction.erase(Erasure(CAE, person, NOON, "à sa demande"))


def hold(site: Site, person: str) -> None:
    with closing(site.open()) as store, store.transaction() as transaction:
        transaction.keep_hold(Hold(CAE, person, NOON, "prud'hommes", "maud"))


def lift(site: Site, person: str) -> None:
    with closing(site.open()) as store, store.transaction() as transaction:
        transaction.lift_hold(CAE, person, NOON, "ines")


def held(site: Site, person: str) -> str | None:
    with closing(site.open()) as store, store.reading() as reader:
        found = reader.hold(CAE, person)
        return None if found is None else found.reason


def apply(site: Site) -> Applied:
    with closing(site.open()) as store:
        return store.apply_registers()


def kinds(site: Site) -> set[FindingKind]:
    return {each.kind for each in site.findings()}


def sign(site: Site) -> None:
    with closing(site.open()) as store:
        store.checkpoint(NOON)


def killed(act: Callable[[Site, str], None], site: Site, person: str) -> None:
    """Runs it in a process that is killed inside, and says so."""
    process = FORK.Process(target=act, args=(site, person))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.processes
def test_killed_between_the_register_and_the_database_an_erasure_is_promised_and_done_by_the_next(
    peopled: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(erasing, "erase", die)
        killed(erase, peopled, PERSON)

    assert kinds(peopled) == {FindingKind.ERASURE_UNDONE}
    assert apply(peopled).erased == ((CAE, PERSON),)
    assert kinds(peopled) == set()


@pytest.mark.processes
def test_killed_between_the_register_and_the_database_a_hold_is_put_by_the_next(
    peopled: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(holds, "row_of", die)
        killed(hold, peopled, PERSON)

    assert held(peopled, PERSON) is None
    assert kinds(peopled) == {FindingKind.HOLD_UNDONE}
    assert apply(peopled).held == ((CAE, PERSON),)
    assert held(peopled, PERSON) == "prud'hommes"
    assert apply(peopled) == Applied()
    assert kinds(peopled) == set()


def test_killed_once_it_is_lifted_a_hold_is_missed_by_the_register_until_the_next_command(peopled: Site) -> None:
    hold(peopled, PERSON)
    lift(peopled, PERSON)  # killed here: nobody has signed anything
    assert kinds(peopled) == {FindingKind.HOLD_UNTOLD}
    assert apply(peopled) == Applied()
    sign(peopled)
    assert kinds(peopled) == set()


@pytest.mark.processes
def test_two_erasures_at_once_are_both_told(peopled: Site) -> None:
    people = [(PERSON, OTHER), *((f"N-{number}", f"M-{number}") for number in range(3))]
    for pair in people[1:]:
        for person in pair:
            peopled.keep(commit(opened(f"C-{person}", person), ended(2, f"C-{person}")))
    for pair in people:
        both = [FORK.Process(target=erase, args=(peopled, person)) for person in pair]
        for each in both:
            each.start()
        for each in both:
            each.join()
        assert [each.exitcode for each in both] == [0, 0]
    sign(peopled)
    assert kinds(peopled) == set()
    with closing(peopled.open()) as store, store.reading() as reader:
        assert all(reader.erased_at(CAE, person) for pair in people for person in pair)


def test_an_erasure_that_was_cut_from_the_end_of_the_register_is_written_again(peopled: Site) -> None:
    """A file system that lost the end of it; the database knows what it lost, and the next erasure goes after it."""
    erase(peopled, PERSON)
    (told,) = peopled.folder.glob("*.erasures")
    told.write_bytes(told.read_bytes()[:-5])
    erase(peopled, OTHER)
    sign(peopled)
    assert kinds(peopled) == set()


@pytest.mark.parametrize("kind", ["erasures", "holds"])
def test_a_line_taken_out_is_named_and_nothing_is_applied(peopled: Site, kind: str) -> None:
    for person in (PERSON, OTHER):
        hold(peopled, person)
        erase(peopled, person)
    sign(peopled)
    (told,) = peopled.folder.glob(f"*.{kind}")
    whole = told.read_bytes()
    lines = whole.splitlines(keepends=True)
    told.write_bytes(b"".join([lines[0], *lines[2:]]))
    assert FindingKind.REGISTER_BROKEN in kinds(peopled)
    with pytest.raises(StoreDamagedError, match="à la ligne 2"):
        apply(peopled)
    told.write_bytes(whole)
    assert kinds(peopled) == set()


def test_a_person_who_was_erased_takes_the_reason_of_their_hold_with_them(peopled: Site) -> None:
    hold(peopled, PERSON)
    lift(peopled, PERSON)
    sign(peopled)
    (told,) = peopled.folder.glob("*.holds")
    assert b"prud'hommes" not in told.read_bytes()
    erase(peopled, PERSON)
    sign(peopled)
    assert apply(peopled) == Applied()
    assert kinds(peopled) == set()
