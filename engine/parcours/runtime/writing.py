"""From steps to one commit: what a command asked, what its steps left, written together or not at all."""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from parcours.kernel import advance
from parcours.kernel.timers import Runaway
from parcours.model.case import Case
from parcours.model.fact import FactKind
from parcours.model.step import Secret, Step
from parcours.ports import Answer, Commit, Transaction
from parcours.runtime.engine import Held
from parcours.runtime.refusals import RunawayError
from parcours.runtime.sealed import DOSSIER


@dataclass(frozen=True, slots=True)
class Request:
    """What travels beside a command: its idempotency key, the fact number it was decided on, and what it asks.

    Under one key the same `content` gets the first accepted answer again; other content is refused.
    """

    key: str = ""
    expected: int | None = None
    content: tuple[object, ...] = ()

    def digest(self, transaction: Transaction) -> str:
        """Keyed by the store: what was asked holds personal words, and a plain hash lets short ones be guessed."""
        return transaction.digest(_said([self.key, self.content]))


NOTHING_ASKED = Request()
_said = json.JSONEncoder(ensure_ascii=False).encode


def content(name: str, **asked: object) -> tuple[object, ...]:
    """What a command asks, in a form that compares."""
    return (name, sorted((key, _plain(value)) for key, value in asked.items()))


def after(held: Held, step: Step) -> Held:
    """The same moment once a step is taken: the case moved on, and its personal values with it."""
    if not step.secrets:
        return held if step.case is held.case else replace(held, case=step.case)
    personal = {**held.world.personal, **{_known_as(secret): secret.value for secret in step.secrets}}
    known = {name: value for name, value in personal.items() if value is not None}
    return replace(held, case=step.case, world=replace(held.world, personal=known))


def _known_as(secret: Secret) -> str:
    """How the world names a personal value: by its field; by its fact too, when a kept event waits with it."""
    place, _, name = secret.path.partition(".")
    return name if f"{place}." == DOSSIER else f"{place}.{secret.fact}.{name}"


def caught_up(held: Held, until: datetime.datetime | None = None) -> Step:
    """All that the case has due by `until` (now, unless said). Raises RunawayError when rules go round in circles."""
    try:
        return advance(held.program, held.case, held.world, held.now if until is None else until, held.now)
    except Runaway as runaway:
        raise RunawayError(held.case.id, runaway.timer.key) from None


def joined(first: Step, second: Step) -> Step:
    """Two steps of one case, as one."""
    return Step(
        second.case,
        first.facts + second.facts,
        first.secrets + second.secrets,
        first.withdrawn + second.withdrawn,
        first.warnings + second.warnings,
        first.concerns_other_cases or second.concerns_other_cases,
        first.alerts + second.alerts,
    )


def silenced(transaction: Transaction, done: Step) -> Step:
    """What time alone does to a case: of somebody erased, whom a restored backup knows again, nothing leaves."""
    if transaction.erased_at(done.case.cae, done.case.person) is None:
        return done
    return replace(done, withdrawn=(*done.withdrawn, *(fact.seq for fact in done.facts)))


def record(transaction: Transaction, before: Case, done: Step, request: Request = NOTHING_ASKED) -> tuple[str, ...]:
    """Writes a step, and an incident for each of its alerts and for each kept event refused on its day.

    The person's other open cases, whose dates may depend on what changed, are queued and returned.
    Raises ConflictError when another process was quicker.
    """
    case = done.case
    answer = Answer(request.digest(transaction), case.id, case.seq) if request.key else None
    if done.facts or answer is not None:
        commit = Commit(case, before.seq, done.facts, done.secrets, done.withdrawn, request.key, answer)
        transaction.commit(case.cae, commit)
    for fact in done.facts:
        if fact.kind is FactKind.REFUSED_LATER:
            transaction.open_incident(case.cae, fact.kind, f"{case.id}#{fact.seq}", fact.name, fact.at)
    for alert in done.alerts:
        subject, at = f"{case.id}#{case.seq}", done.facts[-1].at
        transaction.open_incident(case.cae, alert.code, subject, alert.text.render(), at)
    if not done.concerns_other_cases:
        return ()
    others = tuple(each for each in transaction.open_cases(case.cae, case.person) if each != case.id)
    for other in others:
        transaction.queue_world_changed(case.cae, other, case.id)
    return others


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return sorted((key, _plain(each)) for key, each in value.items())
    return str(value)
