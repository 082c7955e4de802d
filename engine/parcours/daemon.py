"""`parcours serve`: one process that wakes, fires what is due, hands out effects, and says how it is."""

import datetime
import os
import signal
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Event as Flag
from threading import Thread
from typing import Final

from parcours.adapters.alone import alone
from parcours.adapters.heartbeat import Heartbeat
from parcours.adapters.logs import Format, LineLog, hearing_libraries
from parcours.adapters.scheduler import Scheduler
from parcours.adapters.status import Application, Place, answering, pages
from parcours.adapters.systemd import notifier
from parcours.bootstrap import Site, clock_of, file_served, keyed
from parcours.chores import chores_of
from parcours.definition.loader import NO_SCHEMAS, load
from parcours.errors import StoreError
from parcours.model.definition import Definition
from parcours.outgoing import Telling, dispatcher_of
from parcours.ports import Watch
from parcours.runtime.serving.bell import Bell
from parcours.runtime.serving.clock_guard import Clocks
from parcours.runtime.serving.health import TICK, Health, examine
from parcours.runtime.serving.housekeeping import EVERY, HOUSE, Housekeeping
from parcours.runtime.serving.presence import BEAT, Presence
from parcours.runtime.serving.telling import Counted, Event, Log, Meter
from parcours.runtime.serving.work import RELOAD, SIGN, Work
from parcours.settings import Settings

GRACE: Final = 10.0  # seconds that what is under way has to end, once told to stop
AGAIN: Final = 5.0  # seconds before another try at a database that did not answer
TICKED: Final = "tick"
COMMITTED: Final = "commit"
ANSWERED: Final = "answer"
BEATEN: Final = "beat"
HEARD: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
OVER: Final = 0  # no signal has this number

Pages = Callable[[Site, Settings, Log], AbstractContextManager[int]]
MetricsPage = Callable[[Callable[[], Health]], Application]


@dataclass(frozen=True, slots=True)
class Service:
    """How a node serves. `http` None answers no monitor, `pages` None no browser; `once` ends when nothing is due."""

    node: str = field(default_factory=socket.gethostname)
    http: Place | None = None
    meter: Meter = field(default_factory=Counted)
    metrics: MetricsPage | None = None
    pages: Pages | None = None
    heartbeat_file: Path | None = None
    heartbeat_url: str = ""
    format: Format = Format.TEXT
    once: bool = False


def serve(settings: Settings, service: Service, clocks: Clocks | None = None) -> bool:
    """Serves until a signal ends it, or `once`; whether the clocks let it work.

    Raises AlreadyServedError, and what opening a store raises.
    """
    clocks = clocks if clocks is not None else clock_of(settings)
    log = LineLog(service.node, clocks, service.format)
    with hearing_libraries(log), keyed(settings, clocks) as site, _alone(settings, service, clocks):
        daemon = Daemon(site, service, clocks, log, settings)
        with _answering(service, site, clocks) as port, _open(service, site, settings, log) as pages:
            if port is not None:
                log.say(Event.LISTENING, port=port)
            if pages is not None:
                log.say(Event.LISTENING, pages=pages)
            return daemon.run()


