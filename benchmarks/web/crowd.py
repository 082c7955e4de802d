"""A cooperative of a hundred thousand people: the few that the real engine has led, over and over under other names.

Everything but the engine is real: each copy has a key and a name of its own, its words are sealed for its place, its
facts are chained. Nothing waits to leave: a hundred thousand letters are another measure.
"""

import datetime
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from demo_web import FIRST, LAST, build

from parcours.adapters import codec
from parcours.adapters.storage.seals import FIRST as FIRST_LINK
from parcours.adapters.storage.seals import Seals
from parcours.adapters.vault import Place, Vault, read_key, seal, unseal
from parcours.settings import Settings

COPIED = ("timers", "tasks", "pending_events", "contracts")
QUICKLY = ("PRAGMA journal_mode=MEMORY", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-200000")
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Original:
    """A case that the engine has led, as its rows: columns by table, words in the clear by (path, fact)."""

    case: str
    cae: str
    person: str
    row: Row
    facts: Sequence[Row]
    beside: Mapping[str, Sequence[Row]]
    words: Sequence[tuple[str, int, bytes]]


def name(number: int) -> str:
    """One of four hundred, and a number that tells those who share it apart."""
    return f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST) % len(LAST)]} {number}"


NAMES = {"dossier.nom": name, "dossier.courriel": lambda number: f"personne{number}@exemple.fr"}


def filled(folder: Path, cases: int, until: datetime.datetime) -> Settings:
    """The site of that folder with so many cases, made unless it is there; to be used again as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder.absolute() / f"{cases}.db"
    settings = Settings(database=f"sqlite:///{file}", key_file=str(file.with_suffix(".key")))
    if not file.exists():
        build(settings, until)
        multiply(file, read_key(Path(str(settings.key_file))), cases)
    with closing(sqlite3.connect(file)) as connection:
        (found,) = connection.execute("SELECT count(*) FROM cases").fetchone()
    if found < cases:
        raise RuntimeError(f"{file} was left unfinished: take it away")
    return settings


def multiply(file: Path, vault: Vault, cases: int) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for each in QUICKLY:
            connection.execute(each)
        connection.execute("BEGIN")
        connection.execute("DELETE FROM deliveries")
        connection.execute("DELETE FROM outbox")
        originals = list(_originals(connection, vault))
        number = len(originals)
        copier = Copier(connection, vault, Seals(vault))
        while number < cases:
            few = originals[: cases - number]
            copier.add(few, number)
            number += len(few)
        connection.execute("COMMIT")
        connection.execute("ANALYZE")  # as a database that has lived has done
        connection.execute("PRAGMA journal_mode=WAL")


def _originals(connection: sqlite3.Connection, vault: Vault) -> Iterator[Original]:
    for row in connection.execute("SELECT * FROM cases ORDER BY id").fetchall():
        case, cae, person = row[:3]
        (wrapped,) = connection.execute(
            "SELECT wrapped FROM keys WHERE cae = ? AND person = ?", (cae, person)
        ).fetchone()
        key = vault.person_key(wrapped, cae, person)
        sealed = connection.execute("SELECT path, fact, value FROM secrets WHERE case_id = ?", (case,)).fetchall()
        yield Original(
            *(case, cae, person, row),
            connection.execute("SELECT * FROM facts WHERE case_id = ? ORDER BY seq", (case,)).fetchall(),
            {table: _rows(connection, table, case) for table in COPIED},
            [(path, fact, unseal(key, value, Place(cae, person, case, path, fact))) for path, fact, value in sealed],
        )


def _rows(connection: sqlite3.Connection, table: str, case: str) -> list[Row]:
    return connection.execute(f"SELECT * FROM {table} WHERE case_id = ?", (case,)).fetchall()


@dataclass(frozen=True, slots=True)
class Copier:
    """Writes copies, a table at a time."""

    connection: sqlite3.Connection
    vault: Vault
    seals: Seals

    def add(self, few: Sequence[Original], first: int) -> None:
        rows: list[tuple[str, Row]] = []
        for number, each in enumerate(few, first):
            rows += self._copied(each, f"d{number:06d}", f"P-{number:06d}", number)
        rows.sort(key=lambda row: ORDER.index(row[0]))
        for table, found in groupby(rows, key=lambda row: row[0]):
            given = [row for _, row in found]
            places = ", ".join("?" * len(given[0]))
            self.connection.executemany(f"INSERT INTO {table} VALUES ({places})", given)

    def _copied(self, each: Original, case: str, person: str, number: int) -> Iterator[tuple[str, Row]]:
        renamed = [
            (f'"{each.case}"'.encode(), f'"{case}"'.encode()),
            (f'"{each.person}"'.encode(), f'"{person}"'.encode()),
        ]

        def named(cell: Any) -> Any:
            if isinstance(cell, bytes):
                for before, after in renamed:
                    cell = cell.replace(before, after)
                return cell
            return {each.case: case, each.person: person}.get(cell, cell)

        wrapped = self.vault.new_person_key(each.cae, person)
        key = self.vault.person_key(wrapped, each.cae, person)
        yield "people", (each.cae, person)
        yield "keys", (each.cae, person, wrapped)
        head = FIRST_LINK
        for _, seq, cae, written, _ in each.facts:
            data = named(written)
            head = self.seals.link(head, cae, case, seq, data)
            yield "facts", (case, seq, cae, data, head)
        *columns, _ = each.row
        yield "cases", (*map(named, columns), head)
        for table, found in each.beside.items():
            for row in found:
                yield table, tuple(map(named, row))
        for path, fact, value in each.words:
            word = codec.encode_value(NAMES[path](number)) if path in NAMES else value
            place = Place(each.cae, person, case, path, fact)
            yield "secrets", (case, path, fact, each.cae, seal(key, word, place))


ORDER = ("people", "keys", "cases", "facts", *COPIED, "secrets")
