"""`parcours tick`: all that is due fires, then it stops."""

import datetime

from parcours.cli import counts, page, values, wanted
from parcours.cli.asking import confirmed
from parcours.cli.command import command
from parcours.cli.parameters import option
from parcours.cli.reading import now
from parcours.cli.session import Session, pass_session
from parcours.cli.site import changing
from parcours.cli.telling import plain_fact, show_entries
from parcours.errors import REFUSED
from parcours.messages import Text
from parcours.runtime import queries, retention
from parcours.runtime.engine import Engine
from parcours.runtime.passing import pass_time
from parcours.runtime.tick import Ticked


@command("tick", more=Text("Un instant à venir fait passer le temps jusque-là : ce n'est bon que pour essayer."))
@option("--until", said=Text("Jusqu'à cet instant ; maintenant sinon."), takes=Text("INSTANT"), type=values.moment)
@wanted.yes
@pass_session
def command_line(session: Session, until: datetime.datetime | None, yes: bool) -> int:  # noqa: FBT001  a flag
    until = until or now(session)
    question = Text("{until} est à venir : ce qui n'est pas échu partira. Continuer ?", until=until)
    if until > now(session) and not confirmed(session, question, yes=yes):
        return REFUSED
    with changing(session) as site:
        ticked = pass_time(site.engine, until)
        # What an imagined future brings to its end is still to be kept today.
        erased = retention.erase_due(site.engine, retention.ended(ticked.facts)) if until <= now(session) else ()
        traces = site.store.wipe() if erased else None
        if session.as_json:
            session.dump(_plain(ticked) | {"erased": [{"cae": each.cae, "person": each.person} for each in erased]})
        else:
            _show(session, site.engine, ticked)
            for each in erased:
                told = Text("Personne {person} ({cae}) : effacée, durée de conservation atteinte.",
                            person=each.person, cae=each.cae)  # fmt: skip
                page.line(session, told, style="yellow")
            if traces is not None:
                page.caution(session, traces)
    return REFUSED if ticked.stuck else 0


def _plain(ticked: Ticked) -> dict[str, object]:
    return {
        "facts": [{"case": fact.case} | plain_fact(fact) for fact in ticked.facts],
        "stuck": [{"case": case, "why": why} for case, why in ticked.stuck],
    }


def _show(session: Session, engine: Engine, ticked: Ticked) -> None:
    for case in dict.fromkeys(fact.case for fact in ticked.facts):
        page.heading(session, Text("Dossier {case}", case=case))
        # Without anybody's words: what this says goes to a log, which nobody erases.
        show_entries(session, queries.entries(engine, case, [fact for fact in ticked.facts if fact.case == case]))
    for case, why in ticked.stuck:
        page.line(session, Text("Le dossier {case} ne peut pas avancer : {why}", case=case, why=why), style="red")
    if ticked.facts:
        page.line(session, Text("{facts}.", facts=counts.facts(len(ticked.facts))), style="green")
    else:
        page.line(session, Text("Rien n'était échu."))
