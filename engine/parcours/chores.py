"""What the site's file asks of a node besides what is due: each chore with the folder it works on."""

from pathlib import Path

from parcours.adapters.feed_folder import IcsFolder
from parcours.adapters.mailboxes import Maildir
from parcours.adapters.site_file import read_site, site_file
from parcours.ports import Site
from parcours.runtime.engine import Engine
from parcours.runtime.serving.calendars import CalendarFeeds
from parcours.runtime.serving.housekeeping import Chore
from parcours.runtime.serving.returns import BounceBox
from parcours.runtime.serving.telling import Log
from parcours.settings import Settings


def own_site(settings: Settings) -> Site:
    """What the site says of itself. Raises SiteFileError."""
    return read_site(site_file(settings), settings.folders)


def chores_of(engine: Engine, settings: Settings, log: Log, node: str) -> tuple[Chore, ...]:
    """The chores that the tables of the site's file ask for. Raises SiteFileError."""
    site = own_site(settings)
    chores: list[Chore] = []
    if site.returns:
        chores.append(BounceBox(engine, Maildir(Path(site.returns)), log, node))
    if site.calendars:
        chores.append(CalendarFeeds(engine, IcsFolder(Path(site.calendars), settings.language), log))
    return tuple(chores)
