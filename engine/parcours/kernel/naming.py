"""The dotted names of conditions in the words of the file, and those whose value a refusal must not show."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from parcours.messages import Text
from parcours.model.fields import Field
from parcours.model.workflow import Event, Workflow

_ENGINE: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "effective_on": Text("jour d'effet"),
        "signed_on": Text("signature"),
        "starts_on": Text("premier jour"),
        "period_starts_on": Text("premier jour de la période"),
        "ends_on": Text("dernier jour"),
        "trial_ends_on": Text("dernier jour d'essai"),
        "until": Text("jusqu'au"),
        "term": Text("durée en mois"),
        "trial": Text("essai en mois"),
        "present": Text("présents"),
        "months": Text("mois"),
        "renewals": Text("renouvellements"),
        "total_months": Text("mois en tout"),
    }
)
_DAYS: Final[Mapping[str, Text]] = MappingProxyType(
    {"today": Text("jour d'effet"), "stage.entered_on": Text("entrée dans l'étape")}
)


def named(workflow: Workflow, event: str, name: str) -> Text | str:
    """`dossier.chiffre_affaires` as the file labels it; what has no label stays as it is written."""
    said: Text | str | None = _DAYS.get(name)
    match name.split("."):
        case ["dossier" | "known", field]:
            said = workflow.dossier[field].label
        case ["dossier", field, day]:
            of = workflow.dossier[field].label or field
            said = Text("{field}, premier jour", field=of) if day == "from" else Text("{field}, dernier jour", field=of)
        case ["event", field]:
            said = _label_of_input(workflow, _input(workflow.events[event], field)) or _ENGINE.get(field)
        case ["contract", contract, member]:
            said = Text("{contract} : {member}", contract=workflow.contracts[contract].label, member=_ENGINE[member])
        case ["track", track]:
            said = workflow.tracks[track].label
        case ["task", action, _]:
            said = workflow.actions[action].label
        case ["parameter", parameter]:
            said = parameter
        case _:
            pass
    return said or name


def is_private(workflow: Workflow, event: str, name: str) -> bool:
    """Whether the value is personal or sensitive: it is sealed where it is kept."""
    head, field = name.split(".")[:2] if "." in name else (name, "")
    if head == "event":
        asked = _input(workflow.events[event], field)
        target = workflow.dossier.get(asked.into) if asked is not None and asked.into else None
        return _is_secret(asked) or _is_secret(target)
    return head == "dossier" and _is_secret(workflow.dossier.get(field))


def _input(event: Event, name: str) -> Field | None:
    return next((field for field in event.input if field.id == name), None)


def _label_of_input(workflow: Workflow, field: Field | None) -> str:
    if field is None:
        return ""
    target = workflow.dossier.get(field.into) if field.into else None
    return field.label or (target.label if target is not None else "")


def _is_secret(field: Field | None) -> bool:
    return field is not None and (field.personal or field.sensitive)
