"""Processes that plugins run in: whatever one does there, the daemon goes on."""

from parcours.adapters.workers.crew import Limits
from parcours.adapters.workers.pool import Pool

__all__ = ["Limits", "Pool"]
