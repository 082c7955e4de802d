"""Histories drawn by chance: what people ask of a person's cases over the months, the same on every store.

A move is plain data; what it asks depends on where the case stands when it is played, so that most moves lead
somewhere and any history can be shortened.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

from hypothesis import strategies as st

from entries import WORDS, Dice, answered, on_paper, typed
from parcours.adapters.clock import FixedClock
from parcours.calendar.days_off import Closure
from parcours.errors import ParcoursError
from parcours.model.case import Case, TaskStatus
from parcours.model.definition import Definition
from parcours.model.delivery import OutboxStatus
from parcours.model.step import AdoptedContract, Assign
from parcours.model.workflow import Event, Suspending
from parcours.ports import Store
from parcours.runtime.commands import assign, close, send, task_done, task_undo, update, withdraw
from parcours.runtime.engine import Engine, Programs, stored
from parcours.runtime.opening import Entrance, Standing, adopt, start
from parcours.runtime.perform import Accepted
from parcours.runtime.revocation import Wanted, plan, revoke
from parcours.runtime.tick import tick
from parcours.runtime.world_change import apply

FIRST_DAY = datetime(2026, 1, 5, 11, tzinfo=UTC)  # a Monday, noon in Paris
PERSON = "P-1"
COOPERATIVES = ("avant_premieres", "bati_premieres", "ameizing", "coop_domi_ouest")

KINDS = (
    *("send",) * 10,
    *("tasks",) * 5,
    *("renew",) * 5,
    *("wait",) * 3,
    *("edit", "edit", "suspend", "revoke", "revoke", "withdraw", "deliver", "undo", "assign", "stray", "world", "open"),
    "close",
)


@dataclass(frozen=True)
class Move:
    """`days` pass, then something of this kind is asked; `chance` chooses what exactly."""

    days: int
    kind: str
    chance: int


MOVES = st.lists(
    st.builds(
        Move,
        days=st.sampled_from((0, 0, 0, 0, 1, 1, 2, 3, 5, 7, 10, 15, 31, 60, 400)),
        kind=st.sampled_from(KINDS),
        chance=st.integers(0, 2**40),
    ),
    min_size=5,
    max_size=30,
)


@dataclass
class History:
    """One person's life in one cooperative, on one store. `answers` is what each move was told."""

    store: Store
    definition: Definition
    programs: Programs
    answers: list[str] = field(default_factory=list)
    clock: FixedClock = field(default_factory=lambda: FixedClock(FIRST_DAY))
    cases: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        numbers = itertools.count(1)
        self.engine = Engine(self.store, self.clock, self.programs, lambda: f"C-{next(numbers)}")
        self.workflow = self.definition.workflow

    @property
    def today(self) -> date:
        return self.clock.instant.date()

    def case(self, which: str = "") -> Case:
        with self.store.reading() as reader:
            return stored(reader, which or self.cases[-1])

    def play(self, moves: Sequence[Move]) -> "History":
        """Everything in order, then all that is due by the last moment."""
        for move in moves:
            self.clock.set(self.clock.instant + timedelta(move.days))
            told = self._told(partial(self._played, move))
            self.answers.append(f"{self.today} {move.kind}: {told}")
        tick(self.engine)
        return self

    def _played(self, move: Move) -> Accepted | str:
        dice = Dice(move.chance)
        over = bool(self.cases) and self.case().ended_on is not None
        if not self.cases or (over and move.kind == "send"):
            return self._open(dice)
        return getattr(self, f"_{move.kind}")(dice)  # type: ignore[no-any-return]  # every move is told one way

    def _told(self, act: Callable[[], Accepted | str]) -> str:
        """What the person reads. Whoever is refused has changed nothing."""
        before = self._facts()
        try:
            made = act()
        except ParcoursError as error:
            assert self._facts() == before, "a refusal changed something"
            return f"{type(error).__name__}: {error.text.render()}"
        if isinstance(made, str):
            return made
        return f"{made.case.stage} {made.seq} {made.others} {[each.text.render() for each in made.warnings]}"

    def _facts(self) -> int:
        with self.store.reading() as reader:
            return sum(each.seq for each in reader.cases(self.workflow.cae))

    def _open(self, dice: Dice) -> str:
        """By an entry event, or in the middle of the parcours; the first time perhaps after a contract on paper."""
        kinds = sorted(self.workflow.contracts)
        paper = () if self.cases or dice.roll(4) != 3 else (on_paper(kinds[0], dice),)
        entrance = Entrance(self.definition, PERSON, self._dossier(), prior=paper)
        if self.cases or dice.roll(4) == 3:
            event = dice.one_of(sorted(self.workflow.entry))
            made = start(self.engine, entrance, event, self._inputs(self.workflow.events[event], dice))
        else:
            middle = [stage for stage in self.workflow.stages.values() if not stage.final]
            renewable = [stage for stage in middle if stage.contract and self.workflow.contracts[stage.contract].renew]
            stage = dice.one_of([*renewable, *middle, *renewable, *renewable])
            since = self.today - timedelta(dice.roll(25))
            running = (AdoptedContract(stage.contract, since, 1 + dice.roll(6)),) if stage.contract else ()
            made = adopt(self.engine, entrance, Standing(stage.id, since, running, silent=dice.roll(3) != 2))
        self.cases.append(made.case.id)
        return f"{made.case.stage} {made.seq}"

    def _send(self, dice: Dice) -> Accepted | str:
        """An event that the stage or a track expects."""
        case, workflow = self.case(), self.workflow
        places = [workflow.stages[case.stage]] if case.stage else []
        places += [workflow.tracks[track.track].stages[track.stage] for track in case.tracks.values() if track.running]
        expected = {event for place in places for event in place.transitions}
        expected |= {event.id for event in workflow.events.values() if event.note}
        names = sorted(event for event in expected if workflow.events[event].by)
        return self._sent(workflow.events[dice.one_of(names)], dice) if names else "nothing to send"

    def _renew(self, dice: Dice) -> str:
        """A contract that runs or has just run out, near its end, once what its renewal waits for is done."""
        renewals = {contract.id: contract.renew for contract in self.workflow.contracts.values() if contract.renew}
        held = [state for state in self.case().contracts.values() if state.contract in renewals]
        if not held or held[-1].ends_on is None:
            return "nothing to renew"
        early = (held[-1].ends_on - self.today).days - dice.one_of((20, 3, 40, -1))
        self.clock.set(self.clock.instant + timedelta(max(early, 0)))
        done = f"{self._wait(dice)}, {self._tasks(Dice(0))}"
        event = self.workflow.events[renewals[held[-1].contract][0]]
        return f"{done}, {self._told(partial(self._sent, event, dice))}"

    def _stray(self, dice: Dice) -> Accepted:
        """Any event of the file, expected or not, to any case of the person."""
        event = self.workflow.events[dice.one_of(sorted(self.workflow.events))]
        return self._sent(event, dice, dice.one_of(self.cases))

    def _suspend(self, dice: Dice) -> Accepted | str:
        stop = Suspending.END if self.case().suspension else Suspending.BEGIN
        events = [event for event in self.workflow.events.values() if event.suspension is stop]
        return self._sent(events[0], dice) if events else "no suspension"

    def _sent(self, event: Event, dice: Dice, case: str = "") -> Accepted:
        return send(self.engine, case or self.cases[-1], event.id, self._inputs(event, dice))

    def _tasks(self, dice: Dice) -> str:
        """Everything that waits, or one thing of it; some of it may be too early."""
        waiting = [task.id for task in self.case().tasks.values() if task.status is TaskStatus.OPEN]
        chosen = waiting if dice.roll(2) == 0 else waiting[:1]
        return str([self._told(partial(task_done, self.engine, self.cases[-1], task)) for task in chosen])

    def _undo(self, dice: Dice) -> Accepted | str:
        done = [task for task in self.case().tasks.values() if task.status is TaskStatus.DONE]
        return task_undo(self.engine, self.cases[-1], dice.one_of(done).id) if done else "nothing done"

    def _edit(self, dice: Dice) -> Accepted:
        name = dice.one_of(sorted(self.workflow.dossier))
        field = self.workflow.dossier[name]
        value = typed(field, dice, self.today, self.definition.calendar) if dice.roll(5) != 4 else ""
        return update(self.engine, self.cases[-1], {name: value})

    def _withdraw(self, dice: Dice) -> Accepted | str:
        kept = sorted(self.case().kept)
        return withdraw(self.engine, self.cases[-1], dice.one_of(kept)) if kept else "nothing kept"

    def _assign(self, dice: Dice) -> Accepted | str:
        roles = sorted(role.id for role in self.workflow.roles.values() if role.per_case)
        if not roles:
            return "nobody to name"
        role, until = dice.one_of(roles), self.today + timedelta(dice.roll(40))
        return assign(self.engine, self.cases[-1], Assign(role, "maud", stand_in="ines", stand_in_until=until))

    def _revoke(self, dice: Dice) -> Accepted:
        """Not far back, as people do; what was shown before is what is done."""
        to = max(1, self.case().seq - 1 - dice.roll(6))
        wanted = Wanted(to, dice.one_of(WORDS), replay=dice.roll(2) == 0)
        planned = plan(self.engine, self.cases[-1], wanted)
        made = revoke(self.engine, self.cases[-1], wanted, expected=planned.seq)
        assert (planned.case, planned.facts) == (made.case, made.facts)
        return made

    def _close(self, dice: Dice) -> Accepted | str:
        return close(self.engine, self.cases[-1], dice.one_of(WORDS)) if dice.roll(8) == 7 else "not yet"

    def _deliver(self, dice: Dice) -> str:
        cae, case = self.workflow.cae, self.cases[-1]
        with self.store.transaction() as transaction:
            rows = [row for row in transaction.outbox(cae, case) if row.status is OutboxStatus.WAITING]
            if not rows:
                return "nothing waits"
            row = dice.one_of(rows)
            transaction.settle_effect(cae, case, row.fact, row.effect.index, OutboxStatus.DELIVERED, self.clock.now())
        return f"{row.fact} {row.effect.index}"

    def _wait(self, _: Dice) -> str:
        ticked = tick(self.engine)
        assert not ticked.stuck
        return f"{len(ticked.facts)} facts"

    def _world(self, dice: Dice) -> str:
        """The cooperative announces, or takes back, a week when it is closed."""
        first = self.today + timedelta(dice.roll(60))
        week = Closure(first, first + timedelta(6))
        calendar = replace(self.definition.calendar, closures=(week,) if dice.roll(2) else ())
        changed = apply(self.engine, replace(self.definition, calendar=calendar))
        return str([(move.name, move.before, move.after) for move in changed.moves])

    def _dossier(self) -> Mapping[str, object]:
        """Everything filled so that no guard is in the way."""
        calendar = self.definition.calendar
        return {name: typed(each, Dice(0), self.today, calendar) for name, each in self.workflow.dossier.items()}

    def _inputs(self, event: Event, dice: Dice) -> Mapping[str, object]:
        own = tuple(self.workflow.dossier.get(each.into, each) for each in event.input)
        given = {
            each.id: typed(field, dice, self.today, self.definition.calendar)
            for each, field in zip(event.input, own, strict=True)
            if each.required or dice.roll(2)
        }
        return given | answered(self.programs.of(self.definition).asked[event.id], dice, self.today)
