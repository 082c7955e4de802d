"""Whether what a store holds is what its journals say: every case folded again, everything beside it compared."""

import dataclasses
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from parcours.kernel.fold import empty, fold
from parcours.model.case import Case
from parcours.model.fact import Fact
from parcours.ports import Store
from parcours.runtime import findings as say
from parcours.runtime.findings import Finding, FindingKind


@dataclass(frozen=True, slots=True)
class Journal:
    """One case as a store holds it: `case` is None when only facts or a checkpoint still name it.

    `findings` are the store's own: bytes that changed, facts that miss, a head that a checkpoint knows better.
    """

    cae: str
    id: str
    case: Case | None
    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...] = ()


class Auditor(Protocol):
    """A store read for what it should not hold, at one consistent moment."""

    def journals(self) -> Iterable[Journal]:
        """Every case that anything names, one at a time."""
        ...

    def differences(self, folded: Case, facts: tuple[Fact, ...], /) -> tuple[Finding, ...]:
        """Where the rows of a case say something else than the case its journal gives."""
        ...

    def strays(self) -> tuple[Finding, ...]:
        """What belongs to no case, and what is not as it was written."""
        ...


class AuditedStore(Store, Protocol):
    def audit(self) -> AbstractContextManager[Auditor]:
        """Raises MissingKeyError without the key: chains cannot be checked."""
        ...

    def rebuild_index(self, cae: str, case: str) -> None:
        """Writes the timers of a case again, from the case."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """`cases` and `facts` count what was read; nothing in `findings` means that all of it holds."""

    cases: int
    facts: int
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong but indexes, which have been rebuilt."""
        return all(finding.kind is FindingKind.INDEX_REBUILT for finding in self.findings)


def verify(store: AuditedStore) -> Report:
    """Folds every journal again and compares. Writes nothing but indexes that had drifted."""
    cases = facts = 0
    found: list[Finding] = []
    with store.audit() as auditor:
        for journal in auditor.journals():
            cases += journal.case is not None
            facts += len(journal.facts)
            found += journal.findings or _compared(auditor, journal)
        found += auditor.strays()
    for finding in found:
        if finding.kind is FindingKind.INDEX_REBUILT:
            store.rebuild_index(finding.cae, finding.case)
    return Report(cases, facts, tuple(found))


def _compared(auditor: Auditor, journal: Journal) -> tuple[Finding, ...]:
    if journal.case is None:
        return (say.case_vanished(journal.cae, journal.id, len(journal.facts)),)
    folded = empty(journal.id)
    for fact in journal.facts:
        try:
            folded = fold(folded, fact)
        except (LookupError, TypeError):
            return (say.unfoldable(journal.cae, journal.id, fact.seq),)
    members = [
        each.name for each in dataclasses.fields(Case) if getattr(folded, each.name) != getattr(journal.case, each.name)
    ]
    differing = (say.case_differs(journal.cae, journal.id, folded.seq, ", ".join(members)),) if members else ()
    return (*differing, *auditor.differences(folded, journal.facts))
