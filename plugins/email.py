# ruff: noqa: INP001  plugins/ is no package: each file is one plugin
"""Un courriel : à la personne, ou à qui tient un rôle."""

from parcours.plugin import Action, hookimpl

PARAMETERS = {
    "type": "object",
    "properties": {
        "modele": {"type": "string", "description": "Le nom du modèle de message."},
        "vers": {"type": "string", "description": "L'adresse, souvent un champ du dossier."},
        "role": {"type": "string", "description": "Le rôle à prévenir, à la place d'une adresse."},
    },
    "required": ["modele"],
    "additionalProperties": False,
}


@hookimpl
def parcours_actions() -> tuple[Action, ...]:
    return (Action("email", "Envoie un courriel", PARAMETERS),)
