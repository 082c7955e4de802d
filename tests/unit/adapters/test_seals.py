"""The keyed hashes of a database: of bytes that another library writes alike, for years."""

import hmac
import json
from enum import StrEnum

from hypothesis import given
from hypothesis import strategies as st

from parcours.adapters.storage.seals import Cell, Seals
from sites import SITE_KEY

SEALS = Seals(SITE_KEY)
CELLS = st.one_of(st.text(), st.integers(), st.binary(max_size=40), st.none())


class Kind(StrEnum):
    PANNE = "panne"


def sealed(purpose: str, *written: object, more: bytes = b"") -> bytes:
    return hmac.digest(SITE_KEY.derived(purpose), json.dumps(written).encode() + more, "sha256")


@given(st.lists(CELLS, max_size=12))
def test_a_row_is_sealed_over_the_json_of_its_table_and_cells(cells: list[Cell]) -> None:
    told = [cell.hex() if isinstance(cell, bytes) else cell for cell in cells]
    assert SEALS.row("outbox", cells) == sealed("rows", "outbox", *told)


def test_half_a_character_and_a_named_word_are_sealed_as_what_they_are() -> None:
    assert SEALS.row("outbox", ["\udc80", Kind.PANNE]) == sealed("rows", "outbox", "\udc80", "panne")


@given(st.binary(max_size=32), st.text(), st.text(), st.integers(min_value=1), st.binary())
def test_a_fact_is_chained_over_the_hash_before_it_and_whose_it_is(
    before: bytes, cae: str, case: str, seq: int, data: bytes
) -> None:
    assert SEALS.link(before, cae, case, seq, data) == sealed("facts", before.hex(), cae, case, seq, more=data)
