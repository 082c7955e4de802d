"""What compiled code is asked for: each way of playing leaves what it has found in the stores of the machine."""

from typing import Any

from parcours.simulation.compiled.arriving import arrive, arrive_at_rate
from parcours.simulation.compiled.folding import close, fold, fold_from
from parcours.simulation.compiled.living import UNSEEN, ahead, ahead_counted
from parcours.simulation.compiled.stores import coming, forget_all, put_entry
from parcours.simulation.tables.machine.loop import open_for_next, step
from parcours.simulation.tables.machine.stores import OF_COMER
from parcours.simulation.tables.memory import G_CASES, G_CODES, G_END, G_MOST_ROWS, G_ROWS, TURN_PLACES, WAKE_ENTER

ARRIVE, ARRIVE_AT_RATE, TOGETHER, TOGETHER_FOLDED, ALONE, ALONE_FOLDED = range(6)


def play(m: Any, what: int) -> None:
    """`what` is one of the above: who comes is drawn, or all that happens before G_END does."""
    if what == ARRIVE:
        arrive(m)
    elif what == ARRIVE_AT_RATE:
        arrive_at_rate(m)
    elif what in (TOGETHER, TOGETHER_FOLDED):
        _together(m, what == TOGETHER_FOLDED)
    elif what == ALONE:
        _alone(m)
    else:
        _alone_folded(m)


def _together(m: Any, folded: int) -> None:
    """Everybody in one order of time: they wait for one another."""
    end, most = m.memory[G_END], m.memory[G_MOST_ROWS] // 2
    open_for_next(m)
    while step(m, end):
        if folded and m.memory[G_ROWS] > most:
            fold(m)
    if folded:
        fold(m)
        for number in range(coming(m)):
            close(m, number)


def _live(m: Any, number: int, end: int) -> None:
    """One life, by the machine."""
    forget_all(m)
    m.memory[G_CASES] = coming(m)
    put_entry(m, m.comers[number * OF_COMER], number, TURN_PLACES, 0, WAKE_ENTER, 0, 0)
    while step(m, end):
        pass


def _alone_folded(m: Any) -> None:
    """One life after the other, of which only figures are kept: of one played anew, only what was not counted yet."""
    end = m.memory[G_END]
    for number in range(coming(m)):
        if m.comers[number * OF_COMER] >= end:
            return
        m.memory[G_ROWS] = 0
        m.memory[G_CODES] = 0
        if ahead_counted(m, number, end) == UNSEEN:
            counted = m.memory[G_ROWS]
            m.memory[G_ROWS] = 0
            m.memory[G_CODES] = 0
            _live(m, number, end)
            fold_from(m, counted)
        close(m, number)


def _alone(m: Any) -> None:
    """One life after the other: nobody touches what others do."""
    end = m.memory[G_END]
    for number in range(coming(m)):
        entered = m.comers[number * OF_COMER] < end
        rows, codes = m.memory[G_ROWS], m.memory[G_CODES]
        if entered and ahead(m, number, end) == UNSEEN:
            m.memory[G_ROWS] = rows
            m.memory[G_CODES] = codes
            _live(m, number, end)
