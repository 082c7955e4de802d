"""A person erased from here: the words, the traces on the disk, and the names that lists hold in memory."""

from parcours.messages import Text
from parcours.runtime import erasing
from parcours.runtime.erasing import Erased, Wanted
from parcours.runtime.serving.telling import Event
from parcours.web.office import Office
from parcours.web.served import Served


def forget(site: Served, office: Office, wanted: Wanted) -> tuple[Erased, Text | None]:
    """What was erased, and what of it may still be read on the disk. Raises what `erasing.carry_out` raises."""
    done = erasing.carry_out(site.engine, wanted)
    for case in done.cases:
        office.directory.heed(case)
    traces = site.engine.store.wipe()
    site.log.say(Event.ERASED, people=1, wiped=traces is None)
    return done, traces
