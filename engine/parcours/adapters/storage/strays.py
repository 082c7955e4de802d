"""What belongs to no case, and what no journal could give back: there the seals answer."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Table, select

from parcours.adapters.storage import schema
from parcours.adapters.storage.seals import Seals
from parcours.adapters.vault import Place, SealBrokenError, Vault, unseal
from parcours.runtime import findings as say
from parcours.runtime.findings import Finding


def strays(connection: Connection, vault: Vault, seals: Seals) -> Iterator[Finding]:
    """Store-wide findings, table by table."""
    yield from _without_case(connection)
    yield from _without_person(connection)
    yield from _unanswered(connection)
    for table in schema.SEALED:
        yield from _broken(connection, table, seals)
    yield from _changed_texts(connection)
    yield from _unopened(connection, vault)


def _without_case(connection: Connection) -> Iterator[Finding]:
    known = set(connection.execute(select(schema.cases.c.id)).scalars())
    for table in schema.OF_A_CASE:
        for row in _rows(connection, table):
            # A fact whose case is gone is told as that case, vanished.
            if row["case_id"] not in known and table is not schema.facts:
                yield say.row_stray(row["cae"], table.name, _name(table, row))


def _without_person(connection: Connection) -> Iterator[Finding]:
    people = {(row["cae"], row["person"]) for row in _rows(connection, schema.people)}
    holders = set()
    for table in (schema.cases, schema.paper_contracts):
        holders |= {(row["cae"], row["person"]) for row in _rows(connection, table)}
    keyed = {(row["cae"], row["person"]) for row in _rows(connection, schema.keys)}
    for cae, person in sorted(people ^ holders):
        yield say.row_stray(cae, schema.people.name, person)
    for cae, person in sorted(people ^ keyed):
        yield say.row_stray(cae, schema.keys.name, person)


def _unanswered(connection: Connection) -> Iterator[Finding]:
    """An answer speaks of a fact that its case has."""
    cases = schema.cases.c
    known = dict(map(tuple, connection.execute(select(cases.id, cases.seq))))
    for row in _rows(connection, schema.inbox):
        if row["answer_seq"] > known.get(row["answer_case"], -1):
            yield say.row_stray(row["cae"], schema.inbox.name, _name(schema.inbox, row))


def _broken(connection: Connection, table: Table, seals: Seals) -> Iterator[Finding]:
    for row in _rows(connection, table):
        *cells, seal = row.values()
        if seals.row(table.name, cells) != seal:
            yield say.seal_broken(row.get("cae", ""), table.name, _name(table, row))


def _changed_texts(connection: Connection) -> Iterator[Finding]:
    digests = set()
    for row in _rows(connection, schema.sources):
        digests.add(row["digest"])
        if hashlib.sha256(row["text"].encode()).hexdigest() != row["digest"]:
            yield say.seal_broken("", schema.sources.name, row["digest"])
    for table in (schema.definitions, schema.world_versions):
        for row in _rows(connection, table):
            for digest in sorted(set(json.loads(row["files"]).values()) - digests):
                yield say.row_stray("", schema.sources.name, digest)


def _unopened(connection: Connection, vault: Vault) -> Iterator[Finding]:
    """Keys and words that the site key does not open where they stand."""
    keys = {}
    for row in _rows(connection, schema.keys):
        owner = (row["cae"], row["person"])
        try:
            keys[owner] = vault.person_key(row["wrapped"], *owner)
        except SealBrokenError:
            yield say.seal_broken(row["cae"], schema.keys.name, row["person"])
    persons = {row["id"]: row["person"] for row in _rows(connection, schema.cases)}
    for row in _rows(connection, schema.secrets):
        cae, case = row["cae"], row["case_id"]
        person = persons.get(case, "")
        place = Place(cae, person, case, row["path"], row["fact"])
        try:
            unseal(keys.get((cae, person), b""), row["value"], place)
        except SealBrokenError:
            yield say.seal_broken(cae, schema.secrets.name, _name(schema.secrets, row))


def _rows(connection: Connection, table: Table) -> Iterator[Mapping[str, Any]]:
    yield from map(dict, connection.execute(select(table)).mappings())


def _name(table: Table, row: Mapping[str, Any]) -> str:
    return " ".join(str(row[column.name]) for column in table.primary_key)
