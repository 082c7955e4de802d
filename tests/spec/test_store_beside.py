"""What a store promises of all that stands beside a case."""

from datetime import date, timedelta

import pytest

from parcours.model.case import Task, TaskStatus
from parcours.model.delivery import OutboxStatus
from parcours.model.fact import TaskChanged
from parcours.model.fields import Fields, Validity
from parcours.model.step import Secret
from parcours.model.world import Engagement, ParameterValue, World
from parcours.ports import Answer, ConflictError, Store
from parcours.runtime.sealed import fields_in
from samples import (
    CAE,
    CASE,
    DAY,
    NOON,
    PARIS,
    PERSON,
    commit,
    commits,
    definition,
    fact,
    journey,
    opened,
    sealed,
    task,
)
from sites import keep


def test_an_idempotency_key_gives_its_first_answer_again(store: Store) -> None:
    keep(store, *commits(journey(), sealed()))

    with store.reading() as reader:
        assert reader.started(CAE, "cle-C-1-1") == Answer("d", CASE, 1)
        assert reader.answer(CAE, CASE, "cle-C-1-2") == Answer("d", CASE, 2)
        assert reader.answer(CAE, CASE, "cle-C-1-1") is None  # a key that opened a case belongs to the cooperative
        assert reader.answer(CAE, "C-2", "cle-C-1-2") is None
        assert reader.started("ailleurs", "cle-C-1-1") is None
        assert reader.started(CAE, "autre") is None


def test_a_key_serves_once(store: Store) -> None:
    first = commit(opened(), key="k")
    keep(store, first)
    second = commit(fact(2), before=first.case, key="k")
    keep(store, second)  # the key of the opening is another one: it belongs to the cooperative

    with store.transaction() as transaction, pytest.raises(ConflictError):
        # Caught inside of the block, and still nothing of it is kept.
        transaction.commit(CAE, commit(fact(3), before=second.case, key="k"))

    with store.reading() as reader:
        assert len(reader.facts(CAE, CASE)) == 2


def test_effects_wait_in_the_order_of_their_facts(store: Store) -> None:
    keep(store, *commits(journey(), sealed()))

    with store.reading() as reader:
        rows = reader.outbox(CAE, CASE)
    assert [(row.fact, row.effect.index) for row in rows] == [(1, 0), (1, 1), (2, 0), (5, 0)]
    assert {row.status for row in rows} == {OutboxStatus.WAITING}
    assert rows[0].created_at == NOON + timedelta(minutes=1)
    assert rows[0].effect.action == "relancer"


def test_a_delivered_effect_is_not_delivered_again_nor_withdrawn(store: Store) -> None:
    made = commits(journey(), sealed())
    keep(store, *made)
    with store.transaction() as transaction:
        assert transaction.settle_effect(CAE, CASE, 1, 0, OutboxStatus.DELIVERED, NOON) is OutboxStatus.WAITING
        assert transaction.settle_effect(CAE, CASE, 1, 0, OutboxStatus.SKIPPED, NOON) is OutboxStatus.DELIVERED
        with pytest.raises(LookupError):
            transaction.settle_effect(CAE, CASE, 9, 0, OutboxStatus.DELIVERED, NOON)
        with pytest.raises(LookupError):
            transaction.settle_effect("ailleurs", CASE, 1, 1, OutboxStatus.DELIVERED, NOON)

    keep(store, commit(fact(7), before=made[-1].case, withdrawn=(1, 2)))

    with store.reading() as reader:
        rows = reader.outbox(CAE, CASE)
    told = [(row.fact, row.effect.index, row.status.value, row.delivered_at) for row in rows]
    assert told == [
        (1, 0, "delivered", NOON),
        (1, 1, "withdrawn", None),
        (2, 0, "withdrawn", None),
        (5, 0, "waiting", None),
    ]


def test_a_fact_withdrawn_by_the_commit_that_brings_it_never_waits(store: Store) -> None:
    keep(store, commit(opened(effects=1), withdrawn=(1,)))

    with store.reading() as reader:
        assert [row.status for row in reader.outbox(CAE, CASE)] == [OutboxStatus.WITHDRAWN]


def test_open_tasks_are_listed_by_case_and_role(store: Store) -> None:
    made = commits(journey(), sealed())
    keep(store, *made[:3])

    with store.reading() as reader:
        assert [(case, each.action) for case, each in reader.tasks(CAE)] == [(CASE, "bilan"), (CASE, "accueillir")]
        assert reader.tasks(CAE, CASE, "accueil") == reader.tasks(CAE)
        assert reader.tasks(CAE, role="gerance") == ()
        assert reader.tasks(CAE, "C-9") == ()
        assert reader.tasks(CAE)[0] == (CASE, task())


def test_a_task_that_is_done_leaves_the_list_and_comes_back_when_undone(store: Store) -> None:
    made = commits(journey(), sealed())
    keep(store, *made)
    with store.reading() as reader:
        assert [each.action for _, each in reader.tasks(CAE)] == ["accueillir"]

    again = Task("3.0", "bilan", "accueil", DAY, date(2026, 3, 1), status=TaskStatus.OPEN)
    keep(store, commit(fact(7, TaskChanged(again)), before=made[-1].case))

    with store.reading() as reader:
        assert reader.tasks(CAE)[0] == (CASE, again)


