"""The uniform numbers of `draws.keyed`, over machine words that wrap by themselves instead of being masked."""

from typing import Any

import numpy as np

GOLDEN = np.uint64(0x9E37_79B9_7F4A_7C15)
FIRST = np.uint64(0xBF58_476D_1CE4_E5B9)
SECOND = np.uint64(0x94D0_49BB_1331_11EB)
ONE = np.uint64(1)
UNIT = 2.0**-52
DROPPED = np.uint64(12)
THIRTY, TWENTY_SEVEN, THIRTY_ONE = np.uint64(30), np.uint64(27), np.uint64(31)

Word = Any
"""A number of 64 bits without sign, as Numba types it."""


def mix(state: Word) -> Word:
    state = (state ^ (state >> THIRTY)) * FIRST
    state = (state ^ (state >> TWENTY_SEVEN)) * SECOND
    return state ^ (state >> THIRTY_ONE)


def descend(state: Word, part: Word) -> Word:
    return mix(state + (np.uint64(part) + ONE) * GOLDEN)


def unit(state: Word) -> Any:
    return (np.float64(state >> DROPPED) + 0.5) * UNIT


def following(state: Word, rank: int) -> Word:
    return mix(state + np.uint64(rank) * GOLDEN)
