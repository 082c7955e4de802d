"""Whatever people do and however time passes, no promise of the kernel breaks."""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import example, given
from hypothesis import strategies as st

from kernel_histories import Move, begin, histories, play
from parcours.adapters.codec import encode
from parcours.definition.loader import load
from parcours.kernel import Program, advance, fold_all, opening, prepare, step
from parcours.model.case import Case, ContractState, ContractStatus
from parcours.model.fact import Fact, FactKind
from parcours.model.step import Act, Refusal, Step
from parcours.model.world import World
from stories import assert_kept, moment

CHILDREN = ("avant_premieres", "bati_premieres", "ameizing", "coop_domi_ouest")
HOPED_FOR = ("mi_temps_disponible",)
START = datetime.date(2026, 1, 5)
DAY = datetime.timedelta(1)


class KernelStage:
    """Plays a history on the kernel alone, and checks every step on the way."""

    def __init__(self, program: Program, world: World) -> None:
        self.program = program
        self.world = world
        self.case: Case = opening(program, "C-1", "P-1")
        self.facts: Sequence[Fact] = []
        self.today = START

    @property
    def now(self) -> datetime.datetime:
        return moment(self.today.isoformat())

    def pass_days(self, days: int) -> None:
        before, halfway = self.case, moment((self.today + datetime.timedelta(days // 2)).isoformat())
        self.today += datetime.timedelta(days)
        answer = advance(self.program, before, self.world, self.now)
        first = advance(self.program, before, self.world, halfway)
        then = advance(self.program, first.case, self.world, self.now)
        assert (then.case, (*first.facts, *then.facts)) == (answer.case, answer.facts), "stopping on the way counted"
        self._take(before, answer)

    def attempt(self, act: Act) -> bool:
        before, written = self.case, encode(self.case)
        answer = step(self.program, before, act, self.world, self.now)
        assert encode(before) == written, "a step changed the case it was given"
        if isinstance(answer, Refusal):
            assert answer.reasons
            return False
        assert step(self.program, before, act, self.world, self.now) == answer
        self._take(before, answer)
        if answer.facts and answer.facts[0].kind is FactKind.REVOCATION:
            # Only once it is done does time pass again, by an engine that catches up.
            self._take(self.case, advance(self.program, self.case, self.world, self.now, self.now))
        return True

    def _take(self, before: Case, answer: Step) -> None:
        self.facts = [*self.facts, *answer.facts]
        self.case = answer.case
        personal = dict(self.world.personal)
        for secret in answer.secrets:
            place = secret.path.removeprefix("dossier.")
            if place != secret.path and secret.value is not None:
                personal[place] = secret.value
            elif place != secret.path:
                personal.pop(place, None)
        self.world = replace(self.world, personal=personal)
        assert_kept(before, answer)
        revoked = any(fact.kind is FactKind.REVOCATION for fact in answer.facts)
        assert revoked or not [timer for timer in self.case.timers.values() if timer.due <= self.now]


@cache
def shipped(name: str) -> tuple[Program, World]:
    definition = load(name)
    return prepare(definition.workflow), definition.world


@pytest.mark.parametrize("name", CHILDREN)
@given(start=st.integers(0, 9), history=histories)
@example(start=0, history=[Move(0, "send", 0, 0, 1), Move(31, "revoke", 0, 0, 0), Move(200, "send", 1, 0, 1)])
def test_no_history_breaks_a_promise(name: str, start: int, history: list[Move]) -> None:
    program, world = shipped(name)
    stage = KernelStage(program, world)
    begin(stage, start, HOPED_FOR)
    for _ in play(stage, history):
        assert_within_the_law(program, stage.case)
    assert fold_all("C-1", stage.facts) == stage.case


def assert_within_the_law(program: Program, case: Case) -> None:
    """The caps of the shipped law, counted here without the engine: 12 months a contract, two renewals, 36 in all;
    three years to become a member and eight months of trial, less what came before (C. com. L127-2; C. trav. L7331-3,
    L7332-1)."""
    tests = [state for state in case.contracts.values() if state.kind == "cape"]
    assert sum(len(state.periods) for state in tests) <= 3
    for state in tests:
        for period in state.periods:
            assert period.months <= 12
            assert period.ends_on is not None
            assert period.ends_on < period.starts_on + relativedelta(months=12, days=3)  # a month-end pinned, at most
    assert sum(_days(state) for state in tests) <= 36 * 31
    for state in case.contracts.values():
        # What is signed for later is reckoned again on the day it begins.
        if state.kind == "cesa" and state.status is not ContractStatus.SIGNED:
            _assert_member_in_time(case, state)


def _assert_member_in_time(case: Case, state: ContractState) -> None:
    months, days = _before(case, state)
    latest = state.signed_on + relativedelta(months=36) - relativedelta(months=months) - relativedelta(days=days)
    limits = [
        timer
        for timer in (*case.timers.values(), *(frozen.timer for frozen in case.frozen.values()))
        if timer.owner == state.owner and timer.name == "limite_societariat"
    ]
    for timer in limits:
        # Months taken off one by one, or all at once, may differ by the days a short month lacks.
        assert timer.day <= latest + 3 * DAY
        if timer.part == "fire":
            assert timer.day >= latest - 3 * DAY, "the person's time is not cut short either"
    if state.trial_ends_on is not None:
        assert state.trial_ends_on < state.starts_on + relativedelta(months=8 - months, days=3)


def _before(case: Case, state: ContractState) -> tuple[int, int]:
    months = days = 0
    for other in case.contracts.values():
        first = other.starts_on
        last = min(other.ends_on or datetime.date.max, state.starts_on - DAY)
        if other.key == state.key or last < first:
            continue
        length = relativedelta(last + DAY, first)
        months, days = months + 12 * length.years + length.months, days + length.days
    return months, days


def _days(state: ContractState) -> int:
    last = state.ends_on
    return (last - state.starts_on).days + 1 if last is not None and last >= state.starts_on else 0
