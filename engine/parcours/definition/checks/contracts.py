"""A contract begins, is renewed and ends where its stages say it does."""

from collections.abc import Iterator
from typing import Final

from parcours.calendar.duration import Duration
from parcours.definition import codes
from parcours.definition.checks.subject import Subject
from parcours.definition.finding import Finding
from parcours.definition.tree import Path
from parcours.messages import Text
from parcours.model.workflow import Contract, Stage, Transition

Move = tuple[Path, str, Stage, Transition]


def moves(subject: Subject) -> Iterator[Move]:
    """Every transition of the main line: its place, the contract it comes from, the stage it leads to."""
    stages = subject.workflow.stages
    for event, transition in subject.workflow.entry.items():
        if transition.to in stages:
            yield ("entry", event), "", stages[transition.to], transition
    for stage in stages.values():
        for event, transition in stage.transitions.items():
            target = stages.get(transition.to) if transition.to else stage
            if target is not None:
                yield ("stages", stage.id, "transitions", event), stage.contract, target, transition


def terms_in_order(subject: Subject) -> Iterator[Finding]:
    """The least, the default and the most, in that order."""
    for contract in subject.workflow.contracts.values():
        term = contract.term
        if term is not None and not term.least <= term.default <= term.most:
            cause = Text(
                "Ces durées sont dans le désordre : {least} au moins, {default} par défaut, {most} au plus.",
                least=Duration(months=term.least).text(),
                default=Duration(months=term.default).text(),
                most=Duration(months=term.most).text(),
            )
            remedy = Text("La durée par défaut est entre « min » et « max ».")
            yield Finding(codes.TERM_ORDER, ("contracts", contract.id, "term"), cause, remedy)


def terms_have_an_end(subject: Subject) -> Iterator[Finding]:
    """Somebody must be told that a contract is over."""
    for contract in subject.workflow.contracts.values():
        if contract.term is not None and not contract.expire:
            cause = Text("Ce contrat a un terme, et aucun événement ne dit qu'il est échu.")
            remedy = Text("Ajoutez « expire: <événement> », et la transition de chaque étape sous ce contrat.")
            yield Finding(codes.NO_EXPIRY, ("contracts", contract.id), cause, remedy)


def expiries_are_heard(subject: Subject) -> Iterator[Finding]:
    """Each stage under a contract with a term says what becomes of the person when it ends."""
    for stage in subject.workflow.stages.values():
        contract = subject.workflow.contracts.get(stage.contract)
        if contract is None or not contract.expire or contract.term is None or stage.final:
            continue
        if contract.expire not in stage.transitions:
            cause = Text(
                "Le contrat « {contract} » peut finir ici, et l'étape ne dit pas où mène « {event} ».",
                contract=contract.id,
                event=contract.expire,
            )
            remedy = Text("Ajoutez « {event}: {{to: …}} » à ses transitions.", event=contract.expire)
            yield Finding(codes.EXPIRY_UNHEARD, ("stages", stage.id), cause, remedy)


def contracts_are_begun(subject: Subject) -> Iterator[Finding]:
    """Only a begin or a renewal leads into a stage under contract from outside of it."""
    for path, origin, target, transition in moves(subject):
        contract = subject.workflow.contracts.get(target.contract)
        if contract is None or origin == contract.id or transition.event in {*contract.begin, *contract.renew}:
            continue
        cause = Text(
            "« {event} » mène à une étape sous le contrat « {contract} » sans le commencer.",
            event=transition.event,
            contract=contract.id,
        )
        remedy = Text("Ajoutez « {event} » à « begin » du contrat, ou menez ailleurs.", event=transition.event)
        yield Finding(codes.CONTRACT_NOT_BEGUN, (*path, "to"), cause, remedy)


def begun_contracts_have_their_stage(subject: Subject) -> Iterator[Finding]:
    """An event that begins a contract leads to a stage where it runs."""
    for path, origin, target, transition in moves(subject):
        for contract in subject.workflow.contracts.values():
            if transition.event in contract.begin and target.contract != contract.id:
                cause = Text(
                    "« {event} » commence le contrat « {contract} » et mène à une étape où il ne court pas.",
                    event=transition.event,
                    contract=contract.id,
                )
                remedy = Text("Ajoutez « contract: {contract} » à l'étape, ou menez ailleurs.", contract=contract.id)
                yield Finding(codes.BEGIN_LEADS_ELSEWHERE, path, cause, remedy)
            if transition.event in contract.renew and contract.id not in {origin, target.contract}:
                yield _renewed_nowhere(path, contract, transition)


def _renewed_nowhere(path: Path, contract: Contract, transition: Transition) -> Finding:
    cause = Text(
        "« {event} » renouvelle le contrat « {contract} » sans mener à une étape où il court.",
        event=transition.event,
        contract=contract.id,
    )
    return Finding(codes.RENEW_OUT_OF_PLACE, path, cause, Text("Menez à une étape sous ce contrat."))


def ended_contracts_leave_their_stage(subject: Subject) -> Iterator[Finding]:
    """An event that ends a contract leads out of the stages where it runs."""
    for path, origin, target, transition in moves(subject):
        contract = subject.workflow.contracts.get(target.contract)
        if contract is None or origin != contract.id:
            continue
        if transition.event in {*contract.terminate, contract.expire}:
            cause = Text(
                "« {event} » finit le contrat « {contract} » et laisse la personne dans une étape où il court.",
                event=transition.event,
                contract=contract.id,
            )
            yield Finding(codes.ENDED_CONTRACT, path, cause, Text("Menez à une étape sans ce contrat."))


def one_event_for_one_contract(subject: Subject) -> Iterator[Finding]:
    """An event with two parts would ask two sets of dates."""
    seen: dict[str, Path] = {}
    for mention in subject.mentions:
        at = mention.at
        if at[0] != "contracts" or at[2] not in {"begin", "renew", "terminate", "expire"}:
            continue
        if mention.name in seen:
            cause = Text("« {event} » a déjà un rôle dans un contrat.", event=mention.name)
            remedy = Text("Faites-en deux événements.")
            yield Finding(codes.TWO_CONTRACTS, at, cause, remedy).also(seen[mention.name], Text("Le premier est ici."))
        seen.setdefault(mention.name, at)


CHECKS: Final = (
    terms_in_order,
    terms_have_an_end,
    expiries_are_heard,
    contracts_are_begun,
    begun_contracts_have_their_stage,
    ended_contracts_leave_their_stage,
    one_event_for_one_contract,
)
