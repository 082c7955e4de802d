"""Guards: what conditions read of a turn, and why they refuse."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from parcours.expressions.explain import describe
from parcours.kernel import days, ledger
from parcours.kernel.naming import is_private, named
from parcours.kernel.turn import Turn
from parcours.messages import Text
from parcours.model.case import TaskStatus
from parcours.model.fields import Sealed
from parcours.model.step import Reason
from parcours.model.workflow import Guard, Transition


class Scope(Mapping[str, object]):
    """The dotted names of a turn, read when asked for. A name nobody filled is None."""

    __slots__ = ("_turn",)

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    def get(self, name: str, default: object = None) -> object:
        head, _, tail = name.partition(".")
        read = _READERS.get(head)
        found = read(self._turn, tail) if read is not None else None
        return default if found is None else found

    def __getitem__(self, name: str) -> object:
        found = self.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(_READERS)

    def __len__(self) -> int:
        return len(_READERS)


class Guards:
    """Answers, in the light of one turn, for the guards of the transitions the machine asks about."""

    __slots__ = ("_scope", "_turn")

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._scope = Scope(turn)

    def refusals(self, transition: Transition) -> tuple[Reason, ...]:
        found = [self._refusal(transition.event, guard) for guard in transition.when]
        return tuple(filter(None, found))

    def _refusal(self, event: str, guard: Guard) -> Reason | None:
        condition = self._turn.program.condition(event, guard)
        verdict = condition.evaluate(self._scope, self._turn.world.calendar)
        if verdict:
            return None
        workflow = self._turn.program.workflow
        why = describe(
            condition, verdict, self._scope, partial(named, workflow, event), partial(is_private, workflow, event)
        )
        if why is None:
            return Reason(guard.id, Text("{say}", say=guard.say))
        return Reason(guard.id, Text("{say} ({why})", say=guard.say, why=why))


def _dossier(turn: Turn, name: str) -> object:
    value = turn.draft.dossier.get(name)
    return turn.world.personal.get(name) if value is Sealed.PRESENT else value


def _known(turn: Turn, name: str) -> object:
    return name in turn.draft.dossier


def _event(turn: Turn, name: str) -> object:
    return turn.input.get(name)


def _stage(turn: Turn, _: str) -> object:
    return turn.draft.entered_on


def _contract(turn: Turn, tail: str) -> object:
    contract, _, member = tail.partition(".")
    state = days.latest_contract(turn, contract)
    if member == "total_months":
        kind = turn.program.workflow.contracts[contract].kind
        return ledger.total(turn, kind).months
    if member == "renewals":
        return max(0, ledger.signatures(turn, turn.program.workflow.contracts[contract].kind) - 1)
    if state is None:
        return None
    found: datetime.date | int | None = getattr(state, member)
    return found


def _track(turn: Turn, name: str) -> object:
    state = turn.draft.tracks.get(name)
    return state.stage if state is not None else ""


def _task(turn: Turn, tail: str) -> object:
    return days.latest_task(turn, tail.partition(".")[0]) is TaskStatus.DONE


def _parameter(turn: Turn, name: str) -> object:
    value = turn.world.parameter(name, turn.on)
    if value is not None:
        turn.read[f"parameter.{name}"] = str(value)
    return value


def _today(turn: Turn, _: str) -> object:
    return turn.on


_READERS: Final[Mapping[str, Callable[[Turn, str], object]]] = MappingProxyType(
    {
        "dossier": _dossier,
        "known": _known,
        "event": _event,
        "stage": _stage,
        "contract": _contract,
        "track": _track,
        "task": _task,
        "parameter": _parameter,
        "today": _today,
    }
)
