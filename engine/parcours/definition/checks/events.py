"""Who sends an event, who hears it, and what it may carry."""

from collections.abc import Iterator
from typing import Final

from parcours.definition import codes
from parcours.definition.checks.duties import deadlines
from parcours.definition.checks.subject import Subject, Thread
from parcours.definition.finding import Finding, warning
from parcours.definition.mentions import EVENTS, Form, Mention
from parcours.definition.piece import Piece
from parcours.definition.tree import Path
from parcours.messages import Text
from parcours.model.deadline import Deadline
from parcours.model.workflow import Event, Stage, Suspending


def _heard(subject: Subject) -> Iterator[Mention]:
    """Where events are listened to."""
    yield from (each for each in subject.mentions if each.scope == EVENTS and each.form is Form.KEY)


def _is_recorded(event: Event) -> bool:
    """Whether it is accepted everywhere, without any transition."""
    return event.note or event.suspension is not Suspending.NO


def sent_events_are_accepted(subject: Subject) -> Iterator[Finding]:
    """An event somebody may send, and no stage takes. A file that others extend leaves that to them."""
    heard = {mention.name for mention in _heard(subject)}
    for event in subject.workflow.events.values():
        if not event.by or event.id in heard or _is_recorded(event):
            continue
        cause = Text("Aucune étape n'accepte « {event} » : il serait toujours refusé.", event=event.id)
        remedy = Text("Ajoutez-le aux transitions d'une étape, ou dites « note: true ».")
        if subject.workflow.abstract:
            yield warning(codes.NOWHERE_ACCEPTED, ("events", event.id), cause, remedy)
        else:
            yield Finding(codes.NOWHERE_ACCEPTED, ("events", event.id), cause, remedy)


def awaited_events_are_sent(subject: Subject) -> Iterator[Finding]:
    """A transition on an event that nobody may send and that nothing fires is never taken."""
    said = {each.name for each in subject.mentions if each.scope == EVENTS and each.at[-1] in {"fire", "expire"}}
    heard = {mention.name for mention in _heard(subject)}
    for event in subject.workflow.events.values():
        if event.by or event.id in {*said, *subject.bereft} or event.id not in heard:
            continue
        cause = Text("Personne n'envoie « {event} » : ni rôle, ni échéance, ni fin de contrat.", event=event.id)
        remedy = Text("Ajoutez « by: [<rôle>] », ou une échéance « fire: {event} ».", event=event.id)
        yield Finding(codes.NOBODY_SENDS, ("events", event.id), cause, remedy)


def engine_events_take_no_guard(subject: Subject) -> Iterator[Finding]:
    """What the engine sends never waits, so a condition could only lose it."""
    for thread in subject.threads:
        for stage in thread.stages.values():
            for transition in stage.transitions.values():
                if transition.when and transition.event in subject.engine_events:
                    path = (*thread.at(stage.id), "transitions", transition.event, "when")
                    cause = Text("Le moteur envoie « {event} » : une condition le perdrait.", event=transition.event)
                    remedy = Text("Retirez « when », ou faites envoyer l'événement par quelqu'un.")
                    yield Finding(codes.GUARD_ON_ENGINE_EVENT, path, cause, remedy)


def engine_events_ask_nothing(subject: Subject) -> Iterator[Finding]:
    """Nobody is there to answer."""
    for event in subject.workflow.events.values():
        required = next((field for field in event.input if field.required), None)
        if event.id in subject.engine_events and required is not None:
            cause = Text("Le moteur envoie « {event} » et ne peut rien y saisir.", event=event.id)
            remedy = Text("Retirez « required » de « {field} ».", field=required.id)
            yield Finding(codes.ENGINE_INPUT, ("events", event.id, "input", required.id), cause, remedy)


def events_have_one_listener(subject: Subject) -> Iterator[Finding]:
    """One event for two threads: unless it is said to be shared, one of them was not meant."""
    first: dict[str, tuple[Path, Path]] = {}
    events = Piece(subject.root).at("events")
    for mention in _heard(subject):
        thread = mention.at[:2] if mention.at[0] == "tracks" else ()
        earlier = first.setdefault(mention.name, (thread, mention.at))
        if earlier[0] == thread or events.at(mention.name).flag("shared"):
            continue
        cause = Text("« {event} » est attendu par deux fils du parcours à la fois.", event=mention.name)
        remedy = Text("Renommez l'un des deux, ou dites « shared: true » à l'événement.")
        found = Finding(codes.COMPETED_EVENT, mention.at, cause, remedy, on_key=True)
        yield found.also(earlier[1], Text("L'autre fil l'attend ici."))


