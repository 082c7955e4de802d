import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcours.adapters import ascii_json

# Half characters too: the whole of Unicode, not only what UTF-8 holds.
TEXTS = st.text(st.characters(exclude_categories=[], exclude_characters="\x7f"), max_size=6)
INTEGERS = st.integers(-(2**63), 2**63 - 1)
ORDINARY = st.floats(1e-4, 1e15)  # beyond, the two write exponents in their own way
PLAIN = st.recursive(
    st.none() | st.booleans() | INTEGERS | ORDINARY | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


@given(PLAIN)
def test_the_bytes_are_those_of_the_standard_library(plain: Any) -> None:
    assert ascii_json.written(plain) == json.dumps(plain, separators=(",", ":")).encode()


@given(PLAIN)
def test_what_either_wrote_is_read(plain: Any) -> None:
    assert ascii_json.loaded(ascii_json.written(plain)) == plain
    assert ascii_json.loaded(json.dumps(plain).encode()) == plain


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_comes_back_exactly(number: float) -> None:
    assert ascii_json.loaded(ascii_json.written(number)) == number


@given(st.dates() | st.datetimes(timezones=st.just(UTC)))
def test_days_and_instants_are_written_as_python_says_them(civil: date | datetime) -> None:
    assert (
        ascii_json.written([civil, "\udcff"])
        == json.dumps([civil.isoformat(), "\udcff"], separators=(",", ":")).encode()
    )
    assert ascii_json.written([civil]) == json.dumps([civil.isoformat()]).encode()


def test_accents_and_half_characters_are_escaped() -> None:
    typed = "Noël \N{GRINNING FACE} \udcff"

    assert ascii_json.written(typed) == rb'"No\u00ebl \ud83d\ude00 \udcff"'
    assert ascii_json.loaded(ascii_json.written(typed)) == typed


@pytest.mark.parametrize("unknown", [2**64, -(2**63) - 1, {1, 2}, b"", object()])
def test_what_would_not_come_back_is_not_written(unknown: object) -> None:
    with pytest.raises(TypeError):
        ascii_json.written({"a": unknown})


@pytest.mark.parametrize("nobodys", [b"", b"{", b"[1,]", b"NaN?"])
def test_what_is_no_json_is_refused(nobodys: bytes) -> None:
    with pytest.raises(json.JSONDecodeError):
        ascii_json.loaded(nobodys)
