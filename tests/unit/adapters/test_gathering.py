"""Transactions of several threads, committed together."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from parcours.adapters.storage import sqlite
from parcours.adapters.storage.gathering import Gathering
from parcours.adapters.storage.outgoing import OutgoingTransaction
from parcours.adapters.storage.unit import UnitOfWork
from parcours.ports import Commit
from samples import CAE, NOON, commit, fact, opened
from sites import Site

BOUND = 10  # seconds that a thread may take before the test says it hangs


@dataclass
class House:
    """A gathering over a real file; `commits` counts what the disk was asked for."""

    file: Path
    commits: int = 0
    broken: bool = False
    gathering: Gathering = field(init=False)

    def __post_init__(self) -> None:
        self.engine = sqlite.engine_of(self.file, create=True)
        with self.engine.connect() as connection, sqlite.writing(connection):
            connection.exec_driver_sql("CREATE TABLE said (word TEXT PRIMARY KEY)")
        self.gathering = Gathering(self._begun)

    @contextmanager
    def _begun(self) -> Iterator[UnitOfWork]:
        with self.engine.connect() as connection:
            unit = UnitOfWork(connection, {}, sqlite.SqliteFile(self.file))
            with sqlite.writing(connection):
                yield unit
                if self.broken:
                    raise sqlite3.OperationalError("disk I/O error")
            self.commits += 1

    def say(self, word: str) -> None:
        with self.gathering.transaction() as unit:
            insert(word)(unit)

    @property
    def said(self) -> set[str]:
        with self.engine.connect() as connection:
            return {word for (word,) in connection.exec_driver_sql("SELECT word FROM said")}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "said.db")
    yield made
    made.engine.dispose()


def together(
    house: House, first: Callable[[UnitOfWork], None], *others: Callable[[], None]
) -> list[BaseException | None]:
    """Runs `first` in its turn until all the others wait for theirs; how each ended, `first` being the first."""
    ended: list[BaseException | None] = [None] * (1 + len(others))
    begun = threading.Event()

    def keep(place: int, run: Callable[[], None]) -> None:
        try:
            run()
        except BaseException as error:  # noqa: BLE001  how each thread ended is what the tests ask
            ended[place] = error

    def held() -> None:
        with house.gathering.transaction() as unit:
            begun.set()
            while house.gathering._waiting < len(others):
                threading.Event().wait(0.001)
            first(unit)

    threads = [threading.Thread(target=keep, args=(0, held))]
    threads[0].start()
    assert begun.wait(BOUND)
    threads += [threading.Thread(target=keep, args=(place, run)) for place, run in enumerate(others, 1)]
    for thread in threads[1:]:
        thread.start()
    for thread in threads:
        thread.join(BOUND)
        assert not thread.is_alive()
    return ended


def insert(word: str) -> Callable[[UnitOfWork], None]:
    return lambda unit: unit.settle().exec_driver_sql("INSERT INTO said VALUES (?)", (word,)) and None


def test_a_thread_alone_is_committed_at_once(house: House) -> None:
    house.say("un")
    house.say("deux")
    assert (house.said, house.commits) == ({"un", "deux"}, 2)


def test_those_who_wait_are_committed_together(house: House) -> None:
    words = [f"mot-{number}" for number in range(8)]

    ended = together(house, insert("premier"), *(lambda word=word: house.say(word) for word in words))

    assert ended == [None] * 9
    assert house.said == {"premier", *words}
    assert house.commits == 1


def test_one_that_fails_undoes_only_itself(house: House) -> None:
    def twice() -> None:
        with house.gathering.transaction() as unit:
            insert("perdu")(unit)
            raise KeyError("perdu")

    ended = together(house, insert("premier"), twice, lambda: house.say("dernier"))

    assert [type(each) for each in ended] == [type(None), KeyError, type(None)]
    assert house.said == {"premier", "dernier"}


def test_the_first_of_a_group_may_fail_without_the_others(house: House) -> None:
    def fail(unit: UnitOfWork) -> None:
        insert("perdu")(unit)
        raise KeyError("perdu")

    ended = together(house, fail, lambda: house.say("dernier"))

    assert [type(each) for each in ended] == [KeyError, type(None)]
    assert house.said == {"dernier"}


def test_when_the_commit_fails_everybody_is_told_and_nothing_has_happened(house: House) -> None:
    house.broken = True
    ended = together(house, insert("premier"), lambda: house.say("dernier"))

    assert all(isinstance(each, sqlite3.OperationalError) for each in ended)
    house.broken = False
    assert house.said == set()
    house.say("après")
    assert house.said == {"après"}


def test_a_transaction_that_sqlite_gave_up_is_nobodys_success(house: House) -> None:
    """On a full disk SQLite undoes all of it: whoever went before in the group must not be told that it is done."""

    def give_up() -> None:
        with house.gathering.transaction() as unit:
            unit.opened.connection.driver_connection.execute("ROLLBACK")  # type: ignore[union-attr]
            raise sqlite3.OperationalError("database or disk is full")

    ended = together(house, insert("premier"), give_up, lambda: house.say("dernier"))

    failed = [each is not None for each in ended]
    assert failed[:2] == [True, True]
    assert house.said == ({"dernier"} if ended[2] is None else set())


def test_no_more_than_so_many_are_committed_at_once(house: House) -> None:
    house.gathering.most = 3
    words = [f"mot-{number}" for number in range(5)]

    together(house, insert("premier"), *(lambda word=word: house.say(word) for word in words))

    assert house.said == {"premier", *words}
    assert house.commits == 2


def test_a_transaction_inside_of_another_is_a_bug_that_is_said(house: House) -> None:
    with house.gathering.transaction() as unit:
        insert("dehors")(unit)
        with pytest.raises(RuntimeError, match="inside of a transaction"), house.gathering.transaction():
            pass
    assert house.said == {"dehors"}


def test_what_cannot_be_written_of_one_is_told_to_that_one_alone(tmp_path: Path) -> None:
    """The rows of several are written together: that of a fact which stands already must not stop the others'."""
    site = Site(tmp_path).create()
    made = {case: commit(opened(case, f"P-{case}")) for case in ("C-1", "C-2", "C-3", "C-4")}
    site.keep(*made.values())
    site.tamper("INSERT INTO facts SELECT case_id, 2, cae, data, hash FROM facts WHERE case_id = 'C-2'")
    store = site.open()

    def moved(case: str) -> Commit:
        return commit(fact(2, case=case, effects=1), before=made[case].case)

    def step(case: str, *, told: bool = False) -> None:
        with store.transaction() as transaction:
            transaction.commit(CAE, moved(case))
            if told:  # which has all that waits written at once
                transaction.open_incident(CAE, "panne", case, "", NOON)

    def first(unit: UnitOfWork) -> None:
        OutgoingTransaction(unit, store._access).commit(CAE, moved("C-1"))

    house = cast("House", SimpleNamespace(gathering=store._turn.__self__))  # type: ignore[attr-defined]
    ended = together(house, first, lambda: step("C-2"), lambda: step("C-3", told=True), lambda: step("C-4"))

    assert [type(each) for each in ended] == [type(None), sqlite3.IntegrityError, type(None), type(None)]
    with store.reading() as reader:
        assert [len(reader.outbox(CAE, case)) for case in made] == [1, 0, 1, 1]
        assert [each.subject for each in reader.incidents()] == ["C-3"]
    store.close()
