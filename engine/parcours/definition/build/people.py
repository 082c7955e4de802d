"""Roles, fields and events: who does what, and what they are asked."""

from collections.abc import Mapping

from parcours.definition.piece import Piece
from parcours.model.fields import PERSONAL_BY_DEFAULT, Field, FieldType
from parcours.model.workflow import Event, Role, Suspending


def role(name: str, piece: Piece) -> Role:
    return Role(name, piece.text("label"), piece.whole("quorum"), piece.flag("per_case"))


def dossier_field(name: str, piece: Piece) -> Field:
    """A field as the dossier declares it; what people type freely is personal unless the file says otherwise."""
    kind = field_type(piece)
    return Field(
        id=name,
        type=kind,
        label=piece.text("label"),
        required=piece.flag("required"),
        personal=piece.flag("personal", default=kind in PERSONAL_BY_DEFAULT),
        sensitive=piece.flag("sensitive"),
        least=piece.number("min"),
        most=piece.number("max"),
        choices=piece.words("choices"),
        among=piece.text("among"),
    )


def field_type(piece: Piece) -> FieldType:
    said = piece.text("type")
    return FieldType(said) if said in FieldType.__members__.values() else FieldType.TEXT


def input_field(name: str, piece: Piece, dossier: Mapping[str, Field]) -> Field:
    """An event's input: of its own type, or of the dossier's field it is written `into`."""
    target = dossier.get(piece.text("into"))
    own = dossier_field(name, piece)
    if target is None:
        return own
    return Field(
        id=name,
        type=target.type,
        label=own.label or target.label,
        required=own.required,
        personal=piece.flag("personal", default=target.personal),
        sensitive=piece.flag("sensitive", default=target.sensitive),
        least=target.least if own.least is None else own.least,
        most=target.most if own.most is None else own.most,
        choices=own.choices or target.choices,
        among=own.among or target.among,
        into=target.id,
    )


def event(name: str, piece: Piece, dossier: Mapping[str, Field]) -> Event:
    return Event(
        id=name,
        label=piece.text("label"),
        by=piece.words("by"),
        input=tuple(input_field(key, each, dossier) for key, each in piece.at("input").entries()),
        do=piece.words("do"),
        note=piece.flag("note"),
        suspension=Suspending(piece.text("suspension", Suspending.NO)),
    )
