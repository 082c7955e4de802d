"""How long a process takes to open a site and to know what is due next, and what it holds in memory by then.

A script too: `python starting.py DATABASE KEY`.
"""

import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from parcours import bootstrap
from parcours.runtime.tick import next_due
from parcours.settings import Settings

STARTS = 5


@dataclass(frozen=True, slots=True)
class Start:
    seconds: float
    megabytes: float


def medians(*settings: Settings) -> list[Start]:
    """Each site opened in turn by new processes."""
    found = [[_once(each) for each in settings] for _ in range(STARTS)]
    return [
        Start(statistics.median(each.seconds for each in one), statistics.median(each.megabytes for each in one))
        for one in zip(*found, strict=True)
    ]


def _once(settings: Settings) -> Start:
    command = [sys.executable, __file__, settings.database, str(settings.key_file)]
    return Start(**json.loads(subprocess.run(command, check=True, capture_output=True).stdout))


def main() -> None:
    began = time.perf_counter()
    with bootstrap.opened(Settings(database=sys.argv[1], key_file=sys.argv[2])) as site:
        next_due(site.engine)
        taken = time.perf_counter() - began
        held = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(json.dumps({"seconds": taken, "megabytes": int(held.split()[1]) / 1024}))


if __name__ == "__main__":
    main()
