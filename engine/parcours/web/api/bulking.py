"""One event for many cases over HTTP: those named, or those a filter finds; each is answered on its own."""

from collections.abc import Iterable, Sequence

from parcours.messages import Language, Text
from parcours.model.step import Author
from parcours.ports import Reader
from parcours.ports import Wanted as Filter
from parcours.runtime import bulk
from parcours.runtime.desk import speaking
from parcours.web.api import bulk_shapes, telling
from parcours.web.api.asked import MOST, Key, absent, chosen, typed
from parcours.web.api.bearers import Bearer, Known
from parcours.web.languages import Lang
from parcours.web.served import Served, Site


def send_to_many(
    asked: bulk_shapes.SendingMany, known: Known, site: Site, lang: Lang, key: Key
) -> bulk_shapes.Outcomes:
    """A case of another cooperative, named among others, and nothing is done for any."""
    cases, then = _found(site, known, asked.cases)
    given = dict(typed(asked.input)) | ({} if asked.on is None else {"effective_on": asked.on.isoformat()})
    wanted = bulk.Wanted(asked.event, given, key, dry=asked.dry_run)

    def speaker(case: str) -> Author:
        return speaking.sending(site.engine, case, asked.event, known.asker(cases[case]), asked.role or "")

    outcomes = bulk.send(site.engine, cases, wanted, speaker)
    return bulk_shapes.Outcomes(dry_run=asked.dry_run, items=_told(outcomes, lang), next=then)


def _found(site: Served, known: Bearer, which: Sequence[str] | bulk_shapes.Filter) -> tuple[dict[str, str], str | None]:
    """The cooperative of each case, and where the next request goes on. Raises AbsentError."""
    with site.engine.store.reading() as reader:
        if isinstance(which, bulk_shapes.Filter):
            return _filtered(reader, known, which)
        return {case: _reached(known, reader.locate(case)) for case in which}, None


def _reached(known: Bearer, cae: str | None) -> str:
    if cae is None or cae not in known.caes:
        raise absent(Text("Aucun dossier de ce nom."))
    return cae


def _filtered(reader: Reader, known: Bearer, which: bulk_shapes.Filter) -> tuple[dict[str, str], str | None]:
    wanted = Filter(which.workflow or "", which.stage or "", is_open=True, due_before=which.due_before)
    found = reader.page_of_cases(chosen(known, which.cae), wanted, which.cursor or "", MOST + 1)
    cases = {each.id: cae for cae, each in found[:MOST]}
    return cases, list(cases)[-1] if len(found) > MOST else None


def _told(outcomes: Iterable[bulk.Outcome], lang: Language) -> list[bulk_shapes.Outcome]:
    return [
        bulk_shapes.Outcome(
            case=each.case,
            accepted=each.is_accepted,
            stage=each.stage or None,
            seq=each.seq if each.is_accepted else None,
            reasons=telling.warned(each.reasons, lang),
            warnings=telling.warned(each.warnings, lang),
            repeated=each.repeated,
        )
        for each in outcomes
    ]
