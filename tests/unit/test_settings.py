"""What the environment says of where and when a command works."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from parcours import settings
from parcours.messages import Language
from parcours.settings import SettingError, Settings


def test_an_empty_environment_says_the_defaults() -> None:
    assert settings.read({}) == Settings("sqlite:///parcours.db", None, None, Language.FR, None, traceback=False)
    assert settings.read({"PARCOURS_DATABASE": "", "PARCOURS_NOW": ""}) == settings.read({})


def test_every_variable_is_heard() -> None:
    said = settings.read(
        {
            "PARCOURS_DATABASE": "sqlite:////srv/p.db",
            "PARCOURS_WORKFLOWS": "/srv/files",
            "PARCOURS_KEY_FILE": "/etc/parcours.key",
            "PARCOURS_LANG": "en",
            "PARCOURS_NOW": "2026-04-14",
            "PARCOURS_TRACEBACK": "1",
        }
    )
    noon = datetime(2026, 4, 14, 12, tzinfo=UTC)
    assert said == Settings(
        "sqlite:////srv/p.db", Path("/srv/files"), "/etc/parcours.key", Language.EN, noon, traceback=True
    )
    assert said.folders == (Path("/srv/files"),)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-04-14", datetime(2026, 4, 14, 12, tzinfo=UTC)),
        ("2026-04-14T08:30", datetime(2026, 4, 14, 8, 30, tzinfo=UTC)),
        ("2026-04-14 08:30", datetime(2026, 4, 14, 8, 30, tzinfo=UTC)),
        ("2026-04-14T08:30+02:00", datetime(2026, 4, 14, 6, 30, tzinfo=UTC)),
        ("2026-04-14T08:30Z", datetime(2026, 4, 14, 8, 30, tzinfo=UTC)),
    ],
)
def test_an_instant_is_utc_and_a_day_is_its_noon(text: str, instant: datetime) -> None:
    assert settings.instant(text) == instant


@pytest.mark.parametrize("text", ["", "demain", "2026-02-30", "2026-04-14T25:00", "0001-01-01T00:00+14:00"])
def test_what_is_no_instant_is_told(text: str) -> None:
    with pytest.raises(SettingError) as told:
        settings.instant(text)
    assert f"« {text} »" in str(told.value.text)


def test_a_language_nobody_wrote_is_told() -> None:
    with pytest.raises(SettingError, match="klingon"):
        settings.language("klingon")
