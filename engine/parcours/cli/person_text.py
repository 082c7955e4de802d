"""A person's file as they read it: headings, sentences, no code."""

import datetime
from collections.abc import Iterator, Mapping

from parcours.calendar.duration import Duration
from parcours.calendar.zone import local_day
from parcours.cli.effects import tried
from parcours.cli.session import Session
from parcours.messages import Text
from parcours.model.delivery import Document, OutboxStatus
from parcours.model.fields import Sealed, Validity, Value
from parcours.model.workflow import Workflow
from parcours.runtime import labels, unread
from parcours.runtime.access import CaseFile, PersonFile, Told
from parcours.runtime.incidents import kind_label

STATUSES: Mapping[OutboxStatus, Text] = {
    OutboxStatus.WAITING: Text("à envoyer"),
    OutboxStatus.DELIVERED: Text("envoyé"),
    OutboxStatus.WITHDRAWN: Text("retiré avant d'être envoyé"),
    OutboxStatus.PARKED: Text("en attente d'une décision"),
    OutboxStatus.SKIPPED: Text("abandonné"),
}


def readable(session: Session, file: PersonFile, places: Mapping[Document, str]) -> str:
    """The whole file as text, one idea a line; `places` are the files beside it that hold its documents."""
    lines = [*_opening(file)]
    for each in file.cases:
        lines += ["", *_case(each, places)]
    return "".join(f"{session.told(line)}\n" for line in lines)


def words(value: Value | None) -> Text | str:
    """A value as people say it."""
    if isinstance(value, bool):
        return Text("oui") if value else Text("non")
    match value:
        case None:
            said: Text | str = Text("effacé du dossier")
        case Sealed():
            said = Text("illisible : la clé est détruite")
        case datetime.date():
            said = Text("le {day}", day=value)
        case Duration():
            said = value.text()
        case Validity():
            said = _validity(value)
        case _:
            said = str(value)
    return said


def _validity(value: Validity) -> Text:
    reference = f" ({value.reference})" if value.reference else ""
    if value.until is None:
        return Text("depuis le {first}{reference}", first=value.first, reference=reference)
    return Text("du {first} au {until}{reference}", first=value.first, until=value.until, reference=reference)


def _opening(file: PersonFile) -> Iterator[Text | str]:
    yield Text("Tout ce que la coopérative {cae} garde de {person}, le {day}",
               cae=file.cae, person=file.person, day=local_day(file.at, file.zone))  # fmt: skip
    if file.erased_at is not None:
        yield Text("Données personnelles effacées le {day} ; restent les étapes et les dates.",
                   day=local_day(file.erased_at, file.zone))  # fmt: skip
    if file.held_since is not None:
        yield Text("Un gel interdit de les effacer depuis le {day}.", day=local_day(file.held_since, file.zone))
    for each in file.paper:
        for first, last in each.periods:
            yield Text("Contrat d'avant l'outil : {kind}, du {first} au {last}", kind=each.kind, first=first, last=last)


def _case(file: CaseFile, places: Mapping[Document, str]) -> Iterator[Text | str]:
    status, workflow = file.status, file.held.program.workflow
    yield Text("DOSSIER {case} : {title}", case=status.case.id, title=status.title)
    yield Text("Étape : {stage}", stage=status.stage)
    yield from _section(Text("Ce que vous avez donné"), _fields(workflow, file.dossier))
    yield from _section(Text("Contrats"), _contracts(workflow, file))
    yield from _section(Text("Tâches"), _tasks(workflow, file))
    yield from _section(Text("Dates à venir"), _dates(workflow, file))
    yield from _section(Text("Messages, documents et déclarations"), _leaving(file, places))
    yield from _section(Text("Ce que l'équipe a dû regarder"), _incidents(file))
    yield from _section(Text("Ce qui s'est passé"), _journal(workflow, file))


def _section(title: Text, lines: Iterator[Text | str]) -> Iterator[Text | str]:
    found = list(lines)
    if found:
        yield ""
        yield title
        yield from (Text("- {line}", line=line) for line in found)


def _fields(workflow: Workflow, values: Mapping[str, Value]) -> Iterator[Text | str]:
    for name, value in values.items():
        yield Text("{label} : {value}", label=labels.field_label(workflow, name), value=words(value))


def _contracts(workflow: Workflow, file: CaseFile) -> Iterator[Text | str]:
    for state in file.status.case.contracts.values():
        label = labels.contract_label(workflow, state.contract)
        for period in state.periods:
            yield Text("{label}, signé le {signed}, {period}", label=label, signed=period.signed_on,
                       period=_validity(Validity(period.starts_on, period.ends_on)))  # fmt: skip
        if state.closed_on is not None:
            yield Text("{label}, fini le {day}", label=label, day=state.closed_on)


def _tasks(workflow: Workflow, file: CaseFile) -> Iterator[Text | str]:
    for task in file.status.tasks:
        label, role = labels.task_label(workflow, task), labels.role_label(workflow, task.role)
        if task.due is None:
            yield Text("{label} ({role})", label=label, role=role)
        else:
            yield Text("{label} ({role}), avant le {due} inclus", label=label, role=role, due=task.due)


def _dates(workflow: Workflow, file: CaseFile) -> Iterator[Text | str]:
    for kept in file.status.pending:
        yield Text("{day} : {label}", day=kept.on, label=labels.event_label(workflow, kept.event))
    for day, name in sorted((day, name) for name, day in file.status.due.items()):
        yield Text("{day} : {label}", day=day, label=labels.due_label(workflow, name))


def _leaving(file: CaseFile, places: Mapping[Document, str]) -> Iterator[Text | str]:
    zone = file.held.world.calendar.timezone
    for each in file.leaving:
        when = local_day(each.row.delivered_at or each.row.created_at, zone)
        yield Text("{day} : {label} ({use}), {status}", day=when, label=each.label, use=each.row.effect.use,
                   status=STATUSES[each.row.status])  # fmt: skip
        yield from (Text("  {line}", line=tried(attempt, zone)) for attempt in each.attempts)
    for document in (copy.paper.document for copy in file.copies):
        named = Text("{day} : document {name}", day=local_day(document.made_at, zone), name=unread.shown(document.name))
        place = places.get(document)
        yield named if place is None else Text("{named}, dans {place}", named=named, place=place)


def _incidents(file: CaseFile) -> Iterator[Text | str]:
    for each in file.incidents:
        told = [said for said in map(unread.shown, (each.detail, each.resolution)) if said]
        opened = local_day(each.opened_at, file.held.world.calendar.timezone)
        yield Text("{day} : {label}", day=opened, label=kind_label(each.kind))
        yield from (Text("  {line}", line=line) for line in told)


def _journal(workflow: Workflow, file: CaseFile) -> Iterator[Text | str]:
    for each in file.journal:
        yield each.entry.told
        yield from (Text("  {line}", line=line) for line in _facts(workflow, each))


def _facts(workflow: Workflow, told: Told) -> Iterator[Text | str]:
    for name, value in told.given.items():
        label = labels.input_label(workflow, told.entry.fact, name)
        yield Text("{label} : {value}", label=label, value=words(value))
    for name, written in told.written.items():
        yield Text("{label} : {value}", label=labels.field_label(workflow, name), value=words(written))
