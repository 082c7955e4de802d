"""Hearing of what others commit."""

from typing import Protocol


class Watch(Protocol):
    """Ears on a store. One thread waits; another may close."""

    def wait(self, seconds: float) -> bool:
        """Whether somebody may have committed since the last call, known as soon as it is; False once time is out.

        Raises StoreError when the database cannot be heard any more; the next call tries again.
        """
        ...

    def close(self) -> None:
        """Ends a wait under way, within half a second."""
        ...
