"""What a server keeps on its disk of rows that were deleted, and how it is made to keep no more.

PostgreSQL leaves a deleted row where it is. VACUUM only frees its place, and its bytes stay in the hole; a table that
is written anew leaves them behind. What the write-ahead log and its archives hold is out of reach.
"""

from collections.abc import Iterable
from typing import Any, Final

from parcours.adapters.storage.database import still_read
from parcours.messages import Text

LOOKS: Final = 50
GLANCE: Final = 0.1  # seconds between two looks at who still reads

# The first number that no transaction had when this was asked: what was deleted before is dead to whoever starts after.
# A transaction of another base, older than that, is in the way as well: what writes a table anew takes a snapshot, and
# that one goes back to the oldest transaction that runs on the whole server.
HORIZON: Final = "SELECT pg_snapshot_xmax(pg_current_snapshot())::xid::text"
READERS: Final = """
    SELECT EXISTS (
        SELECT FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND age(backend_xmin) > age(%(horizon)s::xid)
           AND (datid IS NULL OR datname = current_database())
    ) OR EXISTS (SELECT FROM pg_prepared_xacts WHERE age(transaction) >= age(%(horizon)s::xid))
      OR EXISTS (SELECT FROM pg_replication_slots WHERE age(xmin) > age(%(horizon)s::xid))
      OR age(pg_snapshot_xmin(pg_current_snapshot())::xid) > age(%(horizon)s::xid)
"""


def forget(driver: Any, whole: Iterable[str], others: Iterable[str]) -> Text | None:
    """Writes the tables of `whole` anew, frees the places of the rest, and asks the server to settle its log.

    What keeps traces there all the same, None when nothing does. The driver commits each statement by itself.
    """
    if _is_read(driver):
        return still_read()
    try:
        kept = [table for table in whole if not _written_anew(driver, table)]
        for table in others:
            driver.execute(f"VACUUM {table}")
    except Exception as raised:
        if type(raised).__name__ != "LockNotAvailable":
            raise
        return still_read()
    _settle(driver)
    if kept:
        return Text(
            "Le compte n'est pas propriétaire des tables : leurs lignes effacées restent sur le disque du serveur. Que "
            "leur propriétaire lance : VACUUM FULL {tables}",
            tables=", ".join(kept),
        )
    return None


def _is_read(driver: Any) -> bool:
    """Whether somebody sees what was there before, after a while to let them end: the table would be kept for them."""
    (horizon,) = driver.execute(HORIZON).fetchone()
    for _ in range(LOOKS):
        (read,) = driver.execute(READERS, {"horizon": horizon}).fetchone()
        if not read:
            return False
        driver.execute("SELECT pg_sleep(%s)", (GLANCE,))
    return True


def _written_anew(driver: Any, table: str) -> bool:
    """The server only warns whoever is not allowed to: the file of the table tells."""
    file = "SELECT pg_relation_filenode(%s::regclass)"
    before = driver.execute(file, (table,)).fetchone()
    driver.execute(f"VACUUM FULL {table}")
    return bool(driver.execute(file, (table,)).fetchone() != before)


def _settle(driver: Any) -> None:
    """Lets the server write over its log the sooner. Only some accounts may ask; it does so by itself in time."""
    try:
        driver.execute("CHECKPOINT")
    except Exception as raised:
        if type(raised).__name__ != "InsufficientPrivilege":
            raise
