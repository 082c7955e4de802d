"""Somebody taken over earlier, and what the files say now: by name, and never what a field holds."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from parcours.messages import Text
from parcours.model.case import Case, ContractState
from parcours.model.change import Change, ContractSigned, FieldsWritten, StageEntered
from parcours.model.fact import Fact, FactKind
from parcours.model.fields import Sealed, Value, read_value
from parcours.model.workflow import Workflow
from parcours.ports import Reader
from parcours.runtime.exchange.steps import Past
from parcours.runtime.labels import contract_label, stage_label
from parcours.runtime.paper import engagement
from parcours.runtime.sealed import DOSSIER

Kind = TypeVar("Kind", bound=Change)


def differences(
    reader: Reader, case: Case, workflow: Workflow, past: Past, dossier: Mapping[str, object]
) -> tuple[Text, ...]:
    """What the files say otherwise than they did: the fact that took the person over is what is compared."""
    fact = next(each for each in reader.facts(case.cae, case.id) if each.kind is FactKind.ADOPTION)
    if case.workflow != workflow.id:
        return (Text("repris dans un autre parcours, « {workflow} »", workflow=case.workflow),)
    return (
        *_stage(fact, workflow, past),
        *_contract(fact, workflow, past),
        *_prior(reader, case, workflow, past),
        *_fields(reader, case, workflow, fact, dossier),
    )


def _stage(fact: Fact, workflow: Workflow, past: Past) -> Iterator[Text]:
    entered = _only(fact, StageEntered)
    if entered is not None and entered.stage != past.stage:
        before, now = stage_label(workflow, entered.stage), stage_label(workflow, past.stage)
        yield Text("étape : « {before} » lors de la reprise, « {now} » dans le fichier", before=before, now=now)
    elif entered is not None and past.since is not None and entered.on != past.since:
        yield Text("depuis le {before} lors de la reprise, le {now} dans le fichier", before=entered.on, now=past.since)


def _contract(fact: Fact, workflow: Workflow, past: Past) -> Iterator[Text]:
    signed = _only(fact, ContractSigned)
    state = signed.contract if signed is not None else None
    now = past.contract
    if (state is None) != (now is None):
        name = state.contract if state is not None else now.contract if now is not None else ""
        yield Text("contrat : « {contract} », dit d'un côté seulement", contract=contract_label(workflow, name))
    elif state is not None and now is not None and _period(state) != (now.contract, now.starts_on, now.months):
        yield Text(
            "contrat : « {contract} » du {before} lors de la reprise, du {now} dans le fichier",
            contract=contract_label(workflow, now.contract),
            before=state.period_starts_on,
            now=now.starts_on,
        )


def _period(state: ContractState) -> tuple[object, ...]:
    period = state.periods[-1]
    return (state.contract, period.starts_on, period.months)


def _prior(reader: Reader, case: Case, workflow: Workflow, past: Past) -> Iterator[Text]:
    kept = [each for each in reader.ledger(case.cae, case.person) if not each.case]
    said = [engagement(each, workflow) for each in past.finished]
    if sorted(kept, key=repr) != sorted(said, key=repr):
        yield Text("contrats finis avant : le fichier en dit d'autres")


def _fields(
    reader: Reader, case: Case, workflow: Workflow, fact: Fact, dossier: Mapping[str, object]
) -> Iterator[Text]:
    written = _only(fact, FieldsWritten)
    before = dict(written.values) if written is not None else {}
    if Sealed.PRESENT in before.values():
        secrets = reader.secrets(case.cae, case.id, fact.seq)
        before = {name: _opened(name, value, secrets) for name, value in before.items()}
    now = {name: read_value(workflow.dossier[name], raw) for name, raw in dossier.items()}
    for name in sorted({*before, *now}):
        if before.get(name) != now.get(name):
            yield Text("champ « {field} »", field=name)


def _opened(name: str, value: Value | None, secrets: Mapping[str, Value]) -> Value | None:
    return secrets.get(f"{DOSSIER}{name}") if value is Sealed.PRESENT else value


def _only(fact: Fact, kind: type[Kind]) -> Kind | None:
    return next((change for change in fact.changes if isinstance(change, kind)), None)
