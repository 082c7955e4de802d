"""What a service tells systemd: that it is ready, what it does, that it lives, that it stops. Nothing without one."""

import os
import socket
from typing import Final

ADDRESS: Final = "NOTIFY_SOCKET"


class Notifier:
    """Speaks to the socket that systemd names in the environment (sd_notify(3)); to nobody where it names none."""

    def __init__(self, address: str | None) -> None:
        self._address = f"\0{address[1:]}" if address and address.startswith("@") else address

    def say(self, **states: str) -> None:
        """`READY="1"`, `STATUS="…"`. A supervisor that does not listen hinders nobody."""
        if not self._address:
            return
        message = "\n".join(f"{name}={value}" for name, value in states.items())
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
            channel.settimeout(0)  # a queue that is full is not waited for
            try:
                channel.sendto(message.encode(), self._address)
            except OSError:
                return  # it will notice by itself: its watchdog hears nothing


def notifier() -> Notifier:
    """That of this process. The variable is taken away: processes it starts speak for themselves."""
    return Notifier(os.environ.pop(ADDRESS, None))
