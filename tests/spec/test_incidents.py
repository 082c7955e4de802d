"""What operations do about what could not leave, and what the journals say of it."""

from datetime import timedelta

import pytest

from parcours.errors import UsageError
from parcours.model.case import TaskStatus
from parcours.model.delivery import OutboxStatus
from parcours.model.step import Author
from parcours.plugin import Delivered, Failed, Later, Unreachable
from parcours.ports import Store
from parcours.runtime import incidents, queries, repairs
from parcours.runtime.effects.history import effects
from parcours.runtime.effects.reconciliation import Mismatch, reconcile
from parcours.runtime.incidents import KINDS, Chosen, kind_label, listed
from parcours.runtime.revocation import Wanted, revoke
from post import CAE, Post


@pytest.fixture
def post(store: Store) -> Post:
    return Post(store)


@pytest.fixture
def parked(post: Post) -> str:
    """A case whose letter and call are both given up, one incident each."""
    case = post.opens()
    post.sends(case, "ecrire")
    post.sends(case, "appeler", "referent")
    for job in post.dispatches():
        post.ends(job, Failed("jamais"))
    return case


def found(post: Post, case: str | None = None) -> list[Mismatch]:
    return [each.kind for each in reconcile(post.engine, case).found]


def test_incidents_are_listed_by_number_kind_use_and_cooperative(post: Post, parked: str) -> None:
    every = listed(post.engine, Chosen())
    assert [(line.incident.kind, line.is_parked) for line in every] == [(incidents.FAILED, True)] * 2
    letter, call = every
    assert listed(post.engine, Chosen(use="email")) == (letter,)
    assert listed(post.engine, Chosen(ids=(call.incident.id,))) == (call,)
    assert listed(post.engine, Chosen(kind=incidents.UNREADABLE)) == ()
    assert listed(post.engine, Chosen(cae="ailleurs")) == ()
    with pytest.raises(UsageError, match="99"):
        listed(post.engine, Chosen(ids=(99,)))


def test_an_effect_retried_leaves_again_with_its_tries_counted_anew(post: Post, parked: str) -> None:
    assert found(post) == [Mismatch.PARKED, Mismatch.PARKED]

    done = repairs.retry(post.engine, listed(post.engine, Chosen(use="email")), "ops")

    assert [line.delivery is not None for line in done.done] == [True]
    (job,) = post.dispatches()
    assert (job.action, job.attempt) == ("lettre", 1)
    post.ends(job, Delivered("ok"))
    (ended,) = (line.incident for line in listed(post.engine, Chosen(use="email", with_resolved=True)))
    assert (ended.resolution, ended.author) == ("relancé", "ops")
    assert found(post) == [Mismatch.PARKED]


def test_an_effect_given_up_never_leaves_and_what_follows_goes_on(post: Post) -> None:
    case = post.opens()
    post.sends(case, "contracter")
    (made,) = post.dispatches()
    post.ends(made, Failed("modèle absent"))
    assert post.dispatches() == []

    done = repairs.skip(post.engine, listed(post.engine, Chosen()), "ops", "contrat signé sur papier")

    assert len(done.done) == 1
    assert [job.action for job in post.dispatches()] == ["envoi"]
    assert post.statuses(case)[0] == "skipped"


def test_an_incident_whose_effect_waits_is_not_closed_by_itself(post: Post, parked: str) -> None:
    left = repairs.resolve(post.engine, listed(post.engine, Chosen()), "ops", "vu").left

    assert [str(why) for _, why in left] == ["son effet attend encore : relancez-le ou abandonnez-le"] * 2
    assert len(post.incidents()) == 2


def test_an_incident_about_no_effect_is_closed_and_cannot_be_retried(post: Post) -> None:
    post.opens()
    with post.store.transaction() as transaction:
        transaction.open_incident(CAE, "stuck", "C-1", "bloqué", post.clock.now())
    lines = listed(post.engine, Chosen())

    (left,) = repairs.retry(post.engine, lines, "ops").left
    assert str(left[1]) == "aucun effet n'attend qu'on le relance ou qu'on l'abandonne"
    assert len(repairs.resolve(post.engine, lines, "ops", "vu").done) == 1
    (again,) = repairs.resolve(post.engine, lines, "ops", "vu").left
    assert str(again[1]) == "déjà résolu"


