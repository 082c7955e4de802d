"""Fields of the dossier and inputs of events."""

from collections.abc import Iterator
from typing import Final

from parcours.definition import codes
from parcours.definition.checks.subject import Subject
from parcours.definition.finding import Finding
from parcours.definition.piece import Piece
from parcours.messages import Text

ASKED_BY_THE_ENGINE: Final = frozenset(
    {"signed_on", "starts_on", "term", "trial", "ends_on", "present", "until", "effective_on"}
)
CHOICE: Final = "choice"
DUE: Final = "due"


def _inputs(subject: Subject) -> Iterator[Piece]:
    for _, event in Piece(subject.root).at("events").entries():
        yield from (field for _, field in event.at("input").entries())


def _fields(subject: Subject) -> Iterator[Piece]:
    yield from (field for _, field in Piece(subject.root).at("dossier").entries())
    yield from (field for field in _inputs(subject) if not field.at("into"))


def reserved_inputs(subject: Subject) -> Iterator[Finding]:
    """The engine asks for a contract's days, a committee's presence and effective days by itself."""
    for field in _inputs(subject):
        name = str(field.path[-1])
        if name in ASKED_BY_THE_ENGINE:
            cause = Text("« {name} » est demandé par le moteur : une saisie ne peut pas porter ce nom.", name=name)
            yield Finding(codes.RESERVED_INPUT, field.path, cause, Text("Retirez cette saisie, ou renommez-la."))


def choices_where_they_belong(subject: Subject) -> Iterator[Finding]:
    """A choice says among what; nothing else does."""
    for field in _fields(subject):
        is_choice = field.text("type") == CHOICE
        if is_choice and not field.words("choices"):
            cause = Text("Ce champ est un choix et ne dit pas entre quoi.")
            yield Finding(codes.CHOICES_MISSING, field.path, cause, Text("Ajoutez « choices: [a, b] »."))
        if not is_choice and field.at("choices"):
            cause = Text("« choices » n'a de sens que pour un champ de type choice.")
            yield Finding(codes.CHOICES_MISSING, field.at("choices").path, cause, Text("Écrivez « type: choice »."))


def bounds_in_order(subject: Subject) -> Iterator[Finding]:
    """The least is not above the most."""
    for field in (*_fields(subject), *(each for each in _inputs(subject) if each.at("into"))):
        least, most = field.number("min"), field.number("max")
        if least is not None and most is not None and least > most:
            cause = Text("Le minimum {least} dépasse le maximum {most}.", least=least, most=most)
            yield Finding(codes.BOUNDS_REVERSED, field.at("min").path, cause, Text("Échangez les deux bornes."))


def written_fields_keep_their_type(subject: Subject) -> Iterator[Finding]:
    """An input written into a field takes its type, and cannot have another."""
    for field in _inputs(subject):
        target = subject.workflow.dossier.get(field.text("into"))
        said = field.text("type")
        if target is not None and said and said != target.type:
            cause = Text(
                "Cette saisie écrit « {field} », qui est de type {type}, non {said}.",
                field=target.id,
                type=target.type,
                said=said,
            )
            yield Finding(codes.OTHER_TYPE, field.at("type").path, cause, Text("Retirez « type » : il vient du champ."))


def reserved_ids(subject: Subject) -> Iterator[Finding]:
    """`ends_with` could not tell a contract of that name from its own words, nor a text a task from a day."""
    for name in ("case", "never"):
        if name in subject.workflow.contracts:
            cause = Text("« {name} » a déjà un sens pour « ends_with ».", name=name)
            yield Finding(codes.RESERVED_ID, ("contracts", name), cause, Text("Renommez ce contrat."))
    due = subject.workflow.actions.get(DUE)
    if due is not None and due.by:
        cause = Text("« task.{name} » est déjà, dans un texte, le jour de la tâche dont on parle.", name=DUE)
        yield Finding(codes.RESERVED_ID, ("actions", DUE), cause, Text("Renommez cette action."), on_key=True)


CHECKS: Final = (
    reserved_inputs,
    choices_where_they_belong,
    bounds_in_order,
    written_fields_keep_their_type,
    reserved_ids,
)
