"""The door to argon2: passwords are kept as hashes that cost memory and time to try."""

from functools import cached_property
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# RFC 9106, section 4, second recommended option: 64 MiB, three passes.
TIME: Final = 3
MEMORY: Final = 64 * 1024  # KiB
LANES: Final = 4


class Argon2:
    """Implements `ports.accounts.Passwords` by argon2id."""

    def __init__(self, time_cost: int = TIME, memory_cost: int = MEMORY, parallelism: int = LANES) -> None:
        self._hasher = PasswordHasher(time_cost, memory_cost, parallelism)

    @cached_property
    def _none(self) -> str:
        """What is tried where there is nothing to try: as long as for a hash there is."""
        return self._hasher.hash("nobody's")

    def hashed(self, password: str) -> str:
        return self._hasher.hash(password)

    def matches(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept or self._none, password) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False

    def is_weak(self, kept: str) -> bool:
        return self._hasher.check_needs_rehash(kept)
