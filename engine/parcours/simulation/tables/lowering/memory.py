"""How the memory of the machine is laid out: what is shared, then the block of a case."""

from itertools import accumulate

from parcours.simulation.model import Model
from parcours.simulation.scenario.intents import PlaceKind
from parcours.simulation.tables import memory, rows
from parcours.simulation.tables.lowering.builder import Builder
from parcours.simulation.tables.lowering.rules import Addresses


def lay_block(b: Builder, a: Addresses, model: Model) -> None:
    """Where each part of a block begins, and a block as it is before anything happens."""
    head, scenario = b.ints, model.scenario
    slots, kept = head[rows.H_SLOTS], head[rows.H_KEPT]
    intents = [len(place.intents) for place in scenario.places if place.kind is not PlaceKind.TASK]
    place = memory.PLACE_HEAD + max(intents, default=0) * memory.PROCESS_SIZE
    held = 2 * len(scenario.resources) + 4
    sizes = {
        memory.BK_TRACKS: len(a.tracks) * memory.TRACK_SIZE,
        memory.BK_STARTED: len(a.tracks),
        memory.BK_OWNERS: head[rows.H_REGIONS],
        memory.BK_BIRTHS: head[rows.H_REGIONS],
        memory.BK_LIVES: head[rows.H_REGIONS],
        memory.BK_DUE: slots + kept,
        memory.BK_DAY: slots,
        memory.BK_PASSED: slots,
        memory.BK_OCCURRENCE: slots,
        memory.BK_REVISION: slots,
        memory.BK_KEPT: kept * (memory.KP_VALUES + head[rows.H_INPUTS]),
        memory.BK_HELD: held,
        memory.BK_VISITS: max(1, len(b.sites)),
        memory.BK_COUNTS: len(a.counted),
        memory.BK_KNOWN: len(a.fields),
        memory.BK_ASKED: len(a.actions),
        memory.BK_PLACES: head[rows.H_PLACES] * place,
    }
    ends = list(accumulate(sizes.values(), initial=memory.B_FIXED))
    head[memory.BK_TRACKS : memory.BK_PLACE_SIZE + 1] = [*ends[:-1], ends[-1], held, place]
    template = [0] * ends[-1]
    for what in (memory.B_ENTERED, memory.B_ENTERED_AT, memory.B_ENDED, memory.B_CONTACT):
        template[what] = rows.NONE
    template[memory.B_WAKES] = template[memory.B_SOONEST] = rows.FAR
    template[memory.B_STAGE] = head[rows.H_NOWHERE]
    for what, value in ((memory.BK_DUE, rows.FAR), (memory.BK_PASSED, rows.NONE)):
        first = head[what]
        template[first : first + sizes[what]] = [value] * sizes[what]
    head[rows.H_TEMPLATE] = b.row("template", "", template)


def lay_shared(b: Builder, model: Model, regions: int) -> None:
    """Where each shared thing stands in memory, after the registers."""
    head, scenario = b.ints, model.scenario
    workflow = model.program.workflow
    most_rungs = 64
    fields, inputs = len(workflow.dossier), head[rows.H_INPUTS]
    sizes = [
        head[rows.H_ROOTS],
        regions,
        0,
        memory.MOST_PASSED,
        memory.MOST_REASONS,
        max(1, fields),
        2 * (len(workflow.tracks) + 1),
        len(workflow.actions) + 1,
        len(scenario.resources),
        len(scenario.resources),
        len(workflow.contracts),
    ]
    places = list(accumulate(sizes, initial=memory.REGISTERS))
    shared, end = places[:-1], places[-1]
    literals, rung_places = end, end + inputs
    end = rung_places + 2 * most_rungs
    days = head[head[rows.H_DAYS] + rows.DY_COUNT]
    sessions = head[rows.H_SESSIONS]
    for place in range(sessions + 1, sessions + 1 + head[sessions]):
        session = head[place]
        head[session + rows.SE_TAKEN] = end
        end += days if head[session + rows.SE_SEATS] >= 0 else 0
    values = memory.STACK + fields
    head[memory.SH_TOUCHED : memory.SH_RUNGS + 1] = [*shared, end, values, literals, rung_places]
    head[rows.H_VALUES] = values + inputs
