"""Effects carried by real processes to a sink that honours the key: at least once, and never twice."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from parcours.adapters.workers import Limits, Pool
from parcours.model.delivery import Outcome
from parcours.ports import Site, Store
from parcours.runtime import incidents
from parcours.runtime.effects.dispatcher import Dispatcher
from parcours.runtime.effects.reconciliation import Mismatch, reconcile
from parcours.runtime.recovery import AuditedStore, verify
from post import CAE, Post

pytestmark = pytest.mark.processes

SITE = Site(settings={"maison": "la coopérative"})  # nobody has an address: tasks are told by their list alone
BOUND = 60.0  # seconds, for what happens long before

# What is dropped under a key is dropped once; a second time is counted, and changes nothing.
SINK = """
import os, time
from pathlib import Path
from parcours.plugin import Action, Delivered, hookimpl

FOLDER = Path({folder!r})

def drop(job):
    with (FOLDER / "asked").open("a") as asked:
        asked.write(f"{{job.attempt}}:{{os.getpid()}}\\n")
    place = FOLDER / job.key.replace("/", "_")
    if not place.exists():
        place.touch()
    told = FOLDER / f"answer_{{job.case}}_{{job.attempt}}"
    while not told.exists():
        time.sleep(0.01)
    answer = told.read_text()
    if answer == "kill":
        os.kill(os.getpid(), 9)
    if answer == "raise":
        raise ValueError("marion@exemple.fr hunter2")
    return Delivered("n° 1")

@hookimpl
def parcours_actions():
    return [Action("sms", "Dépose", {{}}, drop)]
"""


@dataclass
class Counter:
    """Where messages are dropped, and the nodes that drop them; a plugin answers when the test says so."""

    post: Post
    folder: Path
    pools: list[Pool] = field(default_factory=list)

    def node(self, name: str) -> Dispatcher:
        pool = Pool(self.folder.parent / "plugins", Limits(processes=2, grace=0.2))
        self.pools.append(pool)
        for _ in range(100):
            if pool.offers is not None:
                break
            pool.wait(BOUND)
        return Dispatcher(self.post.engine, SITE, pool, name, lambda: 0.0)

    def lets_go(self, case: str, attempt: int, said: str = "") -> None:
        """Lets a plugin answer, now or when it comes to that."""
        written = self.folder / "written"
        written.write_text(said)
        written.rename(self.folder / f"answer_{case}_{attempt}")

    def asked(self) -> list[tuple[int, int]]:
        """The try and the process of each time it was asked to drop something."""
        lines = (self.folder / "asked").read_text().splitlines()
        return [(int(number), int(process)) for number, process in (line.split(":") for line in lines)]

    def dropped(self) -> list[str]:
        return sorted(path.name for path in self.folder.glob("C-*"))

    def collected(self, dispatcher: Dispatcher) -> None:
        for _ in range(100):
            if dispatcher.collect():
                return
            dispatcher.wait(BOUND)
        raise AssertionError("nothing ended")


@pytest.fixture
def counter(store: Store, tmp_path: Path) -> Iterator[Counter]:
    folder, plugins = tmp_path / "sink", tmp_path / "plugins"
    folder.mkdir()
    plugins.mkdir()
    (plugins / "depot.py").write_text(SINK.format(folder=str(folder)))
    made = Counter(Post(store), folder)
    yield made
    for each in made.pools:
        each.stop(0)


def test_an_effect_whose_process_is_killed_is_delivered_all_the_same(counter: Counter, store: AuditedStore) -> None:
    post, node = counter.post, counter.node("a")
    case = post.opens()
    post.sends(case, "deposer")
    node.dispatch(post.clock.now())
    counter.lets_go(case, 1, "kill")
    counter.collected(node)
    assert post.attempts(case)[0].outcome is Outcome.LOST

    post.passes(minutes=1)
    node.dispatch(post.clock.now())
    counter.lets_go(case, 2)
    counter.collected(node)

    (_, first), (number, second) = counter.asked()
    assert (number, first != second) == (2, True)
    assert counter.dropped() == [f"{case}_3_0"]
    assert post.statuses(case) == ["delivered"]
    assert reconcile(post.engine).found == ()
    assert verify(store).findings == ()


def test_two_nodes_that_meet_over_one_effect_drop_it_once(counter: Counter) -> None:
    post, one, other = counter.post, counter.node("a"), counter.node("b")
    case = post.opens()
    post.sends(case, "deposer")
    assert one.dispatch(post.clock.now()) == 1
    assert other.dispatch(post.clock.now()) == 0
    post.passes(seconds=20)  # the first node sleeps: its lease ends
    assert other.dispatch(post.clock.now()) == 1

    counter.lets_go(case, 1)
    counter.lets_go(case, 2)
    counter.collected(one)
    counter.collected(other)

    assert [number for number, _ in sorted(counter.asked())] == [1, 2]
    assert counter.dropped() == [f"{case}_3_0"]
    assert post.statuses(case) == ["delivered"]
    assert [each.kind for each in reconcile(post.engine).found] == [Mismatch.TWICE]


def test_a_plugin_that_raises_never_has_its_words_kept(counter: Counter, store: Store) -> None:
    post, node = counter.post, counter.node("a")
    case = post.opens()
    post.sends(case, "deposer")
    for attempt in (1, 2, 3):
        node.dispatch(post.clock.now())
        counter.lets_go(case, attempt, "raise")
        counter.collected(node)
        post.passes(hours=7)

    (told,) = post.incidents()
    assert (told.kind, told.detail) == (incidents.EXHAUSTED, "L'extension a levé ValueError.")
    with store.reading() as reader:
        assert "hunter2" not in repr((reader.attempts(CAE, case), reader.incidents()))


def test_a_node_that_stops_gives_back_what_has_not_ended(counter: Counter) -> None:
    post, node = counter.post, counter.node("a")
    case = post.opens()
    post.sends(case, "deposer")
    node.dispatch(post.clock.now())

    node.stop(0.1)

    assert [(each.node, each.ready_at) for each in post.waiting()] == [("", post.clock.now())]
    other = counter.node("b")
    other.dispatch(post.clock.now())
    counter.lets_go(case, 2)
    counter.collected(other)
    assert post.statuses(case) == ["delivered"]
