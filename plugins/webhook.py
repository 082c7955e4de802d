# ruff: noqa: INP001  plugins/ is no package: each file is one plugin
"""Un appel à un autre logiciel."""

from parcours.plugin import Action, hookimpl

PARAMETERS = {
    "type": "object",
    "properties": {
        "url": {"type": "string", "description": "L'adresse appelée."},
        "body": {"type": "object", "description": "Ce qui est envoyé, en JSON."},
    },
    "required": ["url"],
    "additionalProperties": False,
}


@hookimpl
def parcours_actions() -> tuple[Action, ...]:
    return (Action("webhook", "Appelle un autre logiciel", PARAMETERS),)
