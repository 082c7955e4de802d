"""Which cases are due, asked along the index of instants: by case, all the timers that wait would be walked through."""

from collections.abc import Sequence
from itertools import islice

from parcours.adapters.storage.hot import Hot


def due(hot: Hot, cae: str, until: str, limit: int) -> Sequence[tuple[str, str]]:
    """(instant, case) of the earliest timer of each case that has one by then, the earliest first."""
    asked = limit
    while True:
        found = hot.due(cae, until, asked)
        earliest: dict[str, str] = {}
        for instant, case in found:
            earliest.setdefault(case, instant)
        if len(earliest) >= limit or len(found) < asked:
            return [(instant, case) for case, instant in islice(earliest.items(), limit)]
        asked *= 2
