"""Every promise of a store is asked of each of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from parcours.runtime.recovery import AuditedStore
from sites import DISKS, EVERY_STORE, KINDS, Reopened, Site, opened_store


@pytest.fixture(scope="session")
def at_hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reopened]:
    """A database on a disk that one test leaves to the next: opening one costs more than most tests."""
    site, new = (Site(tmp_path_factory.mktemp(name)).create() for name in ("at_hand", "new"))
    opened = site.open()
    yield Reopened(site, new, opened)
    opened.close()


@pytest.fixture(params=EVERY_STORE)
def store(request: pytest.FixtureRequest, tmp_path: Path, at_hand: Reopened) -> Iterator[AuditedStore]:
    """An empty one."""
    if request.param == "sqlite":
        yield at_hand.emptied()
        return
    opened = opened_store(request.param, tmp_path)
    yield opened
    opened.close()


@pytest.fixture(params=DISKS)
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    """A new database that several may open at once."""
    return KINDS[request.param](tmp_path).create()
