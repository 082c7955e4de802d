"""A case played day by day on an imagined clock, every promise of a step checked after every act."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import reduce
from zoneinfo import ZoneInfo

from parcours.adapters.codec import encode
from parcours.calendar.dates import again
from parcours.definition.loader import load_sources
from parcours.diagnostics import as_text
from parcours.errors import DefinitionError
from parcours.kernel import advance, fold, fold_all, opening, prepare, step, views
from parcours.model.case import Case, Timer
from parcours.model.definition import Definition
from parcours.model.fact import Fact
from parcours.model.fields import Fields, Value
from parcours.model.step import (
    Act,
    Adopt,
    Assign,
    Author,
    Close,
    Edit,
    Fire,
    MarkDone,
    Reason,
    Refusal,
    Revoke,
    Secret,
    Send,
    Step,
    Undo,
    Withdraw,
    WorldChanged,
)
from parcours.model.world import Engagement, World

PARIS = ZoneInfo("Europe/Paris")
NOON = time(12)

HEAD = """
format: 1
id: essai
title: Essai
backdating: {backdating}
law: [{law}]
calendar: {calendar}
situations: {{dehors: {{label: Dehors}}, dedans: {{label: Dedans}}, membre: {{label: Membre}}}}
"""
CALENDAR = "{timezone: Europe/Paris, holidays: FR}"


def workflow(
    body: str, law: Mapping[str, str] | None = None, calendar: str = CALENDAR, backdating: str = "30 jours"
) -> Definition:
    """The definition of a body (roles, events, stages…) under the head every test shares, with its law files."""
    laws = law or {}
    head = HEAD.format(law=", ".join(laws), calendar=calendar, backdating=backdating)
    sources = {"essai.yaml": head + body}
    sources |= {f"law/{name}.yaml": text for name, text in laws.items()}
    try:
        return load_sources(sources, "essai")
    except DefinitionError as error:
        raise AssertionError(as_text(error.diagnostics, sources)) from error


def day(text: str) -> date:
    return date.fromisoformat(text)


def moment(on: str, at: time = NOON) -> datetime:
    """The instant of a civil time in Paris, which must be neither skipped nor doubled."""
    return datetime.combine(day(on), at, PARIS).astimezone(UTC)


class Story:
    """One case, its journal, and what went to the vault. Days are civil, at noon in Paris unless an hour is given."""

    def __init__(self, definition: Definition, ledger: tuple[Engagement, ...] = ()) -> None:
        self.program = prepare(definition.workflow)
        self.world = replace(definition.world, ledger=ledger)
        self.case = opening(self.program, "C-1", "P-1")
        self.facts: list[Fact] = []
        self.secrets: list[Secret] = []
        self.withdrawn: list[int] = []
        self.warnings: tuple[Reason, ...] = ()
        self.last: Step | None = None
        self.now = datetime.min.replace(tzinfo=UTC)

    # -- time ---------------------------------------------------------------------------------------------------

    def on(self, text: str, at: time = NOON) -> "Story":
        """Lets time pass up to this civil time, everything due being done at its own instant."""
        until = moment(text, at)
        assert until >= self.now, "a story never goes back"
        self._take(advance(self.program, self.case, self.world, until))
        self.now = until
        return self

    def wake(self, text: str, at: time = NOON) -> "Story":
        """The same, by an engine that was away until then and does it all now."""
        self.now = moment(text, at)
        self._take(advance(self.program, self.case, self.world, self.now, self.now))
        return self

    # -- acts ---------------------------------------------------------------------------------------------------

    def send(self, event: str, by: str = "", user: str = "", **inputs: Value) -> Step:
        return self.do(Send(event, inputs, Author(by, user)))

    def refuse(self, event: str, by: str = "", user: str = "", **inputs: Value) -> Refusal:
        return self.refuse_act(Send(event, inputs, Author(by, user)))

    def edit(self, **values: Value | None) -> Step:
        return self.do(Edit(values))

    def done(self, task: str, on: str = "") -> Step:
        return self.do(MarkDone(task, on=day(on) if on else None))

    def undo(self, task: str) -> Step:
        return self.do(Undo(task))

    def withdraw(self, fact: int) -> Step:
        return self.do(Withdraw(fact))

    def close(self, reason: str = "doublon") -> Step:
        return self.do(Close(reason))

    def assign(self, role: str, user: str, **stand_in: object) -> Step:
        return self.do(Assign(role, user, **stand_in))  # type: ignore[arg-type]

    def adopt(self, stage: str, since: str, **more: object) -> Step:
        return self.do(Adopt(stage, day(since), **more))  # type: ignore[arg-type]

    def fire(self, timer: Timer) -> Step:
        return self.do(Fire(timer))

    def revoke(self, to: int, delivered: tuple[str, ...] = (), by: str = "equipe") -> Step:
        state = fold_all(self.case.id, self.facts[:to])
        return self.do(Revoke(to, state, "erreur", delivered, Author(by)))

    def change_world(self, world: World, cause: str = "world") -> Step:
        self.world = world
        return self.do(WorldChanged(cause))

    def do(self, act: Act) -> Step:
        answer = self._answer(act)
        assert isinstance(answer, Step), answer.render()
        self._take(answer)
        return answer

    def refuse_act(self, act: Act) -> Refusal:
        """The refusal, which has changed nothing: no argument, and no case to replace the present one."""
        answer = self._answer(act)
        assert isinstance(answer, Refusal), "the act was accepted"
        assert answer.reasons
        for lang in ("fr", "en"):
            assert answer.render(lang)
        return answer

    # -- what stands --------------------------------------------------------------------------------------------

    @property
    def stage(self) -> str:
        return self.case.stage

    def due(self, name: str) -> str | None:
        found = views.due_days(self.program, self.case).get(name)
        return found.isoformat() if found is not None else None

    def did(self, *, since: int = 0) -> list[str]:
        """The actions done after a fact, in order."""
        return [effect.action for fact in self.facts if fact.seq > since for effect in fact.effects]

    def did_on(self) -> list[tuple[str, str]]:
        """Every action with the day its fact speaks of."""
        return [(effect.action, fact.on.isoformat()) for fact in self.facts for effect in fact.effects]

    def timer(self, name: str) -> Timer:
        """The armed timer whose key contains `name`; there must be exactly one."""
        (found,) = [timer for key, timer in self.case.timers.items() if name in key]
        return found

    def ends_on(self, key: str) -> str | None:
        end = self.case.contracts[key].ends_on
        return end.isoformat() if end is not None else None

    def track(self, name: str) -> str:
        state = self.case.tracks.get(name)
        return state.stage if state is not None else ""

    # -- what every step promises -------------------------------------------------------------------------------

    def _answer(self, act: Act) -> Step | Refusal:
        case, world, written = self.case, self.world, encode(self.case)
        answer = step(self.program, case, act, world, self.now)
        assert encode(case) == written, "a step changed the case it was given"
        assert step(self.program, case, act, world, self.now) == answer, "a step gave two answers to one question"
        return answer

    def _take(self, answer: Step) -> None:
        before = self.case
        self.last = answer
        self.facts += answer.facts
        self.secrets += answer.secrets
        self.withdrawn += answer.withdrawn
        self.warnings = answer.warnings
        self.case = answer.case
        personal = {
            secret.path.removeprefix("dossier."): secret.value
            for secret in answer.secrets
            if secret.path.startswith("dossier.")
        }
        personal |= {
            f"fact.{secret.fact}.{secret.path.removeprefix('fact.')}": secret.value
            for secret in answer.secrets
            if secret.path.startswith("fact.")
        }
        known: Fields = {k: v for k, v in {**self.world.personal, **personal}.items() if v is not None}
        self.world = replace(self.world, personal=known)
        assert_kept(before, answer)
        assert fold_all(self.case.id, self.facts) == self.case or not self.facts


def assert_kept(before: Case, answer: Step) -> None:
    """What no step may break, whatever the workflow."""
    case, facts = answer.case, answer.facts
    assert reduce(fold, facts, before) == case
    assert [fact.seq for fact in facts] == list(range(before.seq + 1, case.seq + 1))
    assert [fact.at for fact in facts] == sorted(fact.at for fact in facts), "time went back in a journal"
    assert case.revision >= before.revision
    for key, timer in case.timers.items():
        assert timer.key == key
        assert_explained(timer)
    for key, frozen in case.frozen.items():
        assert frozen.timer.key == key
        assert key not in case.timers
    assert len({timer.revision for timer in case.timers.values()}) == len(case.timers)


def assert_explained(timer: Timer) -> None:
    """The stored reckoning alone gives the day again."""
    assert timer.reckoning is not None
    assert timer.reckoning.due == timer.day
    assert again(timer.reckoning) == timer.day
