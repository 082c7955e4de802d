"""From sheets to people with their steps: what cannot be read is told of its person, by line and column."""

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.ports.sheets import Row, Sheet
from parcours.runtime.exchange.cells import CellError, value
from parcours.runtime.exchange.mapping import ImportMapping
from parcours.runtime.exchange.placing import Located, Place, Table, chosen, missing_columns, table_of
from parcours.runtime.exchange.step_rows import StepReader, StepRow
from parcours.runtime.refusals import one_a_line


@dataclass(frozen=True, slots=True)
class Imported:
    """One person of the files: values of the dossier as `read_value` takes them, steps, what is wrong with either."""

    reference: str
    place: Place
    dossier: Mapping[str, object] = field(default_factory=dict)
    rows: tuple[StepRow, ...] = ()
    problems: tuple[Located, ...] = ()


@dataclass(frozen=True, slots=True)
class People:
    """Everybody listed, in the order of the file; `strays` are lines that are nobody's.

    `steps` is their table, which gives those of one day `in_order` or not.
    """

    imported: tuple[Imported, ...]
    strays: tuple[Located, ...]
    steps: Table
    in_order: bool = False


def people_of(mapping: ImportMapping, first: Sequence[Sheet], second: Sequence[Sheet] = ()) -> People:
    """The people of one file, or of a file of people and one of steps.

    Raises UsageError, with all of them, for sheets and columns that are not there; and for a column whose words are
    not labels.
    """
    sheet = chosen(second, mapping.steps.sheet, 0) if second else chosen(first, mapping.steps.sheet, 1)
    people, steps = table_of(chosen(first, mapping.people.sheet, 0)), table_of(sheet)
    asked = [mapping.people.reference, *itertools.chain.from_iterable(mapping.people.fields.values())]
    missing = [*missing_columns(people, asked), *missing_columns(steps, mapping.steps.own)]
    if missing:
        raise UsageError(one_a_line(missing), Text("Corrigez la correspondance, ou les titres des colonnes."))
    reader = StepReader(mapping, steps)
    reader.refuse_another_column()
    rows = reader.by_reference()
    times = Counter(people.words(row, mapping.people.reference) for row in people.rows)
    found: dict[str, Imported] = {}
    strays: list[Located] = []
    for row in people.rows:
        reference = people.words(row, mapping.people.reference)
        if reference and reference not in found:
            found[reference] = _person(mapping, people, row, rows.get(reference, ()))
        if not reference or times[reference] > 1:
            strays.append(Located(people.place(row, mapping.people.reference), _wrong(reference)))
    once = tuple(each for each in found.values() if times[each.reference] == 1)
    return People(once, (*strays, *reader.strays(found)), steps, mapping.steps.in_order)


def _person(mapping: ImportMapping, people: Table, row: Row, steps: Sequence[StepRow]) -> Imported:
    dossier: dict[str, object] = {}
    problems: list[Located] = []
    for name, columns in mapping.people.fields.items():
        try:
            said = value(mapping.workflow.dossier[name], [people.cell(row, column) for column in columns])
        except CellError as error:
            problems.append(Located(people.place(row, *columns), error.text))
            continue
        if said is not None:
            dossier[name] = said
    problems += [problem for each in steps for problem in each.problems]
    reference = people.words(row, mapping.people.reference)
    return Imported(reference, people.place(row), dossier, tuple(steps), tuple(problems))


def _wrong(reference: str) -> Text:
    if not reference:
        return Text("La référence de la personne manque.")
    return Text("La référence « {reference} » est celle de plusieurs lignes.", reference=reference)
