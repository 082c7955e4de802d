"""The runtime beside its neighbours, in one run: durable steps, ten thousand timers at once, how it starts.

Every figure is a median of rounds in which each rival had its turn; L is what the disk gives, taken in the same round.
A bound that is missed is said and fails nothing. `benchmarks/README.md` says what is measured, and where time goes.
"""

import argparse
import statistics
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from runtime import aims, bare, crowd, disk, durable, jobs, ours, server, spiff, starting, storm
from runtime.measure import L, Round, Run, figure, in_turn, spaced
from runtime.ours import Ours
from runtime.report import Report, machine

SQLITE, SQLITE_64 = "parcours, SQLite, un client", "parcours, SQLite, 64 clients"
SQLITE_100 = "parcours, SQLite, lots de 100"
POSTGRES, POSTGRES_100 = "parcours, PostgreSQL, une connexion", "parcours, PostgreSQL, lots de 100"
DBOS, DBOS_POSTGRES = "DBOS, SQLite", "DBOS, PostgreSQL"
STORM, STORM_POSTGRES, STORM_JOBS = "parcours, SQLite", "parcours, PostgreSQL", "APScheduler 3, SQLite"
CLIENTS = 64
BESIDE = (
    (SQLITE, "sqlite3 nu"),
    (SQLITE, "SpiffWorkflow, JSON dans SQLite"),
    (SQLITE_64, SQLITE),
    (POSTGRES, "psycopg nu"),
    (POSTGRES_100, POSTGRES),
)


@dataclass(frozen=True, slots=True)
class Sites:
    """Every database of the run, empty but for what the rounds put there; the crowded two are for the storm."""

    folder: Path
    server: server.Server
    sqlite: Ours
    postgres: Ours
    crowded: Ours
    crowded_postgres: Ours


def main() -> None:
    asked = _asked()
    with TemporaryDirectory(prefix="pb-", dir=asked.folder) as name, _sites(Path(name)) as sites:
        settings = {**machine(), **{f"PostgreSQL, {key}": value for key, value in sites.server.settings().items()}}
        with _step_rivals(sites, asked.cases) as rivals:
            steps = in_turn(rivals, asked.rounds)
        for each in (sites.crowded, sites.crowded_postgres):
            crowd.add_waiting(each, asked.waiting)
        empty, crowded = starting.medians(sites.sqlite.settings, sites.crowded.settings)
        storms = in_turn(_storm_rivals(sites, asked.due, asked.waiting), asked.rounds)
    report = Report(
        {
            "Pas durables de R1": steps,
            f"{spaced(asked.due)} minuteries de la même seconde, {spaced(asked.waiting)} autres attendent": storms,
        },
        [*_kept(steps, storms), *_kept_starts(empty, crowded)],
        {**settings, "tours": asked.rounds},
        [
            *_beside(steps),
            _start_line("démarrage sans minuterie qui attende", empty),
            _start_line(f"démarrage avec {spaced(asked.waiting)} minuteries", crowded),
        ],
    )
    path = report.written("runtime")
    print(report.page())
    print(f"Écrit dans benchmarks/results/{path.name}")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Le moteur en marche, à côté de ses voisins.")
    parser.add_argument("--rounds", type=int, default=3, help="tours de chaque mesure")
    parser.add_argument("--cases", type=int, default=30, help="dossiers d'un client, par tour")
    parser.add_argument("--due", type=int, default=10_000, help="minuteries de la même seconde")
    parser.add_argument("--waiting", type=int, default=100_000, help="minuteries qui attendent ; un million en entier")
    parser.add_argument("--folder", help="dossier du disque à mesurer")
    return parser.parse_args()


@contextmanager
def _sites(folder: Path) -> Iterator[Sites]:
    def file(name: str) -> tuple[str, Path]:
        return f"sqlite:///{folder / name}.db", folder / f"{name}.key"

    with (
        server.started(folder) as started,
        ours.opened(*file("ours")) as sqlite,
        ours.opened(*file("crowded")) as crowded,
        ours.opened(started.database("ours"), folder / "postgres.key") as postgres,
        ours.opened(started.database("crowded"), folder / "crowded_postgres.key") as crowded_postgres,
    ):
        yield Sites(folder, started, sqlite, postgres, crowded, crowded_postgres)


@contextmanager
def _step_rivals(sites: Sites, cases: int) -> Iterator[Mapping[str, Run]]:
    folder = sites.folder
    on_file, on_server = durable.sqlite(folder), durable.postgres(sites.server.database("dbos"))
    with (
        bare.sqlite(folder, cases) as bare_sqlite,
        bare.postgres(sites.server.database("bare"), cases) as bare_postgres,
        spiff.sqlite(folder, cases) as spiff_sqlite,
    ):
        yield {
            L: lambda: disk.appended(folder),
            "sqlite3 nu": bare_sqlite,
            SQLITE: lambda: sites.sqlite.one_client(cases),
            SQLITE_64: lambda: sites.sqlite.waiting_clients(CLIENTS, max(1, cases // 10)),
            SQLITE_100: lambda: sites.sqlite.batches(100, 100),
            "psycopg nu": bare_postgres,
            POSTGRES: lambda: sites.postgres.one_client(cases),
            POSTGRES_100: lambda: sites.postgres.batches(100, 100),
            "SpiffWorkflow, JSON dans SQLite": spiff_sqlite,
            DBOS: lambda: on_file.measured(max(1, cases // 10)),
            DBOS_POSTGRES: lambda: on_server.measured(max(1, cases // 10)),
        }


def _storm_rivals(sites: Sites, due: int, waiting: int) -> Mapping[str, Run]:
    return {
        L: lambda: disk.appended(sites.folder),
        STORM: lambda: storm.broken_over(sites.crowded, due),
        STORM_POSTGRES: lambda: storm.broken_over(sites.crowded_postgres, due),
        STORM_JOBS: lambda: jobs.broken_over(sites.folder, due, waiting),
    }


def _kept(steps: Sequence[Round], storms: Sequence[Round]) -> Iterator[Sequence[str]]:
    shares = {
        SQLITE: aims.ONE_CLIENT,
        SQLITE_64: aims.WAITING,
        POSTGRES: aims.ONE_CONNECTION,
        POSTGRES_100: aims.BATCHES,
    }
    for name, aim in shares.items():
        yield aim.told(figure(steps, name).share)
    for ours_, theirs, aim in ((SQLITE, DBOS, aims.DURABLE_SQLITE), (POSTGRES, DBOS_POSTGRES, aims.DURABLE_POSTGRES)):
        yield aim.told(statistics.median(each[ours_].rate / each[theirs].rate for each in steps))
    yield aims.STORM_SQLITE.told(figure(storms, STORM).late)
    yield aims.STORM_POSTGRES.told(figure(storms, STORM_POSTGRES).late)


def _kept_starts(empty: starting.Start, crowded: starting.Start) -> Iterator[Sequence[str]]:
    yield aims.START.told(1000 * (crowded.seconds - empty.seconds))
    yield aims.MEMORY.told(crowded.megabytes)


def _beside(steps: Sequence[Round]) -> Iterator[str]:
    """Ratios to the rivals of the same round."""
    for mine, theirs in BESIDE:
        share = statistics.median(each[mine].rate / each[theirs].rate for each in steps)
        yield f"- {mine} : {spaced(share, 2)} fois {theirs}"


def _start_line(name: str, start: starting.Start) -> str:
    return f"- {name} : {spaced(1000 * start.seconds)} ms, {spaced(start.megabytes)} Mo"


if __name__ == "__main__":
    main()
