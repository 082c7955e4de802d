"""The shipped parcours do what their YAML tests say, on every store, and leave a journal that verifies."""

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path

import pytest

from parcours.adapters.memory import MemoryStore
from parcours.adapters.storage import SqlStore
from parcours.resources import folder
from parcours.runtime.recovery import AuditedStore, verify
from parcours.runtime.rehearsal.reader import read_suite
from parcours.runtime.rehearsal.report import as_text
from parcours.runtime.rehearsal.runner import Rehearsal, play, rehearsals
from sites import Site

SUITES = sorted(folder("workflows").glob("**/tests/*.yaml"))
TESTS = [(path, script.id) for path in SUITES for script in read_suite(path).scripts]
ENOUGH = 60  # the issue asks for forty


@pytest.fixture(scope="module")
def rehearsed() -> Mapping[Path, Rehearsal]:
    return dict(zip(SUITES, rehearsals(SUITES), strict=True))


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("blank")).create()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, SqlStore]]:
    """A database on a disk, opened once: that costs more than most tests."""
    site = Site(tmp_path_factory.mktemp("kept")).create()
    store = site.open()
    yield site, store
    store.close()


@pytest.fixture(params=["memory", "sqlite"])
def fresh(request: pytest.FixtureRequest, blank: Site, kept: tuple[Site, SqlStore]) -> AuditedStore:
    """An empty store."""
    if request.param == "memory":
        return MemoryStore()
    site, store = kept
    site.become(blank)
    return store


@pytest.mark.parametrize(("path", "test"), TESTS, ids=[f"{path.stem}-{test}" for path, test in TESTS])
def test_a_parcours_does_what_its_file_of_tests_says(
    path: Path, test: str, fresh: AuditedStore, rehearsed: Mapping[Path, Rehearsal]
) -> None:
    of = rehearsed[path]
    (script,) = [each for each in of.suite.scripts if each.id == test]
    outcome = play(of, script, lambda: nullcontext(fresh))
    assert outcome.passed, as_text(outcome)
    assert verify(fresh).findings == ()


def test_there_are_tests_enough_to_trust_the_files() -> None:
    assert len(TESTS) >= ENOUGH
