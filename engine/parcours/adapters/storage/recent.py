"""What was read a moment ago, kept decoded."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final, Generic, TypeVar

V = TypeVar("V")

MOST: Final = 512


class Recent(Generic[V]):
    """Values by a keyed hash of the bytes they were read from: other bytes cannot have it, so none is ever stale."""

    def __init__(self) -> None:
        self._values: OrderedDict[bytes, V] = OrderedDict()
        self._lock = Lock()

    def get(self, mark: bytes, read: Callable[[], V]) -> V:
        """The value that goes by this hash, read if it must be."""
        with self._lock:
            found = self._values.get(mark)
        return found if found is not None else self.keep(mark, read())

    def keep(self, mark: bytes, value: V) -> V:
        with self._lock:
            self._values[mark] = value
            self._values.move_to_end(mark)
            if len(self._values) > MOST:
                self._values.popitem(last=False)
        return value
