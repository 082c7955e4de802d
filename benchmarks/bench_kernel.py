"""R1 steps a second in memory, on one core, beside bare state machines doing the same transitions, in one run.

R1 is the reference work: a case goes prospect, diagnostic, convention (renewed twice), employee, member. Each step
judges role, inputs, law and conditions, appends one fact, leaves two effects and arms two dates. The bare machines only
change state, with one condition in Python: they show what the machine costs, not what the work does.
"""

import datetime
import gc
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from statemachine import State, StateMachine
from transitions import Machine

from parcours.definition import loader
from parcours.kernel import Program, opening, prepare, step
from parcours.model.case import Case
from parcours.model.step import Author, Edit, Refusal, Send
from parcours.model.world import World

ROUNDS = 5
CASES = 1_000
TEAM = Author("equipe")
EVENTS = ("rencontrer", "rencontrer", "signer", "renouveler", "renouveler", "embaucher", "associer")
DAYS = ("2026-01-05", "2026-02-02", "2026-03-02", "2026-08-20", "2027-02-20", "2027-06-01", "2027-09-01")


def main() -> None:
    definition = loader.load(Path(__file__).with_name("r1.yaml"))
    program, world = prepare(definition.workflow), definition.world
    entered = _entered(program, world)
    rivals: dict[str, Callable[[], int]] = {
        "parcours, R1": lambda: _parcours(program, world, entered),
        "transitions seul": _transitions,
        "python-statemachine seul": _python_statemachine,
    }
    rates: dict[str, list[float]] = {name: [] for name in rivals}
    gc.disable()  # as the standard library's own timeit does, for everybody alike
    for _ in range(ROUNDS):
        for name, run in rivals.items():
            started = time.process_time()
            steps = run()
            rates[name].append(steps / (time.process_time() - started))
            gc.collect()
    medians = {name: statistics.median(found) for name, found in rates.items()}
    ours = medians["parcours, R1"]
    print(f"Pas par seconde de processeur, un cœur, médiane de {ROUNDS} (Python {sys.version.split()[0]})")
    for name, rate in medians.items():
        low, high = min(rates[name]), max(rates[name])
        print(f"  {name:<26}{rate:>10,.0f}   ({low:,.0f} à {high:,.0f})   x{rate / ours:.2f}".replace(",", " "))


def _entered(program: Program, world: World) -> Case:
    """A case that has entered, its turnover known: what the six timed events then move."""
    case = opening(program, "d1", "p1")
    for act in (Send(EVENTS[0], {}, TEAM), Edit({"chiffre_affaires": 1500.0})):
        found = step(program, case, act, world, _at(DAYS[0]))
        if isinstance(found, Refusal):
            sys.exit(found.render())
        case = found.case
    return case


def _parcours(program: Program, world: World, entered: Case) -> int:
    plan = [(_at(day), Send(event, {}, TEAM)) for day, event in zip(DAYS[1:], EVENTS[1:], strict=True)]
    for _ in range(CASES):
        case = entered
        for now, act in plan:
            found = step(program, case, act, world, now)
            if isinstance(found, Refusal):
                sys.exit(found.render())
            case = found.case
    return CASES * len(plan)


def _at(day: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{day}T11:00:00+00:00")


class _Bare:
    def __init__(self) -> None:
        self.state = "prospect"
        self.turnover = 1500.0


def _transitions() -> int:
    rows = [
        ("rencontrer", "prospect", "diagnostic"),
        ("signer", "diagnostic", "convention"),
        ("renouveler", "convention", None),
        ("embaucher", "convention", "salarie"),
        ("associer", "salarie", "associe"),
    ]
    machine = Machine(
        model=None,
        states=["prospect", "diagnostic", "convention", "salarie", "associe"],
        transitions=[
            {"trigger": name, "source": source, "dest": dest, "conditions": [lambda event: event.model.turnover >= 0]}
            for name, source, dest in rows
        ],
        initial="prospect",
        auto_transitions=False,
        send_event=True,
    )
    for _ in range(CASES):
        model = _Bare()
        for name in EVENTS[1:]:
            machine.events[name].trigger(model)
    return CASES * len(EVENTS[1:])


class _Peer(StateMachine):
    prospect = State(initial=True)
    diagnostic = State()
    convention = State()
    salarie = State()
    associe = State(final=True)
    rencontrer = prospect.to(diagnostic, cond="enough")
    signer = diagnostic.to(convention, cond="enough")
    renouveler = convention.to.itself(internal=True, cond="enough")
    embaucher = convention.to(salarie, cond="enough")
    associer = salarie.to(associe, cond="enough")

    def enough(self) -> bool:
        return True


def _python_statemachine() -> int:
    cases = CASES // 10
    for _ in range(cases):
        machine = _Peer()
        for name in EVENTS[1:]:
            machine.send(name)
    return cases * len(EVENTS[1:])


if __name__ == "__main__":
    main()
