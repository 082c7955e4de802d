"""Every promise of a store is asked of each of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from parcours.runtime.recovery import AuditedStore
from sites import DISKS, EVERY_STORE, KINDS, Site, opened_store


@pytest.fixture(params=EVERY_STORE)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AuditedStore]:
    opened = opened_store(request.param, tmp_path)
    yield opened
    opened.close()


@pytest.fixture(params=DISKS)
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    """A new database that several may open at once."""
    return KINDS[request.param](tmp_path).create()
