"""`parcours bounces`: letters that came back, as mail servers leave them."""

import socket
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from parcours.adapters.disk import why
from parcours.adapters.dsn import notice_of
from parcours.adapters.mailboxes import MOST, Maildir, is_maildir, letters
from parcours.cli import page
from parcours.cli.command import command
from parcours.cli.parameters import argument
from parcours.cli.session import Session, pass_session
from parcours.cli.site import changing
from parcours.cli.telling import workflow_of
from parcours.errors import UsageError
from parcours.messages import Text
from parcours.runtime import labels
from parcours.runtime.effects.bounces import FOREIGN, Bounce, Notice, Standing, take
from parcours.runtime.engine import Engine

STDIN: Final = "-"
SAID: Final[Mapping[Standing, Text]] = MappingProxyType(
    {
        Standing.REPORTED: Text("n'a joint personne ; une tâche le dit"),
        Standing.KNOWN: Text("déjà connu"),
        Standing.DELAYED: Text("le serveur essaie encore : rien à faire"),
        Standing.OBSOLETE: Text("ne compte plus : fait repris, ou personne effacée"),
        Standing.INCIDENT: Text("n'a joint personne ; un incident le dit"),
    }
)


@command(
    "bounces",
    more=Text(
        "Un fichier .eml, un mbox, un dossier de lettres ou un Maildir ; l'entrée standard sinon, pour qu'un serveur "
        "de courriel les y verse. Ce qui n'est pas de nous est laissé tel quel."
    ),
)
@argument("source", said=Text("Fichier ou dossier ; - pour l'entrée standard."), takes=Text("SOURCE"), default=STDIN)
@pass_session
def command_line(session: Session, source: str) -> None:
    with changing(session) as site:
        found = tuple(_taken(site.engine, source))
        if session.as_json:
            session.dump([_plain(each) for each in found])
        else:
            _show(session, site.engine, found)


def _taken(engine: Engine, source: str) -> Iterator[Bounce]:
    node = socket.gethostname()
    if source == STDIN:
        yield _take(engine, notice_of(sys.stdin.buffer.read(MOST)), node)
    elif is_maildir(Path(source)):
        yield from _filed(engine, Maildir(Path(source)), node)
    else:
        try:
            for letter in letters(Path(source)):
                yield _take(engine, notice_of(letter), node)
        except OSError as error:
            raise UsageError(
                Text("« {source} » ne peut pas être lu : {why}.", source=source, why=why(error)),
                Text("Donnez un fichier, un dossier, ou - pour l'entrée standard."),
            ) from None


def _filed(engine: Engine, box: Maildir, node: str) -> Iterator[Bounce]:
    for name in box.unread():
        bounce = _take(engine, box.notice(name), node)
        if bounce.standing is not Standing.FOREIGN:
            box.file_away(name)
        yield bounce


def _take(engine: Engine, notice: Notice | None, node: str) -> Bounce:
    return take(engine, notice, node) if notice is not None else FOREIGN


def _show(session: Session, engine: Engine, found: tuple[Bounce, ...]) -> None:
    ours = [each for each in found if each.standing is not Standing.FOREIGN]
    for each in ours:
        workflow = workflow_of(engine, each.case)
        action = labels.action_label(workflow, each.action) if each.action else Text("annonce d'une tâche")
        said = SAID[each.standing]
        if each.role:
            said = Text("{said} ({role})", said=said, role=labels.role_label(workflow, each.role))
        told = Text("Dossier {case}, « {action} » : {said}.", case=each.case, action=action, said=said)
        page.line(session, told)
    others = len(found) - len(ours)
    if others or not found:
        page.line(session, Text("Lettres sans rapport avec nos envois : {number}.", number=others))


def _plain(bounce: Bounce) -> dict[str, object]:
    return {
        "standing": bounce.standing,
        "case": bounce.case,
        "fact": bounce.fact,
        "action": bounce.action,
        "role": bounce.role,
    }