def test_personal_values_come_back_from_the_vault_with_their_type(store: Store) -> None:
    values = (*sealed(), Secret(4, "dossier.rc", Validity(DAY)), Secret(4, "fact.age", 42))
    keep(store, *commits(journey(), values))

    with store.reading() as reader:
        expected = {"dossier.courriel": "ines@exemple.fr", "fact.4.motif": "projet abouti"}
        assert reader.secrets(CAE, CASE) == {**expected, "dossier.rc": Validity(DAY), "fact.4.age": 42}
        fields: Fields = {"courriel": "ines@exemple.fr", "rc": Validity(DAY)}
        assert fields_in(reader.secrets(CAE, CASE)) == fields
        assert reader.secrets(CAE, "C-9") == {}


def test_a_personal_value_can_be_read_as_it_stood_and_be_emptied(store: Store) -> None:
    made = commits(journey(), sealed())
    keep(store, *made)
    moved = commit(fact(7), before=made[-1].case, secrets=[Secret(7, "dossier.courriel", "neuf@exemple.fr")])
    keep(store, moved, commit(fact(8), before=moved.case, secrets=[Secret(8, "dossier.courriel", None)]))

    with store.reading() as reader:
        assert reader.secrets(CAE, CASE, until=3) == {}
        assert reader.secrets(CAE, CASE, until=6)["dossier.courriel"] == "ines@exemple.fr"
        assert reader.secrets(CAE, CASE, until=7)["dossier.courriel"] == "neuf@exemple.fr"
        assert fields_in(reader.secrets(CAE, CASE)) == {}


def test_the_sources_of_a_definition_are_kept_by_its_rules(store: Store) -> None:
    with store.transaction() as transaction:
        transaction.keep_definition(definition(), NOON)
        transaction.keep_definition(definition(), NOON)
        transaction.keep_definition(definition("id: autre\n", "ffff"), NOON)

    with store.reading() as reader:
        assert reader.definition("a1b2c3") == {"parcours.yaml": "format: 1\nid: parcours\n"}
        assert reader.definition("ffff") == {"parcours.yaml": "id: autre\n"}
        assert reader.definition("0000") is None


def test_new_texts_under_the_same_rules_are_the_ones_given(store: Store) -> None:
    with store.transaction() as transaction:
        transaction.keep_definition(definition(), NOON)
        transaction.keep_definition(definition("label: Mieux dit\n"), NOON)

    with store.reading() as reader:
        assert reader.definition("a1b2c3") == {"parcours.yaml": "label: Mieux dit\n"}


def test_the_newest_world_of_a_workflow_is_in_force_without_what_is_one_persons(store: Store) -> None:
    parameters = {"seuil": (ParameterValue(date(2026, 1, 1), 1200.0, "réseau"),)}
    world = World(PARIS, {}, parameters, (Engagement("appui", 1, ()),), {"courriel": "a@exemple.fr"})
    with store.transaction() as transaction:
        transaction.keep_world("parcours", World(PARIS), {"a.yaml": "1"}, NOON)
        transaction.keep_world("autre", World(PARIS), {}, NOON)
        transaction.keep_world("parcours", world, {"a.yaml": "2"}, NOON + timedelta(1))

    with store.reading() as reader:
        newest = reader.world("parcours")
        assert newest is not None
        assert newest.world == World(PARIS, {}, parameters)
        assert (newest.accepted_at, dict(newest.sources), newest.id) == (NOON + timedelta(1), {"a.yaml": "2"}, 3)
        assert reader.world("inconnu") is None


def test_queued_changes_of_the_world_are_taken_once_in_order(store: Store) -> None:
    keep(store, commit(opened()), commit(opened("C-2")))
    with store.transaction() as transaction:
        transaction.queue_world_changed(CAE, "C-2", "contrat de C-1")
        transaction.queue_world_changed(CAE, CASE, "calendrier")

    with store.transaction() as transaction:
        assert transaction.take_world_changed("ailleurs") == ()
        assert transaction.take_world_changed(CAE) == (("C-2", "contrat de C-1"), (CASE, "calendrier"))
        assert transaction.take_world_changed(CAE) == ()


def test_incidents_are_listed_oldest_first_and_resolved(store: Store) -> None:
    with store.transaction() as transaction:
        transaction.open_incident(CAE, "refus", CASE, "renouveler", NOON)
        transaction.open_incident("ailleurs", "panne", "x", "", NOON)
    with store.transaction() as transaction:
        transaction.resolve_incident(1, NOON + timedelta(1))

    with store.reading() as reader:
        assert [each.kind for each in reader.incidents()] == ["refus", "panne"]
        (mine,) = reader.incidents(CAE)
        assert (mine.id, mine.subject, mine.detail, mine.opened_at) == (1, CASE, "renouveler", NOON)
        assert mine.resolved_at == NOON + timedelta(1)


def test_a_setting_is_kept_and_replaced(store: Store) -> None:
    with store.transaction() as transaction:
        transaction.keep_setting("langue", "fr")
    with store.transaction() as transaction:
        transaction.keep_setting("langue", "en")

    with store.reading() as reader:
        assert reader.settings()["langue"] == "en"


def test_a_person_known_on_paper_only_may_open_a_case_later(store: Store) -> None:
    with store.transaction() as transaction:
        transaction.keep_paper_contract(CAE, PERSON, Engagement("appui", 1, ()))
    keep(store, *commits(journey(), sealed()))

    with store.reading() as reader:
        assert fields_in(reader.secrets(CAE, CASE)) == {"courriel": "ines@exemple.fr"}
