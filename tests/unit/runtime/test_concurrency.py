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
from parcours.errors import RefusedError, StoreLockedError
from parcours.messages import Text
from parcours.ports import ConflictError, Transaction
from parcours.runtime import perform
from parcours.runtime.commands import send
from parcours.runtime.engine import Engine, Programs
from parcours.runtime.opening import Entrance, start
from parcours.runtime.perform import ATTEMPTS, Accepted
from parcours.runtime.refusals import KeyReusedError, StepRefusedError
from parcours.runtime.tick import Ticked, tick
from sites import EVERY_STORE, opened_store
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


def hinder_again(house: House) -> None:
    assert isinstance(house.engine.store, Hindered)
    house.engine.store.times = 1


def test_who_was_overtaken_is_judged_again_on_the_new_state(hinder: Callable[[int], House]) -> None:
    house = hinder(ATTEMPTS - 1)
    assert house.sends("C-1", "visiter").facts


def test_who_is_overtaken_again_and_again_is_told(hinder: Callable[[int], House]) -> None:
    house = hinder(ATTEMPTS)
    with pytest.raises(ConflictError):
        house.sends("C-1", "visiter")


def test_a_tick_that_is_overtaken_goes_on_with_what_is_there(hinder: Callable[[int], House]) -> None:
    house = hinder(0)
    with house.engine.store.transaction() as transaction:
        transaction.queue_world_changed("essai", "C-1", "world")
    hinder_again(house)  # when it takes the changes of the world: they wait for the next tick
    house.goes_to("2026-08-01")
    assert [fact.name for fact in tick(house.engine).facts] == ["candidat.abandon"]


def test_a_case_that_another_process_is_moving_is_left_to_it(hinder: Callable[[int], House]) -> None:
    house = hinder(1)  # when what it fired is to be kept
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


DOSSIER = {"nom": "Le Goff", "assurance": {"from": "2026-01-01", "until": "2028-12-31"}}


def both(act: Callable[[], Accepted]) -> list[Accepted | RefusedError]:
    """The same act by two people at the same moment."""
    barrier = threading.Barrier(2)
    answers: list[Accepted | RefusedError] = []

    def run() -> None:
        barrier.wait()
        try:
            answers.append(act())
        except RefusedError as error:
            answers.append(error)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture(params=EVERY_STORE)
def shared(request: pytest.FixtureRequest, house: House, tmp_path: Path) -> Iterator[House]:
    store = opened_store(request.param, tmp_path)
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


def test_two_at_once_are_answered_without_trying_again(shared: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A case is locked before it is read: what was read is what is written on."""
    monkeypatch.setattr(perform, "ATTEMPTS", 1)
    case = shared.opens()
    for _ in range(5):
        answers = both(lambda: shared.sends(case, "visiter"))
        assert len({answer.seq for answer in answers if isinstance(answer, Accepted)}) == 2


def test_two_first_entrances_at_once_are_both_kept(shared: House) -> None:
    numbers = itertools.count(1)
    answers = both(
        lambda: start(shared.engine, Entrance(shared.definition, f"P-{next(numbers)}", DOSSIER), "entrer", {})
    )
    assert {answer.case.person for answer in answers if isinstance(answer, Accepted)} == {"P-1", "P-2"}


def test_one_opening_key_given_for_two_people_at_once_serves_one(shared: House) -> None:
    shared.opens("P-0")
    numbers = itertools.count(1)

    def enter() -> Accepted:
        return start(shared.engine, Entrance(shared.definition, f"P-{next(numbers)}", DOSSIER, key="k"), "entrer", {})

    accepted, refused = sorted(both(enter), key=lambda answer: isinstance(answer, KeyReusedError))
    assert isinstance(accepted, Accepted)
    assert isinstance(refused, KeyReusedError)


def test_a_stranger_who_enters_twice_at_once_is_one_person(shared: House) -> None:
    answers = both(lambda: start(shared.engine, Entrance(shared.definition, "P-9", DOSSIER), "entrer", {}))
    told = [answer for answer in answers if isinstance(answer, Accepted)]
    assert sorted(len(answer.warnings) for answer in told) == [0, 1]  # the second is told of the first


def test_a_case_is_read_again_from_its_kept_sources(shared: House) -> None:
    """Another process knows the rules only by what the database keeps."""
    case = shared.opens()
    other = replace(shared, engine=replace(shared.engine, programs=Programs(load_sources)))
    signed = other.sends(case, "signer", term="3 mois")
    assert signed.case.contracts["essai#1"].ends_on == datetime.date(2026, 4, 4)
