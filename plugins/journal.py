# ruff: noqa: INP001  plugins/ is no package: each file is one plugin
"""Une ligne dans un fichier, pour un logiciel qui lit des journaux."""

import json
import os

from parcours.plugin import Action, Answer, Delivered, Failed, Job, hookimpl

PARAMETERS = {
    "type": "object",
    "properties": {"texte": {"type": "string", "description": "Ce qui est écrit, en plus de ce qui l'a causé."}},
    "additionalProperties": False,
}


def write(job: Job) -> Answer:
    """One JSON object a line, at the end of [journal] fichier; written whole or not at all."""
    file = job.site.get("fichier")
    if not file:
        return Failed("Aucun fichier où écrire : [journal] fichier, dans parcours.toml.")
    told = {"id": job.key, "cae": job.cae, "dossier": job.case, "action": job.action, "jour": job.on.isoformat()}
    line = json.dumps({**told, "texte": job.parameters.get("texte", "")}, ensure_ascii=False) + "\n"
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    return Delivered("écrit")


@hookimpl
def parcours_actions() -> tuple[Action, ...]:
    return (
        Action(
            "journal",
            "Écrit une ligne dans un fichier",
            PARAMETERS,
            write,
            at_once=1,
            english="Writes a line to a file",
        ),
    )
