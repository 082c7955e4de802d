"""Resources and sessions serve somebody, by the order they say."""

from collections.abc import Iterator

from parcours.definition import codes
from parcours.definition.finding import Finding
from parcours.definition.value_types import write_one_of
from parcours.messages import Text
from parcours.simulation.reading.subject import Subject
from parcours.simulation.scenario.supply import Discipline


def supply_is_asked_for(subject: Subject) -> Iterator[Finding]:
    """A resource nobody asks for, a session nobody books."""
    pieces = [spot.piece for spot in subject.spots]
    asked = {piece.at("needs").text("resource") for piece in pieces}
    booked = {piece.text("session") for piece in (*pieces, *subject.values)}
    for section, used in (("resources", asked), ("sessions", booked)):
        for name, each in subject.file.at(section).entries():
            if name not in used:
                cause = Text("Personne ne demande « {name} ».", name=name)
                remedy = (
                    Text(
                        "Ajoutez « needs: {{resource: {name}}} » à l'intention qui l'attend, ou retirez-la.", name=name
                    )
                    if section == "resources"
                    else Text("Ajoutez « session: {name} » à une intention ou à une valeur, ou retirez-la.", name=name)
                )
                yield Finding(codes.UNUSED_SUPPLY, each.path, cause, remedy, on_key=True)


def priorities_have_their_discipline(subject: Subject) -> Iterator[Finding]:
    """A formula of priority orders a queue that says so, and the other way round."""
    for name, resource in subject.scenario.resources.items():
        piece = subject.file.at("resources").at(name)
        if bool(resource.priority) is not (resource.discipline is Discipline.PRIORITY):
            cause = Text("« priority » et « discipline: priority » vont ensemble.")
            remedy = (
                write_one_of(Discipline.FIFO) if not resource.priority else Text("Ajoutez « discipline: priority ».")
            )
            at = piece.at("priority" if resource.priority else "discipline").path
            yield Finding(codes.LONELY_KEY, at, cause, remedy, on_key=True)


def sessions_last(subject: Subject) -> Iterator[Finding]:
    """Whoever books after the last of them would wait for ever."""
    for name, session in subject.scenario.sessions.items():
        known = session.days.known
        if known and not session.days.usual and known[-1] < subject.scenario.ends:
            cause = Text(
                "La dernière de ces séances est le {last}, et la simulation va jusqu'au {ends}.",
                last=known[-1],
                ends=subject.scenario.ends,
            )
            piece = subject.file.at("sessions").at(name)
            remedy = Text(
                "Sous « calendar.dates », donnez à « {list} » des jours habituels, comme « 06-18 ».",
                list=piece.text("days"),
            )
            yield Finding(codes.SESSIONS_RUN_OUT, piece.at("days").path, cause, remedy)


CHECKS = (supply_is_asked_for, sessions_last, priorities_have_their_discipline)
