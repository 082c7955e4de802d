"""What keeps a person from being erased: a case that is open, a retention that runs, a hold."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parcours.calendar.zone import local_day
from parcours.errors import UsageError
from parcours.kernel import retention
from parcours.messages import Text
from parcours.model.case import Part, Timer
from parcours.model.step import Reason, Step
from parcours.ports import Hold, Reader
from parcours.runtime import hours
from parcours.runtime.engine import Engine, Held, look, stored
from parcours.runtime.sentences import WORLD
from parcours.runtime.settle import reckoned_again
from parcours.runtime.writing import caught_up


@dataclass(frozen=True, slots=True)
class Ending:
    """One case of the person, and the step that brings it to now: what was due may end what keeps it."""

    held: Held
    step: Step


def endings(engine: Engine, reader: Reader, cae: str, person: str, now: datetime.datetime) -> tuple[Ending, ...]:
    """Every case of a person. UsageError when the cooperative has none."""
    cases = cases_of(reader, cae, person)
    return tuple(_ending(look(engine, reader, stored(reader, case), now)) for case in cases)


def cases_of(reader: Reader, cae: str, person: str) -> tuple[str, ...]:
    """The cases of a person. UsageError when the cooperative has none."""
    cases = reader.cases_of(cae, person)
    if not cases:
        raise UsageError(
            Text("La coopérative « {cae} » n'a aucun dossier de la personne « {person} ».", cae=cae, person=person),
            Text("`parcours list --cae {cae}` montre les personnes qu'elle connaît.", cae=cae),
        )
    return cases


def hindrances(reader: Reader, cae: str, person: str, found: Sequence[Ending]) -> tuple[Reason, ...]:
    """Every reason why this person must be kept; none when they may be erased."""
    hold = reader.hold(cae, person)
    held = () if hold is None else (Reason("hold", _held(hold, hours.of_person(reader, cae, person))),)
    return (*held, *(reason for each in found for reason in _kept(each)))


def running(ending: Ending) -> Timer | None:
    """The end of retention still to come that allows the file of this case to be erased."""
    case = ending.step.case
    if case.retention in retention.ERASES:
        return None
    timers = [timer for timer in case.timers.values() if timer.part is Part.RETENTION]
    erasing = [timer for timer in timers if timer.name in retention.ERASES]
    if erasing:
        return min(erasing, key=lambda timer: timer.day)
    return max(timers, key=lambda timer: timer.day, default=None)


def _ending(held: Held) -> Ending:
    done = caught_up(held)
    # Closed out of turn before such cases had a retention: it is armed now.
    unsaid = done.case.ended_on is not None and not done.case.retention and "case" not in _owners(done)
    return Ending(held, reckoned_again(held, WORLD) if unsaid else done)


def _owners(done: Step) -> frozenset[str]:
    return frozenset(timer.owner for timer in done.case.timers.values())


def _kept(ending: Ending) -> Iterator[Reason]:
    case = ending.step.case
    if case.ended_on is None:
        yield Reason("open", Text("Le dossier {case} est ouvert.", case=case.id))
        return
    timer = running(ending)
    if timer is not None:
        source = retention.source(ending.held.program.workflow, case, timer)
        yield Reason("retention", _until(case.id, timer.day, source))


def _until(case: str, day: datetime.date, source: str) -> Text:
    if not source:
        return Text("Le dossier {case} se garde jusqu'au {day}, selon son parcours.", case=case, day=day)
    return Text("Le dossier {case} se garde jusqu'au {day} ({source}).", case=case, day=day, source=source)


def _held(hold: Hold, zone: str) -> Text:
    since = local_day(hold.at, zone)
    return Text(
        "Un gel interdit d'effacer cette personne depuis le {since} : {reason}", since=since, reason=hold.reason
    )
