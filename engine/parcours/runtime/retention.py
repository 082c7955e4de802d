"""How long people are kept: what still runs, and what is carried out once it has ended."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from parcours.kernel import retention
from parcours.messages import Text
from parcours.model.fact import Fact, RetentionReached
from parcours.ports import Outline, Reader
from parcours.runtime.engine import Engine, stored
from parcours.runtime.erasing import Erased, ErasureRefusedError, Wanted, carry_out

BY_ITSELF: Final = "parcours"  # who erases when a retention has ended
TOGETHER: Final = 200  # cases looked at in one question


def erase_due(engine: Engine, cases: Iterable[str] | None = None) -> tuple[Erased, ...]:
    """Erases everybody whose every case has been kept long enough, or only those of some `cases`.

    Who is held, or was erased meanwhile, is left alone.
    """
    with engine.store.reading() as reader:
        due = [whose for whose in _people(reader, cases) if _is_due(reader, *whose)]
    done = []
    for cae, person in due:
        reason = Text("durée de conservation atteinte").render()
        try:
            done.append(carry_out(engine, Wanted(cae, person, reason, BY_ITSELF)))
        except ErasureRefusedError:
            continue  # held or opened again since: nothing is due any more
    return tuple(done)


def ended(facts: Iterable[Fact]) -> frozenset[str]:
    """The cases that these facts say have been kept long enough."""
    return frozenset(
        fact.case
        for fact in facts
        for change in fact.changes
        if isinstance(change, RetentionReached) and change.then in retention.ERASES
    )


def _people(reader: Reader, cases: Iterable[str] | None) -> Sequence[tuple[str, str]]:
    if cases is not None:
        return sorted({(case.cae, case.person) for case in (stored(reader, each) for each in cases)})
    return sorted(
        {
            (cae, found.person)
            for cae in reader.cooperatives()
            for found in _ended(reader, cae)
            if found.retention in retention.ERASES
        }
    )


def _ended(reader: Reader, cae: str) -> Iterator[Outline]:
    """The cases of a cooperative that have ended: most have, and none is decoded whole to be asked one word."""
    ended = [each.id for each in reader.cases(cae) if each.ended_on is not None]
    for first in range(0, len(ended), TOGETHER):
        yield from reader.outlines(ended[first : first + TOGETHER])


def _is_due(reader: Reader, cae: str, person: str) -> bool:
    if reader.erased_at(cae, person) is not None or reader.open_cases(cae, person):
        return False
    cases = [stored(reader, case) for case in reader.cases_of(cae, person)]
    return all(case.retention in retention.ERASES for case in cases) and reader.hold(cae, person) is None
