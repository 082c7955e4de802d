"""What becomes of effects: they leave in order, once as far as anybody can tell, and never in silence otherwise."""

import datetime
from typing import Any

import pytest

from couriers import couriers, offer
from parcours.model.case import TaskStatus
from parcours.model.delivery import Delivery, Outcome
from parcours.model.step import Assign, Author
from parcours.plugin import Delivered, Failed, File, Later, Unreachable
from parcours.ports import Store
from parcours.runtime import incidents
from parcours.runtime.commands import assign
from parcours.runtime.effects.dispatcher import Dispatcher
from parcours.runtime.effects.workers import Broken, Died, Overdue, Raised
from parcours.runtime.recovery import AuditedStore, verify
from parcours.runtime.revocation import Wanted, revoke
from post import CAE, MONDAY_NOON, Post


@pytest.fixture
def post(store: Store) -> Post:
    return Post(store)


def test_an_effect_leaves_with_the_words_of_its_fact(post: Post) -> None:
    case = post.opens()
    post.sends(case, "ecrire")
    post.updates(case, courriel="nouvelle@exemple.fr", nom="Le Goff")

    (job,) = post.dispatches()

    assert job.parameters == {"vers": "marion@exemple.fr", "texte": "Bonjour Kerbrat, de la coopérative"}
    assert (job.use, job.action, job.label, job.attempt, job.on) == (
        "email",
        "lettre",
        "Lettre",
        1,
        datetime.date(2026, 1, 5),
    )
    assert job.values["case.id"] == case


def test_what_is_delivered_is_kept_with_its_proof(post: Post) -> None:
    case = post.opens()
    post.sends(case, "ecrire")
    (job,) = post.dispatches()

    post.ends(job, Delivered("<42@ici>"))

    assert post.statuses(case) == ["delivered"]
    (kept,) = post.attempts(case)
    assert (kept.outcome, kept.receipt, kept.number, kept.node) == (Outcome.DELIVERED, "<42@ici>", 1, "a")
    assert post.dispatches() == []


def test_a_file_is_kept_sealed_with_the_case(post: Post) -> None:
    case = post.opens()
    post.sends(case, "contracter")
    (job,) = post.dispatches()

    post.ends(job, Delivered("", (File("contrat.txt", "text/plain", b"octets"),)))

    with post.store.reading() as reader:
        (made,) = reader.documents(CAE, case)
        assert (made.name, made.action, reader.content(CAE, made)) == ("contrat.txt", "contrat", b"octets")


def test_what_comes_after_an_action_waits_until_it_has_left(post: Post) -> None:
    case = post.opens()
    post.sends(case, "contracter")

    (made,) = post.dispatches()
    assert made.action == "contrat"
    post.ends(made, Later("occupé"))
    assert post.dispatches() == []
    post.passes(minutes=1)
    (again,) = post.dispatches()
    post.ends(again, Delivered())

    assert [job.action for job in post.dispatches()] == ["envoi"]


def test_a_refused_address_holds_back_no_other_action(post: Post) -> None:
    case = post.opens()
    post.sends(case, "ecrire")
    post.sends(case, "appeler", "referent")
    letter, call = post.dispatches()
    post.ends(letter, Failed("adresse inconnue"))

    post.ends(call, Delivered())
    post.sends(case, "appeler", "referent")

    assert [job.action for job in post.dispatches()] == ["appel"]
    assert post.statuses(case)[:2] == ["parked", "delivered"]


def test_what_the_other_side_puts_off_is_tried_again_and_says_no_personal_word(post: Post) -> None:
    case = post.opens()
    post.sends(case, "ecrire")
    (job,) = post.dispatches()

    post.ends(job, Later("550 marion@exemple.fr (Kerbrat) : boîte pleine", 90))

    (kept,) = post.attempts(case)
    assert (kept.outcome, kept.detail) == (Outcome.LATER, "550 … (…) : boîte pleine")
    post.passes(seconds=89)
    assert post.dispatches() == []
    post.passes(seconds=1)
    (again,) = post.dispatches()
    assert (again.key, again.attempt) == (job.key, 2)


