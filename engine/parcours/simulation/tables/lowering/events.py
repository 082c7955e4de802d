"""Events: who sends them, what they ask, what they do to contracts."""

from parcours.kernel.prepare import Program
from parcours.messages import Text
from parcours.model.workflow import Event, Suspending
from parcours.simulation.tables import rows
from parcours.simulation.tables.lowering.builder import Builder
from parcours.simulation.tables.lowering.duties import actions
from parcours.simulation.tables.lowering.rules import Addresses, date_list

ENGINE_INPUTS = {
    "effective_on": rows.INPUT_EFFECTIVE,
    "signed_on": rows.INPUT_SIGNED,
    "starts_on": rows.INPUT_STARTS,
    "ends_on": rows.INPUT_ENDS,
    "term": rows.INPUT_TERM,
    "trial": rows.INPUT_TRIAL,
    "present": rows.INPUT_PRESENT,
}


def fill_event(b: Builder, a: Addresses, program: Program, name: str, event: Event, *, reached: bool) -> None:
    """The row of an event; what it asks is only looked at where somebody may send it."""
    workflow = program.workflow
    if reached and event.suspension is not Suspending.NO:
        b.refuse(Text("une suspension"), name)
    inputs = []
    for number, field in enumerate(event.input):
        into = a.fields[field.into] if field.into else -1
        if field.personal and field.into and not workflow.dossier[field.into].personal:
            b.refuse(Text("une donnée personnelle versée dans un champ qui ne l'est pas"), f"{name}.{field.id}")
        among = date_list(b, a, field.among) if field.among and reached else 0
        inputs.append(b.row("input", f"{name}.{field.id}", (rows.INPUT_OWN + number, field.required, among, into)))
    act, contract = rows.ACT_NOTHING, ""
    for kind, by_event in (
        (rows.ACT_BEGIN, program.begins),
        (rows.ACT_RENEW, program.renews),
        (rows.ACT_TERMINATE, program.terminates),
    ):
        if act == rows.ACT_NOTHING and name in by_event:
            act, contract = kind, by_event[name]
    asked = program.asked[name]
    flags = ("signed_on", rows.ASKS_SIGNED), ("starts_on", rows.ASKS_STARTS), ("ends_on", rows.ASKS_ENDS)
    quorums = [workflow.roles[role].quorum for role in event.by]
    b.fill(
        a.events[name],
        (
            b.name(name),
            bool(event.by),
            event.note,
            actions(b, a, event.do),
            a.counted.get(name, -1),
            act,
            a.contracts[contract] if contract else 0,
            b.list("inputs", name, inputs),
            -1,
            sum(flag for said, flag in flags if said in asked),
            quorums[0] if quorums else 0,
            list(workflow.events).index(name),
            max(quorums) if "present" in asked else 0,
        ),
    )


def input_slots(event: Event) -> dict[str, int]:
    """The slot of each input of an event: the engine's own, then the file's."""
    return {**ENGINE_INPUTS, **{field.id: rows.INPUT_OWN + number for number, field in enumerate(event.input)}}
