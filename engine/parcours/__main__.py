"""`parcours`, or `python -m parcours`."""

import gc
import sys
from typing import Final

from parcours.cli.main import parcours

OBJECTS_BEFORE_A_COLLECTION: Final = 100_000  # a command is short: collecting its modules again and again is lost time


def main() -> None:
    """Runs the command line. A terminal that lacks a letter shows another in its place."""
    gc.set_threshold(OBJECTS_BEFORE_A_COLLECTION)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # both are text streams of the interpreter
    parcours()


if __name__ == "__main__":
    main()
