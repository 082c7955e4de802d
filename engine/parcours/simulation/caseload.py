"""The real caseload of a cooperative at an instant, read from its journals for a simulation to start from.

No personal value is read, and nobody's reference comes out: people go by a keyed pseudonym.
"""

import datetime
import hmac
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Final

from parcours.definition.loader import load_sources
from parcours.errors import StoreDamagedError
from parcours.kernel import Program, fold_all, prepare
from parcours.kernel.ledger import engagement
from parcours.messages import Text
from parcours.model.case import Case
from parcours.model.fact import Fact, FactKind
from parcours.model.fields import Sealed
from parcours.model.world import Engagement, World
from parcours.ports import Reader
from parcours.simulation.history import History, history
from parcours.simulation.inflow import Inflow, inflow
from parcours.simulation.log import Line
from parcours.simulation.matching import check_rules
from parcours.simulation.model import Model
from parcours.simulation.reference.hours import day_of, minute_reached
from parcours.simulation.scenario.intents import PlaceKind
from parcours.simulation.start import Entrant, Start

PSEUDONYM_DIGITS: Final = 16
"""64 bits: two of a million people are alike once in forty million sites."""
KEY_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose caseload, as it was known at the instant `at`; `secret` keys the pseudonyms."""

    cae: str
    at: datetime.datetime
    secret: bytes = field(repr=False)

    def pseudonym(self, case: str) -> str:
        """What stands for a case outside: the same for who has the secret, nothing for who has not."""
        return hmac.digest(self.secret, f"{self.cae}/{case}".encode(), "sha256").hex()[:PSEUDONYM_DIGITS]


@dataclass(frozen=True, slots=True)
class Caseload:
    """Who is there. `others` counts the open cases of other parcours, which a scenario of this one does not play.

    `inflow` is who came of late, None when the journals are too young to tell.
    """

    asked: Asked
    start: Start
    others: Mapping[str, int] = field(default_factory=dict)
    inflow: Inflow | None = None


def read_caseload(reader: Reader, model: Model, asked: Asked) -> Caseload:
    """Every case of the model's parcours that was open then; facts recorded later are not seen.

    Raises UsageError for people held to rules that the scenario cannot play, StoreDamagedError for lost ones.
    """
    summaries = reader.cases(asked.cae)
    persons: dict[str, tuple[str, ...]] = {}
    for each in summaries:
        persons[each.person] = (*persons.get(each.person, ()), each.id)
    source = _Source(reader, model, asked, persons)
    ours = model.definition.workflow.id
    found = {each.id: source.found(each.id) for each in summaries if each.workflow == ours}
    there = [each for each in found.values() if each is not None]
    siblings = sum(found.get(each.id) is not None and source.has_sibling(each.id, each.person) for each in summaries)
    check_rules(model, [entrant for entrant, _ in there])
    others = Counter(each.workflow for each in summaries if each.workflow != ours and source.is_open(each.id))
    came = inflow(source.came, source.recorded, day_of(minute_reached(asked.at), model.definition.calendar.timezone))
    return Caseload(asked, replace(_started(asked.at, there), siblings=siblings), dict(others), came)


def _started(at: datetime.datetime, found: Iterable[tuple[Entrant, History]]) -> Start:
    """In the order in which they came to their stage, so that who came first is served first."""
    minute = minute_reached(at)
    ordered = sorted(found, key=lambda each: (_since(each[0]), each[0].key))
    lines = (
        Line(min(when, minute), number, *told) for number, (_, past) in enumerate(ordered) for when, told in past.lines
    )
    by_time = sorted(lines, key=lambda line: line.minute)
    return Start(at, minute, tuple(entrant for entrant, _ in ordered), tuple(by_time))


def _since(entrant: Entrant) -> int:
    return max((been.born for key, been in entrant.places.items() if key[0] == PlaceKind.STAGE), default=0)


@dataclass(frozen=True, slots=True)
class _Source:
    """The database as it was known at one instant; `persons` names the cases of each, `programs` the rules met.

    `came` are the days on which people came by the entrance, `recorded` those on which a journal was begun.
    """

    reader: Reader
    model: Model
    asked: Asked
    persons: Mapping[str, tuple[str, ...]]
    programs: dict[str, Program] = field(default_factory=dict)
    worlds: dict[str, World] = field(default_factory=dict)
    came: list[datetime.date] = field(default_factory=list)
    recorded: list[datetime.date] = field(default_factory=list)

    def found(self, case_id: str) -> tuple[Entrant, History] | None:
        """Somebody with their past, or nobody: the case was not open."""
        facts = self._facts(case_id)
        case = fold_all(case_id, facts)
        self._note(case, facts)
        if not _is_open(case):
            return None
        program, world, pseudonym = self._program(case), self._world(case), self.asked.pseudonym(case_id)
        past = history(program, facts, pseudonym, world.calendar.timezone)
        entrant = Entrant(
            pseudonym=pseudonym,
            key=int.from_bytes(blake2b(case_id.encode(), digest_size=KEY_BYTES).digest()),
            case=replace(case, id=pseudonym, person=pseudonym),
            program=program,
            world=world,
            places=past.places,
            sealed=tuple(name for name, value in case.dossier.items() if value is Sealed.PRESENT),
        )
        return entrant, past

    def _note(self, case: Case, facts: tuple[Fact, ...]) -> None:
        if not facts:
            return
        self.recorded.append(facts[0].at.date())
        if facts[0].kind is not FactKind.ADOPTION and case.opened_on is not None:
            self.came.append(case.opened_on)

    def is_open(self, case_id: str) -> bool:
        return _is_open(fold_all(case_id, self._facts(case_id)))

    def has_sibling(self, case_id: str, person: str) -> bool:
        """Whether the person had another case open."""
        return any(other != case_id and self.is_open(other) for other in self.persons[person])

    def _facts(self, case_id: str) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.reader.facts(self.asked.cae, case_id) if fact.at <= self.asked.at)

    def _program(self, case: Case) -> Program:
        ours = self.model.program
        if case.rules == ours.workflow.hash:
            return ours
        if case.rules not in self.programs:
            sources = self.reader.definition(case.rules)
            kept = load_sources(sources, case.workflow).workflow if sources is not None else None
            if kept is None or kept.hash != case.rules:
                raise StoreDamagedError(
                    Text("La base n'a plus les règles {rules} du dossier {case}.", rules=case.rules, case=case.id)
                )
            self.programs[case.rules] = prepare(kept)
        return self.programs[case.rules]

    def _world(self, case: Case) -> World:
        """The newest edition the database has accepted, with what the person had signed elsewhere by then."""
        if case.workflow not in self.worlds:
            version = self.reader.world(case.workflow)
            if version is None:
                raise StoreDamagedError(
                    Text("La base n'a plus les données datées du parcours « {workflow} ».", workflow=case.workflow),
                    Text("Lancez `parcours verify`, puis restaurez une sauvegarde."),
                )
            self.worlds[case.workflow] = version.world
        return replace(self.worlds[case.workflow], ledger=tuple(self._ledger(case)), personal={})

    def _ledger(self, case: Case) -> Iterator[Engagement]:
        known = self.reader.ledger(self.asked.cae, case.person, case.id)
        yield from (each for each in known if not each.case)
        for other in self.persons[case.person]:
            if other != case.id:
                then = fold_all(other, self._facts(other))
                yield from (engagement(contract, other) for _, contract in sorted(then.contracts.items()))


def _is_open(case: Case) -> bool:
    return case.ended_on is None and bool(case.stage or case.kept)
