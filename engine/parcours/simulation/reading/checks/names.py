"""Every name a scenario uses is one of its parcours, or its own."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from parcours.definition import codes
from parcours.definition.finding import Finding
from parcours.definition.mentions import CONTRACTS, DATES, DOSSIER, LAW, of_date
from parcours.definition.piece import Piece
from parcours.definition.tree import Path
from parcours.messages import Text
from parcours.messages.suggestion import all_quoted, did_you_mean
from parcours.simulation.reading.subject import Spot, Subject
from parcours.simulation.reading.targets import inputs_of


@dataclass(frozen=True, slots=True)
class Name:
    """`said` must be one of `known`, which `kind` calls in words; `at` is where it stands."""

    said: str
    at: Path
    known: Collection[str]
    kind: Text
    on_key: bool = False


def unknown_names(subject: Subject) -> Iterator[Finding]:
    """A name that neither the parcours nor the scenario knows."""
    for each in _names(subject):
        if each.said not in each.known:
            cause = Text("« {name} » n'est pas {kind}.", name=each.said, kind=each.kind)
            remedy = did_you_mean(each.said, each.known) or _among(each.known)
            yield Finding(codes.UNKNOWN_IN_SCENARIO, each.at, cause, remedy, on_key=each.on_key)


def _among(known: Collection[str]) -> Text:
    if known:
        return Text("Il y a : {names}.", names=all_quoted(sorted(known)))
    return Text("Il n'y en a aucun : retirez cette ligne.")


def _names(subject: Subject) -> Iterator[Name]:
    yield from _sections(subject)
    for spot in subject.spots:
        yield from _of_spot(spot, subject)
    for piece in subject.values:
        yield from _of_value(piece, subject)
    for _, piece in subject.file.at("resources").entries():
        yield from _listed(piece, "held", subject.workflow.stages, Text("une étape de ce parcours"))
    for _, piece in subject.file.at("income").entries():
        yield from _listed(piece, "stages", subject.workflow.stages, Text("une étape de ce parcours"))
    for _, piece in subject.file.at("sessions").entries():
        yield from _word(piece, "days", subject.definition.calendar.dates, Text("une liste de dates de ce parcours"))


def _sections(subject: Subject) -> Iterator[Name]:
    file, workflow = subject.file, subject.workflow
    tasks = [action.id for action in workflow.actions.values() if action.by]
    yield from _keys(file.at("dossier"), workflow.dossier, Text("un champ du dossier de ce parcours"))
    yield from _keys(file.at("stages"), workflow.stages, Text("une étape de ce parcours"))
    yield from _keys(file.at("contracts"), workflow.contracts, Text("un contrat de ce parcours"))
    yield from _keys(file.at("tasks"), tasks, Text("une tâche de ce parcours, que quelqu'un fait"))
    yield from _keys(file.at("tracks"), workflow.tracks, Text("un volet de ce parcours"))
    for name, track in file.at("tracks").entries():
        if name in workflow.tracks:
            kind = Text("une étape du volet « {track} »", track=name)
            yield from _keys(track, workflow.tracks[name].stages, kind)


def _of_spot(spot: Spot, subject: Subject) -> Iterator[Name]:
    piece, workflow = spot.piece, subject.workflow
    yield from _word(piece, "send", workflow.events, Text("un événement de ce parcours"))
    if spot.event in workflow.events:
        kind = Text("une saisie de « {event} »", event=spot.event)
        yield from _keys(piece.at("with"), inputs_of(workflow, spot.event), kind)
    yield from _keys(piece.at("write"), workflow.dossier, Text("un champ du dossier de ce parcours"))
    yield from _word(piece, "session", dict(subject.file.at("sessions").entries()), Text("une séance de ce scénario"))
    resources = dict(subject.file.at("resources").entries())
    yield from _word(piece.at("needs"), "resource", resources, Text("une ressource de ce scénario"))
    yield from _of_date(piece.at("on"), subject)
    options = dict(piece.at("choose").entries())
    for _, option in piece.at("choose").entries():
        yield from _word(option, "otherwise", options, Text("une option de ce choix"))


def _of_value(piece: Piece, subject: Subject) -> Iterator[Name]:
    yield from _word(piece, "session", dict(subject.file.at("sessions").entries()), Text("une séance de ce scénario"))
    yield from _word(piece, "move", subject.workflow.dossier, Text("un champ du dossier de ce parcours"))
    yield from _of_date(piece.at("day"), subject)


def _of_date(piece: Piece, subject: Subject) -> Iterator[Name]:
    kinds: dict[Path, tuple[Collection[str], Text]] = {
        CONTRACTS: (subject.workflow.contracts, Text("un contrat de ce parcours")),
        DOSSIER: (subject.workflow.dossier, Text("un champ du dossier de ce parcours")),
        DATES: (subject.definition.calendar.dates, Text("une liste de dates de ce parcours")),
        LAW: (subject.definition.law, Text("un fichier de droit de ce parcours")),
    }
    for mention in of_date(piece):
        known, kind = kinds[mention.scope]
        yield Name(mention.name, mention.at, known, kind)


def _keys(piece: Piece, known: Collection[str], kind: Text) -> Iterator[Name]:
    yield from (Name(name, each.path, known, kind, on_key=True) for name, each in piece.entries())


def _word(piece: Piece, key: str, known: Collection[str], kind: Text) -> Iterator[Name]:
    if piece.text(key):
        yield Name(piece.text(key), piece.at(key).path, known, kind)


def _listed(piece: Piece, key: str, known: Collection[str], kind: Text) -> Iterator[Name]:
    yield from (Name(str(item.value), item.path, known, kind) for item in piece.at(key).items())


CHECKS = (unknown_names,)
