import pytest

from parcours.definition.scalars import typed


@pytest.mark.parametrize(
    "word",
    ["no", "on", "off", "yes", "oui", "non", "12:30", "2026-01-31", "06-18", "1_000", "tRue", ".inf", "-.inf", ".nan"],
)
def test_what_other_yamls_would_convert_stays_a_text(word: str) -> None:
    assert typed(word) == word


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("0", 0),
        ("-12", -12),
        ("+7", 7),
        ("007", 7),  # YAML 1.2: a leading zero is not octal
        ("0o17", 15),
        ("0x1F", 31),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-2.", -2.0),
    ],
)
def test_the_core_schema_of_yaml_1_2_types_the_rest(word: str, value: object) -> None:
    assert typed(word) == value
    assert type(typed(word)) is type(value)


@pytest.mark.parametrize("word", ["9" * 19, "9" * 5000, "1e999"])
def test_a_number_no_column_can_hold_stays_a_text(word: str) -> None:
    assert typed(word) == word


def test_nothing_is_null() -> None:
    assert typed("") is None
