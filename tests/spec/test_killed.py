"""Processes killed in the middle of their work: nothing that was answered is lost, nothing is done twice."""

import multiprocessing
import secrets
from multiprocessing.process import BaseProcess
from pathlib import Path

from parcours.definition.loader import load
from parcours.runtime.opening import Entrance, start
from parcours.runtime.recovery import verify
from senders import CASE, engine_on, noted, send_next, send_without_end
from sites import Site
from unit.runtime.conftest import JOURNEY

KILLS = 10
PATIENCE = 30  # seconds for a process to begin: nobody waits that long


def test_what_was_answered_survives_and_what_is_sent_again_is_not_done_twice(site: Site, tmp_path: Path) -> None:
    """Two senders on one case, each killed five times at a moment nobody chose."""
    store = site.open()
    engine = engine_on(store)
    start(engine, Entrance(load(JOURNEY), "P-1", {"nom": "Le Goff"}), "entrer", {})
    fork = multiprocessing.get_context("forkserver")
    fork.set_forkserver_preload(["parcours.runtime.opening", "parcours.adapters.storage", "parcours.definition.loader"])
    senders = [tmp_path / "maud", tmp_path / "ines"]
    running = {notes: fork.Process(target=send_without_end, args=(site, notes)) for notes in senders}
    for process in running.values():
        process.start()

    for turn in range(KILLS):
        notes = senders[turn % 2]
        kill_at_work(running[notes], notes)
        if turn < KILLS - 2:
            running[notes] = fork.Process(target=send_without_end, args=(site, notes))
            running[notes].start()
    for notes in senders:
        send_next(engine, notes)

    told = {f"{notes.name}-{number}": seq for notes in senders for number, seq in enumerate(noted(notes))}
    with store.reading() as reader:
        visits = [fact.seq for fact in reader.facts("essai", CASE) if fact.name == "visiter"]
        kept = {key: answer.seq for key in told if (answer := reader.answer("essai", CASE, key)) is not None}
    assert kept == told
    assert visits == sorted(told.values())  # each answer is one fact of its own, and there is no other
    assert verify(store).findings == ()
    store.close()


def kill_at_work(process: BaseProcess, notes: Path) -> None:
    """Once it has been answered something, at a moment nobody chose."""
    before = len(noted(notes))
    for _ in range(PATIENCE * 1000):
        if len(noted(notes)) > before:
            break
        process.join(0.001)
    process.join(secrets.randbelow(30) / 1000)
    process.kill()
    process.join()
