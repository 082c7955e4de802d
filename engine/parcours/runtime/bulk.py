"""One event for many cases: each stepped in its own transaction, accepted or refused on its own."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from parcours.errors import RefusedError, UsageError
from parcours.model.step import Author, Reason
from parcours.runtime import commands
from parcours.runtime.engine import Engine
from parcours.runtime.exchange.undone import UndoneStore
from parcours.runtime.perform import Accepted
from parcours.runtime.refusals import StepRefusedError

Speaker = Callable[[str], Author]


@dataclass(frozen=True, slots=True)
class Wanted:
    """An event with its inputs as typed, asked under one key; `dry` says what would happen, and changes nothing."""

    event: str
    raw: Mapping[str, object]
    key: str
    dry: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case, or would: the stage it stands in then, or every reason why not.

    `repeated`: this key was answered before for this case; nothing was done now. `warnings` deserve attention.
    """

    case: str
    stage: str = ""
    seq: int = 0
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()
    repeated: bool = False

    @property
    def is_accepted(self) -> bool:
        return not self.reasons


def send(engine: Engine, cases: Iterable[str], wanted: Wanted, speaker: Speaker) -> Iterator[Outcome]:
    """Case by case, in the order given, each of them once; `speaker` says in whose name, and may refuse.

    Stopped half-way and asked again under the same key, it goes on: a case that was answered is not stepped again.
    Each dry case is judged on what the store holds: what the others would change is not seen.
    """
    asked = replace(engine, store=UndoneStore(engine.store)) if wanted.dry else engine
    for case in dict.fromkeys(cases):
        yield _outcome(asked, case, wanted, speaker)


def _outcome(engine: Engine, case: str, wanted: Wanted, speaker: Speaker) -> Outcome:
    try:
        done = commands.send(engine, case, wanted.event, wanted.raw, speaker(case), key=wanted.key)
    except (RefusedError, UsageError) as error:
        return Outcome(case, reasons=_reasons(error))
    return _accepted(done)


def _accepted(done: Accepted) -> Outcome:
    found = done.case
    return Outcome(found.id, found.stage, done.seq, warnings=done.warnings, repeated=done.repeated)


def _reasons(error: RefusedError | UsageError) -> tuple[Reason, ...]:
    if isinstance(error, StepRefusedError):
        return error.refusal.reasons
    return (Reason("refused", error.text),)
