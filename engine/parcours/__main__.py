"""`parcours`, or `python -m parcours`."""

import sys

from parcours.cli.main import parcours


def main() -> None:
    """Runs the command line. A terminal that lacks a letter shows another in its place."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # both are text streams of the interpreter
    parcours()


if __name__ == "__main__":
    main()
