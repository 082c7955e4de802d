"""Contracts that ran before the engine, kept on paper: the law counts them like the others."""

import datetime
from dataclasses import dataclass, field
from typing import Final

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.model.workflow import Workflow
from parcours.model.world import Engagement

DAY: Final = datetime.timedelta(1)


@dataclass(frozen=True, slots=True)
class PaperContract:
    """Both days included; `contract` is one of the file, or a kind it no longer has.

    `renewed_on` are the first days of its renewals, where they are known.
    """

    contract: str
    starts_on: datetime.date
    ends_on: datetime.date
    renewals: int = 0
    # Left out of what a command is said to ask: an answer kept under a key before there was such a thing still holds.
    renewed_on: tuple[datetime.date, ...] = field(default=(), repr=False)


def engagement(paper: PaperContract, workflow: Workflow) -> Engagement:
    """The contract as the ledger holds it. Raises UsageError for one that ends before it starts."""
    if paper.ends_on < paper.starts_on:
        raise UsageError(
            Text(
                "Le contrat « {contract} » finit le {ends_on}, avant de commencer le {starts_on}.",
                contract=paper.contract,
                ends_on=paper.ends_on,
                starts_on=paper.starts_on,
            ),
            Text("Inversez les deux dates."),
        )
    contract = workflow.contracts.get(paper.contract)
    kind = contract.kind if contract is not None else paper.contract
    firsts = (paper.starts_on, *paper.renewed_on)
    lasts = (*(day - DAY for day in paper.renewed_on), paper.ends_on)
    return Engagement(kind, 1 + paper.renewals, tuple(zip(firsts, lasts, strict=True)))
