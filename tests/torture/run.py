"""`make torture`: the long form. Exits 1 when anything was lost, done twice or torn."""

import argparse
import random  # noqa: TID251  chance is an argument, of this kind
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import servers
from torture import faults, report
from torture.copies import copies_killed
from torture.ground import Files, Server
from torture.laying import lay
from torture.postmaster import postmaster
from torture.tally import Tally


def main() -> None:
    asked = _asked()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tort-", dir=asked.folder)))
        for name in ("files", "server", "grounds"):
            (folder / name).mkdir()
        files = Files(folder / "files")
        server = Server(folder / "grounds", stack.enter_context(postmaster(folder / "server")))
        chance = random.Random(asked.seed)
        tallies: dict[str, Tally] = {}
        for land, kills in ((files, asked.sqlite), (server, asked.postgres)):
            tallies[land.name] = lay(land, kills, chance)
            report.written(tallies, (), asked.seed)  # what is still to come takes long, and may be stopped
        found = list(faults.tried(files, server))
        stack.enter_context(servers.tools())
        found += [_copied(land, asked.copies, chance) for land in (files, server)]
    path = report.written(tallies, found, asked.seed)
    print("\n".join(report.page(tallies, found, asked.seed)))  # noqa: T201  a program that prints its report
    print(f"Écrit dans benchmarks/results/{path.name}")  # noqa: T201  as above
    sys.exit(any(tally.broken for tally in tallies.values()) or not all(each.kept for each in found))


def _copied(land: Files | Server, kills: int, chance: random.Random) -> faults.Fault:
    copied = copies_killed(land, kills, chance)
    name = f"{land.name} : `parcours backup` et `parcours restore` tués, {kills} fois chacun"
    return faults.Fault(name, copied.told(), kept=not copied.broken)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Tuer des programmes au travail, et compter ce qui s'est perdu.")
    parser.add_argument("--sqlite", type=int, default=1000, help="morts sur SQLite")
    parser.add_argument("--postgres", type=int, default=300, help="morts sur PostgreSQL")
    parser.add_argument("--copies", type=int, default=100, help="sauvegardes, et restaurations, tuées sur chacune")
    parser.add_argument("--seed", type=int, default=1, help="graine du hasard")
    parser.add_argument("--folder", help="dossier où tout se passe, au chemin court")
    return parser.parse_args()


if __name__ == "__main__":
    main()
