"""`parcours incidents`: what operations must look at, and what they do about it, one by one or many at a time."""

import getpass
from collections.abc import Callable, Mapping
from typing import Any

from parcours.bootstrap import opened
from parcours.calendar.zone import local_day
from parcours.cli import counts, known, page, wanted
from parcours.cli.asking import confirmed
from parcours.cli.command import command, group
from parcours.cli.parameters import Function, argument, option
from parcours.cli.session import Session, pass_session
from parcours.cli.site import changing
from parcours.errors import REFUSED, UsageError
from parcours.messages import Text
from parcours.ports import Incident
from parcours.runtime import repairs, unread
from parcours.runtime.engine import Engine
from parcours.runtime.incidents import Chosen, Line, kind_label, listed
from parcours.runtime.repairs import Repaired

kind = option("--kind", said=Text("Ceux de ce genre."), takes=Text("GENRE"), default="")
use = option("--use", said=Text("Ceux des effets de cette extension."), takes=Text("USE"), default="")
cae = option("--cae", said=Text("Coopérative."), takes=Text("CAE"), default="")


def choosing(*, reason: bool) -> Callable[[Function], Function]:
    """The options of what is done about incidents: which, by whom, and why; `reason` must be said."""
    options = (
        argument("ids", said=Text("Numéros des incidents."), takes=Text("NUMÉRO"), nargs=-1, type=int),
        kind,
        use,
        cae,
        option("--all", "everything", said=Text("Tous ceux qui sont ouverts."), is_flag=True),
        option(
            "--reason",
            said=Text("Pourquoi ; sans nom de personne, car tous les incidents ne sont pas scellés."),
            takes=Text("MOTIF"),
            default="",
            required=reason,
        ),
        option("--author", said=Text("Qui agit ; vous sinon."), takes=Text("NOM"), default=""),
        wanted.yes,
    )

    def chosen(function: Function) -> Function:
        for each in reversed(options):
            function = each(function)
        return function

    return chosen


@command("incidents list")
@kind
@use
@cae
@option("--resolved", said=Text("Aussi ceux qui sont résolus."), is_flag=True)
@pass_session
def list_incidents(session: Session, kind: str, use: str, cae: str, resolved: bool) -> None:  # noqa: FBT001  a flag
    with opened(session.settings) as site:
        known.check_cae(site.engine, cae)
        found = listed(site.engine, Chosen(kind=kind, use=use, cae=cae, with_resolved=resolved))
    if session.as_json:
        session.dump([_plain(each) for each in found])
    elif not found:
        page.line(session, Text("Aucun incident ouvert."))
    else:
        headers = (Text("N°"), Text("Depuis le"), Text("Genre"), Text("Au sujet de"), Text("Ce qui est dit"))
        page.table(session, headers, [_row(each) for each in found])


@command("incidents show")
@argument("number", said=Text("Numéro de l'incident."), takes=Text("NUMÉRO"), type=int)
@pass_session
def show(session: Session, number: int) -> None:
    with opened(session.settings) as site:
        (line,) = listed(site.engine, Chosen((number,), with_resolved=True))
    if session.as_json:
        session.dump(_plain(line))
        return
    incident, effect = line.incident, line.effect
    rows: list[tuple[Text | str, Text | str]] = [
        (Text("Genre"), Text("{label} ({kind})", label=kind_label(incident.kind), kind=incident.kind)),
        (Text("Coopérative"), incident.cae or "—"),
        (Text("Au sujet de"), incident.subject),
        (Text("Ouvert le"), Text("{day}", day=local_day(incident.opened_at, line.zone))),
        (Text("Ce qui est dit"), unread.shown(incident.detail) or "—"),
    ]
    if effect is not None:
        rows.append((Text("Effet"), Text("{action}, par « {use} »", action=effect.action or "—", use=effect.use)))
    if incident.resolved_at is not None:
        how = Text("{how} ({author})", how=unread.shown(incident.resolution) or "—", author=incident.author or "—")
        resolved = Text("{day}", day=local_day(incident.resolved_at, line.zone))
        rows += [(Text("Résolu le"), resolved), (Text("Comment"), how)]
    page.heading(session, Text("Incident {number}", number=incident.id))
    page.pairs(session, rows)
    if line.is_parked:
        page.line(session, Text("Son effet attend : `retry` le relance, `skip` l'abandonne."), lead="  → ")


