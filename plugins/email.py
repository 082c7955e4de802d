# ruff: noqa: INP001  plugins/ is no package: each file is one plugin
"""Un courriel : à la personne, ou à qui tient un rôle ; et l'annonce d'une tâche à qui doit la faire."""

import html
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, localtime, parseaddr
from typing import Any

from parcours.plugin import Action, Answer, Delivered, Failed, Job, Later, Unreachable, hookimpl

PATIENCE = 20.0  # seconds that one exchange with the server may take
PERMANENT = 500  # an SMTP reply from here on will not change (RFC 5321, 4.2.1)
SUBJECT = "Objet :"

PARAMETERS = {
    "type": "object",
    "properties": {
        "modele": {
            "type": "string",
            "x-file": "modeles/courriels/*.md",
            "description": "Le nom du modèle de message, dans modeles/courriels.",
        },
        "vers": {"type": "string", "description": "L'adresse, souvent un champ du dossier."},
        "role": {"type": "string", "description": "Le rôle à prévenir, à la place d'une adresse."},
    },
    "required": ["modele"],
    "additionalProperties": False,
}
DECLARATION = {
    "type": "object",
    "properties": {
        "to": {"type": "array", "items": {"type": "string"}, "minItems": 1, "description": "Les destinataires."}
    },
    "required": ["to"],
    "additionalProperties": False,
}
PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{title}</title></head>
<body style="font:16px/1.5 sans-serif;max-width:40em;margin:auto;color:#222">{body}</body></html>
"""
TASK = """Objet : À faire : {label}

**{label}**, dossier {case} ({cae}).

{window}

Ouverte le {opened}. Pour la dire faite : `parcours task done {case} {task}`
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject in one line, a body in Markdown."""

    subject: str
    body: str


def send(job: Job) -> Answer:
    """The message of `modele`, to `vers` or to the role."""
    model = job.parameters["modele"]
    path = job.file("modeles", "courriels", f"{model}.md")
    if path is None:
        return Failed(f"Le modèle de message « {model} » n'existe pas : modeles/courriels/{model}.md.")
    letter = parted(job.render(path.read_text(encoding="utf-8")))
    if letter is None:
        return Failed(f"Le modèle « {model} » ne commence pas par une ligne « {SUBJECT} … ».")
    addresses = (job.parameters["vers"],) if job.parameters.get("vers") else job.recipients
    return post(job, addresses, letter)


def announce(job: Job) -> Answer:
    """A task, told to whoever must do it; where nobody has an address the list of tasks says it alone."""
    task = job.task
    if task is None or not job.recipients or not job.site.get("taches", True):
        return Delivered("liste des tâches")
    window = [f"À faire avant le {said(task.due)}." if task.due else "Sans date limite."]
    window += [f"Pas avant le {said(task.not_before)}."] if task.not_before else []
    what = {"label": task.label or task.subject, "case": job.case, "cae": job.cae, "task": task.id}
    letter = parted(TASK.format(**what, opened=said(task.opened_on), window=" ".join(window)))
    assert letter is not None
    return post(job, job.recipients, letter)


def said(day: Any) -> str:
    return f"{day:%d/%m/%Y}"


def parted(text: str) -> Letter | None:
    """Subject and body; None without a subject on the first line."""
    first, _, body = text.lstrip("\ufeff\n").partition("\n")
    subject = " ".join(first.removeprefix(SUBJECT).split())
    return Letter(subject, body.strip()) if first.startswith(SUBJECT) and subject else None


def post(job: Job, addresses: Sequence[str], letter: Letter) -> Answer:
    """Hands the letter to the server of the site's file. A refused address is for people, not for operations."""
    named = [address for address in addresses if "@" in parseaddr(address)[1]]
    if not named:
        return Unreachable("Aucune adresse à laquelle écrire.")
    if "hote" not in job.site:
        return Failed("Aucun serveur de courriel : [email] hote, dans parcours.toml.")
    try:
        with connected(job) as server:
            refused = server.send_message(message(job, named, letter), from_addr=job.site.get("retours"))
    except (smtplib.SMTPException, OSError) as error:
        return understood(error)
    partly = f" ; {len(refused)} adresse(s) refusée(s)" if refused else ""
    return Delivered(identity(job) + partly)


