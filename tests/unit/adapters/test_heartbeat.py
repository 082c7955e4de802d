"""Signs of life: what fails is told, and never stops anything."""

import os
from pathlib import Path
from queue import SimpleQueue
from threading import Event as Flag

from nodes import Lines
from parcours.adapters.heartbeat import Heartbeat, get
from parcours.adapters.status import Place, answering, pages
from parcours.runtime.serving.health import Health
from parcours.runtime.serving.telling import Event

SOON = 30.0


class Waiting(Lines):
    """A log that can be waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: SimpleQueue[dict[str, object]] = SimpleQueue()

    def say(self, event: Event, **said: object) -> None:
        self.heard.put({"event": event, **said})


def test_the_file_is_touched(tmp_path: Path) -> None:
    file = tmp_path / "alive"
    beat = Heartbeat(Lines(), file)
    beat.beat()
    os.utime(file, (0, 0))
    beat.beat()
    assert file.stat().st_mtime > 0


def test_a_file_that_cannot_be_touched_is_told(tmp_path: Path) -> None:
    lines = Lines()
    Heartbeat(lines, tmp_path / "absent" / "alive").beat()
    assert lines.said == [(Event.HEARTBEAT_FAILED, {"to": "file", "error": "FileNotFoundError"})]


def test_the_address_is_asked() -> None:
    asked: SimpleQueue[str] = SimpleQueue()
    Heartbeat(Lines(), url="http://monitor/1", ask=asked.put).beat()
    assert asked.get(timeout=SOON) == "http://monitor/1"


def test_an_address_that_does_not_answer_is_told_without_its_secret() -> None:
    log = Waiting()
    health = Health(0.0, 0.0, {}, (), ())
    with answering(Place("127.0.0.1", 0), pages(lambda: health, None)) as port:
        get(f"http://127.0.0.1:{port}/health")
        Heartbeat(log, url=f"http://127.0.0.1:{port}/secret").beat()  # 404
        assert log.heard.get(timeout=SOON) == {"event": Event.HEARTBEAT_FAILED, "to": "url", "error": "HTTPError"}


def test_a_slow_address_is_not_asked_twice_at_once() -> None:
    begun, release = SimpleQueue[str](), Flag()

    def slow(url: str) -> None:
        begun.put(url)
        release.wait(SOON)

    beat = Heartbeat(Lines(), url="http://monitor/1", ask=slow)
    beat.beat()
    begun.get(timeout=SOON)
    beat.beat()
    assert begun.empty()
    release.set()
