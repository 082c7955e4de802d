"""Paper that no longer says what is true: the fact that moved what is printed on it asks for it again.

All of it is read from the journal: what was printed is what the case was at the fact that asked for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from parcours.expressions.names import names_of
from parcours.kernel import fold_all, step
from parcours.kernel.roots import touched_by
from parcours.kernel.texts import named_values
from parcours.model.case import Case, ContractState, ContractStatus
from parcours.model.delivery import OPEN, Document, OutboxStatus
from parcours.model.fact import Change, Fact, StateRestored
from parcours.model.step import Refusal, Reissue, Step
from parcours.model.world import World
from parcours.runtime.engine import Held
from parcours.runtime.papers import origin
from parcours.runtime.refusals import StepRefusedError
from parcours.runtime.sealed import DOSSIER, fields_in
from parcours.runtime.taken_back import withdrawals
from parcours.runtime.writing import after, joined

CONTRACT: Final = "contract."
MOVING: Final = (CONTRACT, DOSSIER)
"""What begins the names that facts move on paper; every other value is of the day of the first edition."""


@dataclass(frozen=True, slots=True)
class Outdated:
    """What `action` printed last, at fact `edition`, which has moved since, and the task it goes with."""

    action: str
    edition: int
    moved: tuple[str, ...]
    task: str


def reissued(held: Held, done: Step) -> Step:
    """The step, and another edition of each document on which it moved something."""
    return brought_up_to_date(held, done) if any(map(_moves, _changes(done))) else done


def brought_up_to_date(held: Held, done: Step) -> Step:
    """The same, whatever the step did: what has just been made may already be the case of another day."""
    for each in outdated(held, done):
        later = after(held, done)
        answer = step(later.program, later.case, _again(each), later.world, later.now)
        if isinstance(answer, Refusal):
            raise StepRefusedError(answer)
        done = joined(done, answer)
    return done


def _again(paper: Outdated) -> Reissue:
    return Reissue(paper.action, paper.edition, paper.moved, paper.task)


def outdated(held: Held, done: Step) -> tuple[Outdated, ...]:
    """The documents of an open case that say what is no longer true once the step is taken.

    Of a contract that has ended, and of a fact taken back, paper is history.
    """
    case = held.case
    documents = held.reader.documents(case.cae, case.id)
    if not documents or done.case.ended_on is not None:
        return ()
    facts = (*held.reader.facts(case.cae, case.id), *done.facts)
    newest = {each.action: each for each in documents}
    found = (_outdated(_Look(held, done, facts), each) for each in newest.values())
    return tuple(each for each in found if each is not None)


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at a case and its whole journal, once a step is taken."""

    held: Held
    done: Step
    facts: Sequence[Fact]

    def world_at(self, seq: int) -> World:
        """The world with the personal values that stood after a fact."""
        case = self.held.case
        known = dict(self.held.reader.secrets(case.cae, case.id, seq))
        known |= {each.path: each.value for each in self.done.secrets if each.fact <= seq and each.value is not None}
        gone = {each.path for each in self.done.secrets if each.fact <= seq and each.value is None}
        said = {path: value for path, value in known.items() if path not in gone}
        return replace(self.held.world, personal=fields_in(said))

    def asked(self, action: str) -> tuple[tuple[int, str], ...]:
        """Each fact that asked for a document which was or will be made, with the task that goes with it."""
        case, withdrawn = self.held.case, set(self.done.withdrawn)
        rows = self.held.reader.outbox(case.cae, case.id)
        lost = {row.fact for row in rows if row.status is OutboxStatus.WITHDRAWN}
        lost |= {row.fact for row in rows if row.status in OPEN and row.fact in withdrawn}
        lost |= {fact.seq for fact in self.done.facts if fact.seq in withdrawn}
        effects = ((fact.seq, effect) for fact in self.facts if fact.seq not in lost for effect in fact.effects)
        return tuple((seq, effect.task) for seq, effect in effects if effect.action == action)


def _outdated(look: _Look, document: Document) -> Outdated | None:
    known = names_of(look.held.program.workflow)
    names = [name for name in document.printed if name in known]
    asked = look.asked(document.action)
    if not names or not asked:
        return None
    edition, task = asked[-1]
    then, now = fold_all(look.done.case.id, look.facts[:edition]), look.done.case
    if origin(look.facts, edition) in withdrawals(look.facts) or not _hold(names, then, now):
        return None
    moved = tuple(_moved(look, names, then, edition))
    return Outdated(document.action, edition, moved, task) if moved else None


def _moved(look: _Look, names: Sequence[str], then: Case, edition: int) -> Iterator[str]:
    now, on = look.done.case, look.facts[edition - 1].on
    program = look.held.program
    before = named_values(program, then, look.world_at(edition), on, names)
    after_all = named_values(program, now, look.world_at(now.seq), on, names)
    return (name for name in names if before[name] != after_all[name])


def _hold(names: Sequence[str], then: Case, now: Case) -> bool:
    """Whether the contracts it speaks of are those it spoke of, and have not ended."""
    contracts = dict.fromkeys(name.split(".")[1] for name in names if name.startswith(CONTRACT))
    return all(_is_same_and_alive(_latest(then, each), _latest(now, each)) for each in contracts)


def _is_same_and_alive(then: ContractState | None, now: ContractState | None) -> bool:
    return then is not None and now is not None and then.key == now.key and now.status is not ContractStatus.ENDED


def _latest(case: Case, contract: str) -> ContractState | None:
    return next((each for each in reversed(tuple(case.contracts.values())) if each.contract == contract), None)


def _changes(done: Step) -> Iterator[Change]:
    return (change for fact in done.facts for change in fact.changes)


def _moves(change: Change) -> bool:
    return isinstance(change, StateRestored) or any(root.startswith(MOVING) for root in touched_by(change))
