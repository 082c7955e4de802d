"""`parcours task`: what people have to do."""

import datetime

from parcours.bootstrap import opened
from parcours.cli import known, page, values, wanted
from parcours.cli.command import command, group
from parcours.cli.parameters import argument, option
from parcours.cli.session import Session, pass_session
from parcours.cli.site import changing
from parcours.cli.telling import show_accepted
from parcours.messages import Text
from parcours.model.step import Author
from parcours.runtime import queries
from parcours.runtime.commands import task_done, task_undo

task = argument("task", said=Text("Numéro de la tâche, ou son action."), takes=Text("TÂCHE"))


@command("task list")
@argument("case", said=Text("Dossier ; tous sinon."), takes=Text("DOSSIER"), required=False)
@option("--role", said=Text("Rôle à qui elles reviennent."), takes=Text("RÔLE"))
@option("--cae", said=Text("Coopérative."), takes=Text("CAE"), default="")
@pass_session
def list_tasks(session: Session, case: str | None, role: str | None, cae: str) -> None:
    with opened(session.settings) as site:
        known.check_cae(site.engine, cae)
        found = queries.tasks(site.engine, cae, case=case, role=role)
        if role is not None and not found:  # reading the parcours takes its time
            known.check_role(session, site.engine, role)
    if session.as_json:
        session.dump(
            [
                {"case": each.case, "task": each.task.id, "action": each.task.action, "role": each.task.role,
                 "due": each.task.due, "not_before": each.task.not_before, "label": each.label}
                for each in found
            ]
        )  # fmt: skip
    elif not found:
        page.line(session, Text("Aucune tâche ouverte."))
    else:
        rows = [(each.case, each.task.id, page.day(each.task.due), each.task.role, each.label) for each in found]
        headers = (Text("Dossier"), Text("Tâche"), Text("Avant le"), Text("Rôle"), Text("À faire"))
        page.table(session, headers, rows)


@command("task done")
@wanted.case
@task
@option("--on", said=Text("Jour où elle fut faite."), takes=Text("JOUR"), type=values.day)
@option("--proof", said=Text("Ce qui le prouve : un numéro d'accusé, une référence."), takes=Text("PREUVE"), default="")
@wanted.by
@wanted.key
@pass_session
def done(session: Session, case: str, task: str, on: datetime.date | None, proof: str, by: str, key: str) -> None:
    with changing(session) as site:
        accepted = task_done(site.engine, case, task, Author(by), on=on, proof=proof, key=key)
        show_accepted(session, site.engine, accepted)


@command("task undo")
@wanted.case
@task
@wanted.by
@wanted.key
@pass_session
def undo(session: Session, case: str, task: str, by: str, key: str) -> None:
    with changing(session) as site:
        show_accepted(session, site.engine, task_undo(site.engine, case, task, Author(by), key=key))


command_line = group("task", list_tasks, done, undo)
