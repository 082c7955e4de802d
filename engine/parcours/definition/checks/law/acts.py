"""Writings and declarations: what must be done when a contract begins, is renewed or ends."""

from collections.abc import Iterator
from typing import Final

from parcours.definition import codes
from parcours.definition.checks.law.compare import is_later
from parcours.definition.checks.law.judged import Judged, judged
from parcours.definition.checks.subject import Subject
from parcours.definition.finding import Finding
from parcours.definition.tree import Path
from parcours.messages import Text, all_of
from parcours.model.law import RuleKind
from parcours.model.workflow import Action, Stage


def writings_are_made(subject: Subject) -> Iterator[Finding]:
    """A contract the law wants written has an action that writes it."""
    for each in judged(subject, RuleKind.WRITING):
        for event, carried in _acts(each, subject):
            if not carried:
                cause = Text("« {event} » n'a pas d'action qui produise l'écrit que la loi demande.", event=event)
                yield each.breach(codes.WRITING_MISSING, ("events", event), _with_item(cause, each))


def declarations_are_made(subject: Subject) -> Iterator[Finding]:
    """A declaration the law asks is an action, to each of those it names."""
    for each in judged(subject, RuleKind.DECLARATION):
        for event, carried in _acts(each, subject):
            if not carried:
                cause = Text("« {event} » n'a pas d'action qui fasse la déclaration que la loi demande.", event=event)
                yield each.breach(codes.DECLARATION_MISSING, ("events", event), _with_item(cause, each))
                continue
            missing = [name for name in each.rule.to if name not in _recipients(carried, subject)]
            if missing:
                cause = Text(
                    "La déclaration ne va pas à {missing}.",
                    missing=all_of(Text("« {word} »", word=name) for name in missing),
                )
                yield each.breach(codes.DECLARATION_RECIPIENT, _to(carried[0]), cause)


def declarations_are_in_time(subject: Subject) -> Iterator[Finding]:
    """A declaration's own delay is not longer than the law's."""
    for each in judged(subject, RuleKind.DECLARATION):
        for action in subject.workflow.actions.values():
            due, within = action.due, each.version.within
            if action.law != each.item or due is None or within is None:
                continue
            if is_later(due, within, each.contract, "contract.signed_on"):
                cause = Text("Le délai de « {action} » dépasse celui de la loi.", action=action.id)
                yield each.breach(codes.DECLARATION_LATE, ("actions", action.id, "due"), cause)


def _with_item(cause: Text, each: Judged) -> Text:
    return Text("{cause} Ajoutez-en une, avec « law: {item} ».", cause=cause, item=each.item)


def _acts(each: Judged, subject: Subject) -> Iterator[tuple[str, tuple[Action, ...]]]:
    """The events of the acts a rule speaks of, each with the actions that carry the rule out."""
    contract = each.contract
    events = {"begin": contract.begin, "renew": contract.renew, "terminate": contract.terminate}
    for act in each.rule.on:
        for event in events.get(act, ()):
            if event in subject.workflow.events:
                yield event, tuple(action for action in _done(event, subject) if action.law == each.item)


def _done(event: str, subject: Subject) -> Iterator[Action]:
    """The actions an event does itself, or the stages it leads to do on entry."""
    workflow = subject.workflow
    names = [*workflow.events[event].do]
    for stage in _targets(event, subject):
        names += stage.enter
    yield from (workflow.actions[name] for name in dict.fromkeys(names) if name in workflow.actions)


def _targets(event: str, subject: Subject) -> Iterator[Stage]:
    stages = subject.workflow.stages
    transitions = [stage.transitions[event] for stage in stages.values() if event in stage.transitions]
    entered = {transition.to for transition in transitions} & stages.keys()
    # An action on entry counts if it is there wherever the event leads.
    if transitions and len(entered) == 1 and all(transition.to for transition in transitions):
        yield stages[entered.pop()]


def _recipients(carried: tuple[Action, ...], subject: Subject) -> set[str]:
    told: set[str] = set()
    for action in carried:
        to = subject.definition.parameters_of_actions.get(action.id, {}).get("to")
        told |= {str(name) for name in to} if isinstance(to, list) else {str(to)}
    return told


def _to(action: Action) -> Path:
    return ("actions", action.id, "with", "to")


CHECKS: Final = (writings_are_made, declarations_are_made, declarations_are_in_time)
