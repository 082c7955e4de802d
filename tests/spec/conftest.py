"""Every promise of a store is asked of each of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from parcours.adapters.memory import MemoryStore
from parcours.runtime.recovery import AuditedStore
from sites import Site


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AuditedStore]:
    opened: AuditedStore = MemoryStore() if request.param == "memory" else Site(tmp_path).create().open()
    yield opened
    opened.close()
