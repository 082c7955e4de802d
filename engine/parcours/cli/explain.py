"""`parcours explain`: why a case is where it is, what each date comes from, what may be done, what comes by itself."""

from collections.abc import Sequence

from parcours.bootstrap import opened
from parcours.cli import page, wanted
from parcours.cli.command import command
from parcours.cli.parameters import argument
from parcours.cli.session import Session, pass_session
from parcours.cli.telling import plain_fact, show_entries
from parcours.messages import Text
from parcours.model.step import Layer
from parcours.runtime.explanation import Due, Explanation, Possible, Term, explain
from parcours.runtime.queries import Entry


@command("explain")
@wanted.case
@argument("deadline", said=Text("Une seule échéance."), takes=Text("ÉCHÉANCE"), required=False)
@pass_session
def command_line(session: Session, case: str, deadline: str | None) -> None:
    with opened(session.settings) as site:
        explanation = explain(site.engine, case, deadline, session.lang)
    if session.as_json:
        session.dump(_plain(explanation))
    elif deadline is not None:
        _show_dates(session, explanation.dates)
        _show_terms(session, _counted_on(explanation))
    else:
        _show(session, explanation)


def _plain(explanation: Explanation) -> dict[str, object]:
    return {
        "case": explanation.case,
        "stage": explanation.stage,
        "here": [plain_fact(each.fact) | {"told": each.told} for each in explanation.here],
        "contracts": [{"contract": each.contract, "sentences": each.sentences} for each in explanation.contracts],
        "dates": [_plain_due(each) for each in explanation.dates],
        "missed": [_plain_due(each) for each in explanation.missed],
        "possible": [_plain_possible(each) for each in explanation.possible],
        "ahead": [{"on": each.fact.on, "told": each.told, "changes": each.changes} for each in explanation.ahead],
    }


def _plain_due(due: Due) -> dict[str, object]:
    return {"name": due.name, "label": due.label, "day": due.day, "sentences": due.sentences}


def _plain_possible(possible: Possible) -> dict[str, object]:
    reasons = possible.refusal.reasons if possible.refusal is not None else ()
    return {
        "event": possible.event,
        "label": possible.label,
        "roles": possible.roles,
        "refused": [{"code": reason.code, "text": reason.text} for reason in reasons],
    }


def _show(session: Session, explanation: Explanation) -> None:
    page.heading(session, Text("Dossier {case} : {stage}", case=explanation.case, stage=explanation.stage))
    if explanation.here:
        page.heading(session, Text("Pourquoi là"))
        show_entries(session, explanation.here)
    _show_terms(session, explanation.contracts)
    if explanation.missed or explanation.dates:
        page.heading(session, Text("D'où vient chaque date"))
        _show_dates(session, explanation.missed)
        _show_dates(session, explanation.dates)
    if explanation.possible:
        page.heading(session, Text("Ce qui peut être fait maintenant, et par qui"))
        for possible in explanation.possible:
            _show_possible(session, possible)
    page.heading(session, Text("Si rien n'est fait"))
    _show_ahead(session, explanation.ahead)


def _counted_on(explanation: Explanation) -> Sequence[Term]:
    """The contracts with an end that own these dates: what a date counted from it owes to them is in their terms."""
    owners = {due.name.partition(".")[0] for due in explanation.dates}
    return [each for each in explanation.contracts if each.contract in owners and each.ends_on is not None]


def _show_terms(session: Session, contracts: Sequence[Term]) -> None:
    if contracts:
        page.heading(session, Text("Jusqu'à quand courent les contrats"))
    for contract in contracts:
        page.line(session, contract.label, lead="  ", style="cyan")
        for sentence in contract.sentences:
            page.line(session, sentence, lead="    ")


def _show_dates(session: Session, dates: Sequence[Due]) -> None:
    said_once = _said_of_all(dates)
    for due in dates:
        label = session.told(due.label)
        page.line(
            session,
            label if label == due.name else f"{label} ({due.name})",
            lead=f"{page.day(due.day)}  ",
            style="cyan",
        )
        for sentence in due.sentences:
            if sentence not in said_once:
                page.line(session, sentence, lead=" " * 12)
    for sentence in said_once:
        page.line(session, sentence)


def _said_of_all(dates: Sequence[Due]) -> tuple[Text, ...]:
    """Sentences that every date would repeat, such as the edition of the calendar."""
    reckoned = [due.sentences for due in dates if due.sentences]
    if len(reckoned) <= 1:
        return ()
    return tuple(sentence for sentence in reckoned[0] if all(sentence in other for other in reckoned))


def _show_possible(session: Session, possible: Possible) -> None:
    roles = ", ".join(possible.roles)
    open_ = possible.refusal is None or possible.refusal.layer is Layer.INPUT  # something is only to be said
    page.line(
        session,
        Text("{label} ({event}), par {roles}", label=possible.label, event=possible.event, roles=roles),
        lead="  + " if open_ else "  - ",
        style="green" if open_ else None,
    )
    for reason in possible.refusal.reasons if possible.refusal is not None else ():
        page.line(session, reason.text, lead="      ")


def _show_ahead(session: Session, ahead: Sequence[Entry]) -> None:
    if not ahead:
        page.line(session, Text("Rien n'arrivera de soi-même."), lead="  ")
    for entry in ahead:
        page.line(session, entry.told, lead="  ")
        for change in entry.changes:
            page.line(session, change, lead="    · ")
