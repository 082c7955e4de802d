# ruff: noqa: INP001  plugins/ is no package: each file is one plugin
"""Une déclaration à des tiers, qu'une personne fait et que le journal garde."""

from parcours.plugin import Action, hookimpl

PARAMETERS = {
    "type": "object",
    "properties": {
        "to": {"type": "array", "items": {"type": "string"}, "minItems": 1, "description": "Les destinataires."}
    },
    "required": ["to"],
    "additionalProperties": False,
}


@hookimpl
def parcours_actions() -> tuple[Action, ...]:
    return (Action("declaration", "Déclaration faite par une personne", PARAMETERS),)
