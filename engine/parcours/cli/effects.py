"""`parcours effects`: what a case sent, what it tries to send, and every try."""

from parcours.bootstrap import opened
from parcours.cli import page
from parcours.cli.command import command
from parcours.cli.papers import paper_told, plain_paper
from parcours.cli.parameters import option
from parcours.cli.session import Session, pass_session
from parcours.messages import Text
from parcours.model.delivery import Attempt, Unread, effect_key
from parcours.runtime import hours, unread
from parcours.runtime.effects.history import OUTCOMES, STATUSES, EffectLine, effects


@command("effects")
@option("--case", said=Text("Identifiant du dossier."), takes=Text("DOSSIER"), required=True)
@pass_session
def command_line(session: Session, case: str) -> None:
    with opened(session.settings) as site:
        found = effects(site.engine, case)
    if session.as_json:
        session.dump([_plain(each) for each in found])
    elif not found:
        page.line(session, Text("Ce dossier n'a rien fait partir."))
    for each in () if session.as_json else found:
        _show(session, each)


def _show(session: Session, line: EffectLine) -> None:
    row, held = line.row, line.delivery
    told = Text("{label} : {status}", label=line.label, status=STATUSES[row.status])
    page.line(session, told, lead=f"{row.fact:>3}.{row.effect.index}  ")
    for attempt in line.attempts:
        page.line(session, tried(attempt, line.zone), lead="       · ")
    for paper in line.papers:
        page.line(session, paper_told(paper), lead="       · ")
    if held is not None and held.ready_at is not None:
        at = hours.told(held.ready_at, line.zone)
        doing = Text("en cours ({node}), jusqu'au {at}", node=held.node, at=at)
        page.line(session, doing if held.node else Text("prochain essai : {at}", at=at), lead="       → ")


def tried(attempt: Attempt, zone: str) -> Text:
    """A try in words, at the hour it was in `zone`."""
    said, at, how = _said(attempt), hours.told(attempt.at, zone), OUTCOMES[attempt.outcome]
    if not said:
        return Text("essai {number}, {at} : {outcome}", number=attempt.number, at=at, outcome=how)
    return Text("essai {number}, {at} : {outcome} ({said})", number=attempt.number, at=at, outcome=how, said=said)


def _said(attempt: Attempt) -> Text | str:
    if isinstance(attempt.detail, Unread):  # both are sealed together
        return unread.shown(attempt.detail)
    return " ; ".join(str(unread.shown(each)) for each in (attempt.detail, attempt.receipt) if each)


def _plain(line: EffectLine) -> dict[str, object]:
    row, held = line.row, line.delivery
    return {
        "key": effect_key(row.case, row.fact, row.effect.index),
        "action": row.effect.action,
        "use": row.effect.use,
        "after": row.effect.after,
        "task": row.effect.task,
        "status": row.status,
        "created_at": row.created_at,
        "delivered_at": row.delivered_at,
        "next_at": held.ready_at if held is not None else None,
        "node": held.node if held is not None else "",
        "attempts": [plain_attempt(each) for each in line.attempts],
        "documents": [plain_paper(each) for each in line.papers],
    }


def plain_attempt(attempt: Attempt) -> dict[str, object]:
    """A try, for a script."""
    return {
        "number": attempt.number,
        "at": attempt.at,
        "node": attempt.node,
        "outcome": attempt.outcome,
        "detail": unread.plain(attempt.detail),
        "receipt": unread.plain(attempt.receipt),
        "unread": unread.why_not(attempt.detail, attempt.receipt),
    }