@pytest.mark.parametrize(
    ("ending", "tries"),
    [(Later("occupé"), 12), (Overdue(30), 12), (Raised("ValueError"), 3), (Died(-11), 3), (Failed("jamais"), 1)],
)
def test_an_effect_tried_too_often_becomes_an_incident(post: Post, ending: Later, tries: int) -> None:
    case = post.opens()
    post.sends(case, "appeler", "referent")
    for _ in range(tries):
        (job,) = post.dispatches()
        post.ends(job, ending)
        post.passes(hours=7)

    assert post.statuses(case) == ["parked"]
    (told,) = post.incidents()
    assert told.kind == (incidents.EXHAUSTED if tries > 1 else incidents.FAILED)
    assert told.subject == job.key
    assert len(post.attempts(case)) == tries
    assert post.dispatches() == []


def test_a_text_that_cannot_be_filled_is_an_incident(post: Post) -> None:
    case = post.opens(courriel="")
    post.sends(case, "ecrire")

    assert post.dispatches() == []

    (told,) = post.incidents()
    assert (told.kind, told.detail) == (incidents.UNREADABLE, "« dossier.courriel » n'est pas rempli.")
    assert post.statuses(case) == ["parked"]


def test_a_use_that_no_plugin_answers_to_parks_its_effects_alone(post: Post) -> None:
    case = post.opens()
    post.couriers = couriers(offer("webhook"), broken=[Broken("site/sms", "ValueError, ligne 1")])
    post.dispatcher = post.node("a", post.couriers)
    post.sends(case, "ecrire")
    post.sends(case, "appeler", "referent")

    assert [job.action for job in post.dispatches()] == ["appel"]

    assert post.statuses(case) == ["parked", "waiting"]
    assert {(each.kind, each.subject) for each in post.incidents()} == {
        (incidents.UNKNOWN_USE, f"{case}/3/0"),
        (incidents.BROKEN_PLUGIN, "site/sms"),
    }
    post.node("b", post.couriers).dispatch(post.clock.now())
    assert len(post.incidents()) == 2
    post.node("a", couriers(offer("webhook"))).dispatch(post.clock.now())  # started again, the plugin mended
    assert [each.kind for each in post.incidents()] == [incidents.UNKNOWN_USE]


def test_what_the_engine_alone_does_needs_no_worker(post: Post) -> None:
    case = post.opens()
    post.couriers.places = 0
    post.sends(case, "demander")

    assert post.dispatches() == []

    assert post.statuses(case) == ["delivered"]
    assert post.attempts(case)[0].receipt == "Rien à faire partir : « task » est l'affaire du moteur."


def test_a_task_is_told_to_the_role_when_a_plugin_tells_of_tasks(post: Post) -> None:
    case = post.opens()
    post.couriers = couriers(offer("task"))
    post.dispatcher = post.node("a", post.couriers)
    post.sends(case, "demander")

    (job,) = post.dispatches()

    assert job.task is not None
    assert (job.use, job.recipients, job.task.label, job.task.due) == (
        "task", ("accueil@exemple.fr",), "Bilan", datetime.date(2026, 1, 10),  # five days after 5 January
    )  # fmt: skip


def test_a_role_held_for_the_case_is_written_to_by_who_holds_it(post: Post) -> None:
    case = post.opens()
    post.sends(case, "prevenir")
    (first,) = post.dispatches()
    assert first.recipients == ("equipe@exemple.fr",)
    post.ends(first, Delivered())
    away = (datetime.date(2026, 1, 5), datetime.date(2026, 1, 9))
    assign(post.engine, case, Assign("referent", "ines", Author("accueil"), "paul", *away))
    post.sends(case, "prevenir")
    (second,) = post.dispatches()
    assert second.recipients == ("ines@exemple.fr", "paul@exemple.fr")
    post.ends(second, Delivered())
    post.passes(days=7)
    post.sends(case, "prevenir")

    (third,) = [job for job in post.dispatches() if job.action == "avis"]

    assert third.recipients == ("ines@exemple.fr",)


def test_a_person_out_of_reach_becomes_a_task_and_no_incident(post: Post) -> None:
    case = post.opens()
    post.sends(case, "ecrire")
    (job,) = post.dispatches()

    post.ends(job, Unreachable("marion@exemple.fr : adresse refusée"))

    with post.store.reading() as reader:
        held = reader.case(CAE, case)
    assert held is not None
    (task,) = [each for each in held.tasks.values() if each.status is TaskStatus.OPEN]
    assert (task.role, task.subject) == ("accueil", "unreachable:lettre")
    assert post.statuses(case) == ["skipped", "waiting"]
    assert post.attempts(case)[0].detail == "… : adresse refusée"
    assert post.incidents() == []


