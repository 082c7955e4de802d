"""One dossier as its page shows it: where the person stands, what comes, what may be done, what was done."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from parcours.errors import UsageError
from parcours.kernel import roles, views
from parcours.kernel.inputs import INPUT
from parcours.kernel.turn import Turn
from parcours.kernel.views import ContractView
from parcours.messages import Language, Text
from parcours.model.case import Case, Kept, Suspension, Task, TaskStatus
from parcours.model.fields import Value
from parcours.model.step import Layer, Reason
from parcours.model.workflow import Event, Suspending, Workflow
from parcours.ports import MissingKeyError, Reader
from parcours.runtime import labels, queries
from parcours.runtime.desk import asking, wording
from parcours.runtime.desk.asking import Question
from parcours.runtime.desk.line import Line, line_of
from parcours.runtime.engine import Engine, Held, look, stored
from parcours.runtime.explanation import Due, ahead, dates_of
from parcours.runtime.queries import Entry, Status
from parcours.runtime.terms import term_told


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody at a dossier: the user that facts name, and the roles they have in its cooperative."""

    user: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """An event that the asker may send from here. `reasons` refuse it today, whatever is filled in."""

    event: str
    label: str
    reasons: tuple[Reason, ...]
    suspends: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """An open task, or one that was done; `theirs` when it is asked of a role of the asker."""

    task: Task
    label: Text | str
    role: str
    theirs: bool
    late: bool


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract with its arithmetic. `left` are the renewals that remain, None where nothing limits them."""

    label: str
    view: ContractView
    sentences: tuple[Text, ...]
    left: int | None


@dataclass(frozen=True, slots=True)
class Track:
    label: str
    stage: str
    since: datetime.date
    running: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """An accepted event whose day is to come."""

    kept: Kept
    label: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """`next` is the nearest day that waits; `ahead` what comes if nobody does anything; `journal` the newest first.

    `finished` are the tasks done, the latest first. `holders` are (role, who holds it), empty for a role of one
    dossier that nobody holds.
    """

    line: Line
    workflow: Workflow
    status: Status
    since: datetime.date | None
    suspension: Suspension | None
    offers: tuple[Offer, ...]
    tasks: tuple[Asked, ...]
    finished: tuple[Asked, ...]
    dates: tuple[Due, ...]
    ahead: tuple[Entry, ...]
    contracts: tuple[Contract, ...]
    tracks: tuple[Track, ...]
    waiting: tuple[Waiting, ...]
    holders: tuple[tuple[str, str], ...]
    fields: tuple[tuple[Question, Value | None], ...]
    journal: tuple[Entry, ...]

    @property
    def on(self) -> datetime.date:
        """The day it is there."""
        return self.status.on

    @property
    def next(self) -> Due | None:
        """The nearest date, tasks included."""
        return self.dates[0] if self.dates else None

    @property
    def otherwise(self) -> Entry | None:
        """The first thing that changes if nobody does anything."""
        return next((each for each in self.ahead if each.changes), None)


def dossier(engine: Engine, case: str, asker: Asker, lang: Language) -> Dossier:
    """All of it, read at one moment. UsageError when no case has that id."""
    with engine.store.reading() as reader:
        held = at_hand(engine, reader, case)
        facts = reader.facts(held.case.cae, case)
        words = queries.NO_WORDS if held.case.retention == queries.ARCHIVED else _words(reader, held.case)
        status = queries.status_of(held)
        return Dossier(
            line=_line(held),
            workflow=held.program.workflow,
            status=status,
            since=held.case.entered_on,
            suspension=held.case.suspension,
            offers=tuple(_offers(held, asker)),
            tasks=tuple(sorted(_tasks(held, status.tasks, asker), key=_by_day)),
            finished=tuple(_tasks(held, _finished(held), asker)),
            dates=tuple(_dates(held, lang)),
            ahead=tuple(queries.entry(held, fact) for fact in ahead(held)),
            contracts=tuple(_contracts(held, status)),
            tracks=tuple(_tracks(held)),
            waiting=tuple(_waiting(held, status)),
            holders=tuple(_holders(held)),
            fields=tuple(_fields(held)),
            journal=tuple(queries.entry(held, fact, words) for fact in reversed(facts)),
        )


@dataclass(frozen=True, slots=True)
class EventForm:
    """What must be said to send an event, at which fact the dossier stood, and what refuses it whatever is said."""

    event: Event
    label: str
    seq: int
    questions: tuple[Question, ...]
    reasons: tuple[Reason, ...]
    line: Line
    role: str


def event_form(engine: Engine, case: str, event: str, asker: Asker) -> EventForm:
    """The form of an event. UsageError for one that is not theirs to send, or that the file does not have."""
    with engine.store.reading() as reader:
        held = at_hand(engine, reader, case)
        declared = held.program.workflow.events.get(event)
        role = role_for(held, declared, asker) if declared is not None else ""
        if declared is None or not role:
            raise UsageError(Text("Cet événement n'est pas à vous dans ce dossier."))
        offer = next((each for each in _offers(held, asker) if each.event == event), None)
        label = labels.event_label(held.program.workflow, event)
        stood = Text("« {event} » ne se fait pas à l'étape « {stage} ».",
                     event=label, stage=labels.stage_label(held.program.workflow, held.case.stage))  # fmt: skip
        reasons = offer.reasons if offer is not None else (Reason(Layer.STAGE, stood),)
        line = _line(held)
        questions = asking.of_case(held).event(declared)
        return EventForm(declared, label, held.case.seq, questions, reasons, line, role)


def _line(held: Held) -> Line:
    (found,) = held.reader.outlines([held.case.id])
    return line_of(held.program.workflow, found)


def _words(reader: Reader, case: Case) -> Mapping[str, object]:
    """A person's words, none where the key is not there."""
    try:
        return reader.secrets(case.cae, case.id)
    except MissingKeyError:
        return queries.NO_WORDS


