"""Hearing that somebody committed: a file is looked at twice a second, a server calls."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Event, Lock
from typing import Any, Final

STEP: Final = 0.5  # seconds: how late a change of a file is seen at most, and how long closing waits

Understood = Callable[[], AbstractContextManager[None]]


class FileWatch:
    """Implements `ports.Watch` by SQLite's count of what other connections committed: a page is read, none written."""

    def __init__(self, connection: sqlite3.Connection, understood: Understood) -> None:
        self._connection = connection
        self._understood = understood
        self._closed, self._lock = Event(), Lock()
        self._seen = self._version()

    def wait(self, seconds: float) -> bool:
        left = seconds
        while not self._moved():
            if left <= 0 or self._closed.wait(min(left, STEP)):
                return False
            left -= STEP
        return True

    def close(self) -> None:
        self._closed.set()
        with self._lock:
            self._connection.close()

    def _moved(self) -> bool:
        with self._lock:
            if self._closed.is_set():
                return False
            before, self._seen = self._seen, self._version()
            return before != self._seen

    def _version(self) -> int:
        with self._understood():
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        return int(version)


class ServerWatch:
    """Implements `ports.Watch` by LISTEN, on a connection of its own; one that breaks is replaced by the next wait."""

    def __init__(self, listen: Callable[[], Any], understood: Understood) -> None:
        self._listen = listen
        self._understood = understood
        self._closed, self._lock = Event(), Lock()
        self._connection: Any = listen()

    def wait(self, seconds: float) -> bool:
        left = seconds
        while not self._closed.is_set():
            if self._heard(max(0.0, min(left, STEP))):
                return True
            left -= STEP
            if left <= 0:
                break
        return False

    def close(self) -> None:
        self._closed.set()
        with self._lock:
            self._drop()

    def _heard(self, seconds: float) -> bool:
        with self._lock, self._understood():
            if self._connection is None:
                self._connection = self._listen()
                return True  # whatever was called out meanwhile was not heard
            driver = self._connection.driver_connection
            try:
                heard = list(driver.notifies(timeout=seconds, stop_after=1))
                heard += driver.notifies(timeout=0)  # a hundred commits are one piece of news
            except driver.Error:
                self._drop()
                raise
            return bool(heard)

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()  # closed, and not kept for somebody else
        self._connection = None
