"""Taking people over from another software: one transaction each, under a key of their own, by `adopt` alone."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from parcours.calendar import zone
from parcours.errors import RefusedError, UsageError
from parcours.messages import Text
from parcours.model.definition import Definition
from parcours.model.step import Author
from parcours.ports import Reader
from parcours.runtime.commands import NOBODY
from parcours.runtime.engine import Engine, refuse_if_erased, stored
from parcours.runtime.exchange.compared import differences
from parcours.runtime.exchange.mapping import plain_words
from parcours.runtime.exchange.past import past_of
from parcours.runtime.exchange.placing import Located, Place
from parcours.runtime.exchange.steps import NOWHERE, Contradicted, Past, Told
from parcours.runtime.exchange.tables import Imported, People
from parcours.runtime.exchange.undone import UndoneStore
from parcours.runtime.opening import Entrance, Standing, adopt

KEY = "import:"


class Fate(StrEnum):
    """What becomes of a person of the files."""

    TAKEN_OVER = "taken_over"
    SAME = "same"
    DIFFERENT = "different"
    NOTHING = "nothing"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One person, or one stray line: what became of them, and where they stand if that could be read.

    `reasons` say why they are refused, `notes` what deserves attention, `differs` what the files say otherwise than
    when they were taken over.
    """

    reference: str
    place: Place
    fate: Fate
    past: Past = NOWHERE
    fields: tuple[str, ...] = ()
    case: str = ""
    reasons: tuple[Located, ...] = ()
    notes: tuple[Located, ...] = ()
    differs: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class TakingOver:
    """Takes people over into a parcours. A `dry` run does the same, and undoes it."""

    engine: Engine
    definition: Definition
    by: Author = NOBODY
    dry: bool = True

    def of(self, people: People) -> Iterator[Outcome]:
        """Each person in the order of the file, then the lines that are nobody's."""
        for person in people.imported:
            yield self._one(person, people)
        for stray in people.strays:
            yield Outcome("", stray.place, Fate.REFUSED, reasons=(stray,))

    def _one(self, person: Imported, people: People) -> Outcome:
        outcome = Outcome(person.reference, person.place, Fate.REFUSED, fields=tuple(person.dossier))
        steps = [row.step for row in person.rows if row.step is not None]
        today = zone.local_day(self.engine.clock.now(), self.definition.calendar.timezone)
        past = past_of(steps, today, self.definition.workflow, in_order=people.in_order)
        located = _Locating(people)
        if isinstance(past, Contradicted):
            return replace(outcome, reasons=(*person.problems, *located.all(past.troubles)))
        notes = (*located.all(past.notes), *located.all(self._situations(person, past, today)))
        outcome = replace(outcome, past=past, notes=notes, reasons=person.problems)
        if person.problems:
            return outcome
        if not past.stage:
            return replace(outcome, fate=Fate.NOTHING)
        try:
            return self._known(outcome, person, past) or self._taken(outcome, person, past)
        except (RefusedError, UsageError) as error:
            texts = _reasons(error)
            return replace(outcome, reasons=tuple(Located(person.place, text) for text in texts))

    def _known(self, outcome: Outcome, person: Imported, past: Past) -> Outcome | None:
        """What is to be said of somebody the store has already, None of anybody else. Raises RefusedError."""
        cae = self.definition.workflow.cae
        with self.engine.store.reading() as reader:
            refuse_if_erased(reader, cae, person.reference)
            answer = reader.started(cae, _key(person))
            if answer is None:
                _refuse_if_there(reader, cae, person.reference)
                return None
            case = stored(reader, answer.case)
            found = differences(reader, case, self.definition.workflow, past, person.dossier)
        fate = Fate.DIFFERENT if found else Fate.SAME
        return replace(outcome, fate=fate, case=case.id, differs=found)

    def _taken(self, outcome: Outcome, person: Imported, past: Past) -> Outcome:
        engine = replace(self.engine, store=UndoneStore(self.engine.store)) if self.dry else self.engine
        prior = past.finished
        entrance = Entrance(self.definition, person.reference, person.dossier, self.by, _key(person), prior=prior)
        contracts = (past.contract,) if past.contract is not None else ()
        accepted = adopt(engine, entrance, Standing(past.stage, past.since or datetime.date.min, contracts))
        warned = tuple(Located(person.place, reason.text) for reason in accepted.warnings)
        case = "" if self.dry else accepted.case.id
        return replace(outcome, fate=Fate.TAKEN_OVER, case=case, notes=(*outcome.notes, *warned))

    def _situations(self, person: Imported, past: Past, today: datetime.date) -> Iterator[Told]:
        """A situation that the other software gives, and that is not that of the stage: only of the latest step."""
        workflow = self.definition.workflow
        read = [(row.step, row.situation) for row in person.rows if row.step is not None and row.step.on <= today]
        if not read or not past.stage:
            return
        step, said = max(read, key=lambda each: (each[0].on, each[0].line))
        meant = workflow.situations.get(workflow.stages[past.stage].situation, "")
        if said and meant and plain_words(said).casefold() != plain_words(meant).casefold():
            text = Text(
                "La situation n'y est pas celle de l'étape, « {situation} » ; c'est l'étape qui compte.",
                situation=meant,
            )
            yield Told(step.line, text)


@dataclass(frozen=True, slots=True)
class _Locating:
    """Gives what is told of a line of the steps its place."""

    people: People

    def all(self, told: Iterable[Told]) -> tuple[Located, ...]:
        sheet = self.people.steps.sheet
        return tuple(Located(Place(sheet.file, sheet.name, each.line), each.text) for each in told)


def _key(person: Imported) -> str:
    return f"{KEY}{person.reference}"


def _refuse_if_there(reader: Reader, cae: str, reference: str) -> None:
    """Somebody who came in by another way is for a person to look at: nobody is taken over twice."""
    found = reader.cases_of(cae, reference)
    if found:
        raise RefusedError(
            Text("Cette personne a déjà un dossier, que cet import n'a pas ouvert : {cases}.", cases=", ".join(found))
        )


def _reasons(error: RefusedError | UsageError) -> list[Text]:
    refusal = getattr(error, "refusal", None)
    return [reason.text for reason in refusal.reasons] if refusal is not None else [error.text]