def test_a_role_that_cannot_be_told_of_its_task_is_an_incident(post: Post) -> None:
    case = post.opens()
    post.couriers = couriers(offer("task"))
    post.dispatcher = post.node("a", post.couriers)
    post.sends(case, "demander")
    (job,) = post.dispatches()

    post.ends(job, Unreachable("refusée"))

    assert [each.kind for each in post.incidents()] == [incidents.FAILED]
    assert post.statuses(case) == ["parked"]


def test_what_is_withdrawn_before_it_leaves_does_not_leave(post: Post) -> None:
    case = post.opens()
    post.sends(case, "ecrire")
    revoke(post.engine, case, Wanted(1, "erreur", Author("accueil")))

    assert post.dispatches() == []
    assert post.statuses(case)[0] == "withdrawn"


def test_what_is_withdrawn_between_its_claim_and_its_start_does_not_leave(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = post.opens()
    seq = post.sends(case, "ecrire")
    claim = Dispatcher._claim

    def overtaken(*asked: Any) -> tuple[Delivery, ...]:
        claimed = claim(*asked)
        if claimed:
            revoke(post.engine, case, Wanted(seq - 1, "erreur", Author("accueil")))
        return claimed

    monkeypatch.setattr(Dispatcher, "_claim", overtaken)
    assert post.dispatches() == []
    assert post.statuses(case)[0] == "withdrawn"
    assert post.incidents() == []


def test_a_person_out_of_reach_stays_so_when_what_followed_is_taken_back(post: Post) -> None:
    case = post.opens()
    seq = post.sends(case, "ecrire")
    (job,) = post.dispatches()
    post.ends(job, Unreachable("refusée"))
    post.sends(case, "demander")
    assert post.dispatches() == []  # the notices of both tasks, which the engine ends by itself

    revoke(post.engine, case, Wanted(seq, "erreur", Author("accueil")))

    with post.store.reading() as reader:
        asked = [task.subject for _, task in reader.tasks(CAE, case)]
    assert asked == ["unreachable:lettre"]


def test_what_left_while_it_was_withdrawn_is_told(post: Post) -> None:
    case = post.opens()
    post.sends(case, "ecrire")
    (job,) = post.dispatches()
    revoke(post.engine, case, Wanted(1, "erreur", Author("accueil")))

    post.ends(job, Delivered("<1@ici>"))

    assert post.statuses(case)[0] == "delivered"
    assert [(each.kind, each.subject) for each in post.incidents()] == [(incidents.LEFT_ALL_THE_SAME, job.key)]


def test_what_failed_while_it_was_withdrawn_stays_withdrawn(post: Post) -> None:
    case = post.opens()
    post.sends(case, "ecrire")
    (job,) = post.dispatches()
    revoke(post.engine, case, Wanted(1, "erreur", Author("accueil")))

    post.ends(job, Failed("jamais"))

    assert post.statuses(case)[0] == "withdrawn"
    assert post.incidents() == []


def test_a_dead_nodes_effect_is_taken_over_and_its_late_answer_changes_nothing(post: Post) -> None:
    case = post.opens()
    post.sends(case, "appeler", "referent")
    (job,) = post.dispatches()
    others = couriers(offer("webhook"))
    other = post.node("b", others)
    post.passes(seconds=19)
    assert other.dispatch(post.clock.now()) == 0
    post.passes(seconds=1)
    assert other.dispatch(post.clock.now()) == 1
    assert others.left[0].key == job.key

    post.ends(job, Failed("jamais"))
    assert post.statuses(case) == ["waiting"]
    others.end(job.key, Delivered("n° 7"))
    other.collect()

    assert post.statuses(case) == ["delivered"]
    assert [each.outcome for each in post.attempts(case)] == [Outcome.FAILED, Outcome.DELIVERED]
    assert post.incidents() == []


def test_nothing_is_drained_before_workers_that_began_late_were_given_what_is_ready(post: Post) -> None:
    post.sends(post.opens(), "appeler", "referent")
    offers, post.couriers.offers = post.couriers.offers, None
    assert post.dispatches() == []

    post.couriers.offers = offers

    assert not post.dispatcher.drained()
    (job,) = post.dispatches()
    assert not post.dispatcher.drained()
    post.ends(job, Delivered())
    assert post.dispatcher.drained()


def test_a_lease_is_kept_while_the_node_lives(post: Post) -> None:
    post.sends(post.opens(), "appeler", "referent")
    (job,) = post.dispatches()
    for _ in range(5):
        post.passes(seconds=15)
        post.dispatcher.extend(post.clock.now())
    other = post.node("b", couriers(offer("webhook")))

    assert other.dispatch(post.clock.now()) == 0
    post.ends(job, Delivered())


def test_no_more_jobs_of_a_use_than_it_bears_and_no_cooperative_waits_for_anothers_crowd(post: Post) -> None:
    for number in range(4):
        post.sends(post.opens(f"P-{number}"), "ecrire")
    post.sends(post.opens("P-9"), "appeler", "referent")

    assert sorted(job.action for job in post.dispatches()) == ["appel", "lettre", "lettre"]
    assert post.dispatches() == []


def test_a_message_waits_for_the_hour_and_a_call_does_not(post: Post) -> None:
    post.clock.set(datetime.datetime(2026, 1, 10, 21, tzinfo=datetime.UTC))  # Saturday 10 January, 22:00 in Paris
    case = post.opens()
    post.sends(case, "ecrire")
    post.sends(case, "appeler", "referent")

    (call,) = post.dispatches()
    assert call.action == "appel"
    post.ends(call, Delivered())

    # Sunday is no day for letters: Monday 12 January at 7:00 in Paris, 6:00 UTC.
    assert post.dispatcher.next_at() == datetime.datetime(2026, 1, 12, 6, tzinfo=datetime.UTC)
    assert [each.attempts for each in post.waiting() if each.effect.action == "lettre"] == [0]
    post.clock.set(datetime.datetime(2026, 1, 12, 6, tzinfo=datetime.UTC))
    assert [job.action for job in post.dispatches()] == ["lettre"]


def test_nothing_that_has_ended_is_forgotten_when_the_store_refuses(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = post.opens()
    post.sends(case, "appeler", "referent")
    (job,) = post.dispatches()

    def refuse() -> None:
        raise OSError("plein")

    with monkeypatch.context() as broken:
        broken.setattr(type(post.store), "transaction", lambda _: refuse())
        with pytest.raises(OSError, match="plein"):
            post.ends(job, Delivered())
    assert post.dispatcher.collect() == 1
    assert post.statuses(case) == ["delivered"]


def test_what_has_not_ended_when_the_node_stops_is_given_back(post: Post) -> None:
    case = post.opens()
    post.sends(case, "appeler", "referent")
    post.dispatches()

    post.dispatcher.stop(0)

    other = couriers(offer("webhook"))
    post.node("b", other).dispatch(post.clock.now())
    assert [job.attempt for job in other.left] == [2]


def test_what_is_kept_is_sound_all_along(store: AuditedStore) -> None:
    post = Post(store)
    case = post.opens()
    for event in ("ecrire", "contracter", "demander", "prevenir"):
        post.sends(case, event)
    for ending in (Unreachable("refusée"), Failed("jamais"), Delivered("ok"), Later("occupé")):
        for job in post.dispatches():
            post.ends(job, ending)

    assert verify(store).findings == ()


def test_the_newest_words_are_sent_while_the_action_is_of_the_same_use(post: Post) -> None:
    case = post.opens()
    with post.store.reading() as reader:
        version = reader.world(CAE)
    assert version is not None
    sources = {name: each.replace("Bonjour", "Bonsoir") for name, each in version.sources.items()}
    with post.store.transaction() as transaction:
        transaction.keep_world(CAE, version.world, sources, MONDAY_NOON)
    post.sends(case, "ecrire")
    (job,) = post.dispatches()
    assert job.parameters["texte"] == "Bonsoir Kerbrat, de la coopérative"
    post.ends(job, Delivered())

    said, then = "lettre: {label: Lettre, use: email", "lettre: {label: Lettre, use: sms"
    other_use = {name: each.replace(said, then) for name, each in sources.items()}
    with post.store.transaction() as transaction:
        transaction.keep_world(CAE, version.world, other_use, MONDAY_NOON)
    post.sends(case, "ecrire")
    (job,) = post.dispatches()
    assert job.parameters["texte"] == "Bonjour Kerbrat, de la coopérative"
