"""Debian's chromium on the pages of a cooperative served for real. Without it these tests are skipped, loudly.

Where PARCOURS_CI is set they fail instead: what nobody ran must not pass for what went well.
"""

import datetime
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, sync_playwright

from browsing import PASSWORD, Team
from parcours import bootstrap
from parcours.adapters.clock import FixedClock
from parcours.adapters.passwords import Argon2
from parcours.adapters.status import Place
from parcours.model.account import Membership, Right
from parcours.runtime.accounts import give_account
from parcours.runtime.signing_in import Desk
from parcours.settings import Settings
from parcours.web.serving import answering
from visiting import Heard

CHROMIUM: Final = shutil.which("chromium")
MISSING: Final = "pas de chromium : les pages n'ont pas été essayées dans un navigateur (apt-get install chromium)"
CAE: Final = "coop_domi_ouest"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if CHROMIUM is None:
        terminalreporter.write_line(f"ATTENTION, {MISSING}", red=True, bold=True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("PARCOURS_CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def team(tmp_path: Path, chromium: Browser) -> Iterator[Team]:
    """Nobody has entered yet; maud is of every role, anne an adviser. A browser that complained fails the test."""
    settings = Settings(database=f"sqlite:///{tmp_path / 'parcours.db'}")
    bootstrap.initialise(settings)
    clock = FixedClock(datetime.datetime(2026, 1, 5, 11, tzinfo=datetime.UTC))
    with bootstrap.opened(settings, clock) as site:
        desk = Desk(site.store.accounts, Argon2(), clock, bootstrap.new_secret)
        roles = ("accueil", "accompagnateur", "gestionnaire", "gerance")
        give_account(desk, "maud", Membership(CAE, roles, frozenset(Right)), PASSWORD)
        give_account(desk, "anne", Membership(CAE, ("accompagnateur",)), PASSWORD)
        with answering(Place("127.0.0.1", 0), site, settings, Heard()) as port:
            opened = Team(f"http://localhost:{port}", site, clock, chromium)
            yield opened
    assert opened.complaints == []
