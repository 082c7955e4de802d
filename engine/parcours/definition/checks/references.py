"""Every name a file uses is declared, under the section that declares such things."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from parcours.definition import codes
from parcours.definition.checks.subject import Subject
from parcours.definition.finding import Finding
from parcours.definition.mentions import (
    ACTIONS,
    CONTRACTS,
    DATES,
    DOSSIER,
    EVENTS,
    LAW,
    ROLES,
    SITUATIONS,
    TRACKS,
    Form,
    Mention,
)
from parcours.definition.piece import Piece
from parcours.definition.tree import Path
from parcours.diagnostics import Code
from parcours.messages import Text, all_of
from parcours.messages.suggestion import did_you_mean

KINDS: Final[Mapping[Path, tuple[Code, Text]]] = MappingProxyType(
    {
        ROLES: (codes.UNKNOWN_ROLE, Text("un rôle")),
        EVENTS: (codes.UNKNOWN_EVENT, Text("un événement")),
        TRACKS: (codes.UNKNOWN_TRACK, Text("un volet")),
        CONTRACTS: (codes.UNKNOWN_CONTRACT, Text("un contrat")),
        ACTIONS: (codes.UNKNOWN_ACTION, Text("une action")),
        DOSSIER: (codes.UNKNOWN_FIELD, Text("un champ du dossier")),
        SITUATIONS: (codes.UNKNOWN_SITUATION, Text("une situation")),
        DATES: (codes.UNKNOWN_DATES, Text("une liste de dates")),
    }
)
STAGE: Final = (codes.UNKNOWN_STAGE, Text("une étape"))
CODES: Final = frozenset({codes.UNKNOWN_STAGE, codes.ORPHAN, *(code for code, _ in KINDS.values())})


def unknown_names(subject: Subject) -> Iterator[Finding]:
    """A name declared nowhere; a name of a removed thing has a code of its own."""
    removed = {(each.scope, each.name) for each in subject.overlay.removed}
    for mention in subject.mentions:
        if mention.scope == LAW or mention.name in subject.names(mention.scope):
            continue
        if (mention.scope, mention.name) not in removed:
            yield _unknown(mention, subject)


def _unknown(mention: Mention, subject: Subject) -> Finding:
    code, kind = KINDS.get(mention.scope, STAGE)
    cause = Text("« {name} » n'est pas {kind} de ce parcours.", name=mention.name, kind=kind)
    remedy = did_you_mean(mention.name, subject.names(mention.scope)) or _elsewhere(mention, subject)
    return Finding(code, mention.at, cause, remedy, on_key=mention.form is Form.KEY)


def _elsewhere(mention: Mention, subject: Subject) -> Text:
    """The name may be that of another kind of thing."""
    for scope, (_, kind) in KINDS.items():
        if mention.name in subject.names(scope):
            return Text("« {name} » est {kind} : nommez autre chose ici.", name=mention.name, kind=kind)
    section = ".".join(map(str, mention.scope))
    return Text("Ajoutez « {name}: … » sous « {section} ».", name=mention.name, section=section)


def names_of_removed_things(subject: Subject) -> Iterator[Finding]:
    """A removed thing leaves every list by itself; a single word that names it must be written anew.

    So must the roles of an event that only a removed role could send.
    """
    removed = {(each.scope, each.name): each for each in subject.overlay.removed}
    for event, removal in subject.bereft.items():
        name = removal.name
        cause = Text("Plus personne n'envoie « {event} » : ce parcours enlève « {name} ».", event=event, name=name)
        remedy = Text("Enlevez aussi « {event} », ou dites à quel rôle il revient avec « by ».", event=event)
        yield Finding(codes.ORPHAN, ("events", event), cause, remedy).also(removal.span, Text("Enlevé ici."))
    for mention in subject.mentions:
        gone = removed.get((mention.scope, mention.name))
        if gone is not None and mention.name not in subject.names(mention.scope):
            cause = Text("« {name} » est nommé ici, et ce parcours l'enlève.", name=mention.name)
            remedy = Text("Nommez autre chose ici, ou gardez « {name} ».", name=mention.name)
            found = Finding(codes.ORPHAN, mention.at, cause, remedy, on_key=mention.form is Form.KEY)
            yield found.also(gone.span, Text("Enlevé ici."))


def law_files_not_listed(subject: Subject) -> Iterator[Finding]:
    """A rule is carried out of a law file that the parcours stands under."""
    listed = subject.workflow.law
    escaped = {name for parent in subject.overlay.inherited for name in Piece(parent).words("law")}
    for mention in subject.mentions:
        if mention.scope == LAW and mention.form is Form.WORD and mention.name not in {*listed, *escaped}:
            cause = Text("La loi « {name} » n'est pas parmi celles de ce parcours.", name=mention.name)
            remedy = (
                Text("Ajoutez-la à « law », ou nommez l'une des siennes : {names}.", names=all_of(listed))
                if listed
                else Text("Ajoutez-la à « law ».")
            )
            yield Finding(codes.UNKNOWN_LAW_FILE, mention.at, cause, remedy)


def unknown_law_rules(subject: Subject) -> Iterator[Finding]:
    """A rule of the law that its file does not hold."""
    for mention in subject.mentions:
        file = subject.definition.law.get(mention.name)
        if mention.scope != LAW or mention.form is not Form.WORD or file is None:
            continue
        node = subject.root.at(mention.at)
        rule = str(node.value).rpartition(".")[2] if node is not None else ""
        if rule not in file.rules:
            cause = Text("La loi « {file} » n'a pas de règle « {rule} ».", file=file.id, rule=rule)
            remedy = did_you_mean(rule, file.rules) or Text("Choisissez parmi : {rules}.", rules=", ".join(file.rules))
            yield Finding(codes.UNKNOWN_LAW_RULE, mention.at, cause, remedy)


CHECKS: Final = (unknown_names, names_of_removed_things, law_files_not_listed, unknown_law_rules)
