"""Contracts: what a signature proposes, what refuses it, and how a contract begins, is renewed and ends."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from parcours.calendar.civil import shift, term_end
from parcours.calendar.cumul import term_end_less
from parcours.kernel import ledger
from parcours.kernel.turn import Turn
from parcours.law.signing import Signing, judge
from parcours.law.versions import in_force
from parcours.messages import Text
from parcours.model.case import ContractPeriod, ContractState, ContractStatus
from parcours.model.law import LawRule, RuleKind
from parcours.model.step import Reason
from parcours.model.workflow import Contract

DAY: Final = datetime.timedelta(1)
BEGIN, RENEW, TERMINATE = "begin", "renew", "terminate"


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


def legal_reasons(turn: Turn, proposal: Proposal) -> tuple[Reason, ...]:
    """What binding rules refuse; those no jurist has read yet are noted as warnings of the turn."""
    if proposal.signing is None:
        return ()
    reasons: list[Reason] = []
    for rule in _rules(turn, proposal.contract.kind):
        version = in_force(rule, proposal.signing.signed_on, turn.today)
        if version is not None and rule.kind in {RuleKind.CAP, RuleKind.DEADLINE, RuleKind.WRITING}:
            turn.read[rule.name] = version.since.isoformat()
        breach = judge(rule, proposal.signing, turn.today)
        if breach is not None:
            (reasons if breach.binding else turn.warnings).append(Reason(rule.name, breach.text))
    return tuple(reasons)


def own_reasons(turn: Turn, proposal: Proposal) -> tuple[Reason, ...]:
    """What the cooperative's own file refuses on the day an event is sent."""
    return (*lasting_reasons(turn, proposal), *_notice_reasons(turn, proposal))


def lasting_reasons(turn: Turn, proposal: Proposal) -> tuple[Reason, ...]:
    """What it still refuses on the day a kept event takes effect: notice was given when it was sent."""
    return tuple(_REASONS[proposal.act](turn, proposal))


def _rules(turn: Turn, kind: str) -> Iterator[LawRule]:
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
    prior = ledger.prior_to(turn, starts_on, besides)
    asked = data.get("trial")
    after = ContractState(
        contract=contract.id,
        number=number,
        kind=contract.kind,
        status=ContractStatus.SIGNED,
        periods=(period,),
        trial_ends_on=_trial_end(turn, contract, period, asked if isinstance(asked, int) else None),
    )
    signing = Signing(
        act=act,
        signed_on=signed_on,
        period_starts_on=starts_on,
        old_end=None,
        months=months,
        trial=asked if isinstance(asked, int) else None,
        renewals=ledger.signatures(turn, contract.kind, besides),
        total=ledger.total(turn, contract.kind, besides, ledger.periods(after)),
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
        renewals=ledger.signatures(turn, contract.kind),
        total=ledger.total(turn, contract.kind, before.key, (*ledger.periods(before), (period.starts_on, ends_on))),
        prior=ledger.prior_to(turn, before.starts_on, before.key),
        situation=leads_to,
    )
    return Proposal(act, contract, turn.today, before, period, None, signing)


def _terminate(turn: Turn, act: str, contract: Contract, _: str) -> Proposal:
    ends_on = _day(turn.input["ends_on"])
    return Proposal(act, contract, ends_on + DAY, running(turn, contract.id), ends_on=ends_on)


def _trial_end(turn: Turn, contract: Contract, period: ContractPeriod, asked: int | None) -> datetime.date | None:
    """The last day of the trial: what was asked, else what the file says, cut to what the law leaves."""
    start = period.starts_on
    if asked is not None or not contract.trial:
        return term_end(start, asked) if asked else None
    ends: list[datetime.date | None] = [term_end(start, contract.trial)]
    prior = ledger.prior_to(turn, start)
    for rule in _rules(turn, contract.kind):
        version = in_force(rule, period.signed_on, turn.today) if "trial" in rule.on else None
        if version is not None and version.months:
            turn.read[rule.name] = version.since.isoformat()
            ends.append(term_end_less(start, version.months, prior if rule.less_prior else ledger.NOTHING))
    return None if None in ends else min(end for end in ends if end is not None)


