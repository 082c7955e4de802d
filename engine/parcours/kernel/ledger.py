"""What earlier and other contracts of this person with this cooperative count for."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Final

from parcours.calendar.cumul import Counted, cumul, tally
from parcours.calendar.span import Span
from parcours.kernel.turn import Turn
from parcours.model.case import ContractState
from parcours.model.world import OPEN_END, Days, Engagement

DAY: Final = datetime.timedelta(1)


def periods(state: ContractState) -> tuple[Days, ...]:
    """The days a contract of the case really ran or will run, an early end included; to `OPEN_END` without one."""
    closed = state.closed_on or OPEN_END
    days = ((period.starts_on, min(period.ends_on or OPEN_END, closed)) for period in state.periods)
    return tuple((first, last) for first, last in days if first <= last)


def engagement(state: ContractState, case: str) -> Engagement:
    """The contract as other cases of the same person see it."""
    return Engagement(state.kind, len(state.periods) + state.paper_renewals, periods(state), case)


def prior(turn: Turn, contract: ContractState) -> Span:
    """The length of all other contracts, of any kind, before this one starts."""
    return prior_to(turn, contract.starts_on, contract.key)


def prior_to(turn: Turn, starts_on: datetime.date, besides: str = "") -> Span:
    """The same for one that starts on a day: what still runs counts up to the eve, whatever its end turns out to be."""
    eve = starts_on - DAY
    return cumul([_until(days, eve) for _, days in _all(turn, besides)])


def shares(turn: Turn, contract: ContractState) -> tuple[tuple[str, Counted], ...]:
    """What `prior` is the sum of: the kind of each contract and the days of it that count, in order of date."""
    eve = contract.starts_on - DAY
    others = tuple(_all(turn, contract.key))
    counted = tally([_until(days, eve) for _, days in others])
    return tuple((others[each.contract][0], each) for each in counted)


def signatures(turn: Turn, kind: str, besides: str = "") -> int:
    """Signatures of this kind so far, every case and paper included; so many renewals, then, with one more."""
    states = (state for key, state in turn.draft.contracts.items() if state.kind == kind and key != besides)
    own = sum(len(state.periods) + state.paper_renewals for state in states)
    return own + sum(each.signatures for each in turn.world.ledger if each.kind == kind)


def total(turn: Turn, kind: str, besides: str = "", extra: Sequence[Days] = ()) -> Span:
    """The time under contracts of this kind, `extra` standing for the contract `besides`.

    One without an end counts up to the eve of the day the turn speaks of.
    """
    others = [periods(s) for s in turn.draft.contracts.values() if s.kind == kind and s.key != besides]
    ledger = [each.periods for each in turn.world.ledger if each.kind == kind]
    eve = turn.on - DAY
    return cumul([_so_far(days, eve) for days in (*ledger, *others, extra)])


def _all(turn: Turn, besides: str) -> Iterable[tuple[str, Sequence[Days]]]:
    """The kind and the days of every contract of this person but one."""
    yield from ((each.kind, each.periods) for each in turn.world.ledger)
    yield from ((state.kind, periods(state)) for key, state in turn.draft.contracts.items() if key != besides)


def _until(days: Sequence[Days], eve: datetime.date) -> list[Days]:
    return [(first, min(last, eve)) for first, last in days if first <= eve]


def _so_far(days: Sequence[Days], eve: datetime.date) -> list[Days]:
    return [(first, eve if last == OPEN_END else last) for first, last in days if last < OPEN_END or first <= eve]
