"""Processes that plugins run in: whatever one does there, the daemon goes on."""

from parcours.adapters.workers.pool import Limits, Pool

__all__ = ["Limits", "Pool"]
