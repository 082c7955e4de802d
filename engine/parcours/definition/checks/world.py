"""The calendar and the parameters a file carries."""

import datetime
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from parcours.definition import codes
from parcours.definition.checks.subject import Subject
from parcours.definition.finding import Finding, warning
from parcours.definition.piece import Piece
from parcours.messages import Text


def closures_apart(subject: Subject) -> Iterator[Finding]:
    """Two closures over the same days are one, or a mistake."""
    written = Piece(subject.root).at("calendar").at("closures").items()
    dated = [(first, last, item) for item in written if (first := item.date("from")) and (last := item.date("until"))]
    for (_, end, earlier), (start, _, later) in pairwise(sorted(dated, key=lambda each: each[0])):
        if start <= end:
            cause = Text(
                "Cette fermeture commence le {start}, avant la fin d'une autre, le {end}.", start=start, end=end
            )
            found = warning(codes.CLOSURES_OVERLAP, later.path, cause, Text("Réunissez-les, ou corrigez leurs dates."))
            yield found.also(earlier.path, Text("L'autre fermeture."))


def lists_have_days_to_come(subject: Subject) -> Iterator[Finding]:
    """A list whose days are all over leads nowhere from now on."""
    for name, named in subject.definition.calendar.dates.items():
        if named.known and not named.usual and named.known[-1] < subject.today:
            cause = Text("Le dernier jour de cette liste est passé, le {last}.", last=named.known[-1])
            remedy = Text("Ajoutez les prochains jours, ou un jour habituel comme « 06-18 ».")
            yield warning(codes.PAST_DATES, ("calendar", "dates", name), cause, remedy)


def parameters_have_a_value(subject: Subject) -> Iterator[Finding]:
    """A condition that reads a parameter before its first value refuses everybody."""
    for name, values in subject.definition.parameters.items():
        if values and datetime.date.min < subject.today < values[0].since:
            cause = Text("Ce paramètre n'a de valeur qu'à partir du {since}.", since=values[0].since)
            remedy = Text("Ajoutez la valeur en vigueur d'ici là.")
            yield warning(codes.NO_VALUE_YET, ("parameters", name, "values"), cause, remedy)


def values_one_a_day(subject: Subject) -> Iterator[Finding]:
    """Two values since the same day: nobody could say which holds."""
    for name, values in subject.definition.parameters.items():
        counted = Counter(value.since for value in values)
        for day in (day for day, times in counted.items() if times > 1):
            cause = Text("Ce paramètre a deux valeurs depuis le {day}.", day=day)
            yield Finding(codes.SAME_SINCE, ("parameters", name, "values"), cause, Text("Gardez-en une."))


CHECKS: Final = (closures_apart, lists_have_days_to_come, parameters_have_a_value, values_one_a_day)
