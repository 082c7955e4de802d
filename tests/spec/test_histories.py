"""Whatever people ask, in whatever order: every store tells the same, verifies, and no cap of the law is passed."""

import itertools
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from histories import COOPERATIVES, MOVES, PERSON, History, Move
from parcours.adapters.memory import MemoryStore
from parcours.definition.loader import load, load_sources
from parcours.model.case import Case, ContractState
from parcours.model.definition import Definition
from parcours.model.world import Engagement
from parcours.ports import Reader, Store
from parcours.resources import folder
from parcours.runtime.engine import Programs
from parcours.runtime.recovery import verify
from sites import DISKS, KINDS

TINY = Path(__file__).parents[1] / "unit" / "runtime" / "journey.yaml"
END = datetime.max.replace(tzinfo=UTC)
PROGRAMS = Programs(load_sources)  # preparing rules costs more than any history
# What is compared here is what stores tell, not what a disk survives: memory that looks like one is quicker.
QUICK = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


@cache
def definition(name: str) -> Definition:
    return load(TINY if name == "essai" else folder("workflows") / f"{name}.yaml")


def held(store: Store, cae: str) -> dict[str, object]:
    """All that a store says of a cooperative."""
    with store.reading() as reader:
        return {
            "cases": reader.cases(cae),
            "open": reader.open_cases(cae, PERSON),
            "ledger": reader.ledger(cae, PERSON),
            "tasks": reader.tasks(cae),
            "due": reader.due(cae, END),
            "next": reader.next_due(cae),
            "changed": reader.has_world_changed(cae),
            "incidents": reader.incidents(),
            "rules": reader.rules_in_use(),
            **{case.id: _of_case(reader, cae, case.id) for case in reader.cases(cae)},
        }


def _of_case(reader: Reader, cae: str, case: str) -> tuple[object, ...]:
    found = reader.case(cae, case)
    assert found is not None
    besides = reader.facts(cae, case), reader.outbox(cae, case), reader.secrets(cae, case)
    return found, *besides, reader.ledger(cae, PERSON, case), reader.tasks(cae, case)


@pytest.mark.parametrize("kind", DISKS)
@given(name=st.sampled_from((*COOPERATIVES, "essai")), moves=MOVES)
def test_every_store_tells_the_same_history(kind: str, name: str, moves: list[Move]) -> None:
    read = definition(name)
    in_memory = History(MemoryStore(), read, PROGRAMS).play(moves)
    with TemporaryDirectory(dir=QUICK) as place:
        site = KINDS[kind](Path(place)).create()
        store = site.open()
        on_disk = History(store, read, PROGRAMS).play(moves)
        store.close()
        again = site.open()  # nothing is remembered from before: all of it comes from the file

        assert on_disk.answers == in_memory.answers
        told = held(again, read.workflow.cae)
        assert told == held(in_memory.store, read.workflow.cae)
        assert verify(again).findings == ()
        again.close()
    assert verify(in_memory.store).findings == ()


@dataclass(frozen=True)
class Span:
    """A contract as it really ran, both days included; reckoned here by dateutil, never by the code under test."""

    kind: str
    signatures: int
    first: date
    last: date

    @property
    def length(self) -> relativedelta:
        return relativedelta(self.last + timedelta(1), self.first)

    @property
    def months_and_days(self) -> tuple[int, int]:
        return self.length.years * 12 + self.length.months, self.length.days


def spans(cases: Sequence[Case], paper: Sequence[Engagement]) -> Iterator[Span]:
    for each in paper:
        yield Span(each.kind, each.signatures, each.periods[0][0], each.periods[-1][1])
    for case in cases:
        for contract in case.contracts.values():
            yield _ran(contract)


def _ran(contract: ContractState) -> Span:
    signed = len(contract.periods) + contract.paper_renewals
    return Span(contract.kind, signed, contract.starts_on, contract.ends_on or date.max - timedelta(1))


def left(most: int, day: date, prior: Sequence[Span]) -> date:
    """C. trav. L7331-3, L7332-1: `most` months from `day`, less the prior contracts, months first and then days."""
    months = sum(span.months_and_days[0] for span in prior)
    days = sum(span.months_and_days[1] for span in prior)
    return day + relativedelta(months=most - months) - timedelta(days)


def check_caps(history: History) -> None:
    with history.store.reading() as reader:
        ledger = reader.ledger(history.workflow.cae, PERSON)
    cases = [history.case(each) for each in history.cases]
    told = sorted(spans(cases, [each for each in ledger if not each.case]), key=lambda span: span.first)
    tests = [span for span in told if span.kind == "cape"]
    assert sum(span.signatures for span in tests) <= 1 + 2  # C. com. L127-2: one contract, two renewals
    assert sum(span.months_and_days[0] for span in tests) <= 36
    for case in cases:
        for contract in case.contracts.values():
            _check_contract(history, case, contract, told)


def _check_contract(history: History, case: Case, contract: ContractState, told: Sequence[Span]) -> None:
    if contract.kind == "cape":
        for period in contract.periods:
            assert period.ends_on is not None
            assert period.ends_on < period.starts_on + relativedelta(months=12)
        return
    mine = _ran(contract)
    prior = [span for span in told if span.first < mine.first]
    apart = all(one.last < other.first for one, other in itertools.pairwise([*prior, mine]))
    if not apart:
        return  # days that overlap count once: cumul has vectors of its own
    if contract.trial_ends_on is not None and len(history.cases) == 1:
        assert contract.trial_ends_on < left(8, mine.first, prior)
    standing = history.workflow.stages[case.stage].situation if case.stage else ""
    if standing == "entrepreneur_salarie" and contract.closed_on is None:
        assert history.today <= left(36, contract.signed_on, prior)


@given(name=st.sampled_from(COOPERATIVES), moves=MOVES)
def test_no_cap_of_the_law_is_ever_passed(name: str, moves: list[Move]) -> None:
    history = History(MemoryStore(), definition(name), PROGRAMS)
    for move in moves:
        check_caps(history.play([move]))
