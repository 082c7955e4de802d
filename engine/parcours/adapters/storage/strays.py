"""What belongs to no case, and what no journal could give back: there the seals answer."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Table, select

from parcours.adapters.storage import raw, schema
from parcours.adapters.storage.quoting import Owner
from parcours.adapters.storage.seals import Seals
from parcours.adapters.vault import Place, SealBrokenError, Vault, unseal
from parcours.model.delivery import case_of
from parcours.runtime import findings as say
from parcours.runtime.findings import Finding


def strays(connection: Connection, vault: Vault, seals: Seals) -> Iterator[Finding]:
    """Store-wide findings, table by table."""
    yield from _without_case(connection)
    yield from _without_person(connection)
    yield from _without_ground(connection)
    yield from _unanswered(connection)
    yield from _without_incident(connection)
    for table in schema.SEALED:
        yield from _broken(connection, table, seals)
    yield from _changed_texts(connection)
    yield from _unopened(connection, vault)


def _without_case(connection: Connection) -> Iterator[Finding]:
    known = set(connection.execute(select(schema.cases.c.id)).scalars())
    for table in schema.OF_A_CASE:
        for row in raw.read(connection, table):
            # A fact whose case is gone is told as that case, vanished.
            if row["case_id"] not in known and table is not schema.facts:
                yield say.row_stray(row["cae"], table.name, raw.name(table, row))


def _without_person(connection: Connection) -> Iterator[Finding]:
    people, erased = _people(connection, schema.people), _people(connection, schema.erasures)
    holders = _people(connection, schema.cases) | _people(connection, schema.paper_contracts)
    for cae, person in sorted(people ^ holders):
        yield say.row_stray(cae, schema.people.name, person)
    # A key is missed of everybody who was not erased, and of nobody who was.
    for cae, person in sorted((people - erased) ^ _people(connection, schema.keys)):
        yield say.row_stray(cae, schema.keys.name, person)
    for cae, person in sorted(_people(connection, schema.holds) - (people - erased)):
        yield say.row_stray(cae, schema.holds.name, person)


def _people(connection: Connection, table: Table) -> set[tuple[str, str]]:
    return {(row["cae"], row["person"]) for row in raw.read(connection, table)}


def _without_ground(connection: Connection) -> Iterator[Finding]:
    """What cases stand on: the rules they are pinned to, and an edition of the dated data of their parcours."""
    cases, rules = schema.cases.c, set(connection.execute(select(schema.definitions.c.rules)).scalars())
    worlds = set(connection.execute(select(schema.world_versions.c.workflow)).scalars())
    pinned = sorted(map(tuple, connection.execute(select(cases.workflow, cases.rules).distinct())))
    for workflow, known in pinned:
        if known not in rules:
            yield say.rules_missing(workflow, known)
    for workflow in sorted({workflow for workflow, _ in pinned} - worlds):
        yield say.world_missing(workflow)


def _unanswered(connection: Connection) -> Iterator[Finding]:
    """An answer speaks of a fact that its case has."""
    cases = schema.cases.c
    known = dict(map(tuple, connection.execute(select(cases.id, cases.seq))))
    for row in raw.read(connection, schema.inbox):
        if row["answer_seq"] > known.get(row["answer_case"], -1):
            yield say.row_stray(row["cae"], schema.inbox.name, raw.name(schema.inbox, row))


def _without_incident(connection: Connection) -> Iterator[Finding]:
    """How an incident ended, of an incident that is not there."""
    known = set(connection.execute(select(schema.incidents.c.id)).scalars())
    for row in raw.read(connection, schema.resolutions):
        if row["incident"] not in known:
            yield say.row_stray("", schema.resolutions.name, raw.name(schema.resolutions, row))


def _broken(connection: Connection, table: Table, seals: Seals) -> Iterator[Finding]:
    for row in raw.read(connection, table):
        *cells, seal = row.values()
        if seals.row(table.name, cells) != seal:
            yield say.seal_broken(row.get("cae", ""), table.name, raw.name(table, row))


def _changed_texts(connection: Connection) -> Iterator[Finding]:
    digests = set()
    for row in raw.read(connection, schema.sources):
        digests.add(row["digest"])
        if hashlib.sha256(row["text"].encode()).hexdigest() != row["digest"]:
            yield say.seal_broken("", schema.sources.name, row["digest"])
    for table in (schema.definitions, schema.world_versions):
        for row in raw.read(connection, table):
            for digest in sorted(set(json.loads(row["files"]).values()) - digests):
                yield say.row_stray("", schema.sources.name, digest)


def _unopened(connection: Connection, vault: Vault) -> Iterator[Finding]:
    """Keys and words that the site key does not open where they stand."""
    keys = {}
    for row in raw.read(connection, schema.keys):
        owner = (row["cae"], row["person"])
        try:
            keys[owner] = vault.person_key(row["wrapped"], *owner)
        except SealBrokenError:
            yield say.seal_broken(row["cae"], schema.keys.name, row["person"])
    for table, row, sealed, place in _sealed(connection):
        try:
            key = keys[place.cae, place.person]
            words = unseal(key, sealed, place)
            if table is schema.documents:
                _, digest = json.loads(words)
                unseal(key, row["content"], replace(place, path=f"document.{digest}", fact=row["fact"]))
        except (KeyError, SealBrokenError):
            yield say.seal_broken(place.cae, table.name, raw.name(table, row))


def _sealed(connection: Connection) -> Iterator[tuple[Table, Mapping[str, Any], bytes, Place]]:
    """Every cell that a person's key should open, with the place it was sealed for; but what a document holds."""
    persons = {row["id"]: row["person"] for row in raw.read(connection, schema.cases)}
    for row in raw.read(connection, schema.secrets):
        whose = (row["cae"], persons.get(row["case_id"], ""), row["case_id"])
        yield schema.secrets, row, row["value"], Place(*whose, row["path"], row["fact"])
    incidents = {row["id"]: row for row in raw.read(connection, schema.incidents)}
    for table in schema.QUOTING:
        for row in raw.read(connection, table):
            of = incidents.get(row["incident"], row) if table is schema.resolutions else row
            case = of["case_id"] if "case_id" in of else case_of(of.get("subject", ""))
            owner = Owner(of.get("cae", ""), persons.get(case, ""), case, None)
            if row["said"]:
                yield table, row, row["said"], owner.place(table.name, row["id"])
