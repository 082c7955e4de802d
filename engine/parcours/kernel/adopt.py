"""Taking over a person already under way: stands where they stand, with what is past left silent."""

import datetime
from collections.abc import Iterator

from parcours.calendar.civil import term_end
from parcours.kernel import contracts, inputs, ledger, lives, stages
from parcours.kernel.contracts import DAY
from parcours.kernel.opening import open_once
from parcours.kernel.turn import Turn
from parcours.messages import Text
from parcours.model.case import ContractPeriod, ContractState, ContractStatus
from parcours.model.change import ContractBegun, ContractSigned, FieldsWritten
from parcours.model.fact import FactKind
from parcours.model.fields import Sealed, Value
from parcours.model.step import Adopt, AdoptedContract, Layer, Reason, Refusal, Secret

ADOPTED = "repris"


def adopt(turn: Turn, act: Adopt) -> Refusal | None:
    """Opens the case at a stage since a day, with its running contracts."""
    reasons = tuple(_reasons(turn, act))
    if reasons:
        return Refusal(Layer.INPUT, reasons)
    open_once(turn, act.since)
    _write_dossier(turn, act)
    turn.silent = act.silent
    turn.on = act.since
    for each in sorted(act.contracts, key=lambda given: given.starts_on):
        state = _contract(turn, each)
        _warn_of_periods_untold(turn, state)
        turn.record(ContractSigned(state))
        turn.record(ContractBegun(state.key))
        lives.bear(turn, state.owner, state.starts_on)
    stages.enter(turn, act.stage, act.since)
    lives.reconsider(turn)
    turn.silent = False
    turn.other_cases = bool(act.contracts)
    turn.write(FactKind.ADOPTION, ADOPTED if act.silent else act.stage, act.since, act.by)
    return None


def _reasons(turn: Turn, act: Adopt) -> list[Reason]:
    workflow = turn.program.workflow
    stage = workflow.stages.get(act.stage)
    texts = []
    if turn.draft.stage:
        texts.append(Text("Le dossier est déjà à une étape : on ne le reprend plus."))
    texts += [
        Text("« {field} » n'est pas un champ du dossier.", field=name)
        for name in act.dossier
        if name not in workflow.dossier
    ]
    if stage is None:
        texts.append(Text("« {stage} » n'est pas une étape du parcours.", stage=act.stage))
    if act.since > turn.today:
        texts.append(Text("Le {day} est à venir.", day=act.since))
    given = {each.contract for each in act.contracts}
    texts += [
        Text("« {contract} » n'est pas un contrat du parcours.", contract=name)
        for name in sorted(given - set(workflow.contracts))
    ]
    if act.silent and stage is not None and stage.contract and stage.contract not in given:
        texts.append(
            Text(
                "À l'étape « {stage} » court « {contract} » : dites depuis quand.",
                stage=stage.label,
                contract=stage.contract,
            )
        )
    if stage is not None:
        texts += [
            Text("« {contract} » ne court pas à l'étape « {stage} ».", contract=name, stage=stage.label)
            for name in sorted(given & set(workflow.contracts))
            if name != stage.contract
        ]
    texts += [
        Text("« {contract} », repris ainsi, est échu depuis le {end}.", contract=each.contract, end=end)
        for each in act.contracts
        # Whoever ended yesterday too: their term, silent as all that is past, would never move them on.
        if (end := _end(each)) is not None and end < turn.today
    ]
    texts += [text for each in act.contracts if each.contract in workflow.contracts for text in _limits(turn, each)]
    texts += [text for each in act.contracts for text in _untimely(turn, each, act.since)]
    if act.silent:  # a rehearsal says of a person what it needs, and no more
        texts += inputs.unfilled(turn.program, act.dossier)
    return [Reason("input", text) for text in texts]


def _limits(turn: Turn, given: AdoptedContract) -> Iterator[Text]:
    """What the file says of a contract binds the one taken over as well."""
    contract = turn.program.workflow.contracts[given.contract]
    term, most = contract.term, contract.renewals
    if term is not None and not given.months:
        yield Text("« {contract} » a un terme : dites sa durée, par exemple 6 mois.", contract=contract.label)
    elif term is not None and not term.least <= given.months <= term.most:
        yield Text(
            "« {contract} » dure de {least} à {most} mois ; {asked} dits.",
            contract=contract.label,
            least=term.least,
            most=term.most,
            asked=given.months,
        )
    if given.renewals < 0 or (most is not None and given.renewals > most):
        yield Text(
            "« {contract} » se renouvelle {most} fois au plus ; {asked} dits.",
            contract=contract.label,
            most=most if most is not None else 0,
            asked=given.renewals,
        )


def _untimely(turn: Turn, given: AdoptedContract, since: datetime.date) -> Iterator[Text]:
    """A period to come runs nowhere yet; nor does one at a stage entered before the first of them began."""
    if given.starts_on > turn.today:
        yield Text("« {contract} » ne commence que le {day}.", contract=given.contract, day=given.starts_on)
    elif since < given.starts_on and not given.renewals:
        yield Text(
            "À cette étape depuis le {since}, mais « {contract} » n'y court que depuis le {day} : donnez le jour où il "
            "a commencé, ou les renouvellements signés depuis.",
            since=since,
            contract=given.contract,
            day=given.starts_on,
        )


def _write_dossier(turn: Turn, act: Adopt) -> None:
    fields = turn.program.workflow.dossier
    written: dict[str, Value | None] = {}
    for name, value in act.dossier.items():
        if fields[name].personal:
            turn.secrets.append(Secret(turn.number, f"dossier.{name}", value))
        written[name] = Sealed.PRESENT if fields[name].personal else value
    if written:
        turn.record(FieldsWritten(written))


def _contract(turn: Turn, given: AdoptedContract) -> ContractState:
    contract = turn.program.workflow.contracts[given.contract]
    period = ContractPeriod(given.signed_on or given.starts_on, given.starts_on, _end(given), given.months)
    prior = ledger.prior_to(turn, given.starts_on)
    return ContractState(
        contract=contract.id,
        number=1,
        kind=contract.kind,
        status=ContractStatus.SIGNED,
        periods=(period,),
        trial_ends_on=contracts.trial_end(turn, contract, period, prior),
        paper_renewals=max(0, given.renewals - _signed_before(turn, contract.kind, given.starts_on)),
    )


def _signed_before(turn: Turn, kind: str, starts_on: datetime.date) -> int:
    """Signatures of the periods told on paper that lead up to this one: the same renewal is not counted twice."""
    eve = starts_on - DAY
    told = (each for each in turn.world.ledger if each.kind == kind)
    return sum(each.signatures for each in told if any(last == eve for _, last in each.periods))


def _warn_of_periods_untold(turn: Turn, state: ContractState) -> None:
    if state.paper_renewals:
        text = Text(
            "Les périodes d'avant le {start} ne sont pas dites : la loi compterait trop court. Ajoutez --prior.",
            start=state.starts_on,
        )
        turn.warnings.append(Reason(f"contract.{state.contract}.prior", text))


def _end(given: AdoptedContract) -> datetime.date | None:
    return term_end(given.starts_on, given.months) if given.months else None
