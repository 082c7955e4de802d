"""L: what the disk itself gives. 4 KiB appended and synchronised, so many times a second."""

import os
from pathlib import Path

from runtime.measure import Measure, timed

APPENDS = 300


def appended(folder: Path) -> Measure:
    block = bytes(4096)

    def run() -> None:
        with (folder / "appended").open("ab", buffering=0) as stream:
            for _ in range(APPENDS):
                stream.write(block)
                os.fdatasync(stream.fileno())

    return timed(run, APPENDS)