def _begin_reasons(turn: Turn, proposal: Proposal) -> Iterator[Reason]:
    contract, period = proposal.contract, proposal.period
    if proposal.before is not None:
        yield _reason(contract, "running", Text("« {contract} » est déjà en cours.", contract=contract.label))
    elif period is not None and _overlaps_another(turn, contract, period):
        yield _reason(
            contract,
            "running",
            Text("La personne a déjà, dans un autre dossier, « {contract} » ces jours-là.", contract=contract.label),
        )
    yield from _term_reasons(turn, proposal)
    asked = turn.input.get("trial")
    if isinstance(asked, int) and asked > contract.trial:
        yield _reason(
            contract,
            "trial",
            Text("L'essai demandé est de {asked} mois, {most} au plus.", asked=asked, most=contract.trial),
        )


def _renew_reasons(turn: Turn, proposal: Proposal) -> Iterator[Reason]:
    contract, before = proposal.contract, proposal.before
    if before is None or before.ends_on is None:
        yield _reason(contract, "none", Text("Il n'y a pas de « {contract} » à renouveler.", contract=contract.label))
        return
    if before.closed_on is not None and before.closed_on != before.periods[-1].ends_on:
        yield _reason(
            contract,
            "ended",
            Text(
                "« {contract} » a pris fin le {day}, avant son terme : il ne se renouvelle plus.",
                contract=contract.label,
                day=before.closed_on,
            ),
        )
    yield from _term_reasons(turn, proposal)


def _term_reasons(_: Turn, proposal: Proposal) -> Iterator[Reason]:
    contract, signing = proposal.contract, proposal.signing
    if signing is None:
        return
    term = contract.term
    if term is not None and not term.least <= signing.months <= term.most:
        yield _reason(
            contract,
            "term",
            Text(
                "« {contract} » dure de {least} à {most} mois ; {asked} demandés.",
                contract=contract.label,
                least=term.least,
                most=term.most,
                asked=signing.months,
            ),
        )
    if contract.renewals is not None and signing.renewals > contract.renewals:
        yield _reason(
            contract,
            "renewals",
            Text(
                "« {contract} » se renouvelle {most} fois au plus ; celle-ci serait la {number}e.",
                contract=contract.label,
                most=contract.renewals,
                number=signing.renewals,
            ),
        )


def _terminate_reasons(_: Turn, proposal: Proposal) -> Iterator[Reason]:
    contract, before, ends_on = proposal.contract, proposal.before, proposal.ends_on
    if before is None or ends_on is None:
        yield _reason(contract, "none", Text("« {contract} » n'est pas en cours.", contract=contract.label))
        return
    if before.ends_on is not None and ends_on > before.ends_on:
        yield _reason(
            contract,
            "ends_on",
            Text("« {contract} » finit déjà le {end}.", contract=contract.label, end=before.ends_on),
        )
    if ends_on < before.starts_on:
        yield _reason(
            contract,
            "ends_on",
            Text("« {contract} » ne commence que le {start}.", contract=contract.label, start=before.starts_on),
        )


def _notice_reasons(turn: Turn, proposal: Proposal) -> Iterator[Reason]:
    contract, ends_on = proposal.contract, proposal.ends_on
    if contract.notice is None or ends_on is None:
        return
    first = shift(turn.today, contract.notice, turn.world.calendar)
    if ends_on < first:
        yield _reason(
            contract,
            "notice",
            Text(
                "Le préavis est de {notice} : du {today}, la fin est possible dès le {first}, non le {asked}.",
                notice=contract.notice.text(),
                today=turn.today,
                first=first,
                asked=ends_on,
            ),
        )


def _overlaps_another(turn: Turn, contract: Contract, period: ContractPeriod) -> bool:
    end = period.ends_on or datetime.date.max
    return any(
        first <= end and period.starts_on <= last
        for each in turn.world.ledger
        if each.kind == contract.kind
        for first, last in each.periods
    )


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
    return next(
        (s for s in reversed(turn.draft.contracts.values()) if s.contract == contract and s.status is status),
        None,
    )


def _day(value: object) -> datetime.date:
    if not isinstance(value, datetime.date):
        message = f"a typed input holds {value!r} in place of a day"
        raise TypeError(message)
    return value


def _reason(contract: Contract, limit: str, text: Text) -> Reason:
    return Reason(f"contract.{contract.id}.{limit}", text)


_REASONS: Final[dict[str, Callable[[Turn, Proposal], Iterator[Reason]]]] = {
    BEGIN: _begin_reasons,
    RENEW: _renew_reasons,
    TERMINATE: _terminate_reasons,
}
