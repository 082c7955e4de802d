"""What the engine answers, in the shapes that programs are given, sentences in the language they ask for."""

from collections.abc import Iterable

from fastapi import Response

from parcours.messages import Language, Text
from parcours.model.definition import Definition
from parcours.model.fields import Field
from parcours.model.step import Reason
from parcours.model.workflow import Event
from parcours.ports import CaseSummary
from parcours.runtime.incidents import Line, kind_label
from parcours.runtime.perform import Accepted
from parcours.runtime.queries import Entry, Status
from parcours.web.api import shapes


def said(sentence: Text | str, lang: Language) -> str:
    """A sentence of ours in that language; words of the files as they are."""
    return sentence.render(lang) if isinstance(sentence, Text) else sentence


def warned(reasons: Iterable[Reason], lang: Language) -> list[shapes.Warned]:
    return [shapes.Warned(code=each.code, text=each.text.render(lang)) for each in reasons]


def line(cae: str, found: CaseSummary) -> shapes.CaseLine:
    return shapes.CaseLine(
        case=found.id,
        cae=cae,
        person=found.person,
        workflow=found.workflow,
        stage=found.stage,
        seq=found.seq,
        opened_on=found.opened_on,
        ended_on=found.ended_on,
        next_on=found.next_on,
    )


def state(status: Status, lang: Language) -> shapes.CaseState:
    case = status.case
    return shapes.CaseState(
        case=case.id,
        cae=case.cae,
        person=case.person,
        workflow=case.workflow,
        seq=case.seq,
        stage=case.stage,
        label=said(status.stage, lang),
        situation=status.situation,
        opened_on=case.opened_on,
        ended_on=case.ended_on,
        outcome=case.outcome,
        suspended=case.suspension is not None,
        contracts=[
            shapes.Contract(
                contract=each.contract,
                status=each.status,
                signed_on=each.signed_on,
                starts_on=each.starts_on,
                ends_on=each.ends_on,
                trial_ends_on=each.trial_ends_on,
                renewals=each.renewals,
                total_months=each.total_months,
            )
            for each in status.contracts
        ],
        tracks={name: each.stage if each.running else "" for name, each in status.tracks.items()},
        due=[shapes.Due(name=name, on=on) for name, on in status.due.items()],
        pending=[shapes.Waiting(fact=each.fact, event=each.event, on=each.on) for each in status.pending],
        tasks=[
            shapes.TaskLine(task=each.id, action=each.action, role=each.role, due=each.due) for each in status.tasks
        ],
    )


def fact(entry: Entry, lang: Language) -> shapes.FactLine:
    found = entry.fact
    return shapes.FactLine(
        seq=found.seq,
        kind=found.kind,
        name=found.name,
        on=found.on,
        at=found.at,
        role=found.role,
        user=found.user,
        told=entry.told.render(lang),
        changes=[each.render(lang) for each in entry.changes],
    )


def accepted(done: Accepted, lang: Language) -> shapes.Accepted:
    return shapes.Accepted(
        case=done.case.id,
        seq=done.seq,
        stage=done.case.stage,
        facts=[each.seq for each in done.facts],
        warnings=warned(done.warnings, lang),
        repeated=done.repeated,
    )


def answered(done: Accepted, lang: Language, response: Response) -> shapes.Accepted:
    """The same, with the number of the last fact in its ETag."""
    response.headers["etag"] = f'"{done.case.seq}"'
    return accepted(done, lang)


def incident(found: Line, lang: Language) -> shapes.IncidentLine:
    """Without what it says: that may quote somebody."""
    each = found.incident
    return shapes.IncidentLine(
        id=each.id,
        cae=each.cae,
        kind=each.kind,
        label=kind_label(each.kind).render(lang),
        subject=each.subject,
        opened_at=each.opened_at,
    )


def workflow(definition: Definition) -> shapes.WorkflowState:
    """What the file itself says, in its own words."""
    found = definition.workflow
    return shapes.WorkflowState(
        workflow=found.id,
        cae=found.cae,
        title=found.title,
        stages={name: each.label for name, each in found.stages.items()},
        roles={name: each.label for name, each in found.roles.items()},
        events=[_event(each, entry=each.id in found.entry) for each in found.events.values() if each.by],
        dossier=[_asked(each) for each in found.dossier.values()],
    )


def _event(event: Event, *, entry: bool) -> shapes.EventLine:
    asked = [_asked(each) for each in event.input]
    return shapes.EventLine(event=event.id, label=event.label, by=list(event.by), input=asked, entry=entry)


def _asked(field: Field) -> shapes.Asked:
    return shapes.Asked(
        id=field.id,
        label=field.label,
        type=field.type.value,
        required=field.required,
        choices=list(field.choices),
    )
