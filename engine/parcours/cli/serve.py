"""`parcours serve`: time passes by itself, and effects leave."""

import socket
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import click

from parcours.adapters.logs import Format
from parcours.adapters.status import Place
from parcours.bootstrap import opened
from parcours.cli import counts, page
from parcours.cli.command import command
from parcours.cli.parameters import option
from parcours.cli.reading import now
from parcours.cli.session import Session, pass_session
from parcours.cli.telling import show_entries
from parcours.daemon import Pages, Service, serve
from parcours.errors import REFUSED, UsageError
from parcours.messages import Text
from parcours.model.delivery import Outcome
from parcours.outgoing import foreseen
from parcours.runtime import hours
from parcours.runtime.effects.preview import Leaving
from parcours.runtime.serving.foresight import Coming, Foreseen
from parcours.runtime.serving.remainder import Remainder, remainder
from parcours.runtime.serving.telling import Counted

HTTP: Final = "127.0.0.1:8765"
HOST: Final = "127.0.0.1"
PORT: Final = 8420
HIGHEST: Final = 65535


@command(
    "serve",
    more=Text("SIGTERM l'arrête proprement, SIGHUP lui fait relire les fichiers du site. Un seul sur une base SQLite."),
)
@option("--once", said=Text("Fait ce qui est échu, porte ce qui attend, puis s'arrête."), is_flag=True)
@option("--dry-run", said=Text("Dit ce qui se ferait ; n'écrit et n'envoie rien."), is_flag=True)
@option("--no-http", said=Text("N'écoute aucune adresse : ni pages, ni surveillance."), is_flag=True)
@option(
    "--http",
    said=Text("Où répondent /health et /metrics ; 127.0.0.1:8765 sinon."),
    takes=Text("HÔTE:PORT"),
    default=HTTP,
)
@option("--host", said=Text("Où répondent les pages et l'API ; 127.0.0.1 sinon."), takes=Text("HÔTE"), default="")
@option("--port", said=Text("À quel port ; 8420 sinon."), takes=Text("PORT"), type=int)
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
    host: str,
    port: int | None,
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
        pages=None if no_http or once else _pages(host, port),
    )
    if not once:
        return 0 if serve(session.settings, _measured(service)) else REFUSED
    counted, since = Counted(), now(session)
    able = serve(session.settings, replace(service, meter=counted))
    with opened(session.settings) as site:
        _show_ended(session, counted, remainder(site.engine, since), able=able)
    return 0 if able and not counted.cases else REFUSED


def _measured(service: Service) -> Service:
    """With figures to show, where the library for them is installed and somebody may ask."""
    try:
        from parcours.adapters.metrics import Metrics
    except ModuleNotFoundError:
        return service
    metrics = Metrics()
    return replace(service, meter=metrics, metrics=metrics.page)


def _pages(host: str, port: int | None) -> Pages | None:
    """Where the libraries for them are installed. UsageError when they are not, and an address was said."""
    try:
        from parcours.web.serving import answering
    except ModuleNotFoundError:
        if not host and port is None:
            return None
        remedy = Text("Installez-le : pip install 'parcours[web]'")
        raise UsageError(Text("Les pages demandent l'extra « web »."), remedy) from None
    place = Place((host or HOST).strip("[]"), PORT if port is None else port)
    if not 0 <= place.port <= HIGHEST:
        raise UsageError(Text("Un port va de 0 à {highest}.", highest=HIGHEST))
    return partial(answering, place)


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
        cases = [_plain_coming(each) for each in found.cases]
        effects = [_plain_leaving(each) for each in found.effects]
        session.dump({"cases": cases, "effects": effects})
        return
    for each in found.cases:
        page.heading(session, Text("Dossier {case}", case=each.case))
        show_entries(session, each.facts)
        if each.stuck is not None:
            page.line(session, each.stuck, lead="  ! ", style="red")
    for leaving in found.effects:
        page.line(session, _leaving(leaving))
        if leaving.held is not None:
            page.caution(session, leaving.held)
    if not found.cases and not found.effects:
        page.line(session, Text("Rien n'est échu, rien n'attend de partir."))


def _plain_coming(coming: Coming) -> dict[str, object]:
    changes = [change for each in coming.facts for change in each.changes]
    told = {"case": coming.case, "facts": [each.told for each in coming.facts], "changes": changes}
    return {**told, "stuck": coming.stuck}


def _leaving(leaving: Leaving) -> Text:
    case, use = leaving.delivery.case, leaving.delivery.effect.use
    told = Text("Partirait : {action} ({use}), dossier {case}", action=leaving.label, use=use, case=case)
    return Text("{told}, à {to}", told=told, to=", ".join(leaving.to)) if leaving.to else told


def _plain_leaving(leaving: Leaving) -> dict[str, object]:
    effect = leaving.delivery.effect
    told = {
        "key": leaving.delivery.key,
        "case": leaving.delivery.case,
        "use": effect.use,
        "action": effect.action,
        "label": leaving.label,
    }
    return {**told, "to": leaving.to, "held": leaving.held}


def _show_ended(session: Session, counted: Counted, left: Remainder, *, able: bool) -> None:
    if session.as_json:
        done = {"facts": counted.facts, "stuck": counted.cases, "paused": not able, "effects": counted.outcomes}
        session.dump(done | {"incidents": left.incidents, "waiting": left.waiting, "next_at": left.next_at})
        return
    if not able:
        page.line(session, Text("L'horloge de la machine ne s'accorde pas : rien n'a été fait."), style="red")
        page.line(
            session, Text("`parcours health` dit de combien ; mettez-la à l'heure, puis recommencez."), lead="  → "
        )
        return
    sent = counts.sent(counted.outcomes[Outcome.DELIVERED])
    page.line(session, Text("{facts}, {sent}.", facts=counts.facts(counted.facts), sent=sent), style="green")
    if counted.cases:
        page.line(session, Text("{cases} ne peut avancer.", cases=counts.cases(counted.cases)), style="red")
    _show_left(session, counted.outcomes[Outcome.UNREACHABLE], left)


def _show_left(session: Session, unreached: int, left: Remainder) -> None:
    if unreached:
        told = Text("{effects} sans joindre personne : une tâche le dit.", effects=counts.effects(unreached))
        page.caution(session, told)
    if left.incidents:
        told = Text(
            "{incidents} de plus : `parcours incidents list` les dit.", incidents=counts.incidents(left.incidents)
        )
        page.caution(session, told)
    if not left.waiting:
        return
    effects = counts.effects(left.waiting)
    if left.next_at is None:
        page.line(session, Text("En attente : {effects}, derrière un incident.", effects=effects), lead="  ")
    else:
        at = hours.told(left.next_at, left.zone)
        page.line(session, Text("En attente : {effects}, le premier le {at}.", effects=effects, at=at), lead="  ")
