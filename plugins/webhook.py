# ruff: noqa: INP001  plugins/ is no package: each file is one plugin
"""Un appel à un autre logiciel : signé, reconnaissable s'il est répété, et jamais vers le réseau intérieur."""

import hashlib
import hmac
import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

from parcours.plugin import Action, Answer, Delivered, Failed, Job, Later, SecretMissingError, hookimpl

if TYPE_CHECKING:  # loaded when a call is made: knowing what an action takes must stay quick
    import httpx

PATIENCE: Final = 15.0  # seconds for one exchange
LARGEST_ANSWER: Final = 64 * 1024
MOST_REDIRECTS: Final = 3
SAME_AGAIN: Final = frozenset({307, 308})  # the only redirects that keep what is sent (RFC 9110, 15.4)
PASSING: Final = frozenset({408, 425, 429})
OK: Final = range(200, 300)
REDIRECT: Final = range(300, 400)
TROUBLE: Final = 500

PARAMETERS = {
    "type": "object",
    "properties": {
        "url": {"type": "string", "description": "L'adresse appelée."},
        "body": {"type": "object", "description": "Ce qui est envoyé, en JSON."},
    },
    "required": ["url"],
    "additionalProperties": False,
}


class ForbiddenError(Exception):
    """An address that a file may not make this machine call."""


def call(job: Job) -> Answer:
    """POST of the body, with what identifies it; each redirect is judged like the first address."""
    import httpx

    url, content = str(job.parameters["url"]), payload(job)
    for _ in range(MOST_REDIRECTS + 1):
        try:
            answer = post(job, url, content)
        except ForbiddenError as error:
            return Failed(str(error))
        except (httpx.TransportError, OSError) as error:
            return Later(f"L'autre logiciel ne répond pas ({type(error).__name__}).")
        if answer.status_code not in SAME_AGAIN or "location" not in answer.headers:
            return judged(answer)
        url = urljoin(url, answer.headers["location"])
    return Failed(f"Plus de {MOST_REDIRECTS} redirections.")


def payload(job: Job) -> bytes:
    told = {
        "id": job.key,
        "action": job.action,
        "dossier": job.case,
        "cae": job.cae,
        "parcours": job.workflow,
        "jour": job.on.isoformat(),
        "corps": job.parameters.get("body", {}),
    }
    return json.dumps(told, ensure_ascii=False).encode()


def post(job: Job, url: str, content: bytes) -> "httpx.Response":
    """One exchange, with the very address that was judged: a name may lead elsewhere a moment later."""
    import httpx

    parts = urlsplit(url)
    host = parts.hostname
    if parts.scheme not in {"http", "https"} or not host:
        raise ForbiddenError("L'adresse d'un appel commence par https:// et nomme une machine.")
    if parts.scheme == "http" and not job.site.get("sans_chiffrement", False):
        raise ForbiddenError("Un appel part en https ; [webhook] sans_chiffrement = true permet http.")
    address = permitted(host, parts.port or (443 if parts.scheme == "https" else 80), job.site)
    target = httpx.URL(url).copy_with(host=address)
    headers = {**signed(job, content), "Host": parts.netloc.rpartition("@")[2]}
    trusted = ssl.create_default_context(cafile=job.site.get("autorite"))
    with httpx.Client(timeout=PATIENCE, trust_env=False, verify=trusted) as client:
        request = client.build_request("POST", target, content=content, headers=headers)
        request.extensions["sni_hostname"] = host
        answer = client.send(request, stream=True)
        try:
            read = 0
            for chunk in answer.iter_raw():
                read += len(chunk)
                if read > LARGEST_ANSWER:
                    break
        finally:
            answer.close()
    return answer


def permitted(host: str, port: int, site: Mapping[str, Any]) -> str:
    """An address of that machine, if all of them may be called."""
    networks = [ipaddress.ip_network(each) for each in site.get("reseaux_permis", ())]
    found = [each[4][0] for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in found:
        read = ipaddress.ip_address(str(address).partition("%")[0])
        mapped = getattr(read, "ipv4_mapped", None) or read
        if not mapped.is_global and not any(mapped in network for network in networks):
            raise ForbiddenError(
                f"« {host} » est une machine du réseau intérieur ; [webhook] reseaux_permis la permettrait."
            )
    return str(found[0])


def signed(job: Job, content: bytes) -> dict[str, str]:
    """HMAC-SHA256 over the hour and the body, under the secret both sides share."""
    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": job.key, "User-Agent": "parcours"}
    try:
        secret = job.secret("secret")
    except SecretMissingError:
        return headers
    now = str(int(time.time()))  # noqa: TID251  a signature says the hour of this very try
    mark = hmac.new(secret.encode(), f"{now}.".encode() + content, hashlib.sha256).hexdigest()
    return {**headers, "Parcours-Signature": f"t={now},v1={mark}"}


def judged(answer: "httpx.Response") -> Answer:
    status = answer.status_code
    if status in OK:
        return Delivered(" ".join(filter(None, (str(status), answer.headers.get("x-request-id", "")[:64]))))
    if status in REDIRECT:
        return Failed(f"L'autre logiciel renvoie ailleurs ({status}) d'une façon qui perdrait l'envoi.")
    text = f"L'autre logiciel a répondu {status}."
    if status >= TROUBLE or status in PASSING:
        return Later(text, patience(answer.headers.get("retry-after", "")))
    return Failed(text)


def patience(said: str) -> float | None:
    """Seconds of a Retry-After; a date there is left to our own delays."""
    return float(said) if said.isdigit() else None


@hookimpl
def parcours_actions() -> tuple[Action, ...]:
    return (
        Action(
            "webhook",
            "Appelle un autre logiciel",
            PARAMETERS,
            call,
            seconds=60,
            at_once=4,
            english="Calls other software",
        ),
    )
