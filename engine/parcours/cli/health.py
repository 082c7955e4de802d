"""`parcours health`: whether the engine is well, for a monitor or for people."""

from parcours.adapters.status import plain_health
from parcours.bootstrap import opened
from parcours.cli import page
from parcours.cli.command import command
from parcours.cli.session import Session, pass_session
from parcours.errors import REFUSED
from parcours.messages import Text
from parcours.runtime import hours
from parcours.runtime.serving.health import examine


@command(
    "health", more=Text("Ne demande rien au démon : une sonde peut l'appeler quand il est mort. 1 si cela va mal.")
)
@pass_session
def command_line(session: Session) -> int:
    with opened(session.settings) as site:
        now = site.engine.clock.now()
        health = examine(site.store, now)
    if session.as_json:
        session.dump(plain_health(health))
        return 0 if health.well else REFUSED
    for node in health.nodes:
        long = hours.elapsed((now - node.seen_at).total_seconds())
        said = Text("nœud {node}, vu il y a {long}", node=node.name, long=long)
        page.line(session, said, lead="  ")
    for _, text in health.troubles:
        page.line(session, text, lead="  ! ", style="red")
    others = sum(health.incidents.values())
    if others:
        page.line(session, Text("Incidents ouverts : {number}.", number=others), lead="  ")
    if health.well:
        page.line(session, Text("Tout va bien."), style="green")
    return 0 if health.well else REFUSED