@command("incidents retry", more=Text("Les effets repartent à zéro : leurs essais sont recomptés."))
@choosing(reason=False)
@pass_session
def retry(session: Session, /, **asked: Any) -> int:
    return _repair(session, asked, Text("Relancer"), repairs.retry)


@command("incidents skip", more=Text("L'effet ne partira jamais ; ce qui venait après lui reprend."))
@choosing(reason=True)
@pass_session
def skip(session: Session, /, **asked: Any) -> int:
    return _repair(session, asked, Text("Abandonner"), repairs.skip)


@command(
    "incidents resolve", more=Text("Pour ce qui est réglé à la main ; un effet qui attend se relance ou s'abandonne.")
)
@choosing(reason=True)
@pass_session
def resolve(session: Session, /, **asked: Any) -> int:
    return _repair(session, asked, Text("Clore"), repairs.resolve)


Repair = Callable[[Engine, tuple[Line, ...], str, str], Repaired]


def _repair(session: Session, asked: Mapping[str, Any], verb: Text, repair: Repair) -> int:
    """Shows how many are meant and asks, unless they are numbered; REFUSED when some could not be seen to."""
    chosen = Chosen(tuple(asked["ids"]), asked["kind"], asked["use"], asked["cae"])
    if chosen == Chosen() and not asked["everything"]:
        raise UsageError(
            Text("Dites lesquels : des numéros, --kind, --use, --cae ou --all."),
            Text("`parcours incidents list` les donne."),
        )
    with changing(session) as site:
        known.check_cae(site.engine, chosen.cae)
        lines = listed(site.engine, chosen)
        question = Text("{verb} : {count} ?", verb=verb, count=counts.incidents(len(lines)))
        if not lines or not (chosen.ids or confirmed(session, question, yes=asked["yes"])):
            done = Repaired()
        else:
            done = repair(site.engine, lines, asked["author"] or getpass.getuser(), asked["reason"])
    _tell(session, done)
    return REFUSED if done.left else 0


def _tell(session: Session, repaired: Repaired) -> None:
    if session.as_json:
        left = [{"id": line.incident.id, "why": why} for line, why in repaired.left]
        session.dump({"done": [line.incident.id for line in repaired.done], "left": left})
        return
    for line, why in repaired.left:
        told = Text("Incident {number} : laissé, {why}.", number=line.incident.id, why=why)
        page.caution(session, told)
    page.line(session, Text("Résolu : {count}.", count=counts.incidents(len(repaired.done))), style="green")


def _row(line: Line) -> tuple[Text | str, ...]:
    incident = line.incident
    return (
        str(incident.id),
        page.day(local_day(incident.opened_at, line.zone)),
        kind_label(incident.kind),
        incident.subject,
        unread.shown(incident.detail),
    )


def _plain(line: Line) -> dict[str, object]:
    effect = line.effect
    return plain_incident(line.incident) | {
        "use": effect.use if effect is not None else "",
        "action": effect.action if effect is not None else "",
        "parked": line.is_parked,
    }


def plain_incident(incident: Incident) -> dict[str, object]:
    """An incident by itself, for a script."""
    return {
        "id": incident.id,
        "kind": incident.kind,
        "label": kind_label(incident.kind),
        "cae": incident.cae,
        "subject": incident.subject,
        "detail": unread.plain(incident.detail),
        "opened_at": incident.opened_at,
        "resolved_at": incident.resolved_at,
        "resolution": unread.plain(incident.resolution),
        "author": incident.author,
        "unread": unread.why_not(incident.detail, incident.resolution),
    }


command_line = group("incidents", list_incidents, show, retry, skip, resolve)
