"""A store that lives as long as the process: rehearsals, dry runs, tests. Honest about everything but the disk."""

from parcours.adapters.memory.store import MemoryStore

__all__ = ["MemoryStore"]
