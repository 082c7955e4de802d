"""What people type, read into values: every type, every refusal in both languages."""

from datetime import date, datetime

import pytest

from parcours.calendar.duration import Duration
from parcours.model.fields import Field, FieldError, FieldType, Validity, Value, read_date, read_value

CHOICES = ("brest", "rennes")


def field(kind: FieldType) -> Field:
    return Field("champ", kind, choices=CHOICES)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (FieldType.TEXT, "Inès", "Inès"),
        (FieldType.EMAIL, "a@exemple.fr", "a@exemple.fr"),
        (FieldType.INTEGER, 12, 12),
        (FieldType.INTEGER, "-12", -12),
        (FieldType.NUMBER, 12, 12.0),
        (FieldType.NUMBER, "1200,50", 1200.5),
        (FieldType.NUMBER, "1200.5", 1200.5),
        (FieldType.BOOLEAN, True, True),
        (FieldType.BOOLEAN, "Oui", True),
        (FieldType.BOOLEAN, "non", False),
        (FieldType.DATE, "2026-02-28", date(2026, 2, 28)),
        (FieldType.DATE, date(2026, 2, 28), date(2026, 2, 28)),
        (FieldType.DURATION, "3 mois", Duration(months=3)),
        (FieldType.DURATION, Duration(days=2), Duration(days=2)),
        (FieldType.VALIDITY, {"from": "2026-01-01"}, Validity(date(2026, 1, 1))),
        (FieldType.VALIDITY, "2026-01-01..2026-12-31", Validity(date(2026, 1, 1), date(2026, 12, 31))),
        (
            FieldType.VALIDITY,
            {"from": "2026-01-01", "until": "2026-12-31", "reference": "AX 12"},
            Validity(date(2026, 1, 1), date(2026, 12, 31), "AX 12"),
        ),
        (FieldType.VALIDITY, Validity(date(2026, 1, 1)), Validity(date(2026, 1, 1))),
        (FieldType.CHOICE, "brest", "brest"),
    ],
    ids=str,
)
def test_what_people_type_becomes_a_value(kind: FieldType, raw: object, value: Value) -> None:
    read = read_value(field(kind), raw)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (FieldType.TEXT, "  "),
        (FieldType.TEXT, 12),
        (FieldType.TEXT, "a\0b"),
        (FieldType.TEXT, "a" * 20_001),
        (FieldType.EMAIL, "ines"),
        (FieldType.EMAIL, "a@b"),
        (FieldType.EMAIL, "a b@exemple.fr"),
        (FieldType.INTEGER, "12.5"),
        (FieldType.INTEGER, True),
        (FieldType.INTEGER, "1" * 16),
        (FieldType.INTEGER, 10**15),
        (FieldType.INTEGER, "٣"),
        (FieldType.NUMBER, "douze"),
        (FieldType.NUMBER, float("nan")),
        (FieldType.NUMBER, float("inf")),
        (FieldType.NUMBER, "1e3"),
        (FieldType.BOOLEAN, "peut-être"),
        (FieldType.BOOLEAN, 1),
        (FieldType.DATE, "2026-02-29"),
        (FieldType.DATE, "28/02/2026"),
        (FieldType.DATE, "9999-12-31"),
        (FieldType.DATE, "1066-10-14"),
        (FieldType.DATE, datetime(2026, 1, 1)),  # noqa: DTZ001  # an instant is no civil day
        (FieldType.DURATION, "un certain temps"),
        (FieldType.DURATION, 3),
        (FieldType.VALIDITY, {"until": "2026-01-01"}),
        (FieldType.VALIDITY, {"from": "2026-01-01", "jusqu": "2026-02-01"}),
        (FieldType.VALIDITY, {"from": "2026-02-01", "until": "2026-01-01"}),
        (FieldType.VALIDITY, 2026),
        (FieldType.CHOICE, "paris"),
        (FieldType.CHOICE, 1),
    ],
    ids=str,
)
def test_what_a_field_does_not_accept_is_told_in_both_languages(kind: FieldType, raw: object) -> None:
    with pytest.raises(FieldError) as refused:
        read_value(field(kind), raw)
    french, english = refused.value.text.render("fr"), refused.value.text.render("en")
    assert "champ" in french
    assert french != english


@pytest.mark.parametrize("raw", ["hier", "2026-01-01..bientôt", "2026-01-01 2026-12-31", {"until": "2026-01-01"}])
def test_who_writes_no_validity_is_shown_one_that_may_be_typed(raw: object) -> None:
    with pytest.raises(FieldError) as refused:
        read_value(field(FieldType.VALIDITY), raw)
    shown = refused.value.text.render().rstrip(".").rpartition(" ")[2]
    assert read_value(field(FieldType.VALIDITY), shown) == Validity(date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(("raw", "bound"), [(17, "au moins 18"), (100, "au plus 99")])
def test_numbers_stay_within_their_bounds(raw: int, bound: str) -> None:
    with pytest.raises(FieldError, match=bound):
        read_value(Field("age", FieldType.INTEGER, least=18, most=99), raw)
    assert read_value(Field("age", FieldType.INTEGER, least=18, most=99), 18) == 18
    assert read_value(Field("age", FieldType.INTEGER, least=18, most=99), 99) == 99


def test_a_boolean_has_no_bounds() -> None:
    assert read_value(Field("feu", FieldType.BOOLEAN, least=5), raw=True) is True


@pytest.mark.parametrize(
    ("on", "covered"),
    [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2026, 12, 31), True), (date(2027, 1, 1), False)],
)
def test_both_days_of_a_validity_are_covered(on: date, covered: bool) -> None:  # noqa: FBT001  # a table of answers
    assert Validity(date(2026, 1, 1), date(2026, 12, 31)).covers(on) is covered


def test_a_validity_without_end_never_lapses() -> None:
    assert Validity(date(2026, 1, 1)).covers(date(2199, 1, 1))


@pytest.mark.parametrize("year", [1900, 2199])
def test_two_centuries_and_more_are_within_reach(year: int) -> None:
    assert read_date("jour", f"{year}-06-01") == date(year, 6, 1)
