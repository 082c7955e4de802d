"""A letter that comes back after it left does what a refused address does at once, and only once."""

import pytest

from couriers import couriers, offer
from parcours.model.case import TaskStatus
from parcours.model.delivery import Outcome, reference_of
from parcours.model.fact import FactKind
from parcours.plugin import Delivered, Unreachable
from parcours.ports import Erasure, Store
from parcours.runtime import incidents
from parcours.runtime.effects.bounces import FOREIGN, Bounce, Notice, Standing, take
from parcours.runtime.effects.reconciliation import reconcile
from parcours.runtime.revocation import Wanted, revoke
from post import CAE, Post


@pytest.fixture
def post(store: Store) -> Post:
    return Post(store)


def sent(post: Post, case: str) -> str:
    """A letter that has left; the key of its effect."""
    post.sends(case, "ecrire")
    (job,) = post.dispatches()
    post.ends(job, Delivered(f"<{job.reference}@exemple.fr>"))
    return job.key


def failed(key: str, status: str = "5.1.1") -> Notice:
    return Notice(("quelconque", reference_of(key)), final=True, status=status)


def subjects(post: Post, case: str) -> list[tuple[str, str]]:
    with post.store.reading() as reader:
        held = reader.case(CAE, case)
    assert held is not None
    return [(each.role, each.subject) for each in held.tasks.values() if each.status is TaskStatus.OPEN]


def test_a_letter_that_came_back_becomes_a_task_for_the_role_concerned(post: Post) -> None:
    case = post.opens()
    key = sent(post, case)

    bounce = take(post.engine, failed(key), "n1")

    assert bounce == Bounce(Standing.REPORTED, case, int(key.split("/")[1]), "lettre", "accueil")
    assert subjects(post, case) == [("accueil", "unreachable:lettre")]
    with post.store.reading() as reader:
        fact = reader.facts(CAE, case)[-1]
    assert (fact.kind, fact.name, fact.cause) == (FactKind.REPORT, "lettre", bounce.fact)
    first, last = post.attempts(case)
    assert (first.outcome, last.outcome, last.number, last.node) == (Outcome.DELIVERED, Outcome.UNREACHABLE, 1, "n1")
    assert last.detail == "Revenu : le serveur du destinataire ne l'a pas remis (5.1.1)."
    assert post.incidents() == []


def test_it_is_asked_once_however_many_reports_come(post: Post) -> None:
    case = post.opens()
    key = sent(post, case)
    take(post.engine, failed(key), "n1")

    again = take(post.engine, failed(key, "5.2.2"), "n2")

    assert again.standing is Standing.KNOWN
    assert len(post.attempts(case)) == 2
    assert len(subjects(post, case)) == 1
    assert [each.kind for each in reconcile(post.engine).found] == []


def test_a_server_that_goes_on_trying_asks_nothing_of_anybody(post: Post) -> None:
    case = post.opens()
    key = sent(post, case)

    bounce = take(post.engine, Notice((reference_of(key),), final=False, status="4.4.1"), "n1")

    assert (bounce.standing, bounce.case, bounce.action) == (Standing.DELAYED, case, "lettre")
    assert subjects(post, case) == []
    assert len(post.attempts(case)) == 1


@pytest.mark.parametrize("references", [(), ("c9.9.9.0123456789abcdef",), (reference_of("C-9/9/9"),), ("x",)])
def test_what_is_not_ours_leaves_nothing(post: Post, references: tuple[str, ...]) -> None:
    sent(post, post.opens())
    assert take(post.engine, Notice(references, final=True), "n1") is not None
    assert take(post.engine, Notice(references, final=True), "n1") == FOREIGN


def test_a_letter_that_never_left_cannot_come_back(post: Post) -> None:
    case = post.opens()
    post.sends(case, "ecrire")
    (job,) = post.dispatches()
    assert take(post.engine, failed(job.key), "n1") == FOREIGN

    post.ends(job, Unreachable("refusée"))  # at once: the task is there already
    assert take(post.engine, failed(job.key), "n1") == FOREIGN
    assert len(subjects(post, case)) == 1


def test_a_letter_of_a_fact_taken_back_asks_nothing(post: Post) -> None:
    case = post.opens()
    key = sent(post, case)
    revoke(post.engine, case, Wanted(int(key.split("/")[1]) - 1, "erreur"))
    before = subjects(post, case)

    assert take(post.engine, failed(key), "n1").standing is Standing.OBSOLETE
    assert subjects(post, case) == before


def test_nobody_is_asked_to_reach_somebody_erased(post: Post) -> None:
    case = post.opens()
    key = sent(post, case)
    post.sends(case, "sortir")
    with post.store.transaction() as transaction:
        transaction.erase(Erasure(CAE, "P-1", post.clock.now(), "à sa demande"))

    assert take(post.engine, failed(key), "n1").standing is Standing.OBSOLETE


def test_the_announcement_of_a_task_that_came_back_is_for_operations(post: Post) -> None:
    case = post.opens()
    post.couriers = couriers(offer("task"))
    post.dispatcher = post.node("a", post.couriers)
    post.sends(case, "demander")
    (job,) = post.dispatches()
    post.ends(job, Delivered("ok"))

    bounce = take(post.engine, failed(job.key), "n1")

    assert bounce.standing is Standing.INCIDENT
    (told,) = post.incidents()
    assert (told.kind, told.subject) == (incidents.FAILED, job.key)
    assert take(post.engine, failed(job.key), "n1").standing is Standing.KNOWN
