"""The door to prometheus_client: what this node counts, and how the installation is each time somebody asks."""

from collections.abc import Callable, Iterator
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, make_wsgi_app
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from parcours.adapters.status import Application
from parcours.errors import StoreError
from parcours.runtime.serving.health import Health

HEALTHY: Final = "1 while `parcours health` finds nothing."


class Metrics:
    """Implements `telling.Meter`."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._steps = Counter("parcours_steps", "Facts that time has made here.", registry=self._registry)
        self._refusals = Counter("parcours_refusals", "Cases that time could not move.", registry=self._registry)
        self._seconds = Histogram(
            "parcours_effect_seconds", "How long tries at effects took.", ["use", "outcome"], registry=self._registry
        )

    def stepped(self, facts: int) -> None:
        self._steps.inc(facts)

    def refused(self, cases: int) -> None:
        self._refusals.inc(cases)

    def tried(self, use: str, outcome: str, seconds: float) -> None:
        self._seconds.labels(use, outcome).observe(seconds)

    def page(self, health: Callable[[], Health]) -> Application:
        """What answers /metrics, reading the state of the installation by `health`. Made once."""
        self._registry.register(_Installation(health))
        made: Application = make_wsgi_app(self._registry)
        return made


class _Installation(Collector):
    """Gauges read from the database when they are asked for, so that they never show what was."""

    def __init__(self, health: Callable[[], Health]) -> None:
        self._health = health

    def describe(self) -> Iterator[Metric]:
        """Nothing is read before somebody asks."""
        yield from ()

    def collect(self) -> Iterator[Metric]:
        try:
            health = self._health()
        except StoreError:  # a database that does not answer is itself what must be shown
            yield GaugeMetricFamily("parcours_healthy", HEALTHY, 0.0)
            return
        simple = {
            "parcours_oldest_due_timer_seconds": ("How late the oldest due timer is.", health.due_for),
            "parcours_oldest_ready_effect_seconds": ("How long the oldest ready effect waits.", health.ready_for),
            "parcours_healthy": (HEALTHY, float(health.well)),
        }
        for name, (told, value) in simple.items():
            yield GaugeMetricFamily(name, told, value)
        incidents = GaugeMetricFamily("parcours_incidents_open", "Open incidents.", labels=["kind"])
        for kind, number in sorted(health.incidents.items()):
            incidents.add_metric([kind], number)
        yield incidents
        paused = GaugeMetricFamily("parcours_node_paused", "1 while a node fires and sends nothing.", labels=["node"])
        for node in health.nodes:
            paused.add_metric([node.name], float(bool(node.paused)))
        yield paused
