"""All that is held of a person, in the shapes that programs are given."""

from collections.abc import Mapping

from parcours.calendar.duration import Duration
from parcours.messages import Language
from parcours.model.fields import Sealed, Validity, Value
from parcours.ports import Incident
from parcours.runtime import access, incidents, unread
from parcours.runtime.erasing import Erased
from parcours.web.api import papers, person_shapes, shapes, telling


def person(file: access.PersonFile, lang: Language) -> person_shapes.PersonFile:
    return person_shapes.PersonFile(
        cae=file.cae,
        person=file.person,
        at=file.at,
        erased_at=file.erased_at,
        held_since=file.held_since,
        prior_contracts=[
            person_shapes.Ran(kind=each.kind, signatures=each.signatures, periods=list(each.periods))
            for each in file.paper
        ],
        cases=[_case(each, lang) for each in file.cases],
    )


def erasure(found: Erased, lang: Language) -> person_shapes.Erasure:
    """What it would do."""
    told = {
        name: [
            person_shapes.Message(case=each.case, fact=each.fact, label=telling.said(each.label, lang))
            for each in messages
        ]
        for name, messages in (("sent", found.sent), ("unsent", found.unsent))
    }
    return person_shapes.Erasure(
        cae=found.cae, person=found.person, cases=list(found.cases), **told, erased_at=None, repeated=False, traces=""
    )


def _case(file: access.CaseFile, lang: Language) -> person_shapes.CaseFile:
    return person_shapes.CaseFile(
        state=telling.state(file.status, lang),
        dossier=_values(file.dossier),
        journal=[
            person_shapes.FactTold(
                fact=telling.fact(each.entry, lang), given=_values(each.given), written=_values(each.written)
            )
            for each in file.journal
        ],
        leaving=[_leaving(each, lang) for each in file.leaving],
        documents=[papers.told(each.paper) for each in file.copies],
        incidents=[_incident(each, lang) for each in file.incidents],
    )


def _leaving(found: access.Leaving, lang: Language) -> person_shapes.Leaving:
    return person_shapes.Leaving(
        label=telling.said(found.label, lang),
        use=found.row.effect.use,
        status=found.row.status,
        created_at=found.row.created_at,
        delivered_at=found.row.delivered_at,
        attempts=[
            person_shapes.Try(
                number=each.number,
                at=each.at,
                outcome=each.outcome,
                detail=unread.plain(each.detail),
                receipt=unread.plain(each.receipt),
            )
            for each in found.attempts
        ],
    )


def _incident(found: Incident, lang: Language) -> person_shapes.IncidentTold:
    line = shapes.IncidentLine(
        id=found.id,
        cae=found.cae,
        kind=found.kind,
        label=incidents.kind_label(found.kind).render(lang),
        subject=found.subject,
        opened_at=found.opened_at,
    )
    return person_shapes.IncidentTold(
        incident=line,
        detail=unread.plain(found.detail),
        resolved_at=found.resolved_at,
        resolution=unread.plain(found.resolution),
    )


def _values(values: Mapping[str, Value | None]) -> dict[str, person_shapes.Told]:
    return {name: _value(value) for name, value in values.items()}


def _value(value: Value | None) -> person_shapes.Told:
    match value:
        case Sealed():
            return None
        case Duration():
            return value.iso()
        case Validity():
            return person_shapes.ValidityTold(first=value.first, until=value.until, reference=value.reference)
        case None | bool() | int() | float():
            return value
        case _:
            return str(value)
