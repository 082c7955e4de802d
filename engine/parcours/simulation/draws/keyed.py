"""Uniform numbers by key: (seed, replication, case, site, visit) always gives the same one, in any order.

The mixing function is the finaliser of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators,
OOPSLA 2014), with its published constants. Below a state, part n of a key is what that generator, seeded with the
state, gives after n others.
"""

from typing import Final

MASK: Final = 0xFFFF_FFFF_FFFF_FFFF
GOLDEN: Final = 0x9E37_79B9_7F4A_7C15
UNIT: Final = 2.0**-52


def mix(state: int) -> int:
    """One round over 64 bits: SplitMix64 seeded with `state - GOLDEN` gives this next."""
    state = ((state ^ (state >> 30)) * 0xBF58_476D_1CE4_E5B9) & MASK
    state = ((state ^ (state >> 27)) * 0x94D0_49BB_1331_11EB) & MASK
    return state ^ (state >> 31)


def descend(state: int, part: int) -> int:
    """The state below `state` for one more part of the key."""
    return mix((state + (part + 1) * GOLDEN) & MASK)


def root(seed: int, replication: int) -> int:
    """Where all the draws of one replication begin."""
    return descend(descend(0, seed & MASK), replication)


def unit(state: int) -> float:
    """The number strictly between 0 and 1 of a state: 52 bits, in the middle of their step; 53 would round up to 1."""
    return ((state >> 12) + 0.5) * UNIT


def following(state: int, rank: int) -> int:
    """The state of the `rank`-th number of one draw, for distributions that need several."""
    return mix((state + rank * GOLDEN) & MASK)
