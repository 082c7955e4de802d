"""`parcours import`: people already under way, from another software's files; a dry run unless it is said."""  # noqa: N999  as the command is called

from collections import Counter
from pathlib import Path

from parcours import bootstrap
from parcours.adapters.sheets.reading import read_sheets
from parcours.cli import wanted
from parcours.cli.command import command
from parcours.cli.import_text import plain_outcome, show_outcome, show_summary
from parcours.cli.mappings import mapping_of
from parcours.cli.parameters import argument, option
from parcours.cli.session import Session, pass_session
from parcours.cli.site import changing
from parcours.errors import REFUSED
from parcours.messages import Text
from parcours.model.step import Author
from parcours.runtime.exchange.tables import people_of
from parcours.runtime.exchange.taking_over import Fate, Outcome, TakingOver


@command(
    "import",
    more=Text(
        "Fichiers CSV, ODS, XLSX ou XLS, tels qu'enDI les exporte. Sans --execute, dit ligne à ligne ce qui se ferait, "
        "et n'écrit rien. Relancée, ne reprend personne deux fois ; qui est refusé ne retient pas les autres."
    ),
)
@argument(
    "people", said=Text("Fichier des personnes, et de leurs étapes sur une autre feuille."), takes=Text("FICHIER")
)
@argument("steps", said=Text("Fichier de leurs étapes, s'il est à part."), takes=Text("ÉTAPES"), required=False)
@option(
    "--mapping",
    said=Text("Correspondance : ce que veulent dire colonnes et étiquettes ; fichier ou identifiant."),
    takes=Text("CORRESPONDANCE"),
    required=True,
)
@option("--execute", said=Text("Reprend les personnes."), is_flag=True)
@wanted.by
@pass_session
def command_line(session: Session, people: str, steps: str | None, mapping: str, by: str, *, execute: bool) -> int:
    meant, definition = mapping_of(session, mapping)
    first = read_sheets(Path(people), meant.encoding)
    second = read_sheets(Path(steps), meant.encoding) if steps is not None else ()
    listed = people_of(meant, first, second)
    opening = changing(session) if execute else bootstrap.keyed(session.settings)
    found: list[Outcome] = []
    with opening as site:
        for outcome in TakingOver(site.engine, definition, Author(by), dry=not execute).of(listed):
            found.append(outcome)
            if not session.as_json:
                show_outcome(session, meant.workflow, outcome, dry=not execute)
    counted = Counter(outcome.fate for outcome in found)
    if session.as_json:
        counts = {fate: counted[fate] for fate in Fate}
        outcomes = [plain_outcome(outcome) for outcome in found]
        session.dump({"executed": execute, "counts": counts, "outcomes": outcomes})
    else:
        show_summary(session, counted, dry=not execute)
    return REFUSED if counted[Fate.REFUSED] else 0
