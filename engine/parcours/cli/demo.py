"""`parcours demo`: one whole parcours, from the first meeting to the last step, on a new database.

The story is a YAML test like the others, so that it cannot lie; here it is told as it happens.
"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp

import click

from parcours.adapters.storage import SqlStore
from parcours.bootstrap import fresh_store
from parcours.cli import page
from parcours.cli.command import command
from parcours.cli.session import Session, pass_session
from parcours.cli.telling import show_entries
from parcours.cli.verify import show_report
from parcours.errors import BUG
from parcours.messages import Text
from parcours.model.workflow import Workflow
from parcours.resources import folder
from parcours.runtime import labels, queries, recovery
from parcours.runtime.rehearsal.player import Player, Reply, player
from parcours.runtime.rehearsal.runner import rehearsal, usable
from parcours.runtime.rehearsal.script import Doing, EditDossier, MarkActionDone, Scene, SendEvent

STORY = "coop_domi_ouest.yaml"
DATABASE = "demo"


@command("demo", more=Text("La personne et l'horloge sont imaginaires, la base est vraie : elle reste après."))
@pass_session
def command_line(session: Session) -> int:
    of = rehearsal(folder("workflows") / "demo" / STORY)
    definition, _ = usable(of.examined)
    script = of.suite.scripts[0]
    place = Path(mkdtemp(prefix="parcours-"))
    store = fresh_store(place, DATABASE)
    try:
        on_stage = player(definition, store, of.programs)
        on_stage.enter(script.given)
        page.heading(session, definition.workflow.title)
        page.line(session, script.label)
        page.line(session, Text("Une base neuve, une horloge imaginaire : {path}", path=str(place / f"{DATABASE}.db")))
        Telling(session, on_stage).tell(script.scenes)
        sound = _verified(session, store)
    finally:
        store.close()
    _what_next(session, place, on_stage)
    return 0 if sound else BUG


class Telling:
    """Plays the scenes and tells what each of them does, and what time alone does between them."""

    def __init__(self, session: Session, on_stage: Player) -> None:
        self._session = session
        self._on_stage = on_stage
        self._workflow: Workflow = on_stage.definition.workflow
        self._told = 0

    def tell(self, scenes: Sequence[Scene]) -> None:
        for scene in scenes:
            self._on_stage.wait(scene.at)
            self._tell_new()
            self._announce(scene)
            self._answer(self._on_stage.act(scene.doing))
            self._tell_new()

    def _announce(self, scene: Scene) -> None:
        click.echo()
        told = Text("{day} : {doing}", day=scene.at.date(), doing=_doing(self._workflow, scene.doing))
        page.line(self._session, told, lead="● ", style="cyan")

    def _answer(self, reply: Reply) -> None:
        if reply.refused:
            page.line(self._session, Text("Refusé : {says}", says=reply.says), lead="  ✗ ", style="red")
        elif reply.says:
            page.caution(self._session, reply.says)

    def _tell_new(self) -> None:
        for case in self._on_stage.cases[-1:]:
            entries = queries.journal(self._on_stage.engine, case)[self._told :]
            show_entries(self._session, entries, self._workflow)
            self._told += len(entries)


def _doing(workflow: Workflow, doing: Doing | None) -> Text | str:
    match doing:
        case SendEvent():
            return labels.event_label(workflow, doing.event)
        case MarkActionDone():
            return Text("fait, {action}", action=labels.action_label(workflow, doing.action))
        case EditDossier():
            return Text("le dossier est complété")
        case None:
            return Text("le temps passe")


def _verified(session: Session, store: SqlStore) -> bool:
    report = recovery.verify(store)
    page.heading(session, Text("La base, relue fait par fait"))
    show_report(session, report)
    return report.sound


def _what_next(session: Session, place: Path, on_stage: Player) -> None:
    case = on_stage.cases[-1]
    page.heading(session, Text("À essayer maintenant, sur cette base"))
    for line in (
        f"export PARCOURS_DATABASE=sqlite:///{place / DATABASE}.db PARCOURS_NOW={on_stage.clock.now():%Y-%m-%dT%H:%M}",
        f"parcours status {case}",
        f"parcours explain {case}",
        f"parcours journal {case}",
        f"parcours task list {case}",
        "parcours verify",
        f"parcours draw {on_stage.definition.workflow.id} --format html -o parcours.html",
    ):
        click.echo(f"  {line}")
