"""Reminders that leave when there is something to remind of, and duties that do something."""

from collections.abc import Iterator
from typing import Final

from parcours.calendar.duration import Duration
from parcours.definition import codes
from parcours.definition.checks.duties import days_in, deadlines, recurrences
from parcours.definition.checks.subject import Subject
from parcours.definition.finding import Finding, warning
from parcours.definition.tree import Path
from parcours.messages import Text, all_of
from parcours.model.deadline import Reminder
from parcours.model.workflow import Contract


def reminders_of_contracts(subject: Subject) -> Iterator[Finding]:
    """A rung counted back from the end of a contract falls within it."""
    for contract in subject.workflow.contracts.values():
        for index, rung in enumerate(contract.remind):
            if rung.rule.backwards and rung.rule.of == f"contract.{contract.id}.ends_on":
                yield from _against_term(contract, rung, ("contracts", contract.id, "remind", index))


def _against_term(contract: Contract, rung: Reminder, path: Path) -> Iterator[Finding]:
    term, ahead = contract.term, rung.rule.offset
    if term is None or ahead is None:
        return
    if _always_reaches(ahead, term.most):
        cause = Text(
            "Ce rappel part {ahead} avant la fin d'un contrat qui dure {most} au plus : avant son début.",
            ahead=ahead.text(),
            most=Duration(months=term.most).text(),
        )
        yield Finding(codes.REMINDER_TOO_EARLY, (*path, "before"), cause, Text("Raccourcissez « before »."))
    elif _may_reach(ahead, term.least):
        cause = Text(
            "Pour un contrat de {least}, ce rappel tombe {ahead} avant la fin : il part dès le début, en retard.",
            ahead=ahead.text(),
            least=Duration(months=term.least).text(),
        )
        remedy = Text("Raccourcissez « before », ou acceptez-le pour les contrats courts.")
        yield warning(codes.REMINDER_OFTEN_LATE, (*path, "before"), cause, remedy)


def _always_reaches(ahead: Duration, months: int) -> bool:
    """Whether so long before the end of so many months is never within them, whatever months they are."""
    return ahead.months >= months or days_in(ahead)[0] >= days_in(Duration(months=months))[1]


def _may_reach(ahead: Duration, months: int) -> bool:
    """Whether it falls before them for some months at least."""
    return ahead.months >= months or days_in(ahead)[0] >= days_in(Duration(months=months))[0]


def reminders_of_deadlines(subject: Subject) -> Iterator[Finding]:
    """A rung counted back from a deadline falls after what the deadline counts from."""
    for owner, deadline, path in deadlines(subject):
        length = deadline.rule.offset
        if length is None or deadline.rule.backwards or deadline.rule.of not in {owner.birth, "stage.entered_on"}:
            continue
        for index, rung in enumerate(deadline.remind):
            ahead = rung.rule.offset
            if ahead is None or not rung.rule.backwards or rung.rule.of:
                continue
            if days_in(ahead)[0] >= days_in(length)[0]:
                cause = Text(
                    "Ce rappel part {ahead} avant une échéance à {length} : avant que le délai coure.",
                    ahead=ahead.text(),
                    length=length.text(),
                )
                place = (*path, "remind", index, "before")
                yield Finding(codes.REMINDER_TOO_EARLY, place, cause, Text("Raccourcissez « before »."))


def duties_do_something(subject: Subject) -> Iterator[Finding]:
    """A day on which nothing happens protects nobody."""
    for _, deadline, path in deadlines(subject):
        if not (deadline.do or deadline.fire or deadline.remind):
            cause = Text("Il ne se passe rien à cette échéance.")
            remedy = Text("Ajoutez « do », « fire » ou « remind », ou retirez l'échéance.")
            yield Finding(codes.SILENT_DUTY, path, cause, remedy)
    for _, recurrence, path in recurrences(subject):
        if not (recurrence.do or recurrence.count or recurrence.otherwise):
            cause = Text("Cette obligation périodique ne demande rien.")
            yield Finding(codes.SILENT_DUTY, path, cause, Text("Ajoutez « do », ou « count » et « otherwise »."))


def counts_are_whole(subject: Subject) -> Iterator[Finding]:
    """`count`, `at_least` and `otherwise` go together."""
    for _, recurrence, path in recurrences(subject):
        said = {"count": recurrence.count, "at_least": recurrence.at_least, "otherwise": recurrence.otherwise}
        missing = [key for key, value in said.items() if not value]
        if 0 < len(missing) < len(said):
            cause = Text(
                "Un compte dit « count », « at_least » et « otherwise » : il manque {keys}.",
                keys=all_of(Text("« {word} »", word=key) for key in missing),
            )
            yield Finding(codes.COUNT_INCOMPLETE, path, cause, Text("Complétez le compte, ou retirez-le."))


def due_dates_are_somebodys(subject: Subject) -> Iterator[Finding]:
    """A machine acts at once: only a task has a window."""
    for action in subject.workflow.actions.values():
        for key, rule in (("due", action.due), ("not_before", action.not_before)):
            if rule is not None and not action.by:
                cause = Text("Cette action n'a pas de « by » : une machine la fait, sur-le-champ.")
                remedy = Text("Dites qui la fait avec « by », ou retirez « {key} ».", key=key)
                yield warning(codes.DUE_WITHOUT_ROLE, ("actions", action.id, key), cause, remedy, on_key=True)


CHECKS: Final = (
    reminders_of_contracts,
    reminders_of_deadlines,
    duties_do_something,
    counts_are_whole,
    due_dates_are_somebodys,
)
