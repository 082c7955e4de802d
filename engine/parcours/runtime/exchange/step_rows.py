"""The table of steps, line by line: what each says, or what is wrong with it."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.messages.suggestion import did_you_mean
from parcours.ports.sheets import Row
from parcours.runtime.exchange.cells import CellError, day
from parcours.runtime.exchange.mapping import ImportMapping
from parcours.runtime.exchange.placing import Located, Table
from parcours.runtime.exchange.steps import Meaning, PastStep

MOST_UNKNOWN: Final = 30  # labels: beyond, the column is another, and may hold anybody's words


@dataclass(frozen=True, slots=True)
class StepRow:
    """A line of the table: a step that means something, or what is wrong with it; and the situation it says."""

    step: PastStep | None
    problems: tuple[Located, ...] = ()
    situation: str = ""


@dataclass(frozen=True, slots=True)
class StepReader:
    """Reads the table of steps under a mapping."""

    mapping: ImportMapping
    table: Table

    def refuse_another_column(self) -> None:
        """Raises UsageError when so many labels are unknown that the column must be another."""
        labels = {self._label(row) for row in self.table.rows}
        unknown = len(labels - self.mapping.labels.keys())
        if unknown > MOST_UNKNOWN:
            raise UsageError(
                Text(
                    "La colonne « {column} » a {count} étiquettes inconnues : est-ce bien celle des étapes ?",
                    column=self.mapping.steps.step,
                    count=unknown,
                ),
                Text("Corrigez « steps.step », ou complétez « labels »."),
            )

    def by_reference(self) -> Mapping[str, Sequence[StepRow]]:
        """The lines of each person."""
        found = defaultdict(list)
        for row in self.table.rows:
            found[self._reference(row)].append(self._read(row))
        return found

    def strays(self, known: Collection[str]) -> Iterator[Located]:
        """Lines of nobody, or of somebody who is not listed."""
        for row in self.table.rows:
            reference, place = self._reference(row), self.table.place(row, self.mapping.steps.reference)
            if not reference:
                yield Located(place, Text("La référence de la personne manque."))
            elif reference not in known:
                text = Text("« {reference} » n'est pas dans la liste des personnes.", reference=reference)
                yield Located(place, text)

    def _reference(self, row: Row) -> str:
        return self.table.words(row, self.mapping.steps.reference)

    def _label(self, row: Row) -> str:
        return self.table.words(row, self.mapping.steps.step)

    def _read(self, row: Row) -> StepRow:
        label = self._label(row)
        meaning = self.mapping.labels.get(label)
        if meaning is None:
            return StepRow(None, (Located(self.table.place(row, self.mapping.steps.step), self._unknown(label)),))
        return StepRow(None) if meaning.is_nothing else self._meant(row, label, meaning)

    def _meant(self, row: Row, label: str, meaning: Meaning) -> StepRow:
        columns = self.mapping.steps
        problems: list[Located] = []
        on = self._day(row, columns.effective, problems)
        until = self._day(row, columns.until, problems) if meaning.contract else None
        if on is None and not problems:
            problems.append(Located(self.table.place(row, columns.effective), Text("La date d'effet manque.")))
        if on is None or problems:
            return StepRow(None, tuple(problems))
        last = columns.last_day(until) if until is not None else None
        return StepRow(PastStep(row.number, label, meaning, on, last), (), self.table.words(row, columns.situation))

    def _day(self, row: Row, column: str, problems: list[Located]) -> datetime.date | None:
        try:
            return day(self.table.cell(row, column)) if column else None
        except CellError as error:
            problems.append(Located(self.table.place(row, column), error.text))
            return None

    def _unknown(self, label: str) -> Text:
        if not label:
            return Text("L'étape n'est pas dite.")
        near = did_you_mean(label, self.mapping.labels)
        text = Text("L'étape « {label} » n'est pas dans « labels ».", label=label)
        return Text("{unknown} {meant}", unknown=text, meant=near) if near is not None else text
