"""A database of a server saved and put back with PostgreSQL's own tools, when they are on the machine."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import servers
from parcours.adapters.storage import backup, restoring
from parcours.adapters.storage.tally import Source
from parcours.errors import StoreError
from parcours.ports import Erasure
from samples import CAE, CASE, NOON, PERSON, commits, journey, sealed
from sites import SITE_KEY, PostgresSite

pytestmark = pytest.mark.postgres


@pytest.fixture
def tools() -> Iterator[None]:
    """Those of another server are the business of who gave it."""
    if servers.ADDRESS in os.environ:
        pytest.skip("the tools of that server are not ours")
    with servers.tools():
        yield


def test_a_server_s_database_is_saved_put_back_and_its_erasures_done_again(tools: None, tmp_path: Path) -> None:
    site = PostgresSite(tmp_path).create()
    site.keep(*commits(journey(), sealed()))
    source = Source(site.url, SITE_KEY, site.key, NOON)
    made = backup.back_up(source, tmp_path / "copie.dump")
    assert (made.backend, made.cases, made.facts) == ("postgresql", 1, 6)

    store = site.open()
    with store.transaction() as transaction:
        transaction.erase(Erasure(CAE, PERSON, NOON, "à sa demande"))
    store.checkpoint(NOON)
    assert store.wipe() is None
    store.close()
    with pytest.raises(StoreError, match="pg_restore a échoué"):
        restoring.restore(tmp_path / "copie.dump", source)  # where something stands

    with site.sql() as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    restored = restoring.restore(tmp_path / "copie.dump", source)
    assert restored.applied.erased == ((CAE, PERSON),)
    store = site.open()
    with store.reading() as reader:
        assert reader.facts(CAE, CASE) == journey()
        assert reader.secrets(CAE, CASE) == {}
    store.close()
    assert {finding.kind.value for finding in site.findings()} == {"checkpoint_missing"}
