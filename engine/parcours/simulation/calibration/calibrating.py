"""A scenario's text from a journal: the one way in."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Final

from parcours.messages import Text
from parcours.model.definition import Definition
from parcours.simulation.calibration.arriving import write_arrivals
from parcours.simulation.calibration.draft import Draft, Fitted, Path, Plain
from parcours.simulation.calibration.journal import Journal
from parcours.simulation.calibration.places import places_of, write_places
from parcours.simulation.calibration.spells import ending
from parcours.simulation.calibration.values import dossier
from parcours.simulation.calibration.wording import fit_lines
from parcours.simulation.calibration.yaml_text import yaml_lines

YEARS: Final = 5
DROPPED: Final = ("extends", "sensitivity")
ORDER: Final = ("format", "scenario", "title", "workflow", "from", "until")
SCHEMA: Final = "# yaml-language-server: $schema="
Render = Callable[[Text], str]


@dataclass(frozen=True, slots=True)
class Calibrated:
    """The text of a scenario, what was fitted for it, and in `notes` what the journal could not say."""

    text: str
    fits: tuple[Fitted, ...]
    notes: tuple[Text, ...]


def calibrate(
    definition: Definition, journal: Journal, name: str, render: Render, template: Plain | None = None
) -> Calibrated:
    """The scenario `name`; `template` is the resolved tree of another, kept where the journal says nothing.

    `render` says sentences in the language of the file.
    """
    workflow = definition.workflow
    draft = Draft(_begun(workflow.id, name, journal, render, template), _source(journal, render))
    write_arrivals(draft, workflow, journal)
    known = dossier(workflow, journal)
    if known:
        sourced = {field: {**each, "source": draft.source(len(journal.dossiers))} for field, each in known.items()}
        draft.put(("dossier",), {**draft.at(("dossier",)), **sourced})
    write_places(draft, workflow, journal)
    for text in _unplaced(definition, journal):
        draft.note(text)
    comments = {path: [render(each) for each in said] for path, said in draft.remarks.items()}
    comments |= {each.path: [render(line) for line in fit_lines(each.fit)] for each in draft.fits}
    return Calibrated(_text(draft.tree, comments), tuple(draft.fits), tuple(draft.notes))


def _begun(workflow: str, name: str, journal: Journal, render: Render, template: Plain | None) -> Plain:
    title = Text("Calibré sur le journal du {begins} au {ends}", begins=journal.begins, ends=journal.ends)
    head = {"format": 1, "scenario": name, "title": render(title), "workflow": workflow}
    kept = {key: value for key, value in deepcopy(template or {}).items() if key not in DROPPED}
    until = datetime.date(journal.ends.year + YEARS, journal.ends.month, 1)
    span = {"from": journal.ends.isoformat(), "until": until.isoformat()}
    return {**head, **span, **{key: value for key, value in kept.items() if key not in head}}


def _source(journal: Journal, render: Render) -> Callable[[int], str]:
    def said(number: int) -> str:
        period = Text(
            "journal, n={number}, période {begins} – {ends}",
            number=number,
            begins=journal.begins.isoformat(),
            ends=journal.ends.isoformat(),
        )
        return render(period)

    return said


def _unplaced(definition: Definition, journal: Journal) -> Iterator[Text]:
    """Events that end no place: how often they come is not fitted."""
    workflow = definition.workflow
    placed = {event for place in places_of(workflow) for event in ending(workflow, *place)}
    for event in workflow.events:
        number = sum(each.event == event for each in journal.sent)
        if number and event not in placed and event not in workflow.entry:
            yield Text(
                "« {event} » : {number} envois qui ne mettent fin à rien ; leur rythme n'est pas calibré.",
                event=event,
                number=number,
            )
    if journal.taken_over:
        yield Text(
            "{number} dossiers repris du papier : là où ils se trouvaient alors ne compte pas.",
            number=journal.taken_over,
        )
    if journal.strangers:
        yield Text("{number} dossiers d'autres parcours ne comptent pas.", number=journal.strangers)


def _text(tree: Plain, comments: Mapping[Path, Sequence[str]]) -> str:
    return "\n".join(yaml_lines(tree, comments)) + "\n"
