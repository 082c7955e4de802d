"""The steps of everybody, as enDI lists them: told by the journal, without what was taken back."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from parcours.messages import Text
from parcours.model.case import ContractPeriod
from parcours.model.change import (
    CaseEnded,
    Change,
    ContractEnded,
    ContractRenewed,
    ContractSigned,
    ContractWithdrawn,
    StageEntered,
    StateRestored,
)
from parcours.model.fact import Fact, FactKind
from parcours.model.workflow import Workflow
from parcours.model.world import OPEN_END, Engagement
from parcours.ports import Reader
from parcours.runtime.engine import Engine
from parcours.runtime.labels import contract_label, stage_label

HEADER: Final = ("Référence", "Étape", "Type", "Situation", "Date d'effet", "Date d'échéance")  # enDI's own, in French


class StepKind(StrEnum):
    """What enDI calls the kinds of steps."""

    ENTRY = "entrée"
    CONTRACT = "contrat"
    AMENDMENT = "avenant"
    EXIT = "sortie"
    OTHER = "autre"


@dataclass(frozen=True, slots=True)
class StepLine:
    """One line, of the stage of that id, or of the contract of that key; `until` is its last day, included."""

    reference: str
    label: str
    kind: StepKind
    situation: str
    on: datetime.date
    until: datetime.date | None = None
    key: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Exported:
    """The lines, person by person; how many `erased` people are left out, and renewals whose day nobody knows."""

    lines: tuple[StepLine, ...]
    erased: int = 0
    undated: int = 0


def exported(engine: Engine, cae: str = "") -> Exported:
    """The steps of one cooperative, or of all."""
    lines: list[StepLine] = []
    erased: set[tuple[str, str]] = set()
    undated = 0
    with engine.store.reading() as reader:
        for one in (cae,) if cae else reader.cooperatives():
            for person in sorted({each.person for each in reader.cases(one)}):
                if reader.erased_at(one, person) is not None:
                    erased.add((one, person))
                    continue
                own = [*_on_paper(engine, reader, one, person), *_of_cases(engine, reader, one, person)]
                lines += sorted(own, key=lambda line: line.on)
                undated += _undated(reader.ledger(one, person))
    return Exported(tuple(lines), len(erased), undated)


def _of_cases(engine: Engine, reader: Reader, cae: str, person: str) -> Iterator[StepLine]:
    for case in reader.cases_of(cae, person):
        found = reader.case(cae, case)
        if found is not None:
            workflow = engine.programs.pinned(reader, found).workflow
            yield from lines_of(workflow, person, reader.facts(cae, case))


def lines_of(workflow: Workflow, person: str, facts: Iterable[Fact]) -> tuple[StepLine, ...]:
    """The lines of one case: of stages entered, of contracts signed, renewed and ended."""
    told = _Telling(workflow, person)
    lines: tuple[StepLine, ...] = ()
    after: dict[int, tuple[StepLine, ...]] = {}
    for fact in facts:
        for change in fact.changes:
            lines = after[change.to] if isinstance(change, StateRestored) else told.more(lines, change, fact)
        after[fact.seq] = lines
    return lines


@dataclass(frozen=True, slots=True)
class _Telling:
    workflow: Workflow
    person: str

    def more(self, lines: tuple[StepLine, ...], change: Change, fact: Fact) -> tuple[StepLine, ...]:
        """The lines once a change is told."""
        match change:
            case StageEntered(stage=stage, on=on):
                return (*lines, self._stage(stage, on, is_first=all(line.key for line in lines)))
            case CaseEnded(on=on) if fact.kind is FactKind.CLOSURE:
                return (*lines, StepLine(self.person, Text("Clos hors parcours").render(), StepKind.EXIT, "", on))
            case ContractSigned(contract=state):
                others, key, period = _without(lines, state.key), state.key, state.periods[-1]
                return (*others, self._contract(key, StepKind.CONTRACT, period, self._situation_after(fact, lines)))
            case ContractRenewed(key=key, period=period):
                # A renewal entered late: the contract has not ended after all.
                others = _without(lines, key, StepKind.OTHER)
                return (*others, self._contract(key, StepKind.AMENDMENT, period, self._situation_after(fact, lines)))
            case _:
                return self._over(lines, change)

    def _over(self, lines: tuple[StepLine, ...], change: Change) -> tuple[StepLine, ...]:
        """The lines once a contract has ended, or was never begun."""
        match change:
            case ContractEnded(key=key, on=on):
                label = Text("Fin : {contract}", contract=contract_label(self.workflow, key)).render()
                return (*lines, StepLine(self.person, label, StepKind.OTHER, "", on, None, key))
            case ContractWithdrawn(key=key):
                return _without(lines, key)
            case _:
                return lines

    def _stage(self, stage: str, on: datetime.date, *, is_first: bool) -> StepLine:
        found = self.workflow.stages[stage]
        kind = StepKind.EXIT if found.final else StepKind.ENTRY if is_first else StepKind.OTHER
        label, situation = stage_label(self.workflow, stage), self._situation(stage)
        return StepLine(self.person, label, kind, situation, on, stage=stage)

    def _contract(self, key: str, kind: StepKind, period: ContractPeriod, situation: str) -> StepLine:
        label = contract_label(self.workflow, key)
        return StepLine(self.person, label, kind, situation, period.starts_on, period.ends_on, key)

    def _situation(self, stage: str) -> str:
        situation = self.workflow.stages[stage].situation
        return self.workflow.situations.get(situation) or situation

    def _situation_after(self, fact: Fact, lines: tuple[StepLine, ...]) -> str:
        """The situation a contract is signed for: that of the stage its fact enters, else the present one."""
        entered = [self._situation(each.stage) for each in fact.changes if isinstance(each, StageEntered)]
        before = [line.situation for line in lines if not line.key]
        return next(iter((*entered[-1:], *before[-1:])), "")


def _without(lines: tuple[StepLine, ...], key: str, kind: StepKind | None = None) -> tuple[StepLine, ...]:
    """The lines but those of a contract, of one kind or of all."""
    return tuple(line for line in lines if line.key != key or kind not in {None, line.kind})


def _on_paper(engine: Engine, reader: Reader, cae: str, person: str) -> Iterator[StepLine]:
    """Contracts that ran before the engine: their signatures as far as their days are known."""
    kept = [each for each in reader.ledger(cae, person) if not each.case]
    first = reader.cases_of(cae, person)[:1] if kept else ()
    case = reader.case(cae, first[0]) if first else None
    if case is None:
        return
    workflow = engine.programs.pinned(reader, case).workflow
    known = {contract.kind: contract.id for contract in workflow.contracts.values()}
    for number, engagement in enumerate(kept, start=1):
        contract = known.get(engagement.kind, engagement.kind)
        for renewal, (on, until) in enumerate(engagement.periods):
            kind = StepKind.AMENDMENT if renewal else StepKind.CONTRACT
            last = None if until == OPEN_END else until
            yield StepLine(person, contract_label(workflow, contract), kind, "", on, last, f"{contract}#paper{number}")


def _undated(ledger: Iterable[Engagement]) -> int:
    return sum(max(0, each.signatures - len(each.periods)) for each in ledger)
