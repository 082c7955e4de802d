"""Two at once: both are answered truthfully, none is lost, and a hindrance never undoes what was accepted."""

import datetime
import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from parcours.adapters.memory import MemoryStore
from parcours.definition.loader import load_sources
from parcours.errors import StoreLockedError
from parcours.messages import Text
from parcours.ports import ConflictError, Store, Transaction
from parcours.runtime.commands import send
from parcours.runtime.engine import Engine, Programs
from parcours.runtime.perform import ATTEMPTS, Accepted
from parcours.runtime.refusals import StepRefusedError
from parcours.runtime.tick import Ticked, tick
from sites import Site
from unit.runtime.house import House


class Hindered(MemoryStore):
    """A store where somebody else is quicker, so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        with super().transaction() as transaction:
            yield transaction
            if self.times:
                self.times -= 1
                raise ConflictError("C-1", 1, 2)


@pytest.fixture
def hinder(house: House) -> Callable[[int], House]:
    def hindered(times: int) -> House:
        store = Hindered(0)
        other = replace(house, engine=replace(house.engine, store=store))
        other.opens()
        store.times = times
        return other

    return hindered


def test_who_was_overtaken_is_judged_again_on_the_new_state(hinder: Callable[[int], House]) -> None:
    house = hinder(ATTEMPTS - 1)
    assert house.sends("C-1", "visiter").facts


def test_who_is_overtaken_again_and_again_is_told(hinder: Callable[[int], House]) -> None:
    house = hinder(ATTEMPTS)
    with pytest.raises(ConflictError):
        house.sends("C-1", "visiter")


def test_a_tick_that_is_overtaken_goes_on_with_what_is_there(hinder: Callable[[int], House]) -> None:
    house = hinder(1)  # when it looks for changes of the world: they wait for the next tick
    house.goes_to("2026-08-01")
    assert [fact.name for fact in tick(house.engine).facts] == ["candidat.abandon"]


def test_a_case_that_another_process_is_moving_is_left_to_it(hinder: Callable[[int], House]) -> None:
    house = hinder(2)  # then when it fires
    house.goes_to("2026-08-01")
    assert tick(house.engine) == Ticked()
    assert [fact.name for fact in tick(house.engine).facts] == ["candidat.abandon"]


def test_a_case_that_another_process_has_moved_is_no_incident(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index read a moment ago says that something is due, and the case no longer does."""
    house.opens()
    due = house.clock.now()
    with house.engine.store.reading() as reader:
        monkeypatch.setattr(type(reader), "due", lambda *_: ((due, "C-1"),))
    assert tick(house.engine) == Ticked()


def test_what_is_accepted_stays_so_when_the_other_cases_cannot_follow_yet(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = house.opens(), house.opens()

    def locked(_self: Transaction, _cae: str) -> Sequence[tuple[str, str]]:
        raise StoreLockedError(Text("La base est occupée."))

    with monkeypatch.context() as patch:
        with house.engine.store.transaction() as transaction:
            patch.setattr(type(transaction), "take_world_changed", locked)
        assert house.sends(first, "signer").others == (second,)
    with house.engine.store.transaction() as transaction:
        assert tuple(transaction.take_world_changed("essai")) == ((second, first),)  # the next tick takes it


def both(act: Callable[[], Accepted]) -> list[Accepted | StepRefusedError]:
    """The same act by two people at the same moment."""
    barrier = threading.Barrier(2)
    answers: list[Accepted | StepRefusedError] = []

    def run() -> None:
        barrier.wait()
        try:
            answers.append(act())
        except StepRefusedError as error:
            answers.append(error)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture(params=["memory", "sqlite"])
def shared(request: pytest.FixtureRequest, house: House, tmp_path: Path) -> Iterator[House]:
    store: Store = MemoryStore() if request.param == "memory" else Site(tmp_path).create().open()
    numbers = itertools.count(1)
    engine = Engine(store, house.clock, Programs(load_sources), lambda: f"C-{next(numbers)}")
    yield replace(house, engine=engine)
    store.close()


def test_two_colleagues_who_both_click_renew_make_one_renewal(shared: House) -> None:
    case = shared.opens()
    shared.sends(case, "signer", term="3 mois")
    shared.goes_to("2026-03-10")
    answers = both(lambda: shared.sends(case, "renouveler", term="3 mois"))
    (refused,) = [answer for answer in answers if isinstance(answer, StepRefusedError)]
    assert refused.refusal.code == "contract.essai.repeated"
    assert len(shared.case(case).contracts["essai#1"].periods) == 2


def test_one_key_sent_twice_at_once_is_one_fact(shared: House) -> None:
    case = shared.opens()
    answers = both(lambda: send(shared.engine, case, "visiter", {}, key="k"))
    assert sorted(answer.repeated for answer in answers if isinstance(answer, Accepted)) == [False, True]


def test_two_different_events_at_once_are_both_kept(shared: House) -> None:
    case = shared.opens()
    before = shared.case(case).seq
    answers = both(lambda: shared.sends(case, "visiter"))
    assert {answer.seq for answer in answers if isinstance(answer, Accepted)} == {before + 1, before + 2}


def test_a_case_is_read_again_from_its_kept_sources(shared: House) -> None:
    """Another process knows the rules only by what the database keeps."""
    case = shared.opens()
    other = replace(shared, engine=replace(shared.engine, programs=Programs(load_sources)))
    signed = other.sends(case, "signer", term="3 mois")
    assert signed.case.contracts["essai#1"].ends_on == datetime.date(2026, 4, 4)
