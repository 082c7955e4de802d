"""What a command did to a case: each fact in words, what it changed, the dates it set, what deserves attention."""

from collections.abc import Iterator, Sequence

from parcours.cli import page
from parcours.cli.session import Session
from parcours.kernel.views import name_of
from parcours.messages import Text, all_of
from parcours.model.case import Part, Timer
from parcours.model.fact import Fact, TimerArmed
from parcours.model.step import Reason
from parcours.model.workflow import Workflow
from parcours.runtime import labels, queries
from parcours.runtime.engine import Engine
from parcours.runtime.perform import Accepted
from parcours.runtime.queries import Entry


def show_accepted(session: Session, engine: Engine, accepted: Accepted) -> None:
    """The answer to an accepted command, for people or for scripts."""
    if session.as_json:
        session.dump(plain_accepted(accepted))
        return
    if accepted.repeated:
        page.line(
            session, Text("Déjà enregistré sous cette clé, au fait {seq} : rien de plus n'est fait.", seq=accepted.seq)
        )
    entries = [entry for entry in queries.journal(engine, accepted.case.id) if entry.fact in accepted.facts]
    show_entries(session, entries, workflow_of(engine, accepted.case.id))
    show_warnings(session, accepted.warnings)
    for other in accepted.others:
        page.line(session, Text("Les dates de son autre dossier {case} ont été recalculées.", case=other), lead="  ")
    page.line(session, Text("Dossier {case}, fait {seq}.", case=accepted.case.id, seq=accepted.seq), style="green")


def plain_accepted(accepted: Accepted) -> dict[str, object]:
    """The same for a script."""
    return {
        "case": accepted.case.id,
        "seq": accepted.seq,
        "stage": accepted.case.stage,
        "facts": [plain_fact(fact) for fact in accepted.facts],
        "warnings": [{"code": reason.code, "text": reason.text} for reason in accepted.warnings],
        "repeated": accepted.repeated,
    }


def plain_fact(fact: Fact) -> dict[str, object]:
    """What a script may read of a fact."""
    return {"seq": fact.seq, "kind": fact.kind, "name": fact.name, "on": fact.on, "at": fact.at, "role": fact.role}


def show_entries(session: Session, entries: Sequence[Entry], workflow: Workflow | None = None) -> None:
    """Facts in order, with their numbers; with their `workflow`, the dates they set as well."""
    for entry in entries:
        page.line(session, entry.told, lead=f"{entry.fact.seq:>3}  ")
        for change in entry.changes:
            page.line(session, change, lead="       · ")
        for dates in dates_told(workflow, entry.fact) if workflow is not None else ():
            page.line(session, dates, lead="       → ")


def dates_told(workflow: Workflow, fact: Fact) -> Iterator[Text]:
    """The due dates and the reminders that a fact set."""
    # What has moved is told by the journal itself, with the day it was.
    set_ = [change.timer for change in fact.changes if isinstance(change, TimerArmed) and change.was is None]
    armed = [timer for timer in set_ if name_of(timer) != fact.name]  # what comes back each month is known
    due = [_dated(workflow, timer) for timer in armed if timer.part in {Part.DO, Part.FIRE}]
    reminders = [_dated(workflow, timer) for timer in armed if timer.part is Part.REMIND]
    if due:
        yield Text("échéances : {dates}", dates=all_of(due))
    if reminders:
        yield Text("rappels : {dates}", dates=all_of(reminders))


def _dated(workflow: Workflow, timer: Timer) -> Text:
    return Text("{label} le {day}", label=labels.due_label(workflow, name_of(timer)), day=timer.day)


def show_warnings(session: Session, warnings: Sequence[Reason]) -> None:
    for reason in warnings:
        page.caution(session, reason.text)


def workflow_of(engine: Engine, case: str) -> Workflow:
    """The rules a case is held to. UsageError when no case has that id."""
    with engine.store.reading() as reader:
        return queries.held_now(engine, reader, case).program.workflow
