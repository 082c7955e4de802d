"""What a daemon does on the side comes back by itself, while it waits for nothing else."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from daemons import SOON, enters, watched
from parcours import daemon
from parcours.adapters.clock import SystemClock
from parcours.bootstrap import keyed
from parcours.daemon import Daemon, Service
from parcours.runtime.serving.telling import Event, Said
from parcours.settings import read
from terminals import Terminal


@dataclass
class Ears:
    """A log that a test waits at."""

    heard: list[tuple[Event, dict[str, Said]]] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def say(self, event: Event, **said: Said) -> None:
        with self.changed:
            self.heard.append((event, said))
            self.changed.notify_all()

    def until(self, is_so: Callable[[list[tuple[Event, dict[str, Said]]]], bool]) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: is_so(self.heard), SOON)


def test_feeds_follow_the_facts_without_anybody_asking(site: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    watched(site)
    (site.folder / "parcours.toml").write_text('[agendas]\ndossier = "agendas"\n')
    monkeypatch.setattr(daemon, "EVERY", 0.1)
    ears, settings, now = Ears(), read(site.environment("")), SystemClock().now()
    with keyed(settings) as opened, ThreadPoolExecutor(1) as pool:
        node = Daemon(opened, Service(node="n1"), SystemClock(), ears, settings)
        serving = pool.submit(node._serve)
        try:
            assert ears.until(lambda heard: Event.RELOADED in dict(heard))
            case = enters(site, "P-1", now)
            assert ears.until(lambda heard: Event.CALENDARS in dict(heard))
        finally:
            node._stop()
        assert serving.result(SOON)
    feeds = site.folder / "agendas" / "veille"
    assert f"dossier {case}" in (feeds / "cooperative.ics").read_text()
    assert (feeds / "dossiers" / f"{case}.ics").is_file()
