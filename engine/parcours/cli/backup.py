"""`parcours backup`: a copy of the database while it serves, and what a restoration must know of it."""

from pathlib import Path

from parcours.bootstrap import back_up
from parcours.cli import counts, page
from parcours.cli.command import command
from parcours.cli.parameters import argument
from parcours.cli.session import Session, pass_session
from parcours.messages import Text


@command(
    "backup",
    more=Text(
        "Écrit FICHIER, FICHIER.json qui le décrit, et les registres des effacements et des gels à côté. La clé du "
        "site n'y est pas : gardez-la à part."
    ),
)
@argument("file", said=Text("Fichier à écrire, qui n'existe pas encore."), takes=Text("FICHIER"))
@pass_session
def command_line(session: Session, file: str) -> None:
    made = back_up(session.settings, Path(file))
    if session.as_json:
        session.dump({"file": file, **made.plain()})
        return
    counted = counts.recorded(made.cases, made.facts)
    page.line(session, Text("Sauvegarde écrite : {path}, {counted}.", path=file, counted=counted), style="green")
    page.line(session, Text("Elle ne s'ouvre qu'avec la clé {fingerprint}.", fingerprint=made.key), lead="  ")
