"""Rule *cumul*: how much time earlier contracts have used, and what they leave of a limit or of a trial."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from parcours.calendar import wording
from parcours.calendar.civil import add_days, add_months, between
from parcours.calendar.duration import Duration
from parcours.calendar.errors import CalendarError
from parcours.calendar.span import NO_TIME, Span
from parcours.messages import Text

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Counted:
    """Days of one contract that count: `contract` is its place among those given, `first` and `last` are included."""

    contract: int
    first: date
    last: date

    @property
    def span(self) -> Span:
        """Their length, in whole months from the first day, then days."""
        return between(self.first, self.last)

    def text(self) -> Text:
        """`du 15 janvier 2026 au 31 mars 2026 : 2 mois et 17 jours`."""
        return Text("du {first} au {last} : {span}", first=self.first, last=self.last, span=self.span.text())


def tally(contracts: Sequence[Sequence[Days]]) -> tuple[Counted, ...]:
    """What each contract counts for, in order of date; each is given as its periods, first and last day included.

    Contiguous or overlapping periods of one contract are one. Days that several contracts share belong to the one
    that began first (the longest, when they began together) and the others count from the day after it: the order
    of `contracts` changes no length. Gaps count for nothing. Raises CalendarError for a period that ends before
    it begins.
    """
    runs = sorted(
        (Counted(place, *run) for place, periods in enumerate(contracts) for run in _runs(periods)),
        key=lambda run: (run.first, -run.last.toordinal(), run.contract),
    )
    taken = [date.min.toordinal() - 1, *accumulate((run.last.toordinal() for run in runs), max)]
    firsts = [max(run.first.toordinal(), last + 1) for run, last in zip(runs, taken, strict=False)]
    return tuple(
        Counted(run.contract, date.fromordinal(first), run.last)
        for run, first in zip(runs, firsts, strict=True)
        if first <= run.last.toordinal()
    )


def cumul(contracts: Sequence[Sequence[Days]]) -> Span:
    """The sum of `tally`, months and days apart."""
    return sum((counted.span for counted in tally(contracts)), NO_TIME)


def limit(day: date, most: Duration | int, less: Span = NO_TIME) -> date:
    """Rule *limit*: the day, included, on which a limit of `most` (months, or months and days) from `day` is reached.

    `less` has been used already: its months are taken off first, its days from the date that gives. On `day` or
    before it, nothing is left. Raises CalendarError for a limit in hours or in days worked.
    """
    months, days = (most, 0) if isinstance(most, int) else _civil(most)
    return add_days(add_months(day, months - less.months), days - less.days)


def left_of(months: int, less: Span) -> Text:
    """`36 mois − 18 mois = 18 mois`: the arithmetic of a limit, as refusals and explanations show it."""
    most, used = wording.months(months), less.text()
    if less >= Span(months):
        return Text("{most} − {less} = 0", most=most, less=used)
    left = wording.months(months - less.months)
    if not less.days:
        return Text("{most} − {less} = {left}", most=most, less=used, left=left)
    days = wording.days(less.days)
    return Text("{most} − {less} = {left} − {days}", most=most, less=used, left=left, days=days)


def term_end_less(start: date, months: int, less: Span) -> date | None:
    """The last day, included, of what `less` leaves of `months` months from `start`; None when it leaves nothing."""
    end = limit(start, months, less)
    return add_days(end, -1) if end > start else None


def _civil(most: Duration) -> tuple[int, int]:
    if most.skips_days_off or not most.is_civil:
        raise CalendarError(
            Text("Une limite se dit en mois ou en jours, non en {duration}.", duration=most.text()),
            Text("Écrivez par exemple « 36 mois »."),
        )
    return most.months, most.days


def _runs(periods: Sequence[Days]) -> Iterator[Days]:
    """The periods, those that touch made one. Raises CalendarError for one upside down."""
    ordered = sorted(period for period in periods if between(*period))
    if not ordered:
        return
    first, last = ordered[0]
    for start, end in ordered[1:]:
        if start.toordinal() > last.toordinal() + 1:
            yield first, last
            first = start
            last = end
        last = max(last, end)
    yield first, last
