"""The parcours itself: stages, transitions, contracts, tracks, events, actions."""

from dataclasses import dataclass

from parcours.calendar.rule import DateRule
from parcours.kernel.prepare import NO_DUTIES, OwnDuties, Program
from parcours.model.workflow import Action, Contract, Stage, Track, Transition
from parcours.simulation.model import Model
from parcours.simulation.scenario.intents import PlaceKind
from parcours.simulation.tables import memory, rows
from parcours.simulation.tables.lowering.builder import Builder
from parcours.simulation.tables.lowering.duties import Owner, Slots, actions, fill_owner, fill_retention, slots_of
from parcours.simulation.tables.lowering.events import fill_event, input_slots
from parcours.simulation.tables.lowering.expressions import expression
from parcours.simulation.tables.lowering.reach import Reach, stages_of
from parcours.simulation.tables.lowering.rules import Addresses, date_rule, law_rule

OWNER_SIZE = rows.OW_FIRST + 1
CONTRACT_CODES = ("running", "trial", "none", "ended", "term", "renewals", "ends_on", "notice")
NO_SITUATION = -2


@dataclass(slots=True)
class Regions:
    """Where the slots of each kind of owner begin; those that never live at once share theirs."""

    count: int = 0
    slots: int = 0
    of_slot: list[int] | None = None

    def take(self, size: int) -> tuple[int, int]:
        """A new region of so many slots: its number and its first slot."""
        region, first = self.count, self.slots
        self.count += 1
        self.slots += size
        self.of_slot = [*(self.of_slot or []), *([region] * size)]
        return region, first


