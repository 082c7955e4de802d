"""What can be seen of the person after a step: the newest case first, and what still runs in those before it."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from parcours.calendar.span import Span
from parcours.kernel import views
from parcours.messages import Text
from parcours.model.fact import Fact, TaskOpened
from parcours.runtime.engine import Held, look
from parcours.runtime.rehearsal.observation import Observation
from parcours.runtime.rehearsal.player import Player, Reply
from parcours.runtime.rehearsal.script import Plain
from parcours.runtime.terms import reckoning_told, term_told

T = TypeVar("T")

CONTRACT_MEMBERS = (
    *("signed_on", "starts_on", "period_starts_on", "ends_on", "trial_ends_on"),
    *("months", "renewals", "total", "total_months"),
)


def watched(player: Player, reply: Reply, seen: dict[str, int]) -> Observation:
    """The state after a step; `seen` is the last fact already looked at of each case, and is moved on."""
    with player.engine.store.reading() as reader:
        cases = tuple(look(player.engine, reader, case, player.clock.now()) for case in player.held(reader))
        did = frozenset(action for held in cases for fact in _since(held, seen) for action in actions_of(fact))
    newest = cases[0] if cases else None
    return Observation(
        stage=newest.case.stage if newest else "",
        situation=views.situation(newest.program, newest.case) if newest else "",
        suspended=newest is not None and newest.case.suspension is not None,
        pending={kept.event: kept.on.isoformat() for kept in newest.case.kept.values()} if newest else {},
        tracks=_newest_first({name: state.stage for name, state in held.case.tracks.items()} for held in cases),
        contracts=_newest_first(_contracts(held) for held in cases),
        due=_newest_first(_due(held) for held in cases),
        did=did,
        refused=reply.refused,
        says=reply.says,
        explained=_newest_first(dict(_explained(held)) for held in cases),
    )


def actions_of(fact: Fact) -> Iterator[str]:
    """The actions a fact asked of machines or of people."""
    yield from (effect.action for effect in fact.effects if effect.action)
    yield from (change.task.action for change in fact.changes if isinstance(change, TaskOpened) and change.task.action)


def _since(held: Held, seen: dict[str, int]) -> tuple[Fact, ...]:
    facts = held.reader.facts(held.case.cae, held.case.id, seen.get(held.case.id, 0))
    seen[held.case.id] = held.case.seq
    return facts


def _newest_first(layers: Iterable[Mapping[str, T]]) -> dict[str, T]:
    """Each name as the first layer that has it says it."""
    found: dict[str, T] = {}
    for layer in layers:
        found = {**layer, **found}
    return found


def _contracts(held: Held) -> dict[str, Mapping[str, Plain]]:
    found: dict[str, Mapping[str, Plain]] = {}
    for contract in held.program.workflow.contracts:
        view = views.contract_view(held.program, held.case, held.world, contract, held.today)
        if view is not None:
            found[contract] = {member: _plain(getattr(view, member)) for member in CONTRACT_MEMBERS}
    return found


def _due(held: Held) -> dict[str, str]:
    return {name: day.isoformat() for name, day in views.due_days(held.program, held.case).items()}


def _explained(held: Held) -> Iterator[tuple[str, tuple[Text, ...]]]:
    for name, reckoning in views.reckonings(held.program, held.case).items():
        yield f"due.{name}", reckoning_told(held, reckoning)
    for state in held.case.contracts.values():
        yield f"contract.{state.contract}.ends_on", term_told(state)


def _plain(value: datetime.date | Span | int | None) -> Plain:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value.iso() if isinstance(value, Span) else value
