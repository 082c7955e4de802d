"""Random histories of one case, drawn by Hypothesis, playable on anything that takes acts.

A history is a list of moves, plain data. What a move means where the case stands (which event, which task) is chosen
by `play` among what is possible then, so that a shortened history is still a history.
"""

import datetime
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from hypothesis import strategies as st

from parcours.calendar.duration import Duration
from parcours.calendar.named import first_after
from parcours.kernel import Program, fold_all
from parcours.model.case import Case, TaskStatus
from parcours.model.fact import Fact
from parcours.model.fields import Field, FieldType, Validity, Value
from parcours.model.step import Act, Adopt, Author, Close, Edit, MarkDone, Revoke, Send, Undo, Withdraw
from parcours.model.workflow import Event
from parcours.model.world import World

DAY = datetime.timedelta(1)


@dataclass(frozen=True, slots=True)
class Move:
    """Days that pass, then what somebody does: `pick` chooses among what could be, `days` and `number` are values."""

    wait: int
    what: str
    pick: int
    days: int
    number: int


class Player(Protocol):
    """Whoever plays a history: lets time pass, takes acts, says where the case stands."""

    program: Program
    world: World
    case: Case
    facts: Sequence[Fact]
    today: datetime.date

    def pass_days(self, days: int) -> None: ...

    def attempt(self, act: Act) -> bool:
        """Whether the act was accepted; a refusal must have changed nothing."""
        ...


_RARE = ("plan", "backdate", "undo", "withdraw", "revoke", "close")
_WHATS = ("send", "send", "send", "send", "note", "done", "edit", *_RARE)

histories = st.lists(
    st.builds(
        Move,
        wait=st.sampled_from((0, 0, 0, 1, 3, 7, 14, 31, 90)),
        what=st.sampled_from(_WHATS),
        pick=st.integers(0, 40),
        days=st.integers(0, 60),
        number=st.integers(0, 8),
    ),
    min_size=5,
    max_size=25,
)


def play(player: Player, history: Sequence[Move]) -> Iterator[tuple[Act, bool]]:
    """Each act and whether it was accepted, in order. What means nothing where the case stands is left out."""
    for move in history:
        player.pass_days(move.wait)
        act = _act(player, move)
        if act is not None:
            yield act, player.attempt(act)


def begin(player: Player, number: int, yes: Collection[str]) -> None:
    """Enters the journey by one of its stages without contract, with a dossier that says what most guards hope for.

    Of its questions, those of `yes` are answered so, the others by no.
    """
    hopeful = Move(0, "edit", 0, 60, 8)
    dossier = {field.id: _value(player, field, hopeful) for field in player.program.workflow.dossier.values()}
    dossier |= {name: name in yes for name, value in dossier.items() if isinstance(value, bool)}
    stages = [stage.id for stage in player.program.workflow.stages.values() if not stage.final and not stage.contract]
    player.attempt(Adopt(stages[number % len(stages)], player.today, dossier=dossier, silent=False))


def _act(player: Player, move: Move) -> Act | None:
    match move.what:
        case "done" | "undo":
            return _task(player, move)
        case "edit":
            return _edit(player, move)
        case "withdraw":
            waiting = sorted(player.case.kept)
            return Withdraw(waiting[move.pick % len(waiting)]) if waiting else None
        case "revoke":
            return _revocation(player, move)
        case "close":
            # Seldom: what is closed has no history left.
            return Close("doublon") if move.pick == 0 and player.case.opened_on else None
        case _:
            return _send(player, move)


def _send(player: Player, move: Move) -> Act | None:
    workflow = player.program.workflow
    notes = [event.id for event in workflow.events.values() if event.note]
    names = [name for name in (notes if move.what == "note" else _possible(player, move)) if workflow.events[name].by]
    if not names:
        return None
    event = workflow.events[names[move.pick % len(names)]]
    return Send(event.id, _inputs(player, event, move), Author(event.by[0]))


def _inputs(player: Player, event: Event, move: Move) -> dict[str, Value]:
    shifts = {"plan": move.days, "backdate": -(move.days % 40)}
    effective = player.today + shifts.get(move.what, 0) * DAY
    values: dict[str, Value] = {field.id: _value(player, field, move) for field in event.input}
    asked: dict[str, Value] = {
        "effective_on": effective,
        "starts_on": effective,
        "signed_on": min(effective, player.today),
        "ends_on": effective + move.days * DAY,
        "until": effective + move.days * DAY,
        "present": 5,
        "term": move.number or 1,
        "trial": move.number,
    }
    left_out = {"until", "trial"} if move.number % 2 else {"term"}
    return values | {name: asked[name] for name in player.program.asked[event.id] if name not in left_out}


def _possible(player: Player, move: Move) -> list[str]:
    """Seldom what ends the case: what has ended has no history left."""
    program, case = player.program, player.case
    found = [name for name in program.main.events(case.stage) if not _ends(player, name) or move.pick % 8 == 0]
    for name, state in case.tracks.items():
        found += program.tracks[name].events(state.stage) if state.running else ()
    return found


def _ends(player: Player, event: str) -> bool:
    workflow = player.program.workflow
    here = workflow.stages[player.case.stage].transitions if player.case.stage else workflow.entry
    return event in here and bool(here[event].to) and workflow.stages[here[event].to].final


def _task(player: Player, move: Move) -> Act | None:
    wanted = TaskStatus.OPEN if move.what == "done" else TaskStatus.DONE
    tasks = [task.id for task in player.case.tasks.values() if task.status is wanted]
    if not tasks:
        return None
    name = tasks[move.pick % len(tasks)]
    return MarkDone(name) if move.what == "done" else Undo(name)


def _edit(player: Player, move: Move) -> Act | None:
    fields = list(player.program.workflow.dossier.values())
    if not fields:
        return None
    field = fields[move.pick % len(fields)]
    return Edit({field.id: None if move.number == 0 else _value(player, field, move)})


def _revocation(player: Player, move: Move) -> Act | None:
    if player.case.seq < 2:
        return None
    to = max(1, player.case.seq - 1 - move.pick % 6)
    return Revoke(to, fold_all(player.case.id, player.facts[:to]), "erreur", (), Author())


def _value(player: Player, field: Field, move: Move) -> Value:
    """A value its field accepts, most often one that lets the journey go on."""
    today = player.today
    if field.among:
        return first_after(player.world.calendar.dates[field.among], today) or today
    if field.type is FieldType.CHOICE:
        return field.choices[move.pick % len(field.choices)]
    if field.type in {FieldType.INTEGER, FieldType.NUMBER}:
        return _number(field, move)
    found: dict[FieldType, Value] = {
        FieldType.BOOLEAN: move.number > 0,
        FieldType.DATE: today + move.days * DAY,
        FieldType.VALIDITY: Validity(today - 30 * DAY, today + move.days * 20 * DAY if move.number else None),
        FieldType.EMAIL: "zoe@exemple.fr",
        FieldType.DURATION: Duration(months=move.number + 1),
        FieldType.TEXT: f"mots {move.number}",
    }
    return found[field.type]


def _number(field: Field, move: Move) -> int | float:
    found = max(field.least or 0, 1000 * move.number)
    found = min(found, field.most) if field.most is not None else found
    return int(found) if field.type is FieldType.INTEGER else float(found)
