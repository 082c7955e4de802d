"""All that is held of one person, for them to read: the right of access (GDPR, article 15)."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from parcours.messages import Text
from parcours.model.delivery import Attempt, case_of
from parcours.model.fact import Fact, FieldsWritten
from parcours.model.fields import Fields, Sealed, Value
from parcours.model.world import Engagement
from parcours.ports import Incident, OutboxRow, Reader
from parcours.runtime import hours, labels, queries
from parcours.runtime.engine import Engine, Held, look, stored
from parcours.runtime.keeping import cases_of
from parcours.runtime.papers import Copy, copied, papers_of
from parcours.runtime.queries import Entry, Status
from parcours.runtime.sealed import DOSSIER


@dataclass(frozen=True, slots=True)
class Told:
    """A fact in words, with every value it holds by name: what was asked with it, what it wrote in the dossier."""

    entry: Entry
    given: Fields
    written: Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class Leaving:
    """A message, a document or a declaration, in the words of the file, with what became of it and every try at it."""

    label: Text | str
    row: OutboxRow
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case in full; `dossier` as it stands, personal words included.

    `copies` are its documents, every edition ever made.
    """

    status: Status
    held: Held
    dossier: Fields
    journal: tuple[Told, ...]
    leaving: tuple[Leaving, ...]
    copies: tuple[Copy, ...]
    incidents: tuple[Incident, ...]


@dataclass(frozen=True, slots=True)
class PersonFile:
    """`paper` are the contracts that ran before the engine. Once erased, words are gone and the rest is told.

    `zone` is where its days are counted.
    """

    cae: str
    person: str
    at: datetime.datetime
    cases: tuple[CaseFile, ...]
    paper: tuple[Engagement, ...]
    held_since: datetime.datetime | None
    erased_at: datetime.datetime | None
    zone: str


def person_file(engine: Engine, cae: str, person: str) -> PersonFile:
    """Everything, archived cases included. UsageError for a person the cooperative does not know; needs the key."""
    now = engine.clock.now()
    with engine.store.reading() as reader:
        cases = tuple(_case_file(engine, reader, case, now) for case in cases_of(reader, cae, person))
        paper = tuple(each for each in reader.ledger(cae, person) if not each.case)
        hold = reader.hold(cae, person)
        erased = reader.erased_at(cae, person)
        zone = hours.of_person(reader, cae, person)
    return PersonFile(cae, person, now, cases, paper, hold.at if hold is not None else None, erased, zone)


def _case_file(engine: Engine, reader: Reader, case: str, now: datetime.datetime) -> CaseFile:
    held = look(engine, reader, stored(reader, case), now)
    cae = held.case.cae
    words = reader.secrets(cae, case)
    return CaseFile(
        queries.status_of(held),
        held,
        _opened(held.case.dossier, words, DOSSIER),
        tuple(_told(held, fact, words) for fact in reader.facts(cae, case)),
        tuple(_leaving(reader, held)),
        tuple(copied(reader, cae, papers_of(reader, held.case))),
        tuple(each for each in reader.incidents(cae) if case_of(each.subject) == case),
    )


def _leaving(reader: Reader, held: Held) -> Iterator[Leaving]:
    case, workflow = held.case, held.program.workflow
    attempts = reader.attempts(case.cae, case.id)
    for row in reader.outbox(case.cae, case.id):
        tries = tuple(each for each in attempts if (each.fact, each.index) == (row.fact, row.effect.index))
        yield Leaving(labels.effect_label(workflow, case.tasks, row.effect), row, tries)


def _told(held: Held, fact: Fact, words: Fields) -> Told:
    given = _opened(fact.data, words, f"fact.{fact.seq}.")
    written: dict[str, Value | None] = {}
    for change in fact.changes:
        if isinstance(change, FieldsWritten):
            written |= change.values
    if Sealed.PRESENT in written.values():  # as it was then, which later facts may have written over
        then = held.reader.secrets(held.case.cae, held.case.id, fact.seq)
        written = dict(_values(written, then, DOSSIER))
    return Told(queries.entry(held, fact, words), given, written)


def _opened(fields: Fields, words: Fields, prefix: str) -> Fields:
    return {name: value for name, value in _values(fields, words, prefix) if value is not None}


def _values(fields: Mapping[str, Value | None], words: Fields, prefix: str) -> Iterator[tuple[str, Value | None]]:
    """Each value, read in the vault where it is sealed; left sealed where the vault no longer has it."""
    for name, value in fields.items():
        yield name, words.get(f"{prefix}{name}", value) if value is Sealed.PRESENT else value
