"""The shipped parcours do what their YAML tests say, on every store, and leave a journal that verifies."""

from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path

import pytest

from parcours.adapters.memory import MemoryStore
from parcours.resources import folder
from parcours.runtime.recovery import AuditedStore, verify
from parcours.runtime.rehearsal.reader import read_suite
from parcours.runtime.rehearsal.report import as_text
from parcours.runtime.rehearsal.runner import Rehearsal, play, rehearsals
from sites import Reopened

SUITES = sorted(folder("workflows").glob("**/tests/*.yaml"))
TESTS = [(path, script.id) for path in SUITES for script in read_suite(path).scripts]
ENOUGH = 60  # the issue asks for forty


@pytest.fixture(scope="module")
def rehearsed() -> Mapping[Path, Rehearsal]:
    return dict(zip(SUITES, rehearsals(SUITES), strict=True))


@pytest.fixture(params=["memory", pytest.param("sqlite", marks=pytest.mark.slow)])
def fresh(request: pytest.FixtureRequest, at_hand: Reopened) -> AuditedStore:
    """An empty store."""
    return MemoryStore() if request.param == "memory" else at_hand.emptied()


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
