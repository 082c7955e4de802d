"""Values the parcours would refuse each time: terms of no such contract, days of another list, dates of no day."""

from collections.abc import Iterator
from typing import Final

from parcours.calendar.named import NamedDates
from parcours.definition import codes
from parcours.definition.finding import Finding
from parcours.messages import Text
from parcours.model.fields import FieldType
from parcours.simulation.reading.subject import Spot, Subject
from parcours.simulation.reading.targets import inputs_of

DAYS: Final = frozenset({FieldType.DATE, FieldType.VALIDITY})


def terms_are_those_of_the_contract(subject: Subject) -> Iterator[Finding]:
    """A length that the parcours would refuse every time."""
    for spot in subject.spots:
        contracts = subject.workflow.contracts.values()
        term = next((c.term for c in contracts if spot.event in {*c.begin, *c.renew} and c.term is not None), None)
        if term is None:
            continue
        source = spot.piece.at("with").at("term")
        written = (
            (source.at("value"), source.text("value")),
            *((each, key) for key, each in source.at("weights").entries()),
        )
        for piece, said in written:
            months = _months(said, spot, subject)
            if months is not None and not term.least <= months <= term.most:
                cause = Text(
                    "« {said} » est hors des durées de ce contrat, de {least} à {most} mois.",
                    said=said,
                    least=term.least,
                    most=term.most,
                )
                yield Finding(codes.TERM_OUTSIDE, piece.path, cause, None, on_key=piece.path[-1] == said)


def _months(said: str, spot: Spot, subject: Subject) -> int | None:
    """None where nothing is written, or nothing that can be read, which is told."""
    try:
        return int(str(inputs_of(subject.workflow, spot.event)["term"].read(said))) if said else None
    except ValueError:
        return None


def sessions_are_among_the_days_of_their_field(subject: Subject) -> Iterator[Finding]:
    """A field that takes the days of one list refuses those of another."""
    sessions, lists = subject.scenario.sessions, subject.definition.calendar.dates
    for spot in subject.spots:
        inputs = inputs_of(subject.workflow, spot.event)
        for name, value in spot.piece.at("with").entries():
            booked = sessions.get(value.text("session"))
            among = inputs[name].field.among if name in inputs else ""
            if booked is None or among not in lists or booked.days in {NamedDates(), lists[among]}:
                continue
            cause = Text(
                "« {name} » est un jour de la liste « {among} », et cette séance en suit une autre.",
                name=name,
                among=among,
            )
            remedy = Text("Donnez à la séance « days: {among} ».", among=among)
            yield Finding(codes.WRONG_VALUE, value.at("session").path, cause, remedy)


def dates_count_from_days(subject: Subject) -> Iterator[Finding]:
    """A date is counted from a field that holds a day."""
    fields = subject.workflow.dossier
    written = (*(spot.piece.at("on") for spot in subject.spots), *(value.at("day") for value in subject.values))
    for piece in written:
        section, _, name = piece.text("of").removesuffix(".until").partition(".")
        if section == "dossier" and name in fields and fields[name].type not in DAYS:
            cause = Text(
                "« {name} » est de type {type} : on n'en compte pas une date.", name=name, type=fields[name].type
            )
            remedy = Text("Comptez d'un champ date ou validity.")
            yield Finding(codes.WRONG_VALUE, piece.at("of").path, cause, remedy)


CHECKS = (terms_are_those_of_the_contract, sessions_are_among_the_days_of_their_field, dates_count_from_days)
