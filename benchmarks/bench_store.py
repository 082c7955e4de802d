"""Durable R1 steps a second on SQLite, one commit a step, in units of L, beside a raw sqlite3 step of the same shape.

The three take turns in one run, in one folder, for a disk is never twice the same. The raw step shows what the file
costs; ours also judges, seals and chains. `bench_runtime.py` has more rivals, and takes longer.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from runtime import bare, disk, ours
from runtime.measure import L, Run, figure, in_turn, spaced

ROUNDS = 5
CASES = 30


def main() -> None:
    with TemporaryDirectory(prefix="parcours-", dir=sys.argv[1] if sys.argv[1:] else None) as name:
        folder = Path(name)
        with (
            ours.opened(f"sqlite:///{folder / 'ours.db'}", folder / "ours.key") as site,
            bare.sqlite(folder, CASES) as raw,
        ):
            rivals: dict[str, Run] = {
                L: lambda: disk.appended(folder),
                "sqlite3 nu": raw,
                "parcours, R1 durable": lambda: site.one_client(CASES),
            }
            rounds = in_turn(rivals, ROUNDS)
    print(f"Par seconde, une validation par pas, médiane de {ROUNDS} (Python {sys.version.split()[0]})")
    for name in rivals:
        found = figure(rounds, name)
        span = f"({spaced(found.least)} à {spaced(found.most)})"
        spent = f"{spaced(found.spent * 1000, 2)} ms de processeur"
        print(f"  {name:<26}{spaced(found.rate):>10}   {span}   L x {spaced(found.share, 2)}   {spent}")


if __name__ == "__main__":
    main()
