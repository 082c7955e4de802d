"""What a database has just learnt of the registers beside its key."""

from collections.abc import Iterable

from parcours.adapters.storage.registers import Applied, Person
from parcours.cli import page
from parcours.cli.session import Session
from parcours.messages import Text


def show_applied(session: Session, applied: Applied) -> None:
    for cae, person in applied.erased:
        told = Text("Effacée depuis, effacée de nouveau : {person} ({cae})", person=person, cae=cae)
        page.line(session, told, lead="  · ")
    for cae, person in applied.held:
        page.line(
            session, Text("Gelée depuis, gelée de nouveau : {person} ({cae})", person=person, cae=cae), lead="  · "
        )
    for cae, person in applied.unknown:
        told = Text("Gelée depuis, inconnue ici : reposez son gel quand son dossier est ressaisi : {person} ({cae})",
                    person=person, cae=cae)  # fmt: skip
        page.caution(session, told)


def plain_applied(applied: Applied) -> dict[str, object]:
    """The same for a script; `unheld` are to be held again once their case is there."""
    return {
        "erased": _plain(applied.erased),
        "held": _plain(applied.held),
        "unheld": _plain(applied.unknown),
    }


def _plain(people: Iterable[Person]) -> list[dict[str, str]]:
    return [{"cae": cae, "person": person} for cae, person in people]
