"""What becomes of each person of an import, in words and for scripts."""

import datetime
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from parcours.cli import counts, page
from parcours.cli.session import Session
from parcours.messages import Text
from parcours.model.workflow import Workflow
from parcours.runtime.exchange.placing import Located, Place
from parcours.runtime.exchange.taking_over import Fate, Outcome
from parcours.runtime.labels import contract_label, field_label, stage_label
from parcours.runtime.paper import PaperContract

STYLES: Final[Mapping[Fate, str | None]] = MappingProxyType(
    {
        Fate.TAKEN_OVER: "green",
        Fate.SAME: None,
        Fate.DIFFERENT: "yellow",
        Fate.NOTHING: None,
        Fate.REFUSED: "red",
    }
)


def show_outcome(session: Session, workflow: Workflow, outcome: Outcome, *, dry: bool) -> None:
    """One person: what becomes of them, then the details, what deserves attention, and why they are refused."""
    head = _head(workflow, outcome, dry=dry)
    if outcome.reference:
        head = Text("{reference} : {said}", reference=outcome.reference, said=head)
    page.line(session, head, style=STYLES[outcome.fate])
    for detail in _details(workflow, outcome):
        page.line(session, detail, lead="    · ")
    for each in outcome.notes:
        page.line(session, _located(each), lead="    ! ", style="yellow")
    for each in outcome.reasons:
        page.line(session, _located(each), lead="    ! ", style="red")


def show_summary(session: Session, counted: Mapping[Fate, int], *, dry: bool) -> None:
    """How many of each fate; of a dry run, that nothing is written and how to do it."""
    page.heading(session, _summary(counted, dry=dry))
    if dry and counted[Fate.TAKEN_OVER]:
        page.line(session, Text("Essai à blanc : rien n'est écrit. Pour le faire, ajoutez --execute."))
    elif dry:
        page.line(session, Text("Essai à blanc : rien n'est écrit."))


def plain_outcome(outcome: Outcome) -> dict[str, object]:
    """What a script may read of a person."""
    past = outcome.past
    running = past.contract
    return {
        "reference": outcome.reference,
        **_plain_place(outcome.place),
        "fate": outcome.fate,
        "case": outcome.case or None,
        "stage": past.stage or None,
        "since": past.since,
        "left_on": past.left_on,
        "contract": {
            "contract": running.contract,
            "starts_on": running.starts_on,
            "months": running.months,
            "renewals": running.renewals,
        }
        if running is not None
        else None,
        "prior": [
            {
                "contract": each.contract,
                "starts_on": each.starts_on,
                "ends_on": each.ends_on,
                "renewals": each.renewals,
            }
            for each in past.finished
        ],
        "fields": list(outcome.fields),
        "differs": list(outcome.differs),
        "notes": [{**_plain_place(each.place), "text": each.text} for each in outcome.notes],
        "reasons": [{**_plain_place(each.place), "text": each.text} for each in outcome.reasons],
    }


def _head(workflow: Workflow, outcome: Outcome, *, dry: bool) -> Text:
    match outcome.fate:
        case Fate.TAKEN_OVER:
            return _taken(workflow, outcome, dry=dry)
        case Fate.SAME:
            return Text("déjà repris, rien n'a changé (dossier {case})", case=outcome.case)
        case Fate.DIFFERENT:
            return Text("déjà repris ; le fichier dit autre chose (dossier {case})", case=outcome.case)
        case Fate.NOTHING:
            return _nothing(outcome)
        case Fate.REFUSED:
            return Text("refusé") if outcome.reference else Text("ligne refusée")


def _taken(workflow: Workflow, outcome: Outcome, *, dry: bool) -> Text:
    stage, since = stage_label(workflow, outcome.past.stage), outcome.past.since or datetime.date.min
    if dry:
        return Text("serait repris à l'étape « {stage} », depuis le {since}", stage=stage, since=since)
    case = outcome.case
    return Text("repris à l'étape « {stage} », depuis le {since} (dossier {case})", stage=stage, since=since, case=case)


def _nothing(outcome: Outcome) -> Text:
    if outcome.past.left_on is None:
        return Text("rien à reprendre : aucune étape")
    return Text("rien à reprendre : sorti le {day}", day=outcome.past.left_on)


def _details(workflow: Workflow, outcome: Outcome) -> Iterator[Text]:
    past = outcome.past
    yield from outcome.differs
    if outcome.fate not in {Fate.TAKEN_OVER, Fate.NOTHING}:
        return
    if past.contract is not None and past.contract.months:
        yield Text(
            "contrat : « {contract} », période du {on}, {months} mois ; renouvellements : {renewals}",
            contract=contract_label(workflow, past.contract.contract),
            on=past.contract.starts_on,
            months=past.contract.months,
            renewals=past.contract.renewals,
        )
    elif past.contract is not None:
        label = contract_label(workflow, past.contract.contract)
        yield Text("contrat : « {contract} », depuis le {on}, sans terme", contract=label, on=past.contract.starts_on)
    for each in past.finished:
        yield _finished(workflow, each)
    if outcome.fate is Fate.NOTHING:
        if past.finished:
            told = " ".join(f"--prior {_prior(each)}" for each in past.finished)
            yield Text("si cette personne revient, la loi les compte : {prior}", prior=told)
    elif outcome.fields:
        names = ", ".join(field_label(workflow, name) for name in outcome.fields)
        yield Text("champs : {fields}", fields=names)


def _finished(workflow: Workflow, paper: PaperContract) -> Text:
    return Text(
        "avant : « {contract} », du {on} au {until} ; renouvellements : {renewals}",
        contract=contract_label(workflow, paper.contract),
        on=paper.starts_on,
        until=paper.ends_on,
        renewals=paper.renewals,
    )


def _prior(paper: PaperContract) -> str:
    """As `start --prior` takes it."""
    said = f"{paper.contract}={paper.starts_on.isoformat()}..{paper.ends_on.isoformat()}"
    return f"{said}/{paper.renewals}" if paper.renewals else said


def _located(each: Located) -> Text:
    return Text("{place} : {text}", place=_place(each.place), text=each.text)


def _place(place: Place) -> Text:
    where = Text("{file}, « {sheet} »", file=place.file, sheet=place.sheet) if place.sheet else place.file
    if not place.column:
        return Text("{where}, ligne {line}", where=where, line=place.line)
    return Text("{where}, ligne {line}, « {column} »", where=where, line=place.line, column=place.column)


def _plain_place(place: Place) -> dict[str, object]:
    return {"file": place.file, "sheet": place.sheet, "line": place.line, "column": place.column or None}


def _summary(counted: Mapping[Fate, int], *, dry: bool) -> Text:
    taken = counts.people(counted[Fate.TAKEN_OVER])
    others = {
        "known": counted[Fate.SAME] + counted[Fate.DIFFERENT],
        "nothing": counted[Fate.NOTHING],
        "refused": counted[Fate.REFUSED],
    }
    if dry:
        return Text(
            "À reprendre : {taken}. Déjà reprises : {known}, rien à reprendre : {nothing}, refusées : {refused}.",
            taken=taken,
            **others,
        )
    return Text(
        "Reprises : {taken}. Déjà reprises : {known}, rien à reprendre : {nothing}, refusées : {refused}.",
        taken=taken,
        **others,
    )
