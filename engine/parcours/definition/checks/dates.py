"""Dates that can be counted, and that speak of days there are."""

from collections.abc import Iterator
from typing import Final

from parcours.calendar.duration import Duration
from parcours.definition import codes
from parcours.definition.checks.duties import Dated, dates, days_in, deadlines
from parcours.definition.checks.subject import Subject
from parcours.definition.finding import Finding, warning
from parcours.definition.tree import Path
from parcours.messages import Text
from parcours.model.deadline import WhenSuspended
from parcours.model.fields import Field, FieldType

LONGEST_MONTH: Final = 31


def _anchor(dated: Dated, subject: Subject) -> Path:
    """Where the day counted from is said, else the date as a whole."""
    said = (*dated.path, "of")
    return said if subject.root.at(said) is not None else dated.path


def personal_anchors(subject: Subject) -> Iterator[Finding]:
    """A due date stands in the journal in clear, so that it cannot be counted from what the vault keeps."""
    for dated in dates(subject):
        field = _field(dated, subject)
        if field is not None and field.personal and field.type in {FieldType.DATE, FieldType.VALIDITY}:
            cause = Text("« {field} » est personnel, et la date qui en sort serait écrite en clair.", field=field.id)
            remedy = Text("Comptez d'un autre jour, ou dites « personal: false » si la date peut être lue.")
            yield Finding(codes.PERSONAL_ANCHOR, _anchor(dated, subject), cause, remedy)


def days_of_the_dossier(subject: Subject) -> Iterator[Finding]:
    """Of the dossier, a date or the end of a validity."""
    for dated in dates(subject):
        field = _field(dated, subject)
        ending = dated.rule.of.endswith(".until")
        if field is None or field.type is (FieldType.VALIDITY if ending else FieldType.DATE):
            continue
        cause = Text(
            "« {path} » n'est pas une date : ce champ est de type {type}.", path=dated.rule.of, type=field.type
        )
        remedy = (
            Text("Écrivez « dossier.{field}.until ».", field=field.id)
            if field.type is FieldType.VALIDITY
            else Text("Comptez d'un champ de type date, ou de la fin d'une validité.")
        )
        yield Finding(codes.NOT_A_DAY, _anchor(dated, subject), cause, remedy)


def _field(dated: Dated, subject: Subject) -> Field | None:
    match dated.rule.of.split("."):
        case ["dossier", name, *_]:
            return subject.workflow.dossier.get(name)
        case _:
            return None


def deadlines_before_birth(subject: Subject) -> Iterator[Finding]:
    """What is due before its owner is there is late the moment it is born."""
    for dated in dates(subject):
        if dated.rule.backwards and dated.rule.of == dated.birth and not _is_misspelt(dated, subject):
            cause = Text("Cette date tombe avant le jour dont elle part : elle serait toujours déjà passée.")
            remedy = Text("Écrivez « after », ou comptez d'un autre jour avec « of ».")
            yield Finding(codes.BEFORE_BIRTH, (*dated.path, "before"), cause, remedy)


def _is_misspelt(dated: Dated, subject: Subject) -> bool:
    """Whether the day counted from was said, and refused."""
    said = subject.root.at((*dated.path, "of"))
    return said is not None and not said.value


def days_a_contract_never_has(subject: Subject) -> Iterator[Finding]:
    """The end of a trial, where the contract has none."""
    for dated in dates(subject):
        match dated.rule.of.split("."):
            case ["contract", name, "trial_ends_on"] if name in subject.workflow.contracts:
                if subject.workflow.contracts[name].trial:
                    continue
                cause = Text(
                    "Le contrat « {contract} » n'a pas de période d'essai : ce jour n'existe jamais.", contract=name
                )
                yield Finding(codes.EMPTY_DAY, _anchor(dated, subject), cause, Text("Ajoutez « trial » au contrat."))


def law_deadlines_keep_their_day(subject: Subject) -> Iterator[Finding]:
    """A contract must not end early because an assembly meets early."""
    for _, deadline, path in deadlines(subject):
        if deadline.law and deadline.rule.last_before:
            cause = Text("Une échéance de la loi ne s'avance pas : le contrat finirait trop tôt.")
            remedy = Text(
                "Gardez-la telle quelle, et visez la date par une deuxième échéance : « of: law.{rule} ».",
                rule=deadline.law,
            )
            yield Finding(codes.LAW_LAST_BEFORE, (*path, "last_before"), cause, remedy)


def law_deadlines_always_run(subject: Subject) -> Iterator[Finding]:
    """A suspension stops the clocks of a cooperative, not those of the law."""
    for _, deadline, path in deadlines(subject):
        of_law = bool(deadline.law) or deadline.rule.of.startswith("law.")
        if of_law and deadline.when_suspended is not WhenSuspended.RUN:
            cause = Text("Une échéance de la loi court aussi pendant une suspension.")
            yield Finding(codes.ALWAYS_RUNS, (*path, "when_suspended"), cause, Text("Retirez « when_suspended »."))


def backdating_fits_contracts(subject: Subject) -> Iterator[Finding]:
    """An act typed later than a whole contract lasts could begin one that is over."""
    backdating = subject.workflow.backdating
    if backdating is None:
        return
    for contract in subject.workflow.contracts.values():
        if contract.term is not None and days_in(backdating)[0] > contract.term.least * LONGEST_MONTH:
            cause = Text(
                "On pourrait saisir {backdating} après coup un contrat « {contract} » de {least}, déjà fini.",
                backdating=backdating.text(),
                contract=contract.id,
                least=Duration(months=contract.term.least).text(),
            )
            yield warning(codes.BACKDATING_TOO_LONG, ("backdating",), cause, Text("Raccourcissez « backdating »."))


CHECKS: Final = (
    personal_anchors,
    days_of_the_dossier,
    deadlines_before_birth,
    days_a_contract_never_has,
    law_deadlines_keep_their_day,
    law_deadlines_always_run,
    backdating_fits_contracts,
)