def test_what_was_withdrawn_meanwhile_is_not_retried(post: Post, parked: str) -> None:
    lines = listed(post.engine, Chosen(use="email"))
    revoke(post.engine, parked, Wanted(2, "erreur", Author("accueil")))

    assert len(repairs.retry(post.engine, lines, "ops").left) == 1
    assert post.statuses(parked)[:2] == ["withdrawn", "withdrawn"]
    assert found(post) == []


def test_effects_are_told_with_every_try_and_the_next(post: Post) -> None:
    case = post.opens()
    post.sends(case, "ecrire")
    (job,) = post.dispatches()
    post.ends(job, Later("occupé", 60))

    (line,) = effects(post.engine, case)

    assert (line.label, [each.detail for each in line.attempts]) == ("Lettre", ["occupé"])
    assert line.delivery is not None
    assert line.delivery.ready_at == post.clock.now() + timedelta(seconds=60)


def test_a_person_out_of_reach_is_told_in_the_journal_and_the_tasks(post: Post) -> None:
    case = post.opens()
    post.sends(case, "ecrire")
    post.sends(case, "ecrire")
    (job,) = post.dispatches()
    post.ends(job, Unreachable("refusée"))
    (again,) = post.dispatches()
    post.ends(again, Unreachable("refusée"))

    assert [str(line.label) for line in queries.tasks(post.engine, CAE)] == ["joindre autrement la personne : Lettre"]
    told = [str(entry.told) for entry in queries.journal(post.engine, case)]
    assert told[-2:] == ["5 janvier 2026 : « Lettre » n'a joint personne"] * 2
    with post.store.reading() as reader:
        held = reader.case(CAE, case)
    assert held is not None
    assert sum(task.status is TaskStatus.OPEN for task in held.tasks.values()) == 1
    notice = next(line for line in effects(post.engine, case) if not line.row.effect.action)
    assert str(notice.label) == "joindre autrement la personne : Lettre"


def test_what_waits_too_long_is_found(post: Post) -> None:
    case = post.opens()
    post.sends(case, "appeler", "referent")
    post.passes(minutes=60)
    assert found(post, case) == []
    post.passes(seconds=1)
    assert found(post, case) == [Mismatch.LATE]
    (job,) = post.dispatches()
    assert found(post) == []
    post.ends(job, Delivered("ok"))
    post.passes(days=1)
    assert found(post) == []


def test_what_left_before_it_was_taken_back_is_in_order_and_what_left_after_is_not(post: Post) -> None:
    case = post.opens()
    post.sends(case, "ecrire")
    post.sends(case, "appeler", "referent")
    letter, call = post.dispatches()
    post.ends(letter, Delivered("ok"))
    post.passes(seconds=1)
    revoke(post.engine, case, Wanted(2, "erreur", Author("accueil")))
    assert found(post) == []
    post.passes(seconds=1)

    post.ends(call, Delivered("ok"))

    assert [(each.kind, each.effect.action) for each in reconcile(post.engine).found] == [
        (Mismatch.LEFT_WITHDRAWN, "appel")
    ]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (OutboxStatus.WITHDRAWN, Mismatch.WITHDRAWN_FOR_NOTHING),
        (OutboxStatus.PARKED, Mismatch.UNTOLD),
        (OutboxStatus.DELIVERED, Mismatch.UNPROVEN),
    ],
)
def test_a_status_that_nothing_explains_is_found(post: Post, status: OutboxStatus, expected: Mismatch) -> None:
    case = post.opens()
    post.sends(case, "ecrire")
    with post.store.transaction() as transaction:
        transaction.settle_effect(CAE, case, 3, 0, status, post.clock.now())

    assert found(post) == [expected]


def test_one_case_alone_may_be_compared_and_must_exist(post: Post) -> None:
    first, second = post.opens(), post.opens("P-2")
    for case in (first, second):
        post.sends(case, "ecrire")
    assert (reconcile(post.engine).cases, reconcile(post.engine).effects) == (2, 2)
    assert (reconcile(post.engine, first).cases, reconcile(post.engine, first).effects) == (1, 1)
    with pytest.raises(UsageError):
        reconcile(post.engine, "ailleurs")


def test_every_kind_has_its_words(post: Post) -> None:
    assert all(str(label) != kind for kind, label in KINDS.items())
    assert str(kind_label("inconnu")) == "inconnu"
    assert "jour de la loi" in str(kind_label("law.essai.associe"))
