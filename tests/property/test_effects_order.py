"""However answers come back, whichever node asks: effects of one action leave in order, and no other waits for them."""

from hypothesis import given
from hypothesis import strategies as st

from couriers import Couriers
from parcours.adapters.memory import MemoryStore
from parcours.model.delivery import OutboxStatus
from parcours.plugin import Answer, Delivered, Failed, Job, Later, Unreachable
from parcours.runtime.effects.dispatcher import Dispatcher
from parcours.runtime.effects.reconciliation import Mismatch, reconcile
from parcours.runtime.effects.workers import Died, Ending, Raised
from post import SITE, Post, known

EVENTS = ("ecrire", "appeler", "contracter", "prevenir")
ANSWERS: tuple[Ending, ...] = (
    Delivered("ok"),
    Later("occupé"),
    Later("occupé", 5),
    Failed("jamais"),
    Unreachable("refusée"),
    Raised("ValueError"),
    Died(-9),
)
MOVES = st.tuples(
    st.sampled_from(["sends", "dispatches", "sends", "dispatches", "ends", "passes"]),
    st.sampled_from([0, 0, 2, 1, 3]),  # letters most of all: they wait for each other
    st.sampled_from(ANSWERS),
)


class TwoNodes:
    """Two dispatchers on one store; what each hands out, in order."""

    def __init__(self) -> None:
        self.post = Post(MemoryStore(), site=SITE)
        self.case = self.post.opens()
        self.nodes: list[tuple[Dispatcher, Couriers]] = []
        for name in ("a", "b"):
            workers = known()
            self.nodes.append((self.post.node(name, workers), workers))
        self.begun: list[Job] = []

    def sends(self, number: int, _: Ending) -> None:
        event = EVENTS[number]
        self.post.sends(self.case, event, "referent" if event == "appeler" else "accueil")

    def dispatches(self, number: int, _: Ending) -> None:
        dispatcher, workers = self.nodes[number % 2]
        before = len(workers.left)
        dispatcher.dispatch(self.post.clock.now())
        for job in workers.left[before:]:
            self.may_begin(job)
            self.begun.append(job)

    def ends(self, number: int, ending: Ending) -> None:
        dispatcher, workers = self.nodes[number % 2]
        if workers.jobs:
            workers.end(next(iter(workers.jobs)), ending)
            dispatcher.collect()

    def passes(self, number: int, _: Ending) -> None:
        self.post.passes(seconds=(1, 10, 40, 400)[number])
        for dispatcher, workers in self.nodes:
            if workers.jobs:
                dispatcher.extend(self.post.clock.now())

    def may_begin(self, job: Job) -> None:
        """Nothing of its action before it is still on its way, nor anything it comes after."""
        fact, index = (int(each) for each in job.key.split("/")[1:])
        for row in self.post.outbox(self.case):
            earlier = (row.fact, row.effect.index) < (fact, index)
            if earlier and row.effect.action == job.action:
                assert row.status is not OutboxStatus.WAITING
            if job.action == "envoi" and row.effect.action == "contrat" and row.fact <= fact:
                assert row.status not in {OutboxStatus.WAITING, OutboxStatus.PARKED}


@given(st.lists(MOVES, min_size=6, max_size=40))
def test_effects_of_an_action_leave_in_order_whatever_comes_back(moves: list[tuple[str, int, Answer]]) -> None:
    nodes = TwoNodes()
    for name, number, ending in moves:
        getattr(nodes, name)(number, ending)

    report = reconcile(nodes.post.engine)
    assert {each.kind for each in report.found} <= {Mismatch.PARKED}
    assert len(nodes.post.incidents()) == len([each for each in report.found if each.kind is Mismatch.PARKED])


@given(st.lists(st.sampled_from([each for each in ANSWERS if not isinstance(each, Delivered)]), min_size=1, max_size=6))
def test_a_refused_address_never_holds_back_another_action(endings: list[Ending]) -> None:
    post = Post(MemoryStore())
    case = post.opens()
    for ending in endings:
        post.sends(case, "ecrire")
        letters = [job for job in post.dispatches() if job.action == "lettre"]
        post.sends(case, "appeler", "referent")
        (call,) = (job for job in post.dispatches() if job.action == "appel")
        post.ends(call, Delivered("ok"))
        for letter in letters:
            post.ends(letter, ending)

    calls = [row.status for row in post.outbox(case) if row.effect.action == "appel"]
    assert calls == [OutboxStatus.DELIVERED] * len(endings)
