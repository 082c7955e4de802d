"""What every use case stands on: a store, a clock, the pinned rules made ready, and new names for cases."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from parcours.calendar import zone
from parcours.errors import StoreDamagedError, UsageError
from parcours.kernel import Program, prepare
from parcours.messages import Text
from parcours.model.case import Case
from parcours.model.definition import Definition
from parcours.model.fields import Fields
from parcours.model.world import World
from parcours.ports import Clock, Reader, Store, Transaction
from parcours.runtime import hours
from parcours.runtime.refusals import ErasedError
from parcours.runtime.sealed import DOSSIER

LoadSources = Callable[[Mapping[str, str], str], Definition]


@dataclass(frozen=True, slots=True)
class Programs:
    """Rules made ready to run, by their hash; each is prepared once and read again from the kept sources."""

    load: LoadSources
    ready: dict[str, Program] = field(default_factory=dict)

    def of(self, definition: Definition) -> Program:
        """The program of a file at hand, made ready again when only its words have changed."""
        workflow = definition.workflow
        known = self.ready.get(workflow.hash)
        if known is None or known.workflow != workflow:
            known = self.ready[workflow.hash] = prepare(workflow)
        return known

    def pinned(self, reader: Reader, case: Case) -> Program:
        """The program of the rules a case was started with. Raises StoreDamagedError when they are not kept."""
        return self.kept(reader, case.rules, case.workflow, case.id)

    def kept(self, reader: Reader, rules: str, workflow: str, case: str) -> Program:
        """The same of a case that is known by its columns alone."""
        if rules not in self.ready:
            sources = reader.definition(rules)
            found = self.load(sources, workflow) if sources is not None else None
            if found is None or found.workflow.hash != rules:
                raise StoreDamagedError(
                    Text("La base n'a plus les règles {rules} du dossier {case}.", rules=rules, case=case)
                )
            self.of(found)
        return self.ready[rules]


@dataclass(frozen=True, slots=True)
class Engine:
    """`new_id` names the cases that open: chance comes from outside."""

    store: Store
    clock: Clock
    programs: Programs
    new_id: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Held:
    """One case at one moment, all that its next step reads, and the reader it came from."""

    case: Case
    program: Program
    world: World
    now: datetime.datetime
    reader: Reader

    @property
    def today(self) -> datetime.date:
        """The civil day it is where the cooperative is."""
        return zone.local_day(self.now, self.world.calendar.timezone)


def stored(reader: Reader, case: str) -> Case:
    """The case of that id, whatever its cooperative. Raises UsageError when there is none."""
    return _of(reader, reader.locate(case), case)


def hold(engine: Engine, transaction: Transaction, case: str, now: datetime.datetime, key: str = "") -> Held:
    """The case under the lock of its person: locked before it is read, it stays what it was read to be.

    `key` is that of the command, whose answer is going to be asked for.
    """
    return look(engine, transaction, _of(transaction, transaction.lock_case(case, key), case), now)


def _of(reader: Reader, cae: str | None, case: str) -> Case:
    found = reader.case(cae, case) if cae is not None else None
    if found is None:
        raise UsageError(Text("Aucun dossier ne porte l'identifiant « {case} ».", case=case))
    return found


def refuse_if_erased(reader: Reader, cae: str, person: str) -> None:
    """Raises ErasedError: there is no key any more to write their words with, and none is made again."""
    at = reader.erased_at(cae, person)
    if at is not None:
        raise ErasedError(person, zone.local_day(at, hours.of_person(reader, cae, person)))


def look(engine: Engine, reader: Reader, case: Case, now: datetime.datetime, *, sealed: bool = False) -> Held:
    """A case with its program and its world, read only; `sealed` leaves personal values, and the key, alone."""
    return Held(case, engine.programs.pinned(reader, case), world_of(reader, case, sealed=sealed), now, reader)


def world_of(reader: Reader, case: Case, *, sealed: bool = False) -> World:
    """The newest accepted edition, with this person's other contracts, and personal values unless `sealed`."""
    version = reader.world(case.workflow)
    if version is None:
        raise StoreDamagedError(
            Text("La base n'a plus les données datées du parcours « {workflow} ».", workflow=case.workflow),
            Text("Lancez `parcours verify`, puis restaurez une sauvegarde."),
        )
    return replace(
        version.world,
        ledger=reader.ledger(case.cae, case.person, case.id),
        personal={} if sealed else _personal(reader, case),
    )


def _personal(reader: Reader, case: Case) -> Fields:
    """Personal values by field; by fact those of an event that waits for its day, when its guards are asked again."""
    read = (DOSSIER, *(f"fact.{fact}." for fact in case.kept))
    secrets = reader.secrets(case.cae, case.id)
    return {path.removeprefix(DOSSIER): value for path, value in secrets.items() if path.startswith(read)}
