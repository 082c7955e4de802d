import pickle
from datetime import date, timedelta

import pytest
from dateutil.easter import easter

from parcours.calendar.days_off import Calendar, Closure
from parcours.calendar.errors import CalendarError
from parcours.calendar.named import NamedDates
from parcours.calendar.public_holidays import holidays_version, public_holidays

FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
AFTER_EASTER = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027, 2038])
def test_french_holidays_are_eleven_and_follow_easter(year: int) -> None:
    expected = {date(year, month, day) for month, day in FIXED}
    expected |= {easter(year) + timedelta(days=days) for days in AFTER_EASTER}
    assert set(public_holidays("FR", None, year)) == expected


def test_a_day_off_is_named_in_both_languages() -> None:
    off = Calendar("Europe/Paris", "FR").why_off(date(2026, 8, 15))
    assert off is not None
    assert off.name() == "Assomption"
    assert off.name("en") == "Assumption Day"


def test_a_subdivision_adds_its_own_days() -> None:
    good_friday = date(2026, 4, 3)
    assert not Calendar("Europe/Paris", "FR").is_day_off(good_friday)
    assert Calendar("Europe/Paris", "FR", "Moselle").is_day_off(good_friday)
    assert Calendar("Europe/Paris", "FR", "57").is_day_off(good_friday)


def test_names_never_follow_the_language_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "th")
    public_holidays.cache_clear()
    # The library has no French for Germany: the names are German, everywhere.
    assert public_holidays("DE", None, 2026)[date(2026, 12, 25)].french == "Erster Weihnachtstag"


def test_without_a_country_only_closures_are_off() -> None:
    calendar = Calendar("Europe/Paris", closures=(Closure(date(2026, 8, 10), date(2026, 8, 21), "été"),))
    assert not calendar.is_day_off(date(2026, 12, 25))
    assert not calendar.is_day_off(date(2026, 8, 9))
    assert calendar.is_day_off(date(2026, 8, 10))
    assert calendar.is_day_off(date(2026, 8, 21))
    assert not calendar.is_day_off(date(2026, 8, 22))
    off = calendar.why_off(date(2026, 8, 10))
    assert off is not None
    assert off.name("en") == "été"


def test_a_closure_without_label_has_a_name() -> None:
    off = Calendar("UTC", closures=(Closure(date(2026, 8, 10), date(2026, 8, 10)),)).why_off(date(2026, 8, 10))
    assert off is not None
    assert (off.name("fr"), off.name("en")) == ("fermeture", "closure")


def test_business_days_stop_on_friday_and_working_days_on_saturday() -> None:
    calendar = Calendar("Europe/Paris", "FR")
    friday = date(2026, 7, 17)
    business = [calendar.is_business_day(friday + timedelta(days=days)) for days in range(4)]
    working = [calendar.is_working_day(friday + timedelta(days=days)) for days in range(4)]
    assert business == [True, False, False, True]
    assert working == [True, True, False, True]
    assert not calendar.is_business_day(date(2026, 7, 14))
    assert not calendar.is_working_day(date(2026, 8, 15))


def test_a_closure_does_not_end_before_it_begins() -> None:
    with pytest.raises(CalendarError, match="avant de commencer"):
        Closure(date(2026, 8, 21), date(2026, 8, 10))


@pytest.mark.parametrize(
    ("country", "subdivision", "remedy"),
    [
        ("XX", None, "deux lettres"),
        ("fr", None, "deux lettres"),
        ("HolidayBase", None, "deux lettres"),
        ("utils", None, "deux lettres"),
        ("HolidaysAX", None, "deux lettres"),
        ("FR", "ZZ", "57"),
        ("MC", "ZZ", "Retirez"),
    ],
)
def test_a_place_nobody_knows_is_refused(country: str, subdivision: str | None, remedy: str) -> None:
    with pytest.raises(CalendarError) as refusal:
        Calendar("Europe/Paris", country, subdivision)
    assert remedy in refusal.value.remedy.render()


def test_a_zone_nobody_knows_is_refused() -> None:
    with pytest.raises(CalendarError) as refusal:
        Calendar("Europe/Pari")
    assert "Europe/Paris" in refusal.value.remedy.render()


def test_the_version_follows_the_content_alone() -> None:
    named = {"ag": NamedDates(usual=((6, 18),)), "ca": NamedDates()}
    swapped = dict(reversed(named.items()))
    calendar = Calendar("Europe/Paris", "FR", dates=named)
    assert calendar.version == Calendar("Europe/Paris", "FR", dates=swapped).version
    assert calendar == Calendar("Europe/Paris", "FR", dates=swapped)
    assert hash(calendar) == hash(Calendar("Europe/Paris", "FR", dates=swapped))
    others = (
        Calendar("Europe/London", "FR", dates=named),
        Calendar("Europe/Paris", dates=named),
        Calendar("Europe/Paris", "FR", "57", dates=named),
        Calendar("Europe/Paris", "FR"),
        Calendar("Europe/Paris", "FR", closures=(Closure(date(2026, 1, 2), date(2026, 1, 2)),), dates=named),
    )
    assert len({calendar.version, *(other.version for other in others)}) == 6


def test_the_edition_names_the_libraries() -> None:
    assert f"holidays {holidays_version()}" in Calendar("UTC").edition
    assert "tzdata 20" in Calendar("UTC").edition


def test_a_calendar_travels_to_another_process() -> None:
    calendar = Calendar("Europe/Paris", "FR", dates={"ag": NamedDates(usual=((6, 18),))})
    assert pickle.loads(pickle.dumps(calendar)) == calendar