def fired_events_are_heard(subject: Subject) -> Iterator[Finding]:
    """A deadline speaks to the thread that wrote it, and that thread must be listening then."""
    for owner, deadline, path in deadlines(subject):
        if not deadline.fire or deadline.fire not in subject.workflow.events:
            continue
        stages = (
            (owner.stage,) if owner.stage else _stages_of(owner.contract.id if owner.contract else "", owner.thread)
        )
        deaf = [
            each for each in stages if deadline.fire not in each.transitions and not _is_over(each, deadline, subject)
        ]
        if deaf or not stages:
            cause = (
                Text(
                    "À cette échéance, l'étape « {stage} » n'attend pas « {event} ».",
                    stage=deaf[0].id,
                    event=deadline.fire,
                )
                if deaf
                else Text("Aucune étape n'est sous ce contrat pour attendre « {event} ».", event=deadline.fire)
            )
            remedy = Text("Ajoutez « {event}: {{to: …}} » à ses transitions.", event=deadline.fire)
            yield Finding(codes.FIRE_UNHEARD, (*path, "fire"), cause, remedy)


def _stages_of(contract: str, thread: Thread) -> tuple[Stage, ...]:
    """The stages a contract's deadline may meet; for a track's own, all of them."""
    open_ones = (stage for stage in thread.stages.values() if not stage.final)
    return tuple(stage for stage in open_ones if not contract or stage.contract == contract)


def _is_over(stage: Stage, deadline: Deadline, subject: Subject) -> bool:
    """Whether what the law asks by that deadline is reached in this stage, so that it does not fire there."""
    file, _, name = deadline.law.partition(".")
    law = subject.definition.law.get(file)
    rule = law.rules.get(name) if law is not None else None
    return rule is not None and bool(rule.until_situation) and stage.situation == rule.until_situation


def suspensions_go_in_pairs(subject: Subject) -> Iterator[Finding]:
    """What stops the clocks needs what starts them again."""
    events = subject.workflow.events.values()
    kinds = {event.suspension for event in events}
    if kinds >= {Suspending.BEGIN, Suspending.END} or kinds <= {Suspending.NO}:
        return
    event = next(each for each in events if each.suspension is not Suspending.NO)
    cause = (
        Text("« {event} » suspend le parcours, et aucun événement ne le reprend.", event=event.id)
        if event.suspension is Suspending.BEGIN
        else Text("« {event} » reprend le parcours, et aucun événement ne le suspend.", event=event.id)
    )
    remedy = Text("Ajoutez l'événement de l'autre sens, « suspension: begin » ou « suspension: end ».")
    yield Finding(codes.SUSPENSION_UNPAIRED, ("events", event.id, "suspension"), cause, remedy)


def notes_move_nothing(subject: Subject) -> Iterator[Finding]:
    """A note is accepted everywhere and leads nowhere."""
    for thread in subject.threads:
        for stage in thread.stages.values():
            for transition in stage.transitions.values():
                event = subject.workflow.events.get(transition.event)
                if event is not None and event.note and transition.to:
                    path = (*thread.at(stage.id), "transitions", transition.event, "to")
                    cause = Text("« {event} » est une note : elle ne mène nulle part.", event=event.id)
                    yield Finding(codes.NOTE_MOVES, path, cause, Text("Retirez « note: true », ou la transition."))


def committees_are_several(subject: Subject) -> Iterator[Finding]:
    """A role that one person holds for each case cannot need several people present."""
    for role in subject.workflow.roles.values():
        if role.per_case and role.quorum:
            cause = Text(
                "Ce rôle est tenu par une personne par dossier, et demande un quorum de {quorum}.", quorum=role.quorum
            )
            remedy = Text("Retirez « quorum » ou « per_case ».")
            yield Finding(codes.QUORUM_OF_ONE, ("roles", role.id, "quorum"), cause, remedy)


CHECKS: Final = (
    sent_events_are_accepted,
    awaited_events_are_sent,
    engine_events_take_no_guard,
    engine_events_ask_nothing,
    events_have_one_listener,
    fired_events_are_heard,
    suspensions_go_in_pairs,
    notes_move_nothing,
    committees_are_several,
)
