"""Random histories, kept in memory and in databases: nobody can tell them apart."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcours.adapters.memory import MemoryStore
from parcours.model.case import Case, ContractPeriod, Kept
from parcours.model.fact import (
    CaseEnded,
    Change,
    ContractEnded,
    ContractRenewed,
    ContractSigned,
    EventKept,
    FieldsWritten,
    KeptRemoved,
    TaskOpened,
    TimerArmed,
    TimerDisarmed,
)
from parcours.model.fields import Sealed
from parcours.model.step import Secret
from parcours.ports import ConflictError, Reader, Store
from parcours.runtime.recovery import verify
from samples import CAE, DAY, NOON, commit, contract, fact, opened, task, timer
from sites import DISKS, keep, opened_store

CASES = ("C-1", "C-2", "C-3")
MOVES = (
    "open",
    "timer",
    "disarm",
    "task",
    "sign",
    "renew",
    "end",
    "keep",
    "unkeep",
    "seal",
    "withdraw",
    "close",
    "stale",
)
HISTORIES = st.lists(st.tuples(st.sampled_from(CASES), st.sampled_from(MOVES), st.integers(0, 40)), max_size=25)


def changes(case: Case, seq: int, move: str, number: int) -> Iterator[Change]:  # noqa: C901  a flat list of moves
    """What a move changes in a case; nothing when it has no meaning there."""
    day = DAY + timedelta(number)
    signed = [key for key, held in case.contracts.items() if held.closed_on is None]
    match move:
        case "timer":
            yield TimerArmed(timer(f"t{number % 3}", days=number))
        case "disarm":
            yield TimerDisarmed(timer(f"t{number % 3}").key)
        case "task":
            yield TaskOpened(task(f"a{number % 3}", f"{seq}.0", day if number % 2 else None))
        case "sign":
            yield ContractSigned(contract(len(case.contracts) + 1, ends_on=day if number % 3 else None))
        case "renew" if signed:
            yield ContractRenewed(signed[0], ContractPeriod(DAY, day, day + timedelta(90), 3))
        case "end" if signed:
            yield ContractEnded(signed[0], day)
        case "keep":
            yield EventKept(Kept(seq, "renouveler", day, {"term": number}, "accueil", ""))
        case "unkeep" if case.kept:
            yield KeptRemoved(next(iter(case.kept)), "retrait")
        case "seal":
            yield FieldsWritten({"courriel": Sealed.PRESENT})
        case "close":
            yield CaseEnded(day, "refused")


def play(store: Store, history: list[tuple[str, str, int]]) -> list[str]:
    """What each move was answered."""
    answers = []
    for name, move, number in history:
        with store.reading() as reader:
            before = reader.case(CAE, name)
        try:
            if before is None or move == "open":
                keep(store, commit(opened(name, f"P-{number % 2}", effects=number % 3), key="k", digest=move))
            else:
                seq = before.seq + 1
                made = fact(seq, *changes(before, seq, move, number), case=name, effects=number % 2)
                secrets = [Secret(seq, "dossier.courriel", f"{number}@exemple.fr")] if move == "seal" else []
                withdrawn = range(1, number) if move == "withdraw" else ()
                after = commit(made, before=before, secrets=secrets, withdrawn=withdrawn, key=f"k{number % 7}")
                keep(store, after)
                if move == "stale":
                    keep(store, after)
            answers.append("kept")
        except ConflictError as conflict:
            answers.append(str(conflict))
    return answers


def everything(reader: Reader) -> Mapping[str, object]:
    people = ("P-0", "P-1")
    return {
        "cases": [reader.case(CAE, case) for case in CASES],
        "facts": [reader.facts(CAE, case) for case in CASES],
        "list": reader.cases(CAE),
        "soon": reader.cases(CAE, due_before=NOON + timedelta(10)),
        "stage": reader.cases(CAE, "diagnostic"),
        "open": [reader.open_cases(CAE, person) for person in people],
        "ledger": [reader.ledger(CAE, person, besides) for person in people for besides in ("", *CASES)],
        "due": [reader.due(CAE, NOON + timedelta(days), 2) for days in (0, 10, 40)],
        "secrets": [reader.secrets(CAE, case, until) for case in CASES for until in (None, 3)],
        "tasks": [reader.tasks(CAE), *(reader.tasks(CAE, case, "accueil") for case in CASES)],
        "outbox": [reader.outbox(CAE, case) for case in CASES],
        "answers": [reader.answer(CAE, case, f"k{number}") for case in CASES for number in range(7)],
        "started": reader.started(CAE, "k"),
        "rules": reader.rules_in_use(),
    }


@pytest.mark.parametrize("kind", DISKS)
@given(history=HISTORIES)
def test_every_store_answers_alike_and_is_sound(kind: str, history: list[tuple[str, str, int]]) -> None:
    memory = MemoryStore()
    with TemporaryDirectory() as folder, closing(opened_store(kind, Path(folder))) as kept:
        assert play(memory, history) == play(kept, history)
        with memory.reading() as one, kept.reading() as other:
            assert everything(one) == everything(other)
        assert verify(memory) == verify(kept)
        assert verify(kept).findings == ()
