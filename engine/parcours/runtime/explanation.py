"""Why a case is where it is: what brought it here, where each date comes from, what may be done, what comes next."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from parcours.errors import UsageError
from parcours.kernel import advance, views
from parcours.kernel.order import earliest
from parcours.kernel.timers import Runaway
from parcours.messages import Language, Text
from parcours.model.fact import Change, Fact, FactKind, StageEntered, StateRestored, TimerPassed
from parcours.model.step import Refusal, Step
from parcours.runtime import labels
from parcours.runtime.engine import Engine, Held, look, stored
from parcours.runtime.queries import Entry, entry
from parcours.runtime.terms import reckoning_told, term_told
from parcours.runtime.writing import after

AHEAD = 12  # facts to come that are told
FURTHEST = datetime.timedelta(days=366 * 5)


@dataclass(frozen=True, slots=True)
class Due:
    """A due date and the sentences of its reckoning."""

    name: str
    label: Text
    day: datetime.date
    sentences: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """How long a contract of the case runs, in sentences; `ends_on` empty while it is open-ended."""

    contract: str
    label: str
    sentences: tuple[Text, ...]
    ends_on: datetime.date | None


@dataclass(frozen=True, slots=True)
class Possible:
    """An event that people may send from here: by whom, and what refuses it if sent today without more."""

    event: str
    label: str
    roles: tuple[str, ...]
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """`here` are the facts that led to the present stage; `ahead` what comes if nobody does anything.

    `missed` are the dates, of the law or that would have fired, that a takeover found past and left silent.
    """

    case: str
    stage: str
    here: tuple[Entry, ...]
    contracts: tuple[Term, ...]
    dates: tuple[Due, ...]
    missed: tuple[Due, ...]
    possible: tuple[Possible, ...]
    ahead: tuple[Entry, ...]


def explain(engine: Engine, case: str, deadline: str | None = None, lang: Language | str = Language.FR) -> Explanation:
    """All of it, or only one date; `lang` names the holidays. UsageError for a deadline the case does not have."""
    with engine.store.reading() as reader:
        held = look(engine, reader, stored(reader, case), engine.clock.now())
        facts = reader.facts(held.case.cae, case)
    dates, missed = tuple(dates_of(held, lang)), tuple(_missed(held, facts))
    if deadline is not None:
        dates, missed = _only((*dates, *missed), deadline), ()
    return Explanation(
        case=case,
        stage=labels.stage_label(held.program.workflow, held.case.stage),
        here=_here(held, facts),
        contracts=tuple(_terms(held)),
        dates=dates,
        missed=missed,
        possible=tuple(_possible(held)),
        ahead=tuple(entry(held, fact) for fact in ahead(held)),
    )


def ahead(held: Held, most: int = AHEAD) -> tuple[Fact, ...]:
    """The next facts that time alone will make, `most` of them at the most, five years away at the furthest."""
    facts: tuple[Fact, ...] = ()
    furthest = held.now + FURTHEST
    while len(facts) < most and (step := _following(held, furthest)) is not None:
        facts += step.facts
        held = after(held, step)
    return facts[:most]


def _following(held: Held, furthest: datetime.datetime) -> Step | None:
    due = earliest(held.case.timers)
    if due is None or due > furthest:
        return None
    try:
        return advance(held.program, held.case, held.world, max(due, held.now))
    except Runaway:
        return None  # `tick` makes an incident of it when the day comes


def _here(held: Held, facts: tuple[Fact, ...]) -> tuple[Entry, ...]:
    """The fact that entered the present visit of the stage, and the one that caused it."""
    entered = next((fact for fact in reversed(facts) if any(_enters(held, change) for change in fact.changes)), None)
    if entered is None:
        return ()
    causes = tuple(fact for fact in facts if fact.seq == entered.cause)
    return tuple(entry(held, fact) for fact in (*causes, entered))


def _enters(held: Held, change: Change) -> bool:
    match change:
        case StageEntered(stage=stage, visit=visit):
            return (stage, visit) == (held.case.stage, held.case.visit)
        case StateRestored(state=state):
            return state.stage == held.case.stage
        case _:
            return False


def _terms(held: Held) -> Iterator[Term]:
    for state in held.case.contracts.values():
        label = labels.contract_label(held.program.workflow, state.contract)
        yield Term(state.contract, label, term_told(state), state.ends_on)


def dates_of(held: Held, lang: Language | str) -> Iterator[Due]:
    """Every due date of a case, the nearest first, with the sentences of its reckoning."""
    reckoned = views.reckonings(held.program, held.case)
    days = views.due_days(held.program, held.case)
    for name, day in sorted(days.items(), key=lambda due: (due[1], due[0])):
        reckoning = reckoned.get(name)
        sentences = reckoning_told(held, reckoning, lang) if reckoning is not None and reckoning.due == day else ()
        yield Due(name, labels.due_label(held.program.workflow, name), day, sentences)


def _missed(held: Held, facts: tuple[Fact, ...]) -> Iterator[Due]:
    taken_over = (fact for fact in facts if fact.kind is FactKind.ADOPTION)
    passed = [change for fact in taken_over for change in fact.changes if isinstance(change, TimerPassed)]
    for name, (key, day) in views.missed(held.program, held.case, passed).items():
        told_so = Text("échéance passée le {day}, avant la reprise", day=day)
        yield Due(name, labels.timer_label(held.program.workflow, key), day, (told_so,))


def _only(dates: tuple[Due, ...], deadline: str) -> tuple[Due, ...]:
    """By its full name, or by the end of it when that is enough."""
    found = tuple(each for each in dates if each.name == deadline) or tuple(
        each for each in dates if each.name.rpartition(".")[2] == deadline
    )
    if not found:
        names = ", ".join(each.name for each in dates)
        raise UsageError(
            Text("Le dossier n'a pas d'échéance « {deadline} ».", deadline=deadline),
            Text("Il a : {names}.", names=names) if names else None,
        )
    return found


def _possible(held: Held) -> Iterator[Possible]:
    workflow = held.program.workflow
    for event, refusal in views.permitted(held.program, held.case, held.world, held.now):
        roles = tuple(labels.role_label(workflow, role) for role in workflow.events[event].by)
        yield Possible(event, labels.event_label(workflow, event), roles, refusal)
