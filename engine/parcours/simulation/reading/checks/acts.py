"""What people send: possible where they stand, theirs to send, and complete."""

from collections.abc import Iterator

from parcours.definition import codes
from parcours.definition.checks.reach import reached
from parcours.definition.finding import Finding, warning
from parcours.messages import Text
from parcours.messages.suggestion import all_quoted, did_you_mean, quoted
from parcours.model.fields import Field
from parcours.simulation.reading.checks.reach import Moves, moves
from parcours.simulation.reading.subject import Spot, Subject
from parcours.simulation.reading.targets import inputs_of
from parcours.simulation.scenario.intents import PlaceKind
from parcours.simulation.scenario.supply import Resource


def events_are_accepted_there(subject: Subject) -> Iterator[Finding]:
    """An event of another stage than those where whoever sends it may stand."""
    for spot in subject.spots:
        event = subject.workflow.events.get(spot.event)
        if event is None or event.note or not event.by or not subject.is_known(spot):
            continue
        accepted = _accepted(spot, subject)
        if event.id not in accepted:
            cause = (
                Text("« {event} » n'ouvre pas de dossier.", event=event.id)
                if spot.kind is None
                else Text("« {event} » n'est pas accepté ici.", event=event.id)
            )
            remedy = did_you_mean(event.id, accepted) or _possible(accepted)
            yield Finding(codes.EVENT_OUT_OF_PLACE, spot.piece.at("send").path, cause, remedy)


def _accepted(spot: Spot, subject: Subject) -> list[str]:
    if spot.kind is None:
        return list(subject.workflow.entry)
    events = subject.workflow.events
    sent = (event for stage in subject.threads(spot) for event in stage.transitions if events[event].by)
    return list(dict.fromkeys(sent))


def _possible(accepted: list[str]) -> Text:
    if accepted:
        return Text("Événements acceptés ici : {events}.", events=all_quoted(accepted))
    return Text("Aucun événement n'est accepté ici : retirez l'intention.")


def events_are_sent_by_people(subject: Subject) -> Iterator[Finding]:
    """An event that only the engine sends comes by itself, on its day."""
    for spot in subject.spots:
        event = subject.workflow.events.get(spot.event)
        if event is not None and not event.by:
            cause = Text("« {event} » est envoyé par le moteur seul.", event=event.id)
            remedy = Text("Retirez cet acte : l'échéance du parcours l'envoie en son temps.")
            yield Finding(codes.ENGINE_EVENT, spot.piece.at("send").path, cause, remedy)


def inputs_are_given(subject: Subject) -> Iterator[Finding]:
    """What an event must be told, and what a dossier must hold before it opens."""
    for spot in subject.spots:
        for field in _wanted(spot, subject):
            cause = Text("« {event} » demande « {field} », que rien ne donne.", event=spot.event, field=field)
            remedy = (
                Text("Ajoutez « {field} » sous « with ».", field=field)
                if field in inputs_of(subject.workflow, spot.event)
                else Text("Ajoutez « {field} » sous « dossier ».", field=field)
            )
            yield Finding(codes.MISSING_INPUT, spot.piece.at("send").path, cause, remedy)


def _wanted(spot: Spot, subject: Subject) -> Iterator[str]:
    event = subject.workflow.events.get(spot.event)
    if event is None:
        return
    given = {name for name, _ in spot.piece.at("with").entries()}
    yield from (field.id for field in event.input if field.required and field.id not in given)
    if spot.kind is None:
        known = {name for name, _ in subject.file.at("dossier").entries()}
        written = {field.into for field in event.input if field.id in given}
        yield from (field.id for field in subject.workflow.dossier.values() if _is_lacking(field, known | written))


def _is_lacking(field: Field, known: set[str]) -> bool:
    return field.required and field.id not in known


def tasks_are_done_where_they_are(subject: Subject) -> Iterator[Finding]:
    """Only where a task is the place does `done` say which."""
    for spot in subject.spots:
        if spot.piece.at("done") and spot.kind is not PlaceKind.TASK:
            cause = Text("« done » ne dit pas ici quelle tâche est faite.")
            remedy = Text("Écrivez l'intention sous « tasks », au nom de l'action.")
            yield Finding(codes.LONELY_KEY, spot.piece.at("done").path, cause, remedy, on_key=True)


def units_are_kept(subject: Subject) -> Iterator[Finding]:
    """A unit whose holder is in none of its stages goes back as soon as it is taken."""
    for spot in subject.spots:
        resource = subject.scenario.resources.get(spot.piece.at("needs").text("resource"))
        if resource is None or spot.kind is not PlaceKind.STAGE:
            continue
        reached = {spot.name, *_destinations(spot, subject)}
        if not reached & set(resource.held):
            cause = Text(
                "« {resource} » est rendue aussitôt : rien ici ne mène où elle est gardée.", resource=resource.id
            )
            remedy = Text("Ajoutez à « held » l'étape où l'on s'en sert : {stages}.", stages=quoted(sorted(reached)))
            yield warning(codes.GIVEN_BACK_AT_ONCE, spot.piece.at("needs").path, cause, remedy)


def units_are_taken_once(subject: Subject) -> Iterator[Finding]:
    """Whoever comes with a unit and asks for one is served at once: nobody waits where the file says they do."""
    leads = moves(subject)
    for spot in subject.spots:
        resource = subject.scenario.resources.get(spot.piece.at("needs").text("resource"))
        if resource is None or spot.kind is not PlaceKind.STAGE or spot.name not in resource.held:
            continue
        holding = _holding(resource, leads, subject)
        before = sorted(stage for stage in holding if spot.name in leads[stage])
        if before:
            cause = Text(
                "Qui vient de {stages} peut déjà tenir « {resource} » : alors il n'en prend pas d'autre "
                "et n'attend pas.",
                stages=quoted(before),
                resource=resource.id,
            )
            remedy = Text(
                "Retirez ce « needs », ou ôtez {stages} de « held » si l'unité y est rendue.",
                stages=quoted(sorted({*before, spot.name})),
            )
            yield warning(codes.UNIT_ALREADY_HELD, spot.piece.at("needs").path, cause, remedy)


def _holding(resource: Resource, leads: Moves, subject: Subject) -> frozenset[str]:
    """The stages where one may stand with a unit: from where it is asked for, as long as it is kept."""
    kept = {stage: leads[stage].intersection(resource.held) for stage in resource.held if stage in leads}
    asking = (
        spot
        for spot in subject.spots
        if spot.kind is PlaceKind.STAGE and spot.piece.at("needs").text("resource") == resource.id
    )
    return reached(kept, (stage for spot in asking for stage in (spot.name, *_destinations(spot, subject))))


def _destinations(spot: Spot, subject: Subject) -> Iterator[str]:
    stage = subject.workflow.stages.get(spot.name)
    inside = [each for each in subject.spots if each.piece.path[: len(spot.piece.path)] == spot.piece.path]
    for each in inside:
        transition = stage.transitions.get(each.event) if stage is not None else None
        if transition is not None and transition.to:
            yield transition.to


CHECKS = (
    events_are_accepted_there,
    events_are_sent_by_people,
    inputs_are_given,
    tasks_are_done_where_they_are,
    units_are_kept,
    units_are_taken_once,
)
