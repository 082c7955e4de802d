"""A person erased, or held: refused while anything keeps them, shown whole before it is confirmed, never undone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parcours.errors import RefusedError
from parcours.messages import Text
from parcours.model.delivery import OPEN, OutboxStatus
from parcours.model.step import Layer, Reason, Refusal
from parcours.ports import Erasure, Hold, Reader, Transaction
from parcours.runtime import labels
from parcours.runtime.engine import Engine, refuse_if_erased
from parcours.runtime.keeping import Ending, cases_of, endings, hindrances
from parcours.runtime.refusals import one_a_line
from parcours.runtime.writing import record


class ErasureRefusedError(RefusedError):
    """Something keeps the person; `refusal` holds all the reasons."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__(one_a_line([reason.text for reason in reasons]))
        self.refusal = Refusal(Layer.LAW, reasons)


@dataclass(frozen=True, slots=True)
class Wanted:
    """`author` is the user name of who decides."""

    cae: str
    person: str
    reason: str
    author: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """An effect of a case, in the words of its file."""

    case: str
    fact: int
    label: Text | str
    status: OutboxStatus


@dataclass(frozen=True, slots=True)
class Erased:
    """What erasing a person does, or would do: `sent` has left and is out of reach, `unsent` will never leave."""

    cae: str
    person: str
    cases: tuple[str, ...]
    sent: tuple[Message, ...]
    unsent: tuple[Message, ...]


def plan(engine: Engine, cae: str, person: str) -> Erased:
    """What it would do, now; nothing is written. Raises ErasureRefusedError, ErasedError; UsageError for nobody."""
    with engine.store.reading() as reader:
        return _planned(reader, cae, person, _free(engine, reader, cae, person))


def carry_out(engine: Engine, wanted: Wanted) -> Erased:
    """Does it, and raises the same. `Store.wipe` then takes the last traces off the disk."""
    cae, person = wanted.cae, wanted.person
    with engine.store.transaction() as transaction:
        transaction.lock(cae, person)
        found = _free(engine, transaction, cae, person)
        done = _planned(transaction, cae, person, found)
        for each in found:
            record(transaction, each.held.case, each.step)
        transaction.erase(Erasure(cae, person, engine.clock.now(), wanted.reason, wanted.author))
    return done


def put_hold(engine: Engine, wanted: Wanted) -> None:
    """Forbids to erase a person until the hold is lifted. RefusedError when one is in force already."""
    with engine.store.transaction() as transaction:
        _known(transaction, wanted)
        if transaction.hold(wanted.cae, wanted.person) is not None:
            raise RefusedError(
                Text("Un gel interdit déjà d'effacer la personne {person}.", person=wanted.person),
                Text("Levez-le d'abord : --lift-hold."),
            )
        at = engine.clock.now()
        transaction.keep_hold(Hold(wanted.cae, wanted.person, at, wanted.reason, wanted.author))


def lift_hold(engine: Engine, wanted: Wanted) -> None:
    """Ends the hold in force. RefusedError when there is none."""
    with engine.store.transaction() as transaction:
        _known(transaction, wanted)
        if transaction.hold(wanted.cae, wanted.person) is None:
            raise RefusedError(Text("Aucun gel n'interdit d'effacer la personne {person}.", person=wanted.person))
        transaction.lift_hold(wanted.cae, wanted.person, engine.clock.now(), wanted.author)


def _known(transaction: Transaction, wanted: Wanted) -> None:
    transaction.lock(wanted.cae, wanted.person)
    refuse_if_erased(transaction, wanted.cae, wanted.person)
    cases_of(transaction, wanted.cae, wanted.person)


def _free(engine: Engine, reader: Reader, cae: str, person: str) -> tuple[Ending, ...]:
    refuse_if_erased(reader, cae, person)
    found = endings(engine, reader, cae, person, engine.clock.now())
    reasons = hindrances(reader, cae, person, found)
    if reasons:
        raise ErasureRefusedError(reasons)
    return found


def _planned(reader: Reader, cae: str, person: str, found: Sequence[Ending]) -> Erased:
    cases = tuple(each.held.case.id for each in found)
    messages = [message for each in found for message in messages_of(reader, each)]
    sent = tuple(each for each in messages if each.status is OutboxStatus.DELIVERED)
    return Erased(cae, person, cases, sent, tuple(each for each in messages if each.status in OPEN))


def messages_of(reader: Reader, ending: Ending) -> Iterator[Message]:
    case = ending.held.case
    for row in reader.outbox(case.cae, case.id):
        label = labels.effect_label(ending.held.program.workflow, case.tasks, row.effect)
        yield Message(case.id, row.fact, label, row.status)
