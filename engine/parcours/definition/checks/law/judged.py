"""Which rules govern which contracts, and how a finding quotes the law."""

from collections.abc import Iterator
from dataclasses import dataclass

from parcours.definition.checks.subject import Subject
from parcours.definition.finding import Finding
from parcours.definition.tree import Path
from parcours.diagnostics import Code, Severity
from parcours.law.versions import in_force_from
from parcours.messages import Text
from parcours.model.law import LawRule, LawVersion, RuleKind
from parcours.model.workflow import Contract


@dataclass(frozen=True, slots=True)
class Judged:
    """A version of a rule, in force now or later, over a contract it governs."""

    rule: LawRule
    version: LawVersion
    contract: Contract

    @property
    def item(self) -> str:
        """How a file's item names the rule."""
        return f"{self.rule.file}.{self.rule.id}"

    @property
    def path(self) -> Path:
        return ("contracts", self.contract.id)

    def breach(self, code: Code, at: Path, cause: Text) -> Finding:
        """An error, or a warning while no jurist has read this version. `rule` names it for `invalid:` in tests."""
        severity = Severity.ERROR if self.version.binding else Severity.WARNING
        remedy = Text(
            "{label} ({rule}, {reference}, depuis le {since}). Ceci n'est pas un conseil juridique.",
            label=self.rule.label,
            rule=self.rule.name,
            reference=self.version.reference,
            since=self.version.since,
        )
        return Finding(code, at, cause, remedy, severity)


def judged(subject: Subject, *kinds: RuleKind) -> Iterator[Judged]:
    """Every rule of these kinds, with each contract it governs, in each version in force today or later."""
    for file in subject.definition.law.values():
        for contract in subject.workflow.contracts.values():
            if contract.kind != file.contract:
                continue
            for rule in file.rules.values():
                if rule.kind in kinds:
                    yield from (Judged(rule, each, contract) for each in in_force_from(rule, subject.today))
