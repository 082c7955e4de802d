"""What an analyst does from a notebook: the same figures wherever computed, two scenarios on the same draws."""

import pickle
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

import parcours.simulation as door
from parcours.adapters.codec import encode
from parcours.errors import UsageError
from parcours.simulation.measures.replica import Replica
from parcours.simulation.model import Model
from parcours.simulation.replicating import Batch
from parcours.simulation.running import Progress
from parcours.simulation.scenario.intents import Intent
from parcours.simulation.scenario.supply import Resource
from parcours.simulation.scenario.values import Shape
from parcours.simulation.study import Comparison, compare, simulate
from parcours.simulation.working import job_of
from simulated import DAY, after, choose, draw, model, scenario, send, stage


def counter(mean: float = 20, admitted: float = 0.3, capacity: int = 1) -> Model:
    """People wait some days, then are admitted or leave; a desk nobody asks for is of some capacity."""
    wait = draw("attente", Shape.EXPONENTIAL, mean * DAY)
    places = (
        stage("attente", Intent("conseil", moment=after(wait), act=send("conseiller"))),
        stage("conseil", Intent("issue", choice=choose("issue", {"essayer": admitted, "partir": 1 - admitted}))),
    )
    return model(scenario(*places, people=12), resources={"bureau": Resource("bureau", "Bureau", capacity, ())})


@pytest.fixture(scope="module")
def house() -> Model:
    return counter()


def test_a_run_is_the_same_with_one_worker_or_several(house: Model) -> None:
    alone = simulate(house, replications=6)
    with ThreadPoolExecutor(3) as executor:
        together = simulate(house, replications=6, workers=3, executor=executor)
    assert together.replicas == alone.replicas
    assert [each.replication for each in alone.replicas] == list(range(6))
    # Twelve people came on one day and waited about twenty.
    assert alone["run.arrivals"].values == (12.0,) * 6
    days = alone["stages.conseil.days"].estimate
    assert days is not None
    assert days.low is not None
    assert days.high is not None
    assert days.low < 20 < days.high


@pytest.mark.processes
def test_a_run_is_the_same_in_processes_started_for_it(house: Model) -> None:
    assert simulate(house, replications=4, workers=2).replicas == simulate(house, replications=4).replicas


@pytest.mark.processes
def test_a_run_is_the_same_on_a_cluster(house: Model) -> None:
    distributed = pytest.importorskip("distributed")
    from parcours.adapters.cluster import cluster

    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local,
        cluster(local.scheduler_address) as (executor, workers),
    ):
        assert workers == 2
        found = simulate(house, replications=8, workers=workers, executor=executor)
    alone = simulate(house, replications=8)
    assert list(map(encode, found.replicas)) == list(map(encode, alone.replicas))
    assert found.figures == alone.figures


def test_a_cluster_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from parcours.adapters import cluster

    monkeypatch.setattr(cluster, "TIMEOUT", "100ms")
    with pytest.raises(UsageError, match="Aucun cluster Dask ne répond"), cluster.cluster("tcp://127.0.0.1:1"):
        pass


def test_another_seed_gives_other_figures_and_its_own_are_kept(house: Model) -> None:
    first, again, other = (simulate(house, replications=2, seed=seed) for seed in (None, 1, 2))
    assert first.seed == house.scenario.seed == 1
    assert first.replicas == again.replicas != other.replicas


def test_a_job_travels_and_does_the_same(house: Model) -> None:
    job = job_of(house)
    sent: Batch = pickle.loads(pickle.dumps(job))((2, 0))
    assert [each.replication for each in sent.replicas] == [2, 0]
    assert sent.replicas == job((2, 0)).replicas
    assert sent.seconds > 0


def test_two_scenarios_share_their_draws() -> None:
    # All that differs is that people wait 10 % longer: each of them exactly so.
    found = compare(counter(20), counter(22), replications=10)
    change = found["stages.conseil.days"]
    assert change.before.estimate is not None
    assert change.change is not None
    assert change.change.mean == pytest.approx(change.before.estimate.mean / 10, rel=1e-3)
    assert change.is_certain
    assert found["run.arrivals"].change is not None
    assert found["run.arrivals"].change.mean == 0
    assert not found["run.arrivals"].is_certain
    # Had they not, the difference would drown in noise.
    assert change.change.halfwidth is not None
    assert change.before.estimate.halfwidth is not None
    assert change.change.halfwidth < change.before.estimate.halfwidth / 5


