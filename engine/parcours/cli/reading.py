"""Files and clocks as every command finds them."""

import datetime
from collections.abc import Iterator
from pathlib import Path

from parcours.adapters.clock import SystemClock
from parcours.adapters.plugins import parameter_schemas
from parcours.cli.session import Session
from parcours.definition.loader import Examined, Schemas, examine, examine_law, load, unjudged
from parcours.definition.shelf import Folders
from parcours.errors import UsageError
from parcours.messages import Text
from parcours.model.definition import Definition
from parcours.model.workflow import Workflow
from parcours.resources import folder


def schemas(session: Session) -> Schemas:
    """What each action takes, those of the site's own plugins too. UsageError when two plugins answer to one use."""
    return parameter_schemas(session.settings.plugins)


def definition_of(session: Session, name: str) -> Definition:
    """The parcours of a file, or of an id. Raises DefinitionError or UsageError."""
    return load(_named(name), folders(session), schemas(session), today(session))


def examined(session: Session, name: str) -> Examined:
    """A file or an id with all that was found, whether or not it can be used. UsageError when there is none."""
    return examine(_named(name), folders(session), schemas(session), today(session))


def examined_law(session: Session, name: str) -> Examined:
    """A law file by itself with all that was found, over the one it extends."""
    # Absolute: what it extends is looked for around its folder, which `fr.yaml` alone does not tell.
    return examine_law(Path(name).absolute(), folders(session))


def folders(session: Session) -> tuple[Path, ...]:
    """Where files are looked for before those shipped. UsageError for a folder that is not there."""
    for each in session.settings.folders:
        if not each.is_dir():
            raise UsageError(
                Text("Le dossier {folder} n'existe pas.", folder=str(each)),
                Text("Vérifiez --workflows ou PARCOURS_WORKFLOWS."),
            )
    return session.settings.folders


def at_hand(session: Session) -> Iterator[Workflow]:
    """The parcours of the site's folder and those that come with parcours, as far as they can be read."""
    for name in Folders((*folders(session), folder("workflows"))).names("workflow"):
        definition = unjudged(name, folders(session))
        if definition is not None:
            yield definition.workflow


def today(session: Session) -> datetime.date:
    """The day it is, or the one it is said to be; near midnight the law of either day will do."""
    return now(session).date()


def now(session: Session) -> datetime.datetime:
    """The instant it is, or is said to be, UTC."""
    return session.settings.now or SystemClock().now()


def _named(name: str) -> Path | str:
    """What is there, whatever it is called; else what the loader makes of the name."""
    return Path(name) if Path(name).exists() else name
