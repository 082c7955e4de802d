"""All that is ready, delivered; then nothing more: for whoever prefers a timetable to a daemon."""

from parcours.runtime.effects.dispatcher import Dispatcher


def deliver_all(dispatcher: Dispatcher) -> int:
    """Loops until nothing is ready and nothing runs; how many effects were dealt with. What waits for its hour waits.

    Raises what the store raises, BugError when no worker begins.
    """
    clock, bound, count = dispatcher.engine.clock, dispatcher.lease.total_seconds() / 3, 0
    while True:
        dispatcher.collect()
        dealt = dispatcher.dispatch(clock.now())
        count += dealt
        if not dispatcher.drained():
            dispatcher.wait(bound)
            dispatcher.extend(clock.now())
        elif not dealt:
            return count
