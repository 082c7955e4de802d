"""What earlier and other contracts of this person with this cooperative count for."""

import datetime
from collections.abc import Iterable, Sequence

from parcours.calendar.cumul import cumul
from parcours.calendar.span import Span
from parcours.kernel.turn import Turn
from parcours.model.case import ContractState
from parcours.model.world import Days, Engagement


def periods(state: ContractState) -> tuple[Days, ...]:
    """The days a contract of the case really ran or will run, an early end included; an open end says nothing yet."""
    closed = state.closed_on
    days = (
        (period.starts_on, min(period.ends_on or datetime.date.max, closed or datetime.date.max))
        for period in state.periods
        if period.ends_on is not None or closed is not None
    )
    return tuple((first, last) for first, last in days if first <= last)


def engagement(state: ContractState, case: str) -> Engagement:
    """The contract as other cases of the same person see it."""
    return Engagement(state.kind, len(state.periods) + state.paper_renewals, periods(state), case)


def prior(turn: Turn, contract: ContractState) -> Span:
    """The length of all other contracts, of any kind, before this one starts."""
    return prior_to(turn, contract.starts_on, contract.key)


def prior_to(turn: Turn, starts_on: datetime.date, besides: str = "") -> Span:
    eve = starts_on - datetime.timedelta(1)
    return cumul([_until(days, eve) for days in _all_periods(turn, besides)])


def signatures(turn: Turn, kind: str, besides: str = "") -> int:
    """Signatures of this kind so far, every case and paper included; so many renewals, then, with one more."""
    states = (state for key, state in turn.draft.contracts.items() if state.kind == kind and key != besides)
    own = sum(len(state.periods) + state.paper_renewals for state in states)
    return own + sum(each.signatures for each in turn.world.ledger if each.kind == kind)


def total(turn: Turn, kind: str, besides: str = "", extra: Sequence[Days] = ()) -> Span:
    """The time under contracts of this kind, `extra` standing for the contract `besides`."""
    others = [periods(s) for s in turn.draft.contracts.values() if s.kind == kind and s.key != besides]
    ledger = [each.periods for each in turn.world.ledger if each.kind == kind]
    return cumul([*ledger, *others, extra])


def _all_periods(turn: Turn, besides: str) -> Iterable[Sequence[Days]]:
    yield from (each.periods for each in turn.world.ledger)
    yield from (periods(state) for key, state in turn.draft.contracts.items() if key != besides)


def _until(days: Sequence[Days], eve: datetime.date) -> list[Days]:
    return [(first, min(last, eve)) for first, last in days if first <= eve]
