"""The rules a file names: of the kind its items can carry out, and read by somebody who knows."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from parcours.definition import codes
from parcours.definition.checks.duties import deadlines, recurrences
from parcours.definition.checks.subject import Subject
from parcours.definition.finding import Finding, warning
from parcours.definition.tree import Path
from parcours.law.versions import in_force_from
from parcours.messages import Text, all_of
from parcours.model.law import LawFile, LawRule, RuleKind

KINDS: Final[Mapping[RuleKind, Text]] = MappingProxyType(
    {
        RuleKind.CAP: Text("un plafond"),
        RuleKind.WRITING: Text("un écrit"),
        RuleKind.DECLARATION: Text("une déclaration"),
        RuleKind.DEADLINE: Text("un délai"),
        RuleKind.QUOTA: Text("un nombre minimum"),
        RuleKind.RECURRENCE: Text("une obligation périodique"),
    }
)
OF_ACTIONS: Final = frozenset({RuleKind.WRITING, RuleKind.DECLARATION, RuleKind.DEADLINE})
OF_DEADLINES: Final = frozenset({RuleKind.DEADLINE})
OF_RECURRENCES: Final = frozenset({RuleKind.QUOTA, RuleKind.RECURRENCE})


def items_carry_out_rules_of_their_kind(subject: Subject) -> Iterator[Finding]:
    """A deadline carries out a limit, an action a writing or a declaration, a recurrence what recurs."""
    for said, path, kinds in _items(subject):
        rule = _rule(said, subject)
        if rule is not None and rule.kind not in kinds:
            cause = Text(
                "« {item} » est {kind}, ce que cet élément ne peut pas remplir.", item=said, kind=KINDS[rule.kind]
            )
            yield Finding(
                codes.OTHER_KIND_OF_RULE, (*path, "law"), cause, Text("Nommez une autre règle, ou retirez « law ».")
            )


def _items(subject: Subject) -> Iterator[tuple[str, Path, frozenset[RuleKind]]]:
    for _, deadline, path in deadlines(subject):
        yield deadline.law, path, OF_DEADLINES
    for _, recurrence, path in recurrences(subject):
        yield recurrence.law, path, OF_RECURRENCES
    for action in subject.workflow.actions.values():
        yield action.law, ("actions", action.id), OF_ACTIONS


def _rule(said: str, subject: Subject) -> LawRule | None:
    file, _, name = said.partition(".")
    law = subject.definition.law.get(file)
    return law.rules.get(name) if law is not None else None


def laws_have_their_contract(subject: Subject) -> Iterator[Finding]:
    """A law file governs contracts of one kind; without any it says nothing."""
    kinds = {contract.kind for contract in subject.workflow.contracts.values()}
    for index, file in _listed(subject):
        if file.contract not in kinds:
            cause = Text("Cette loi parle des contrats « {kind} », et ce parcours n'en a pas.", kind=file.contract)
            remedy = Text("Retirez-la de « law », ou dites « kind: {kind} » à un contrat.", kind=file.contract)
            yield warning(codes.LAW_WITHOUT_CONTRACT, ("law", index), cause, remedy)


def rules_are_read_by_a_jurist(subject: Subject) -> Iterator[Finding]:
    """A rule written from memory warns and refuses nothing until somebody answers for it."""
    for index, file in _listed(subject):
        unread = [rule.id for rule in file.rules.values() if _is_unread(rule, subject)]
        if unread:
            cause = Text(
                "Aucun juriste n'a relu {rules} : rien n'en est refusé.",
                rules=all_of(Text("« {word} »", word=name) for name in unread),
            )
            remedy = Text(
                "Faites-les relire, puis ajoutez « confirmed_by: » à leur version. Ceci n'est pas un conseil juridique."
            )
            yield warning(codes.LAW_TO_CHECK, ("law", index), cause, remedy)


def _is_unread(rule: LawRule, subject: Subject) -> bool:
    return not all(version.binding for version in in_force_from(rule, subject.today))


def _listed(subject: Subject) -> Iterator[tuple[int, LawFile]]:
    for index, name in enumerate(subject.workflow.law):
        if name in subject.definition.law:
            yield index, subject.definition.law[name]


CHECKS: Final = (
    items_carry_out_rules_of_their_kind,
    laws_have_their_contract,
    rules_are_read_by_a_jurist,
)