class Daemon:
    """One node at work. The main thread hears signals, and does nothing else; the loop has a thread of its own."""

    def __init__(self, site: Site, service: Service, clocks: Clocks, log: Log, settings: Settings) -> None:
        self._site, self._service, self._clocks, self._log = site, service, clocks, log
        self._settings = settings
        self._bell, self._stopping = Bell(), Flag()
        self._failure: Exception | None = None  # of the thread that watches
        self._scheduler = Scheduler(self._bell.ring, clocks)
        self._notifier = notifier()
        self._heartbeat = Heartbeat(log, service.heartbeat_file, service.heartbeat_url)
        dispatcher = dispatcher_of(site, settings, service.node, Telling(service.meter, log), self._answered)
        self._dispatcher = dispatcher
        self._judged = True  # whether the last files read were judged by what plugins take
        presence = Presence(site.engine, service.node, clocks, log, dispatcher.extend)
        house = Housekeeping(site.engine, log, chores_of(site.engine, settings, log, service.node))
        self._work = Work(
            *(site.engine, site.store, presence, dispatcher, self._read, log, service.meter, self._going_on), house
        )

    def _read(self, workflow: str) -> Definition:
        """Parameters are checked as far as workers have said what they take: no plugin is loaded in this process."""
        schemas = self._dispatcher.schemas()
        self._judged = schemas is not None
        return load(workflow, self._settings.folders, schemas or NO_SCHEMAS, self._clocks.now().date())

    def run(self) -> bool:
        """Until it is told to stop. What is no StoreError ends it: systemd starts another."""
        acts = {signal.SIGTERM: self._stop, signal.SIGINT: self._stop, signal.SIGHUP: self._reload, OVER: None}
        heard: SimpleQueue[int] = SimpleQueue()
        with _hearing(heard), ThreadPoolExecutor(1, thread_name_prefix="loop") as pool:
            loop = pool.submit(self._serve)
            loop.add_done_callback(lambda _: heard.put(OVER))
            while (act := acts[heard.get()]) is not None:
                act()
            return loop.result()

    def _serve(self) -> bool:
        with ExitStack() as stack:
            self._scheduler.start()
            stack.callback(self._scheduler.stop)
            if not self._service.once:
                stack.enter_context(self._watching(self._site.store.watch()))
                self._scheduler.every(TICKED, TICK)
                self._scheduler.every(BEATEN, BEAT)
                self._scheduler.each_day(SIGN)
                if self._work.house.chores:
                    self._scheduler.every(HOUSE, EVERY)
            self._log.say(Event.STARTED, pid=os.getpid())
            try:
                self._loop()
                if self._failure is not None:
                    raise self._failure  # noqa: TRY301  where every bug ends
            except StoreError:
                raise
            except Exception as error:
                self._log.say(Event.BUG, error=type(error).__name__)
                raise
            return self._end()

    def _loop(self) -> None:
        self._notifier.say(READY="1")  # before what is overdue: catching up with it may take longer than a start may
        why = frozenset({RELOAD, SIGN, HOUSE})
        while not self._stopping.is_set():
            why = self._turn(why)
            if not self._stopping.is_set():
                # Not for ever: a wall clock set back silences a scheduler that counts by it.
                why |= self._bell.wait(TICK)

    def _turn(self, why: frozenset[str]) -> frozenset[str]:
        """One turn; what is left of why it was made."""
        now = self._clocks.now()
        if not self._judged and self._dispatcher.schemas() is not None:
            why |= {RELOAD}
        try:
            at = self._work.turn(why)
        except StoreError as error:
            self._log.say(Event.STORE_FAILED, error=type(error).__name__)
            if self._service.once:
                raise
            self._scheduler.wake_at(now + datetime.timedelta(seconds=AGAIN))
            return why
        paused = self._work.presence.paused
        if not paused:
            self._heartbeat.beat()
        self._notifier.say(WATCHDOG="1", STATUS="paused" if paused else "at work")
        if self._service.once and (paused or self._work.is_done(at)):
            self._stopping.set()
        elif at is not None:
            self._scheduler.wake_at(at)
        return frozenset()

    def _end(self) -> bool:
        """Nothing new is taken; what is under way ends or is given back."""
        self._log.say(Event.STOPPING)
        self._notifier.say(STOPPING="1")
        paused = self._work.presence.paused
        try:
            self._work.dispatcher.stop(GRACE)
            if not paused:
                self._work.sign(self._clocks.now())
            self._work.presence.leave()
        except StoreError as error:  # leases run out by themselves
            self._log.say(Event.STORE_FAILED, error=type(error).__name__)
        self._log.say(Event.STOPPED)
        return not paused

    @contextmanager
    def _watching(self, watch: Watch) -> Iterator[None]:
        """Rings each time somebody has committed, until the end of the block."""
        thread = Thread(target=self._watch, args=(watch,), name=COMMITTED, daemon=True)
        thread.start()
        try:
            yield
        finally:
            watch.close()
            thread.join()

    def _watch(self, watch: Watch) -> None:
        while not self._stopping.is_set():
            try:
                if watch.wait(TICK):
                    self._bell.ring(COMMITTED)
            except StoreError as error:
                self._log.say(Event.STORE_FAILED, error=type(error).__name__)
                self._stopping.wait(AGAIN)
            except Exception as error:  # noqa: BLE001  the loop raises it: a daemon that hears nothing must end
                self._failure = error
                self._stop()

    def _going_on(self) -> bool:
        self._notifier.say(WATCHDOG="1")
        return not self._stopping.is_set()

    def _answered(self) -> None:
        self._bell.ring(ANSWERED)

    def _stop(self) -> None:
        self._stopping.set()
        self._bell.ring("stop")

    def _reload(self) -> None:
        self._bell.ring(RELOAD)


@contextmanager
def _hearing(heard: SimpleQueue[int]) -> Iterator[None]:
    """Signals are written down until the end of the block: nothing else is safe in the middle of anything."""
    before = {number: signal.signal(number, lambda got, _: heard.put(got)) for number in HEARD}
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)


def _alone(settings: Settings, service: Service, clocks: Clocks) -> AbstractContextManager[None]:
    file = file_served(settings)
    if file is None:
        return nullcontext()
    since = clocks.now().isoformat(timespec="seconds")
    return alone(file, {"node": service.node, "pid": os.getpid(), "since": since})


def _answering(service: Service, site: Site, clocks: Clocks) -> AbstractContextManager[int | None]:
    if service.http is None or service.once:
        return nullcontext()

    def health() -> Health:
        return examine(site.store, clocks.now())

    metrics = service.metrics(health) if service.metrics is not None else None
    return answering(service.http, pages(health, metrics))


def _open(service: Service, site: Site, settings: Settings, log: Log) -> AbstractContextManager[int | None]:
    return nullcontext() if service.pages is None or service.once else service.pages(site, settings, log)
