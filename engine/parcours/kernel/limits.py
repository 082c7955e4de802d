"""What refuses a signature or an early end: the law first, then the cooperative's own file."""

import datetime
from collections.abc import Callable, Iterator
from typing import Final

from parcours.calendar.civil import shift
from parcours.kernel import ledger
from parcours.kernel.contracts import BEGIN, RENEW, TERMINATE, Proposal, rules
from parcours.kernel.turn import Turn
from parcours.law.signing import judge
from parcours.law.versions import in_force
from parcours.messages import Text
from parcours.model.case import ContractPeriod, ContractStatus
from parcours.model.law import RuleKind
from parcours.model.step import Reason
from parcours.model.workflow import Contract


def legal_reasons(turn: Turn, proposal: Proposal) -> tuple[Reason, ...]:
    """What binding rules refuse; those no jurist has read yet are noted as warnings of the turn."""
    if proposal.signing is None:
        return ()
    reasons: list[Reason] = []
    for rule in rules(turn, proposal.contract.kind):
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


def _begin_reasons(turn: Turn, proposal: Proposal) -> Iterator[Reason]:
    contract, period = proposal.contract, proposal.period
    if proposal.before is not None:
        yield _reason(contract, "running", Text("« {contract} » est déjà en cours.", contract=contract.label))
    elif period is not None and _overlaps_another(turn, contract, period):
        yield _reason(
            contract, "running", Text("La personne a déjà « {contract} » ces jours-là.", contract=contract.label)
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
    """Whether some of these days are already those of a contract of this kind, in this case or in another."""
    end = period.ends_on or datetime.date.max
    elsewhere = [each.periods for each in turn.world.ledger if each.kind == contract.kind]
    ended = [
        ledger.periods(state)
        for state in turn.draft.contracts.values()
        if state.kind == contract.kind and state.status is ContractStatus.ENDED
    ]
    return any(first <= end and period.starts_on <= last for periods in (*elsewhere, *ended) for first, last in periods)


def _reason(contract: Contract, limit: str, text: Text) -> Reason:
    return Reason(f"contract.{contract.id}.{limit}", text)


_REASONS: Final[dict[str, Callable[[Turn, Proposal], Iterator[Reason]]]] = {
    BEGIN: _begin_reasons,
    RENEW: _renew_reasons,
    TERMINATE: _terminate_reasons,
}