def at_hand(engine: Engine, reader: Reader, case: str) -> Held:
    """The case with the words that its rules read. UsageError when no case has that id."""
    return look(engine, reader, stored(reader, case), engine.clock.now())


def role_for(held: Held, event: Event, asker: Asker) -> str:
    """The role the asker sends an event as; empty for one of which they have none."""
    turn = Turn(held.program, held.case, held.world, held.now)
    author = views.sender(turn, event, asker.roles, asker.user)
    return author.role if author is not None else ""


def _offers(held: Held, asker: Asker) -> Iterator[Offer]:
    workflow = held.program.workflow
    for name, refusal in views.permitted(
        held.program, held.case, held.world, held.now, asked_by=asker.roles, user=asker.user
    ):
        event = workflow.events[name]
        reasons = refusal.reasons if refusal is not None else ()
        lasting = tuple(each for each in reasons if each.code != INPUT)  # what is missing is asked by the form
        yield Offer(name, labels.event_label(workflow, name), lasting, event.suspension is not Suspending.NO)


def _finished(held: Held) -> list[Task]:
    done = (task for task in held.case.tasks.values() if task.status is TaskStatus.DONE)
    return sorted(done, key=lambda task: task.done_on or datetime.date.min, reverse=True)


def _tasks(held: Held, tasks: Iterable[Task], asker: Asker) -> Iterator[Asked]:
    workflow = held.program.workflow
    for task in tasks:
        yield Asked(
            task,
            labels.task_label(workflow, task),
            labels.role_label(workflow, task.role),
            theirs=task.role in asker.roles,
            late=task.due is not None and task.due < held.today,
        )


def _by_day(asked: Asked) -> tuple[datetime.date, str]:
    return (asked.task.due or datetime.date.max, asked.task.id)


def _dates(held: Held, lang: Language) -> Iterator[Due]:
    for each in dates_of(held, lang):
        yield replace(each, label=wording.due_label(held.program.workflow, each.name))


def _contracts(held: Held, status: Status) -> Iterator[Contract]:
    latest = {each.contract: each for each in status.contracts}
    for state in held.case.contracts.values():
        view = latest.get(state.contract)
        if view is None or view.starts_on != state.starts_on:
            continue
        left = None if view.most_renewals is None else max(0, view.most_renewals - view.renewals)
        label = labels.contract_label(held.program.workflow, state.contract)
        yield Contract(label, view, term_told(state), left)


def _tracks(held: Held) -> Iterator[Track]:
    workflow = held.program.workflow
    for name, state in held.case.tracks.items():
        stage = labels.track_stage_label(workflow, name, state.stage or state.left)
        yield Track(labels.track_label(workflow, name), stage, state.entered_on, state.running)


def _waiting(held: Held, status: Status) -> Iterator[Waiting]:
    return (Waiting(each, labels.event_label(held.program.workflow, each.event)) for each in status.pending)


def _holders(held: Held) -> Iterator[tuple[str, str]]:
    """(role in words, user) of each role that somebody holds, or should."""
    workflow = held.program.workflow
    for role in workflow.roles.values():
        assigned = held.case.assignments.get(role.id)
        if role.per_case or assigned is not None:
            yield role.id, ", ".join(roles.holders(assigned, held.today)) if assigned is not None else ""


def _fields(held: Held) -> Iterator[tuple[Question, Value | None]]:
    known = asking.known(held)
    return ((question, known.get(question.name)) for question in asking.of_case(held).dossier())
