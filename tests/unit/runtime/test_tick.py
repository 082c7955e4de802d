"""What time does by itself, and what happens to a case that time cannot move."""

import datetime
from dataclasses import replace

import pytest

from parcours.adapters.memory import MemoryStore
from parcours.errors import StoreDamagedError
from parcours.messages import Text
from parcours.model.case import Case
from parcours.model.step import Step
from parcours.ports import Transaction
from parcours.runtime import tick as time
from parcours.runtime.commands import update
from parcours.runtime.engine import Engine, Programs
from parcours.runtime.passing import pass_time
from parcours.runtime.refusals import StepRefusedError
from parcours.runtime.writing import record
from unit.runtime.house import House


def test_everything_due_fires_in_the_order_it_is_due(house: House) -> None:
    first = house.opens("P-1")
    house.goes_to("2026-01-10")
    second = house.opens("P-2")
    house.goes_to("2026-08-01")
    ticked = time.tick(house.engine)
    # 6 months from 5 January and from 10 January, each at the end of its day: 5 and 10 July.
    assert [(fact.case, fact.name) for fact in ticked.facts] == [
        (first, "candidat.abandon"),
        (second, "candidat.abandon"),
    ]
    assert house.case(first).stage == house.case(second).stage == "sorti"


def test_a_case_with_several_things_due_takes_its_turns(house: House) -> None:
    first = house.opens("P-1")
    house.sends(first, "signer", term="3 mois")
    house.goes_to("2026-01-20")
    second = house.opens("P-2")
    house.sends(second, "signer", term="2 mois")
    house.goes_to("2026-05-02")
    assert [(fact.case, fact.name) for fact in time.tick(house.engine).facts] == [
        (first, "formation.en_cours.point"),  # 5 January + 5 jours ouvrés: 12 January
        (second, "formation.en_cours.point"),  # 20 January + 5 jours ouvrés: 27 January
        (second, "essai.terme"),  # 19 February, one month before 19 March
        (first, "essai.terme"),  # 4 March, one month before 4 April
        (second, "essai.terme"),  # 19 March
        (first, "essai.terme"),  # 4 April
    ]


def test_cooperatives_take_their_turns_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "PAGE", 1)
    abroad = replace(house.definition.workflow, cae="autre", hash="another")
    far = replace(house, definition=replace(house.definition, workflow=abroad))
    due = []
    for day, each in (("2026-01-05", house), ("2026-01-06", house), ("2026-01-07", far)):
        house.goes_to(day)
        due.append(each.opens(f"P-{day}"))
    house.goes_to("2026-08-01")
    assert [fact.case for fact in time.tick(house.engine).facts] == due


def test_a_tick_goes_no_further_than_it_is_told(house: House) -> None:
    case = house.opens()
    house.goes_to("2026-08-01")
    assert time.tick(house.engine, datetime.datetime(2026, 7, 5, 21, 59, tzinfo=datetime.UTC)).facts == ()
    # 5 July ends at midnight in Paris, 22:00 UTC in summer.
    assert time.tick(house.engine, datetime.datetime(2026, 7, 5, 22, 0, tzinfo=datetime.UTC)).facts != ()
    assert house.case(case).stage == "sorti"


def test_a_second_tick_does_nothing(house: House) -> None:
    house.opens()
    house.goes_to("2026-08-01")
    time.tick(house.engine)
    assert time.tick(house.engine).facts == ()


def test_the_next_wake_up_is_the_earliest_due_instant(house: House) -> None:
    assert time.next_due(house.engine) is None
    house.opens()
    assert time.next_due(house.engine) == datetime.datetime(2026, 7, 5, 22, tzinfo=datetime.UTC)


def test_many_cases_are_drained_page_after_page(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "PAGE", 2)
    opened = [house.opens(f"P-{number}") for number in range(5)]
    house.goes_to("2026-08-01")
    ticked = time.tick(house.engine)
    assert sorted(fact.case for fact in ticked.facts) == sorted(opened)


def test_many_cases_share_a_transaction_and_a_full_one_makes_way(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "BATCH", 2)
    for number in range(5):
        house.opens(f"P-{number}")
    house.goes_to("2026-08-01")
    assert [len(batch.facts) for batch in time.passing(house.engine, house.clock.now())] == [2, 2, 1]


def test_who_stops_asking_stops_it_and_what_was_given_is_written(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "BATCH", 2)
    opened = [house.opens(f"P-{number}") for number in range(5)]
    house.goes_to("2026-08-01")
    given = next(iter(time.passing(house.engine, house.clock.now())))
    assert [fact.case for fact in given.facts] == opened[:2]
    assert [house.case(case).stage for case in opened] == ["sorti", "sorti", "candidat", "candidat", "candidat"]


def test_a_case_whose_person_another_node_holds_is_left_to_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    held, other = house.opens("P-1"), house.opens("P-2")
    house.goes_to("2026-08-01")
    with monkeypatch.context() as patch, house.engine.store.transaction() as transaction:
        patch.setattr(type(transaction), "try_lock_cases", lambda _self, cases: frozenset(cases) - {held})
        assert [fact.case for fact in time.tick(house.engine).facts] == [other]
    assert [fact.case for fact in time.tick(house.engine).facts] == [held]


