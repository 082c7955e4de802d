"""`parcours status`: where a case stands, today or on a past day."""

import datetime

from parcours.bootstrap import opened
from parcours.cli import page, values, wanted
from parcours.cli.command import command
from parcours.cli.papers import plain_paper
from parcours.cli.parameters import option
from parcours.cli.session import Session, pass_session
from parcours.cli.telling import workflow_of
from parcours.messages import Text
from parcours.model.workflow import Workflow
from parcours.runtime import labels, queries
from parcours.runtime.queries import Status
from parcours.runtime.unread import shown


@command("status")
@wanted.case
@option("--at", said=Text("Tel qu'il était connu à la fin de ce jour."), takes=Text("JOUR"), type=values.day)
@pass_session
def command_line(session: Session, case: str, at: datetime.date | None) -> None:
    with opened(session.settings) as site:
        status = queries.status(site.engine, case, at)
        workflow = workflow_of(site.engine, case)
    if session.as_json:
        session.dump(plain_status(status))
    else:
        _show(session, workflow, status)


def plain_status(status: Status) -> dict[str, object]:
    """The same for a script."""
    case = status.case
    return {
        "case": case.id,
        "person": case.person,
        "workflow": case.workflow,
        "seq": case.seq,
        "on": status.on,
        "stage": case.stage,
        "situation": status.situation,
        "entered_on": case.entered_on,
        "opened_on": case.opened_on,
        "ended_on": case.ended_on,
        "outcome": case.outcome,
        "suspended": case.suspension is not None,
        "stage_then": status.stage_then,
        "contracts": [
            {
                "contract": each.contract,
                "status": each.status,
                "signed_on": each.signed_on,
                "starts_on": each.starts_on,
                "period_starts_on": each.period_starts_on,
                "ends_on": each.ends_on,
                "trial_ends_on": each.trial_ends_on,
                "renewals": each.renewals,
                "total_months": each.total_months,
            }
            for each in status.contracts
        ],
        "tracks": {name: state.stage if state.running else "" for name, state in status.tracks.items()},
        "due": status.due,
        "unnamed": status.unnamed,
        "pending": [{"fact": each.fact, "event": each.event, "on": each.on} for each in status.pending],
        "tasks": [
            {"task": each.id, "action": each.action, "role": each.role, "due": each.due} for each in status.tasks
        ],
        "documents": [plain_paper(each) for each in status.papers],
    }


def _show(session: Session, workflow: Workflow, status: Status) -> None:
    case = status.case
    page.heading(session, Text("Dossier {case}, fait {seq}", case=case.id, seq=case.seq))
    page.pairs(session, _facts(workflow, status))
    _show_contracts(session, workflow, status)
    _show_tracks(session, workflow, status)
    _show_dates(session, workflow, status)
    _show_papers(session, workflow, status)


def _facts(workflow: Workflow, status: Status) -> list[tuple[Text | str, Text | str]]:
    case = status.case
    found: list[tuple[Text | str, Text | str]] = [
        (Text("Parcours"), status.title),
        (Text("Personne"), case.person),
        (Text("Étape"), _since(status)),
    ]
    if status.situation:
        found.append((Text("Situation"), workflow.situations.get(status.situation, status.situation)))
    if case.suspension is not None:
        found.append((Text("Suspendu"), Text("depuis le {since}", since=case.suspension.since)))
    if case.ended_on is not None:
        found.append((Text("Terminé"), Text("le {on}", on=case.ended_on)))
    if status.stage_then:
        stage = labels.stage_label(workflow, status.stage_then)
        found.append((Text("Ce jour-là"), Text("{stage}, comme on le sait aujourd'hui", stage=stage)))
    return found


def _since(status: Status) -> Text | str:
    since = status.case.entered_on
    return Text("{stage}, depuis le {since}", stage=status.stage, since=since) if since is not None else status.stage


def _show_contracts(session: Session, workflow: Workflow, status: Status) -> None:
    if not status.contracts:
        return
    page.heading(session, Text("Contrats"))
    headers = (Text("Contrat"), Text("Premier jour"), Text("Dernier jour"), Text("Renouvelé"), Text("En tout"))
    rows = [
        (
            labels.contract_label(workflow, each.contract),
            page.day(each.starts_on),
            page.day(each.ends_on) if each.ends_on is not None else Text("sans terme"),
            str(each.renewals),
            Text("{months} mois {days} j", months=each.total.months, days=each.total.days),
        )
        for each in status.contracts
    ]
    page.table(session, headers, rows)


def _show_tracks(session: Session, workflow: Workflow, status: Status) -> None:
    running = {name: state for name, state in status.tracks.items() if state.running}
    if not running:
        return
    page.heading(session, Text("Volets"))
    for name, state in running.items():
        label, stage = labels.track_label(workflow, name), labels.track_stage_label(workflow, name, state.stage)
        page.line(session, label if stage in {state.stage, label} else f"{label} : {stage}", lead="  ")


def _show_dates(session: Session, workflow: Workflow, status: Status) -> None:
    if status.pending:
        page.heading(session, Text("Prendront effet"))
        for kept in status.pending:
            label = labels.event_label(workflow, kept.event)
            page.line(session, Text("{on}  {event}", on=page.day(kept.on), event=label), lead="  ")
    doing = {task.action for task in status.tasks}
    dates = sorted((day, name) for name, day in status.due.items() if name not in doing)
    if dates:
        page.heading(session, Text("Échéances"))
        for day, name in dates:
            page.line(session, labels.due_label(workflow, name), lead=f"  {page.day(day)}  ")
            _show_unnamed(session, status, name)
    if status.tasks:
        page.heading(session, Text("À faire"))
        for task in sorted(status.tasks, key=lambda each: (each.due is None, each.due, each.id)):
            told = Text(
                "{action} ({role})",
                action=labels.task_label(workflow, task),
                role=labels.role_label(workflow, task.role),
            )
            page.line(session, told, lead=f"  {page.day(task.due):<10}  ")
            _show_unnamed(session, status, task.action)


def _show_papers(session: Session, workflow: Workflow, status: Status) -> None:
    if status.papers:
        page.heading(session, Text("Documents"))
    for paper in status.papers:
        made, label = paper.document, labels.action_label(workflow, paper.document.action)
        told = Text("{action} : {name}, fait {fact}", action=label, name=shown(made.name), fact=made.fact)
        if paper.edition > 1:
            told = Text("{told}, édition {edition}", told=told, edition=paper.edition)
        page.line(session, told, lead="  ")


def _show_unnamed(session: Session, status: Status, name: str) -> None:
    if name in status.unnamed:
        text = Text("aucune date « {list} » ne convient : limite gardée", list=status.unnamed[name])
        page.line(session, text, lead="              ! ", style="yellow")
