"""Passwords are kept as argon2id hashes, and what is no hash opens nothing."""

import pytest

from parcours.adapters.passwords import Argon2

CHEAP = Argon2(time_cost=1, memory_cost=8, parallelism=1)


def test_a_password_matches_its_own_hash_alone() -> None:
    kept = CHEAP.hashed("pommes de terre")
    assert kept.startswith("$argon2id$")
    assert kept != CHEAP.hashed("pommes de terre")
    assert CHEAP.matches(kept, "pommes de terre")
    assert not CHEAP.matches(kept, "pommes de Terre")


@pytest.mark.parametrize("kept", ["", "nobody's", "$argon2id$v=19$m=8,t=1,p=1$c2Vs$x"])
def test_what_is_no_hash_matches_nothing(kept: str) -> None:
    for password in ("", "nobody's", kept):
        assert not CHEAP.matches(kept, password)


def test_a_hash_made_more_cheaply_than_now_is_weak() -> None:
    kept = CHEAP.hashed("x")
    assert not CHEAP.is_weak(kept)
    assert Argon2(time_cost=2, memory_cost=8, parallelism=1).is_weak(kept)


def test_what_is_said_of_cost_is_what_the_standard_recommends() -> None:
    # RFC 9106, section 4, second choice: t=3, p=4, m=2**16 KiB.
    assert "$m=65536,t=3,p=4$" in Argon2().hashed("x")
