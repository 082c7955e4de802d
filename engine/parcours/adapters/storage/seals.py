"""Keyed hashes (HMAC-SHA256): whoever lacks the site key cannot write what verifies."""

import hmac
import json
from collections.abc import Iterable, Sequence
from json.encoder import encode_basestring_ascii
from typing import Final

from parcours.adapters.vault import Vault

FIRST: Final = b""  # what stands before the first fact of a case

Cell = str | int | bytes | None


class Seals:
    """Keys derived from the site key, one a purpose."""

    def __init__(self, vault: Vault) -> None:
        self._facts = vault.derived("facts")
        self._rows = vault.derived("rows")
        self._asked = vault.derived("asked")
        self._checkpoints = vault.derived("checkpoints")
        self._registers = {kind: vault.derived(kind) for kind in ("erasures", "holds")}

    def link(self, before: bytes, cae: str, case: str, seq: int, data: bytes) -> bytes:
        """The hash of one fact: its stored bytes, whose it is, and the hash of the fact before it in its case."""
        return hmac.digest(self._facts, _written((before, cae, case, seq)) + data, "sha256")

    def row(self, table: str, cells: Sequence[Cell]) -> bytes:
        """The hash of a row that no journal could give back."""
        return hmac.digest(self._rows, _written((table, *cells)), "sha256")

    def asked(self, words: str) -> str:
        """The digest of what a command asked, which may hold personal words."""
        return hmac.digest(self._asked, words.encode(), "sha256").hex()

    def checkpoint(self, document: bytes) -> bytes:
        return hmac.digest(self._checkpoints, document, "sha256")

    def registered(self, kind: str, before: bytes, document: bytes) -> bytes:
        """The hash of one line of a register, and of the line before it."""
        return hmac.digest(self._registers[kind], before + document, "sha256")


def _written(cells: Iterable[Cell]) -> bytes:
    """What `json.dumps` writes of a list of these, bytes in hexadecimal, for a fourth of what it costs."""
    return f"[{', '.join([_cell(cell) for cell in cells])}]".encode()


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return encode_basestring_ascii(cell)
    return f'"{cell.hex()}"' if isinstance(cell, bytes) else json.dumps(cell)
