"""The door to APScheduler: one wake-up in memory, and schedules that come back. It is never asked to remember.

Every job rings and returns at once: a job still running when it falls due again is skipped and forgotten, so that
work done inside of one would put the daemon to sleep for ever.
"""

import datetime
from collections.abc import Callable
from typing import Final

from apscheduler.schedulers.background import BackgroundScheduler

from parcours.ports import Clock

WAKE_UP: Final = "wake-up"
DEFAULTS: Final = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}  # late is better than never


class Scheduler:
    """Rings by `ring`, which says why. Instants are those of `clock`; the scheduler counts on its own."""

    def __init__(self, ring: Callable[[str], None], clock: Clock) -> None:
        self._ring, self._clock = ring, clock
        self._scheduler = BackgroundScheduler(timezone=datetime.UTC, job_defaults=DEFAULTS, daemon=True)

    def start(self) -> None:
        self._scheduler.start()

    def wake_at(self, instant: datetime.datetime) -> None:
        """Rings then, at once for an instant already past; the wake-up asked for before is forgotten."""
        away = instant - self._clock.now()
        at = datetime.datetime.now(datetime.UTC) + away  # noqa: TID251  the scheduler's own clock
        self._scheduler.add_job(
            self._ring, "date", run_date=at, args=[WAKE_UP], id=WAKE_UP, name=WAKE_UP, replace_existing=True
        )

    def every(self, why: str, seconds: float) -> None:
        """Rings every so many seconds."""
        self._scheduler.add_job(self._ring, "interval", seconds=seconds, args=[why], id=why, name=why)

    def each_day(self, why: str) -> None:
        """Rings once a day, shortly after midnight UTC."""
        self._scheduler.add_job(self._ring, "cron", hour=0, minute=1, args=[why], id=why, name=why)

    def stop(self) -> None:
        # Once nothing is left to ring: a wake-up that is just ringing must still be there to be taken away.
        self._scheduler.remove_all_jobs()
        self._scheduler.shutdown(wait=False)