class WorkflowLowering:
    """Reserves the rows that name one another, then fills them."""

    def __init__(self, b: Builder, a: Addresses, model: Model, reached: Reach) -> None:
        self.b = b
        self.a = a
        self.model = model
        self.program: Program = model.program
        self.workflow = model.program.workflow
        self.reached = reached
        self.slots = Slots()
        self.regions = Regions()
        self.places: dict[tuple[PlaceKind, str], int] = {}
        self.owners: dict[str, int] = {}
        self.nowhere = 0

    def reserve(self) -> None:
        b, a, workflow = self.b, self.a, self.workflow
        a.fields.update({name: number for number, name in enumerate(workflow.dossier)})
        a.counted.update({name: number for number, name in enumerate(sorted(self.program.counted))})
        a.events.update({name: b.reserve("event", name, rows.EV_PRESENT + 1) for name in workflow.events})
        a.contracts.update({name: b.reserve("contract", name, rows.CT_CODES + 1) for name in workflow.contracts})
        a.actions.update({name: b.reserve("action", name, rows.AN_NOTED + 1) for name in workflow.actions})
        a.tracks.update({name: b.reserve("track", name, rows.TK_REGION + 1) for name in workflow.tracks})
        self.nowhere = b.reserve("stage", "", rows.ST_FLOWS + 1)
        for name, _ in stages_of(workflow):
            a.stages[name] = b.reserve("stage", name, rows.ST_FLOWS + 1)
        names = [f"stage:{name}" for name in workflow.stages]
        names += [f"contract:{name}" for name in workflow.contracts]
        for track in workflow.tracks.values():
            names += [f"track:{track.id}", *(f"track:{track.id}.{stage}" for stage in track.stages)]
        self.owners.update({name: b.reserve("owner", name, OWNER_SIZE) for name in names})

    def fill(self) -> None:
        self._owners()
        for name, event in self.workflow.events.items():
            fill_event(self.b, self.a, self.program, name, event, reached=name in self.reached.events)
        for action in self.workflow.actions.values():
            self._action(action)
        for number, contract in enumerate(self.workflow.contracts.values()):
            self._contract(number, contract)
        self._stages()
        for number, track in enumerate(self.workflow.tracks.values()):
            self._track(number, track)
        self.slots.sort(self.b)

    def place_of(self, kind: PlaceKind, name: str) -> int:
        return self.places.get((kind, name), 0)

    def _owners(self) -> None:
        workflow = self.workflow
        self._shared_region([f"stage:{name}" for name in workflow.stages], rows.OWNED_STAGE, 0)
        for number, contract in enumerate(workflow.contracts):
            self._shared_region([f"contract:{contract}"], rows.OWNED_CONTRACT, number)
        for number, track in enumerate(workflow.tracks.values()):
            self._shared_region([f"track:{track.id}"], rows.OWNED_TRACK, number)
            names = [f"track:{track.id}.{stage}" for stage in track.stages]
            self._shared_region(names, rows.OWNED_TRACK_STAGE, number)

    def _shared_region(self, names: list[str], kind: int, index: int) -> None:
        duties = {name: self._duties(name) for name in names}
        region, first = self.regions.take(max((slots_of(own) for own in duties.values()), default=0))
        for name, own in duties.items():
            fill_owner(self.b, self.a, self.owners[name], Owner(name, kind, index, region, first), own, self.slots)

    def _duties(self, name: str) -> OwnDuties:
        kind, _, rest = name.partition(":")
        known = {"stage": self.reached.stages, "contract": self.reached.contracts, "track": self.reached.tracks}[kind]
        alive = rest.partition(".")[0] in known
        return self.program.duties_of(name) if alive else NO_DUTIES

    def _action(self, action: Action) -> None:
        b, a = self.b, self.a
        place = self.place_of(PlaceKind.TASK, action.id)
        intents = b.ints[b.ints[place + rows.PL_INTENTS]] if place else 0
        size = memory.TASK_HEAD + memory.PLACE_HEAD + intents * memory.PROCESS_SIZE
        finished = bool(place) and bool(action.by)
        early = action.not_before if finished else None
        b.fill(
            a.actions[action.id],
            (
                b.name(action.id),
                bool(action.by),
                place,
                date_rule(b, a, early, action.id) if early is not None else 0,
                law_rule(b, a, action.law, action.id) if finished and action.law else 0,
                list(self.workflow.actions).index(action.id),
                size,
                b.name(f"task.{action.id}.not_before"),
            ),
        )

    def _contract(self, number: int, contract: Contract) -> None:
        b, a, world = self.b, self.a, self.model.definition.world
        alive = contract.id in self.reached.contracts
        laws = [
            law_rule(b, a, f"{name}.{rule}", contract.id)
            for name in self.workflow.law
            if alive and name in world.law and world.law[name].contract == contract.kind
            for rule in world.law[name].rules
        ]
        term, notice = contract.term, contract.notice
        codes = [b.name(f"contract.{contract.id}.{code}") for code in CONTRACT_CODES]
        if codes != list(range(codes[0], codes[0] + len(codes))):
            message = f"the codes of {contract.id} do not follow one another"
            raise ValueError(message)
        b.fill(
            a.contracts[contract.id],
            (
                b.name(contract.id),
                a.kind(contract.kind),
                term.least if term is not None else 0,
                term.most if term is not None else 0,
                term.default if term is not None else -1,
                contract.trial,
                contract.renewals if contract.renewals is not None else -1,
                date_rule(b, a, DateRule(notice), contract.id) if notice is not None else 0,
                a.events[contract.expire] if contract.expire else 0,
                self.owners[f"contract:{contract.id}"],
                self.place_of(PlaceKind.CONTRACT, contract.id),
                b.list("laws", contract.id, laws),
                rows.ROOT_OWN + number,
                0,
                number,
                codes[0],
            ),
        )

    def _stages(self) -> None:
        b, a, workflow = self.b, self.a, self.workflow
        nothing = b.list("none", "", ())
        entry = self._moves("", dict(workflow.entry), a.stages, main=True)
        held = b.row("held", "", [0] * max(1, len(self.model.scenario.resources)))
        b.fill(
            self.nowhere,
            (0, 0, NO_SITUATION, 0, 0, nothing, nothing, nothing, 0, 0, entry, 0, held, 0, 0),
        )
        size = max((len(stage.retention) for stage in workflow.stages.values()), default=0)
        region, first = self.regions.take(size)
        for name, stage in workflow.stages.items():
            retention = 0
            if stage.retention and name in self.reached.stages:
                retention = b.reserve("owner", f"case at {name}", OWNER_SIZE)
                owner = Owner("case", rows.OWNED_CASE, 0, region, first)
                fill_retention(b, a, retention, owner, stage.retention, self.slots)
            self._stage(name, stage, f"stage:{name}", PlaceKind.STAGE, retention)
        for track in workflow.tracks.values():
            for stage in track.stages.values():
                name = f"{track.id}.{stage.id}"
                self._stage(name, stage, f"track:{name}", PlaceKind.TRACK, 0)

    def _stage(self, name: str, stage: Stage, owner: str, kind: PlaceKind, retention: int) -> None:
        b, a = self.b, self.a
        main = kind is PlaceKind.STAGE
        track = name.partition(".")[0]
        alive = name in self.reached.stages if main else track in self.reached.tracks
        stages = (
            a.stages if main else {each: a.stages[f"{track}.{each}"] for each in self.workflow.tracks[track].stages}
        )
        resources = self.model.scenario.resources.values()
        held = [main and stage.id in resource.held for resource in resources]
        b.fill(
            a.stages[name],
            (
                b.name(stage.id),
                stage.final,
                b.text(stage.situation),
                a.contracts[stage.contract] if stage.contract else 0,
                b.name(stage.outcome),
                actions(b, a, stage.enter),
                actions(b, a, stage.exit),
                b.list("tracks", name, [a.tracks[each] for each in stage.start]),
                self.owners[owner],
                self.place_of(kind, name),
                self._moves(name, dict(stage.transitions) if alive else {}, stages, main=main),
                retention,
                b.row("held", name, held or [0]),
                b.text(stage.id),
                0,
            ),
        )

    def _moves(self, name: str, transitions: dict[str, Transition], stages: dict[str, int], *, main: bool) -> int:
        """By event, the transition that it makes there; 0 where it makes none."""
        rows = [0] * len(self.workflow.events)
        for number, event in enumerate(self.workflow.events):
            transition = transitions.get(event)
            if transition is not None and event in self.reached.events:
                rows[number] = self._transition(name, transition, stages)
        return self.b.row("moves", name if main else f"volet {name}", rows or [0])

    def _transition(self, stage: str, transition: Transition, stages: dict[str, int]) -> int:
        b, event = self.b, self.workflow.events[transition.event]
        guards = []
        for guard in transition.when:
            place = f"{stage}.{event.id}.{guard.id}"
            tree = self.program.condition(event.id, guard).tree
            code = expression(b, self.a, tree, input_slots(event), place)
            guards.append(b.row("guard", place, (code, b.name(guard.id))))
        to = stages[transition.to] if transition.to else 0
        return b.row("transition", f"{stage}.{event.id}", (to, b.list("guards", stage, guards)))

    def _track(self, number: int, track: Track) -> None:
        b, a = self.b, self.a
        ends = {"case": rows.ENDS_CASE, "never": rows.ENDS_NEVER}
        contracts = list(self.workflow.contracts)
        b.fill(
            a.tracks[track.id],
            (
                b.name(track.id),
                a.stages[f"{track.id}.{track.initial}"],
                ends.get(track.ends_with) or contracts.index(track.ends_with),
                actions(b, a, track.enter),
                self.owners[f"track:{track.id}"],
                number,
                0,
            ),
        )