def test_a_case_that_fails_in_the_middle_of_a_batch_takes_nothing_with_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = [house.opens(f"P-{number}") for number in range(3)]
    house.goes_to("2026-08-01")

    def recorded(transaction: Transaction, before: Case, done: Step) -> tuple[str, ...]:
        record(transaction, before, done)
        if before.id == opened[1]:
            raise StoreDamagedError(Text("Une ligne ne se relit pas."))  # once it was written
        return ()

    monkeypatch.setattr(time, "record", recorded)
    ticked = time.tick(house.engine)
    assert [fact.case for fact in ticked.facts] == [opened[0], opened[2]]
    assert [case for case, _ in ticked.stuck] == [opened[1]]
    assert [house.case(case).stage for case in opened] == ["sorti", "candidat", "sorti"]


def test_the_next_wake_up_is_after_what_could_not_be_moved(house: House) -> None:
    lost = house.opens("P-1")
    house.goes_to("2026-01-10")
    house.opens("P-2")
    engine = replace(house.engine, store=Forgetful(house, lost))
    house.goes_to("2026-07-08")
    time.tick(engine)
    # The first was due on 5 July at midnight in Paris; the second is on 10 July, 22:00 UTC.
    assert time.next_due(engine, house.clock.now()) == datetime.datetime(2026, 7, 10, 22, tzinfo=datetime.UTC)


def test_time_goes_on_past_a_case_that_cannot_move(house: House) -> None:
    lost = house.opens("P-1")
    house.goes_to("2026-01-10")
    other = house.opens("P-2")
    engine = replace(house.engine, store=Forgetful(house, lost))
    done = pass_time(engine, datetime.datetime(2026, 8, 1, tzinfo=datetime.UTC))
    assert [case for case, _ in done.stuck] == [lost]
    assert house.case(other).stage == "sorti"


def test_a_case_without_its_rules_is_an_incident_and_the_others_go_on(house: House) -> None:
    lost = house.opens("P-1")
    house.goes_to("2026-01-06")
    other = house.opens("P-2")
    store = Forgetful(house, lost)
    engine = Engine(store, house.clock, Programs(house.engine.programs.load), house.engine.new_id)
    house.goes_to("2026-08-01")
    ticked = time.tick(engine)
    assert [case for case, _ in ticked.stuck] == [lost]
    assert house.case(other).stage == "sorti"
    time.tick(engine)
    with engine.store.reading() as reader:
        (incident,) = reader.incidents("essai")  # said once
    assert (incident.kind, incident.subject) == ("stuck", lost)
    with engine.store.transaction() as transaction:
        transaction.resolve_incident(incident.id, house.clock.now())
    time.tick(engine)
    with engine.store.reading() as reader:
        assert len(reader.incidents("essai")) == 2  # and again when somebody believed it resolved


class Forgetful(MemoryStore):
    """The house's store once one case is pinned to rules that nobody kept."""

    def __init__(self, house: House, lost: str) -> None:
        held = house.engine.store
        assert isinstance(held, MemoryStore)
        self.__dict__.update(held.__dict__)
        self._tables.cases[lost] = replace(self._tables.cases[lost], rules="forgotten")


def test_rules_that_are_not_kept_are_named(house: House) -> None:
    case = house.opens()
    engine = replace(house.engine, store=Forgetful(house, case), programs=Programs(house.engine.programs.load))
    with engine.store.reading() as reader, pytest.raises(StoreDamagedError, match="forgotten"):
        engine.programs.pinned(reader, house.case(case))


def test_the_other_case_of_a_person_follows_a_contract_signed_in_one(house: House) -> None:
    """The contracts of a person are one ledger: what is signed in a case is looked at in the others."""
    first, second = house.opens(), house.opens()
    signed = house.sends(first, "signer")
    assert signed.others == (second,)
    with house.engine.store.transaction() as transaction:
        assert tuple(transaction.take_world_changed("essai")) == ()  # taken already


def test_the_other_case_follows_what_time_does_too(house: House) -> None:
    first = house.opens()
    house.sends(first, "signer", term="1 mois")
    second = house.opens()
    house.goes_to("2026-02-10")
    ticked = time.tick(house.engine)  # the contract of the first ends on 4 February
    assert [fact.name for fact in ticked.facts] == ["formation.en_cours.point", "essai.terme"]
    assert house.case(second).stage == "candidat"
    with house.engine.store.transaction() as transaction:
        assert tuple(transaction.take_world_changed("essai")) == ()  # looked at already


def test_a_kept_event_refused_on_its_day_is_an_incident(house: House) -> None:
    case = house.opens()
    kept = house.sends(case, "signer", starts_on="2026-02-01")
    update(house.engine, case, {"assurance": {"from": "2026-01-01", "until": "2026-01-20"}})
    house.goes_to("2026-02-02")
    ticked = time.tick(house.engine)
    assert [fact.kind for fact in ticked.facts] == ["refused_later"]
    with house.engine.store.reading() as reader:
        (incident,) = reader.incidents("essai")
    assert (incident.kind, incident.subject) == ("refused_later", f"{case}#{ticked.facts[0].seq}")
    with pytest.raises(StepRefusedError):
        house.sends(case, "renouveler")
    assert kept.seq not in house.case(case).kept
