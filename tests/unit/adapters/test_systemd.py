"""What systemd hears, on a socket like its own."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from parcours.adapters.systemd import Notifier, notifier


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(tmp_path / "notify"))
        channel.settimeout(30)
        yield channel


def test_states_are_lines_of_one_message(listening: socket.socket) -> None:
    Notifier(listening.getsockname()).say(READY="1", STATUS="at work")
    assert listening.recv(1000) == b"READY=1\nSTATUS=at work"


def test_an_abstract_address_is_understood() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind("\0parcours-test-notify")
        channel.settimeout(30)
        Notifier("@parcours-test-notify").say(WATCHDOG="1")
        assert channel.recv(1000) == b"WATCHDOG=1"


def test_without_systemd_nobody_is_spoken_to() -> None:
    Notifier(None).say(READY="1")
    Notifier("").say(READY="1")


def test_a_supervisor_that_does_not_listen_hinders_nobody(tmp_path: Path) -> None:
    Notifier(str(tmp_path / "absent")).say(READY="1")


def test_the_address_is_not_left_to_other_processes(monkeypatch: pytest.MonkeyPatch, listening: socket.socket) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", listening.getsockname())
    notifier().say(READY="1")
    assert listening.recv(1000) == b"READY=1"
    notifier().say(READY="1")
    listening.settimeout(0)
    with pytest.raises(BlockingIOError):
        listening.recv(1000)
