"""The database that a command changes, and what is told when only its witness could not be kept."""

from collections.abc import Iterator
from contextlib import contextmanager

from parcours import bootstrap
from parcours.bootstrap import Site
from parcours.cli.problems import tell_done
from parcours.cli.session import Session


@contextmanager
def changing(session: Session) -> Iterator[Site]:
    """The site of this call, to be written. Raises what `bootstrap.changing` raises."""
    with bootstrap.changing(session.settings, lambda error: tell_done(error, session)) as site:
        yield site
