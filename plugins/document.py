# ruff: noqa: INP001  plugins/ is no package: each file is one plugin
"""Un document à produire d'après un modèle."""

from parcours.plugin import Action, hookimpl

PARAMETERS = {
    "type": "object",
    "properties": {"modele": {"type": "string", "description": "Le nom du modèle de document."}},
    "required": ["modele"],
    "additionalProperties": {"type": ["string", "number"], "description": "Ce que le modèle demande en plus."},
}


@hookimpl
def parcours_actions() -> tuple[Action, ...]:
    return (Action("document", "Produit un document", PARAMETERS),)