def understood(error: Exception) -> Answer:
    """What a server means: never what it said, which may repeat an address."""
    kind = type(error).__name__
    match error:
        case smtplib.SMTPRecipientsRefused():
            code = max(reply[0] for reply in error.recipients.values())
            refused = f"Adresse refusée ({code})."
            answer: Answer = Unreachable(refused) if code >= PERMANENT else Later(refused)
        case smtplib.SMTPResponseException():
            told = f"Le serveur de courriel a répondu {error.smtp_code} ({kind})."
            answer = Failed(told) if error.smtp_code >= PERMANENT else Later(told)
        case smtplib.SMTPNotSupportedError():
            answer = Failed("Le serveur de courriel ne sait ni chiffrer ni reconnaître qui écrit, et il le faut.")
        case ssl.SSLCertVerificationError():
            answer = Failed("Le certificat du serveur de courriel n'est pas reconnu.")
        case _:
            answer = Later(f"Le serveur de courriel ne répond pas ({kind}).")
    return answer


def connected(job: Job) -> smtplib.SMTP:
    """A session, authenticated where a user is named. `securite`: starttls (default), tls or aucune."""
    site, security = job.site, job.site.get("securite", "starttls")
    context = ssl.create_default_context(cafile=site.get("autorite"))
    port = int(site.get("port", 465 if security == "tls" else 587))
    if security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(site["hote"], port, timeout=PATIENCE, context=context)
    else:
        server = smtplib.SMTP(site["hote"], port, timeout=PATIENCE)
    try:
        if security == "starttls":
            server.starttls(context=context)
        if "utilisateur" in site:
            server.login(site["utilisateur"], job.secret("password"))
    except BaseException:
        server.close()
        raise
    return server


def message(job: Job, addresses: Sequence[str], letter: Letter) -> EmailMessage:
    """Text and HTML of one Markdown; the same Message-ID at every try, so that a mailbox can tell a repeat."""
    made = EmailMessage()
    made["Subject"] = letter.subject
    made["From"] = formataddr((job.site.get("nom", ""), sender(job)))
    made["To"] = ", ".join(addresses)
    if "repondre_a" in job.site:
        made["Reply-To"] = job.site["repondre_a"]
    made["Date"] = format_datetime(localtime())
    made["Message-ID"] = identity(job)
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic answer is wanted
    made["Content-Language"] = "fr"
    made.set_content(letter.body + "\n")
    page = PAGE.format(title=html.escape(letter.subject), body=rendered(letter.body))
    made.add_alternative(page, subtype="html")
    return made


def rendered(body: str) -> str:
    """Markdown as HTML; tags that somebody typed into a field stay text."""
    from markdown_it import MarkdownIt

    page: str = MarkdownIt("commonmark", {"html": False}).render(body)
    return page


def identity(job: Job) -> str:
    domain = sender(job).partition("@")[2] or "parcours.invalid"
    return f"<{job.reference}@{domain}>"


def sender(job: Job) -> str:
    return str(job.site.get("de", "parcours@localhost"))


@hookimpl
def parcours_actions() -> tuple[Action, ...]:
    return (
        Action(
            "email",
            "Envoie un courriel",
            PARAMETERS,
            send,
            seconds=60,
            at_once=4,
            for_people=True,
            english="Sends an e-mail",
        ),
        Action(
            "declaration",
            "Annonce une déclaration à faire",
            DECLARATION,
            announce,
            seconds=60,
            table="email",
            english="Announces a declaration to file",
        ),
        Action(
            "task",
            "Annonce une tâche à qui doit la faire",
            {},
            announce,
            seconds=60,
            table="email",
            english="Announces a task to who must do it",
        ),
        Action(
            "decide",
            "Annonce ce que quelqu'un doit décider",
            {},
            announce,
            seconds=60,
            table="email",
            english="Announces what somebody must decide",
        ),
    )
