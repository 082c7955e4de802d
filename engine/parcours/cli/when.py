"""`parcours when`: a date and the rule that gives it."""

from pathlib import Path
from typing import Final

from parcours.calendar.days_off import Calendar
from parcours.calendar.duration import Duration
from parcours.calendar.explain import sentences
from parcours.cli import page, values
from parcours.cli.command import command
from parcours.cli.many_dates import answer_file
from parcours.cli.parameters import argument, option
from parcours.cli.session import Session, pass_session
from parcours.errors import UsageError
from parcours.messages import Text
from parcours.runtime.when import due_on

ZONE: Final = "Europe/Paris"
COUNTRY: Final = "FR"
NO_HOLIDAYS: Final = "none"
EXAMPLE: Final = Text('Par exemple : parcours when 2026-01-31 "1 mois"')


@command("when", more=EXAMPLE, context_settings={"ignore_unknown_options": True})  # a duration may begin with "-"
@argument("start", said=Text("Jour compté depuis."), takes=Text("JOUR"), required=False)
@argument("duration", said=Text("Durée : « 1 mois », « 5 jours ouvrés », P6M."), takes=Text("DURÉE"), required=False)
@option(
    "--roll",
    said=Text("Report : none (sinon), next_business_day ou previous_business_day."),
    takes=Text("REPORT"),
    default="none",
)
@option("--before", said=Text("Compte en arrière."), is_flag=True)
@option("--workflow", said=Text("Jours fériés, fermetures et fuseau de ce parcours."), takes=Text("PARCOURS"))
@option("--holidays", said=Text("Jours fériés : FR (sinon), un autre pays, FR-57, ou none."), takes=Text("PAYS"))
@option(
    "--csv", "file", said=Text("Répond aux lignes date,duration,roll d'un fichier."), takes=Text("FICHIER"), type=Path
)
@pass_session
def command_line(
    session: Session,
    start: str | None,
    duration: str | None,
    roll: str,
    before: bool,  # noqa: FBT001  a flag
    workflow: str | None,
    holidays: str | None,
    file: Path | None,
) -> None:
    calendar = _calendar(session, workflow, holidays)
    if file is not None and (start is not None or before):
        raise UsageError(Text("--csv répond aux lignes du fichier : ni jour, ni durée, ni --before avec lui."))
    if file is not None:
        answer_file(session, file, calendar)
        return
    if start is None or duration is None:
        raise UsageError(Text("Il manque le jour ou la durée."), EXAMPLE)
    reckoning = due_on(values.day(start), Duration.parse(duration), calendar, values.roll(roll), backwards=before)
    told = sentences(reckoning, session.lang)
    if session.as_json:
        session.dump({"due": reckoning.due, "from": reckoning.anchor, "sentences": told})
        return
    page.line(session, Text("{due}", due=reckoning.due), style="green")
    for sentence in told:
        page.line(session, sentence, lead="  ")


def _calendar(session: Session, workflow: str | None, holidays: str | None) -> Calendar:
    if workflow is None:
        country, _, subdivision = (holidays or COUNTRY).partition("-")
        return Calendar(ZONE) if country == NO_HOLIDAYS else Calendar(ZONE, country, subdivision or None)
    if holidays is not None:
        raise UsageError(Text("--workflow ou --holidays : pas les deux."))
    # A question of dates needs no reader of files.
    from parcours.cli.reading import definition_of

    return definition_of(session, workflow).calendar
