"""Contracts that ran before the engine, kept on paper: the law counts them like the others."""

import datetime
from dataclasses import dataclass

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.model.workflow import Workflow
from parcours.model.world import Engagement


@dataclass(frozen=True, slots=True)
class PaperContract:
    """Both days included; `contract` is one of the file, or a kind it no longer has."""

    contract: str
    starts_on: datetime.date
    ends_on: datetime.date
    renewals: int = 0


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
    return Engagement(kind, 1 + paper.renewals, ((paper.starts_on, paper.ends_on),))
