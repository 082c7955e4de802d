"""Taking over a person already under way: stands where they stand, with what is past left silent."""

import datetime

from parcours.calendar.civil import term_end
from parcours.kernel import contracts, ledger, lives, stages
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
        if (end := _end(each)) is not None and end < turn.today - DAY
    ]
    return [Reason("input", text) for text in texts]


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
        paper_renewals=given.renewals,
    )


def _end(given: AdoptedContract) -> datetime.date | None:
    return term_end(given.starts_on, given.months) if given.months else None
