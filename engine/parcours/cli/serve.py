"""`parcours serve`: time passes by itself, and effects leave."""

import socket
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from parcours.adapters.logs import Format
from parcours.adapters.status import Place
from parcours.cli import counts, page
from parcours.cli.command import command
from parcours.cli.parameters import option
from parcours.cli.session import Session, pass_session
from parcours.daemon import Service, foreseen, serve
from parcours.errors import REFUSED, UsageError
from parcours.messages import Text
from parcours.runtime.effects.preview import Leaving
from parcours.runtime.serving.foresight import Foreseen
from parcours.runtime.serving.telling import Counted

HTTP: Final = "127.0.0.1:8765"
HIGHEST: Final = 65535


@command(
    "serve",
    more=Text("SIGTERM l'arrête proprement, SIGHUP lui fait relire les fichiers du site. Un seul sur une base SQLite."),
)
@option("--once", said=Text("Fait ce qui est échu, porte ce qui attend, puis s'arrête."), is_flag=True)
@option("--dry-run", said=Text("Dit ce qui se ferait ; n'écrit et n'envoie rien."), is_flag=True)
@option("--no-http", said=Text("N'écoute aucune adresse."), is_flag=True)
@option(
    "--http",
    said=Text("Où répondent /health et /metrics ; 127.0.0.1:8765 sinon."),
    takes=Text("HÔTE:PORT"),
    default=HTTP,
)
@option("--node", said=Text("Nom de ce nœud ; celui de la machine sinon."), takes=Text("NOM"), default="")
@option("--heartbeat-file", said=Text("Fichier touché à chaque tour."), takes=Text("CHEMIN"), default="")
@option("--heartbeat-url", said=Text("Adresse appelée à chaque tour."), takes=Text("URL"), default="")
@option(
    "--log-format",
    "log_format",
    said=Text("Forme du journal technique : text ou json."),
    takes=Text("FORME"),
    type=click.Choice([each.value for each in Format]),
    default=Format.TEXT.value,
)
@pass_session
def command_line(  # one parameter an option
    session: Session,
    *,
    once: bool,
    dry_run: bool,
    no_http: bool,
    http: str,
    node: str,
    heartbeat_file: str,
    heartbeat_url: str,
    log_format: str,
) -> int:
    if dry_run:
        _show(session, foreseen(session.settings))
        return 0
    if heartbeat_url and not heartbeat_url.startswith(("http://", "https://")):
        raise UsageError(Text("--heartbeat-url attend une adresse http ou https."))
    service = Service(
        node=node or socket.gethostname(),
        http=None if no_http or once else _place(http),
        heartbeat_file=Path(heartbeat_file) if heartbeat_file else None,
        heartbeat_url=heartbeat_url,
        format=Format(log_format),
        once=once,
    )
    if not once:
        return 0 if serve(session.settings, _measured(service)) else REFUSED
    counted = Counted()
    able = serve(session.settings, replace(service, meter=counted))
    _show_ended(session, counted, able=able)
    return 0 if able and not counted.cases else REFUSED


def _measured(service: Service) -> Service:
    """With figures to show, where the library for them is installed and somebody may ask."""
    try:
        from parcours.adapters.metrics import Metrics
    except ModuleNotFoundError:
        return service
    metrics = Metrics()
    return replace(service, meter=metrics, metrics=metrics.page)


def _place(text: str) -> Place:
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isdecimal() or int(port) > HIGHEST:
        raise UsageError(
            Text("« {text} » n'est pas une adresse où écouter.", text=text),
            Text("Écrivez-la ainsi : {example}", example=HTTP),
        )
    return Place(host.strip("[]"), int(port))


def _show(session: Session, found: Foreseen) -> None:
    if session.as_json:
        cases = [{"case": each.case, "facts": each.facts, "stuck": each.stuck} for each in found.cases]
        effects = [_plain_leaving(each) for each in found.effects]
        session.dump({"cases": cases, "effects": effects})
        return
    for each in found.cases:
        page.heading(session, Text("Dossier {case}", case=each.case))
        for told in each.facts:
            page.line(session, told, lead="  ")
        if each.stuck is not None:
            page.line(session, each.stuck, lead="  ! ", style="red")
    for leaving in found.effects:
        use, to = leaving.delivery.effect.use, ", ".join(leaving.to) or "—"
        page.line(session, Text("Partirait : {action} ({use}), à {to}", action=leaving.label, use=use, to=to))
        if leaving.held is not None:
            page.caution(session, leaving.held)
    if not found.cases and not found.effects:
        page.line(session, Text("Rien n'est échu, rien n'attend de partir."))


def _plain_leaving(leaving: Leaving) -> dict[str, object]:
    effect = leaving.delivery.effect
    told = {"key": leaving.delivery.key, "use": effect.use, "action": effect.action, "label": leaving.label}
    return {**told, "to": leaving.to, "held": leaving.held}


def _show_ended(session: Session, counted: Counted, *, able: bool) -> None:
    if session.as_json:
        session.dump({"facts": counted.facts, "stuck": counted.cases, "paused": not able})
    elif not able:
        page.line(session, Text("L'horloge de la machine ne s'accorde pas : rien n'a été fait."), style="red")
    else:
        page.line(session, Text("{facts}.", facts=counts.facts(counted.facts)), style="green")
        if counted.cases:
            page.line(session, Text("{cases} ne peut avancer.", cases=counts.cases(counted.cases)), style="red")
