"""Un SMS à la personne, par la passerelle HTTP d'un opérateur."""

import re

from parcours.plugin import Action, Answer, Delivered, Failed, Job, Later, Unreachable, hookimpl

NUMBER = re.compile(r"\+\d{8,15}")
LONGEST = 160  # a message of one part
PATIENCE = 10.0
REFUSED_NUMBER = 422  # what this gateway answers for a number that does not exist

PARAMETERS = {
    "type": "object",
    "properties": {
        "numero": {"type": "string", "description": "Le numéro, avec son indicatif : +33612345678."},
        "texte": {"type": "string", "description": "Le message, 160 signes au plus."},
    },
    "required": ["numero", "texte"],
    "additionalProperties": False,
}


def send(job: Job) -> Answer:
    import httpx  # loaded when a message leaves: `parcours validate` only wants to know PARAMETERS

    number, text = str(job.parameters["numero"]).replace(" ", ""), str(job.parameters["texte"])
    if not NUMBER.fullmatch(number):
        return Unreachable("Le numéro n'en est pas un.")
    if len(text) > LONGEST:
        return Failed(f"Le message dépasse {LONGEST} signes.")
    headers = {"Authorization": f"Bearer {job.secret('token')}", "Idempotency-Key": job.key}
    try:
        answer = httpx.post(job.site["url"], json={"to": number, "text": text}, headers=headers, timeout=PATIENCE)
    except httpx.TransportError as error:
        return Later(f"La passerelle ne répond pas ({type(error).__name__}).")
    if answer.status_code == REFUSED_NUMBER:
        return Unreachable("L'opérateur refuse ce numéro.")
    if answer.is_success:
        return Delivered(answer.json()["id"])
    told = f"La passerelle a répondu {answer.status_code}."
    return Later(told) if answer.is_server_error else Failed(told)


@hookimpl
def parcours_actions() -> tuple[Action, ...]:
    return (
        Action(
            "sms", "Envoie un SMS", PARAMETERS, send, seconds=20, at_once=2, for_people=True, english="Sends a text"
        ),
    )
