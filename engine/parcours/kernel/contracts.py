"""Contracts: what the event of a turn asks of one: a contract, a period or a last day, not judged yet."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from parcours.calendar.civil import term_end
from parcours.calendar.cumul import term_end_less
from parcours.calendar.span import NO_TIME, Span
from parcours.kernel import ledger
from parcours.kernel.turn import Turn
from parcours.law.signing import Signing
from parcours.law.versions import in_force
from parcours.model.case import ContractPeriod, ContractState, ContractStatus
from parcours.model.filling import filled_by_slot
from parcours.model.law import LawRule
from parcours.model.workflow import Contract
from parcours.model.world import Days

DAY: Final = datetime.timedelta(1)
BEGIN, RENEW, TERMINATE = "begin", "renew", "terminate"


@filled_by_slot
@dataclass(frozen=True, slots=True)
class Proposal:
    """What an event asks of a contract.

    `before` is the contract renewed or ended, `after` the one to be signed, `period` the one signed, `on` the day
    it takes effect.
    """

    act: str
    contract: Contract
    on: datetime.date
    before: ContractState | None
    period: ContractPeriod | None = None
    after: ContractState | None = None
    signing: Signing | None = None
    ends_on: datetime.date | None = None


def propose(turn: Turn, event: str, leads_to: str) -> Proposal | None:
    """What the event of this turn asks, None if it concerns no contract. `leads_to` is the situation it leads to."""
    program = turn.program
    for act, by_event, build in (
        (BEGIN, program.begins, _begin),
        (RENEW, program.renews, _renew),
        (TERMINATE, program.terminates, _terminate),
    ):
        name = by_event.get(event)
        if name is not None:
            contract = program.workflow.contracts[name]
            return build(turn, act, contract, leads_to)
    return None


def running(turn: Turn, contract: str) -> ContractState | None:
    return _latest(turn, contract, ContractStatus.RUNNING)


def rules(turn: Turn, kind: str) -> Iterator[LawRule]:
    """The rules of law that govern contracts of this kind, in the order of the file."""
    for name in turn.program.workflow.law:
        file = turn.world.law.get(name)
        if file is not None and file.contract == kind:
            yield from file.rules.values()


def _begin(turn: Turn, act: str, contract: Contract, leads_to: str) -> Proposal:
    data = turn.input
    starts_on, signed_on, months = _day(data["starts_on"]), _day(data["signed_on"]), _months(turn, contract)
    ends_on = term_end(starts_on, months) if months else None
    replaced = _latest(turn, contract.id, ContractStatus.SIGNED)
    besides = replaced.key if replaced is not None else ""
    # A kept signature whose day has come begins under the number it was signed with.
    signed_before = replaced is not None and replaced.key == turn.contract
    number = replaced.number if replaced is not None and signed_before else _next_number(turn, contract)
    period = ContractPeriod(signed_on, starts_on, ends_on, months)
    prior = _prior(turn, contract, starts_on, besides)
    asked = data.get("trial")
    after = ContractState(
        contract=contract.id,
        number=number,
        kind=contract.kind,
        status=ContractStatus.SIGNED,
        periods=(period,),
        trial_ends_on=trial_end(turn, contract, period, prior, asked if isinstance(asked, int) else None),
    )
    signing = Signing(
        act=act,
        signed_on=signed_on,
        period_starts_on=starts_on,
        old_end=None,
        months=months,
        trial=asked if isinstance(asked, int) else None,
        renewals=ledger.signatures(turn, contract.kind, besides),
        total=_total(turn, contract, besides, after),
        prior=prior,
        situation=leads_to,
    )
    return Proposal(act, contract, starts_on, running(turn, contract.id), period, after, signing)


def _renew(turn: Turn, act: str, contract: Contract, leads_to: str) -> Proposal:
    before = running(turn, contract.id) or _latest(turn, contract.id, ContractStatus.ENDED)
    old_end = before.ends_on if before is not None else None
    if before is None or old_end is None:
        return Proposal(act, contract, turn.today, before)
    months = _months(turn, contract)
    replaced = _latest(turn, contract.id, ContractStatus.SIGNED)
    # Counted from the first start of an unbroken run, so that a 31st pinned to a 28th comes back to a 31st.
    ends_on = term_end(before.starts_on, before.months + months)
    period = ContractPeriod(_day(turn.input["signed_on"]), old_end + DAY, ends_on, months)
    signing = Signing(
        act=act,
        signed_on=period.signed_on,
        period_starts_on=period.starts_on,
        old_end=old_end,
        months=months,
        trial=None,
        # A contract signed for later, which this renewal replaces, never counts.
        renewals=ledger.signatures(turn, contract.kind, replaced.key if replaced is not None else ""),
        total=_total(turn, contract, before.key, before, (period.starts_on, ends_on)),
        prior=_prior(turn, contract, before.starts_on, before.key),
        situation=leads_to,
    )
    return Proposal(act, contract, turn.today, before, period, None, signing)


def _terminate(turn: Turn, act: str, contract: Contract, _: str) -> Proposal:
    ends_on = _day(turn.input["ends_on"])
    return Proposal(act, contract, ends_on + DAY, running(turn, contract.id), ends_on=ends_on)


def _total(turn: Turn, contract: Contract, besides: str, state: ContractState, *more: Days) -> Span:
    """What the law counts, `state` and `more` standing for `besides`; nothing is counted where no law governs."""
    if not _governed(turn, contract):
        return NO_TIME
    return ledger.total(turn, contract.kind, besides, (*ledger.periods(state), *more))


def _prior(turn: Turn, contract: Contract, starts_on: datetime.date, besides: str) -> Span:
    return ledger.prior_to(turn, starts_on, besides) if _governed(turn, contract) else NO_TIME


def _governed(turn: Turn, contract: Contract) -> bool:
    return next(rules(turn, contract.kind), None) is not None


def trial_end(
    turn: Turn, contract: Contract, period: ContractPeriod, prior: Span, asked: int | None = None
) -> datetime.date | None:
    """The last day of the trial: what was asked, else what the file says, cut to what the law leaves."""
    start = period.starts_on
    if asked is not None or not contract.trial:
        return term_end(start, asked) if asked else None
    ends: list[datetime.date | None] = [term_end(start, contract.trial)]
    for rule in rules(turn, contract.kind):
        version = in_force(rule, period.signed_on, turn.today) if "trial" in rule.on else None
        if version is not None and version.months:
            turn.read[rule.name] = version.since.isoformat()
            ends.append(term_end_less(start, version.months, prior if rule.less_prior else NO_TIME))
    return None if None in ends else min(end for end in ends if end is not None)


def _next_number(turn: Turn, contract: Contract) -> int:
    return 1 + max(
        (state.number for state in turn.draft.contracts.values() if state.contract == contract.id), default=0
    )


def _months(turn: Turn, contract: Contract) -> int:
    asked = turn.input.get("term")
    if isinstance(asked, int):
        return asked
    return contract.term.default if contract.term is not None else 0


def _latest(turn: Turn, contract: str, status: ContractStatus) -> ContractState | None:
    for state in reversed(turn.draft.contracts.values()):
        if state.contract == contract and state.status is status:
            return state
    return None


def _day(value: object) -> datetime.date:
    if not isinstance(value, datetime.date):
        message = f"a typed input holds {value!r} in place of a day"
        raise TypeError(message)
    return value