def test_a_comparison_keeps_to_the_figures_both_have() -> None:
    found = compare(counter(), model(scenario(*counter().scenario.places, people=12)), replications=2)
    assert "resources.bureau.asked" in found.before.by_id
    assert "resources.bureau.asked" not in {each.id for each in found.differences}


def test_both_are_told_of(house: Model) -> None:
    heard: list[Progress] = []
    compare(house, house, replications=2, hear=heard.append)
    assert sum(each.done == 2 for each in heard) == 2


def test_a_run_stops_once_its_figures_are_known(house: Model) -> None:
    found = simulate(house, until_halfwidth=0.1, watched=["stages.conseil.days"])
    days = found["stages.conseil.days"].estimate
    assert found.reached
    assert days is not None
    assert days.halfwidth is not None
    assert days.halfwidth / days.mean <= 0.1
    assert 10 <= len(found.replicas) < 200


def test_a_run_that_may_not_go_on_so_long_says_so(house: Model) -> None:
    found = simulate(house, replications=12, until_halfwidth=1e-6, watched=["stages.conseil.days"])
    assert (len(found.replicas), found.reached) == (12, False)


@dataclass
class Kept:
    replicas: dict[int, Replica] = field(default_factory=dict)

    def known(self) -> Mapping[int, Replica]:
        return self.replicas

    def keep(self, replicas: Sequence[Replica]) -> None:
        self.replicas |= {each.replication: each for each in replicas}


def test_a_run_taken_up_is_the_same_as_one_that_never_stopped(house: Model) -> None:
    kept = Kept()
    simulate(house, replications=3, keeping=kept)
    later = simulate(house, replications=6, keeping=kept)
    assert later.replicas == simulate(house, replications=6).replicas
    assert later.people == 3 * 12


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"replications": 0}, "au moins une réplication"),
        ({"workers": 0}, "au moins un processus"),
        ({"engine": "referense"}, "Vouliez-vous dire « reference »"),
        ({"until_halfwidth": 2.0}, "entre 0 et 100 %"),
        ({"until_halfwidth": 0.1, "watched": ["stages.conseil.day"]}, "stages.conseil.days"),
    ],
)
def test_what_cannot_be_meant_is_told(house: Model, asked: dict[str, object], told: str) -> None:
    with pytest.raises(UsageError) as raised:
        simulate(house, **asked)  # type: ignore[arg-type]  # one keyword at a time
    assert told in str(raised.value)


def test_without_scipy_one_is_told_before_the_run(house: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parcours.simulation.study.find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"\[simulation\]"):
        simulate(house)


def test_the_door_gives_what_it_announces() -> None:
    assert door.simulate is simulate
    assert all(getattr(door, name).__module__.startswith("parcours.simulation.") for name in door.__all__)
    with pytest.raises(AttributeError, match="forecast_all"):
        door.forecast_all  # noqa: B018  asked for


def test_a_comparison_goes_on_until_its_changes_are_known() -> None:
    models, watched = (counter(), counter(admitted=0.5)), ["outcomes.parti.share"]

    found = compare(*models, until_halfwidth=0.03, watched=watched)
    number = len(found.after.replicas)
    whole = compare(*models, replications=number)
    short = compare(*models, replications=number - 1)

    def width(of: Comparison) -> float:
        each = of["outcomes.parti.share"]
        assert each.change is not None
        assert each.change.halfwidth is not None
        assert each.before.estimate is not None
        assert each.after.estimate is not None
        return each.change.halfwidth / max(each.before.estimate.mean, each.after.estimate.mean)

    # The first number of replications that is enough, and no more: one fewer would not have been.
    assert 10 < number < 200
    assert width(found) <= 0.03 < width(short)
    assert found.after.replicas == whole.after.replicas
    assert found.before.replicas == whole.before.replicas
    assert found.after.reached


def test_a_comparison_that_gives_up_says_so_and_one_of_nothing_is_soon_done(house: Model) -> None:
    given_up = compare(house, counter(admitted=0.9), until_halfwidth=0.0001, replications=12)
    same = compare(house, house, until_halfwidth=0.01)

    assert (len(given_up.after.replicas), given_up.after.reached) == (12, False)
    assert (len(same.after.replicas), same.after.reached) == (10, True)
    with pytest.raises(UsageError, match="day"):
        compare(house, house, until_halfwidth=0.1, watched=["stages.conseil.day"])
