"""Cases in an SQL database. `migration` creates and upgrades one; it alone loads Alembic."""

from parcours.adapters.storage.opening import DEFAULT_URL, database_of, key_path, open_store
from parcours.adapters.storage.store import SqlStore

__all__ = ["DEFAULT_URL", "SqlStore", "database_of", "key_path", "open_store"]
