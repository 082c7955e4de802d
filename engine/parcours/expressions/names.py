"""The dotted names that a condition of a workflow may read: the one list, for checks and for the kernel."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from parcours.expressions.types import OF_FIELD, CelType
from parcours.model.workflow import Event, Suspending, Workflow

CONTRACT_MEMBERS: Final[Mapping[str, CelType]] = MappingProxyType(
    {
        "signed_on": CelType.DATE,
        "starts_on": CelType.DATE,
        "period_starts_on": CelType.DATE,
        "ends_on": CelType.DATE,
        "trial_ends_on": CelType.DATE,
        "months": CelType.INT,
        "renewals": CelType.INT,
        "total_months": CelType.INT,
    }
)

OF_THE_CASE: Final = ("case.id", "case.cae", "person.id", "workflow.title", "action.label", "task.due", "event.on")
"""What a text of `with` may name besides, all of it text or days."""
SETTINGS: Final = "settings."
"""What the names of the site's own begin with: any may follow."""


def names_of_text(workflow: Workflow) -> tuple[str, ...]:
    """What a text of `with` may name, the site's settings aside."""
    return (*names_of(workflow), *OF_THE_CASE)


def names_of(workflow: Workflow) -> dict[str, CelType]:
    """What every condition may read; `known.<field>` is added by the environment."""
    return {
        **{f"dossier.{field.id}": OF_FIELD[field.type] for field in workflow.dossier.values()},
        **{
            f"contract.{contract}.{member}": kind
            for contract in workflow.contracts
            for member, kind in CONTRACT_MEMBERS.items()
        },
        **{f"track.{track}": CelType.STRING for track in workflow.tracks},
        **{f"task.{action.id}.done": CelType.BOOL for action in workflow.actions.values() if action.by},
        **{f"parameter.{name}": OF_FIELD[kind] for name, kind in workflow.parameters.items()},
        "stage.entered_on": CelType.DATE,
        "today": CelType.DATE,
    }


def names_of_event(workflow: Workflow, event: Event) -> dict[str, CelType]:
    """What a condition on this event's transitions may read besides: its inputs, and those the engine asks."""
    return {
        **{f"event.{field.id}": OF_FIELD[field.type] for field in event.input},
        **{f"event.{name}": kind for name, kind in engine_inputs(workflow, event).items()},
    }


def engine_inputs(workflow: Workflow, event: Event) -> dict[str, CelType]:
    """The inputs nobody declares: days of a contract, lengths in months, people present."""
    asked = {"effective_on": CelType.DATE}
    for contract in workflow.contracts.values():
        if event.id in contract.begin:
            asked |= {"signed_on": CelType.DATE, "starts_on": CelType.DATE}
            asked |= {"term": CelType.INT} if contract.term else {}
            asked |= {"trial": CelType.INT} if contract.trial else {}
        if event.id in contract.renew:
            asked |= {"signed_on": CelType.DATE, "term": CelType.INT}
        if event.id in contract.terminate:
            asked |= {"ends_on": CelType.DATE}
    if any(workflow.roles[role].quorum for role in event.by if role in workflow.roles):
        asked |= {"present": CelType.INT}
    if event.suspension is Suspending.BEGIN:
        asked |= {"until": CelType.DATE}
    return asked
