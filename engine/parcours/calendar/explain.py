"""Why a date is what it is: each step of a reckoning as a sentence, from the stored inputs alone."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

from parcours.calendar import wording
from parcours.calendar.cumul import left_of
from parcours.calendar.dates import Moment, Reckoning, moved
from parcours.calendar.days_off import Calendar
from parcours.calendar.duration import Duration
from parcours.calendar.gregorian import add_months
from parcours.calendar.paths import day_named
from parcours.calendar.public_holidays import DayOff
from parcours.calendar.roll import Roll
from parcours.calendar.zone import local_day, local_time
from parcours.messages import Language, Text, all_of

# Days off of one name make one stretch across the week ends between them.
LONGEST_WEEK_END: Final = 3


def explain(
    reckoning: Reckoning, lang: Language | str = Language.FR, *, today: Calendar | None = None
) -> tuple[str, ...]:
    """The steps from the anchor to the due date, one sentence each, in `lang`.

    With the calendar of `today`, one more sentence when its data would give another date.
    """
    return tuple(text.render(lang) for text in sentences(reckoning, lang, today=today))


def sentences(
    reckoning: Reckoning,
    lang: Language | str = Language.FR,
    *,
    today: Calendar | None = None,
    used: Iterable[Text] = (),
) -> tuple[Text, ...]:
    """The same as texts; days off are named in `lang` already. `used` says what made the time used before."""
    return (
        _start(reckoning),
        *used,
        *_counted(reckoning, lang),
        *_aimed(reckoning),
        *_rolled(reckoning, lang),
        Text("Échéance : {due}.", due=reckoning.due),
        Text("Données : calendrier {edition}.", edition=reckoning.edition),
        *_today(reckoning, today),
    )


def _start(reckoning: Reckoning) -> Text:
    if not reckoning.rule.of:
        return Text("Compté depuis : {anchor}.", anchor=reckoning.anchor)
    return Text("Compté depuis : {anchor} ({of}).", anchor=reckoning.anchor, of=day_named(reckoning.rule.of))


def _counted(reckoning: Reckoning, lang: Language | str) -> Iterator[Text]:
    offset = reckoning.rule.offset
    if offset is None:
        return
    if reckoning.moment is not None:
        yield _hours(offset, reckoning.moment, backwards=reckoning.rule.backwards)
    elif offset.skips_days_off:
        yield _days_worked(offset, reckoning)
        first, last = sorted((reckoning.anchor, reckoning.raw))
        yield from _skipped((off for off in reckoning.days_off if first <= off.day <= last), lang)
    else:
        yield from _months_then_days(offset, reckoning)
    if reckoning.limit:
        yield Text("La limite est atteinte ce jour-là, compris (règle limite) : {raw}.", raw=reckoning.raw)


def _months_then_days(offset: Duration, reckoning: Reckoning) -> Iterator[Text]:
    less = reckoning.less
    if less:
        yield Text("{left} (règle cumul).", left=left_of(offset.months, less))
    sign = -1 if reckoning.rule.backwards else 1
    months = sign * (offset.months - less.months)
    days = sign * (offset.days - less.days)
    reached = add_months(reckoning.anchor, months)
    if months:
        yield _months(reckoning.anchor, months, reached)
    if days:
        yield _reaching(_sum(reached, days, wording.days(abs(days))), reckoning.raw)


def _months(day: date, months: int, reached: date) -> Text:
    said = _sum(day, months, wording.months(abs(months)))
    if reached.day == day.day:
        return _reaching(said, reached)
    return Text(
        "{sum} : le jour {number} n'existe pas en {month}, dernier jour du mois (règle fin de mois) → {reached}.",
        sum=said,
        number=day.day,
        month=wording.month_of(reached),
        reached=reached,
    )


def _days_worked(offset: Duration, reckoning: Reckoning) -> Text:
    said = _sum(reckoning.anchor, -1 if reckoning.rule.backwards else 1, offset.text())
    if offset.business_days:
        return Text(
            "{sum}, du lundi au vendredi, hors jours fériés et fermetures → {reached}.", sum=said, reached=reckoning.raw
        )
    return Text(
        "{sum}, du lundi au samedi, hors jours fériés et fermetures → {reached}.", sum=said, reached=reckoning.raw
    )


def _hours(offset: Duration, moment: Moment, *, backwards: bool) -> Text:
    said = _sum(_clock(moment.since, moment.zone), -1 if backwards else 1, offset.text())
    return Text("{sum} → {at} ({zone}).", sum=said, at=_clock(moment.at, moment.zone), zone=moment.zone)


def _aimed(reckoning: Reckoning) -> Iterator[Text]:
    rule, found = reckoning.rule, reckoning.named
    if rule.list_name is None:
        return
    if found is None:
        yield Text(
            "Aucune date « {list} » ne convient : {raw} est gardé, et le dossier est signalé.",
            list=rule.list_name,
            raw=reckoning.raw,
        )
    elif rule.last_before:
        yield Text("Dernière date « {list} » au plus tard ce jour-là → {found}.", list=rule.last_before, found=found)
    else:
        yield Text("Première date « {list} » à partir de ce jour-là → {found}.", list=rule.list_name, found=found)


def _rolled(reckoning: Reckoning, lang: Language | str) -> Iterator[Text]:
    day, rule = reckoning.named or reckoning.raw, reckoning.rule.roll
    if rule is Roll.NONE:
        return
    if day == reckoning.due:
        yield Text("{day} est un jour ouvré : aucun report.", day=day)
        return
    why = next((off.name(lang) for off in reckoning.days_off if off.day == day), None) or wording.week_day_of(day)
    if rule is Roll.NEXT:
        yield Text(
            "{day} n'est pas ouvré ({why}) : report au jour ouvré suivant → {due}.", day=day, why=why, due=reckoning.due
        )
    else:
        yield Text(
            "{day} n'est pas ouvré ({why}) : report au jour ouvré précédent → {due}.",
            day=day,
            why=why,
            due=reckoning.due,
        )
    first, last = sorted((day, reckoning.due))
    yield from _skipped((off for off in reckoning.days_off if first < off.day < last), lang)


def _today(reckoning: Reckoning, today: Calendar | None) -> Iterator[Text]:
    due = None if today is None else moved(reckoning, today)
    if today is not None and due is not None:
        yield Text("Avec les données d'aujourd'hui ({edition}), ce serait : {due}.", edition=today.edition, due=due)


def _skipped(days_off: Iterable[DayOff], lang: Language | str) -> Iterator[Text]:
    stretches: list[tuple[DayOff, date]] = []
    for off in days_off:
        first, last = stretches[-1] if stretches else (off, off.day)
        if stretches and first.name(lang) == off.name(lang) and (off.day - last).days <= LONGEST_WEEK_END:
            stretches[-1] = (first, off.day)
        else:
            stretches.append((off, off.day))
    if stretches:
        yield Text("Jours sautés : {days}.", days=all_of(_stretch(first, last, lang) for first, last in stretches))


def _stretch(first: DayOff, last: date, lang: Language | str) -> Text:
    if first.day == last:
        return Text("{day} ({name})", day=last, name=first.name(lang))
    return Text("du {first} au {last} ({name})", first=first.day, last=last, name=first.name(lang))


def _sum(start: date | Text, sign: int, amount: Text) -> Text:
    if sign < 0:
        return Text("{start} − {amount}", start=start, amount=amount)
    return Text("{start} + {amount}", start=start, amount=amount)


def _reaching(said: Text, reached: date) -> Text:
    return Text("{sum} → {reached}.", sum=said, reached=reached)


def _clock(at: datetime, zone: str) -> Text:
    return Text("{day} à {time}", day=local_day(at, zone), time=local_time(at, zone))
