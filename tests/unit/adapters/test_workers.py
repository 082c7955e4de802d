"""Plugins in real processes: whatever one does there, the others go on and nothing is forgotten."""

import datetime
import os
import select
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parcours.adapters.workers import Limits, Pool
from parcours.errors import UsageError
from parcours.plugin import Delivered, Failed, File, Job, Later, Unreachable
from parcours.runtime.effects.workers import Died, Ended, Ending, Overdue, Raised

pytestmark = pytest.mark.processes

LONG = 60.0  # seconds: a bound for what ends by itself long before
BEGIN = "from parcours.plugin import *\n"
END = """
@hookimpl
def parcours_actions():
    return [Action(name, name, {{}}, found) for name, found in dict({names}).items()]
"""


def plugin(folder: Path, name: str, body: str, *names: str) -> None:
    """A site's plugin of some functions, each the action of its name."""
    named = ", ".join(f"{each}={each}" for each in names)
    (folder / f"{name}.py").write_text(BEGIN + body + END.format(names=named))


def job(use: str, key: str = "C-1/2/0") -> Job:
    return Job(key, use, use, use, 1, "essai", "C-1", "essai", datetime.date(2026, 1, 5))


Make = Callable[..., Pool]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    pools: list[Pool] = []

    def made(limits: Limits | None = None) -> Pool:
        pools.append(Pool(tmp_path, limits or Limits(processes=2, grace=0.2)))
        return pools[-1]

    yield made
    for each in pools:
        each.stop(0)


def told(pool: Pool, count: int = 1) -> tuple[Ended, ...]:
    """The next endings."""
    found: list[Ended] = []
    for _ in range(100):
        if len(found) >= count:
            return tuple(found)
        pool.wait(LONG)
        found += pool.ended()
    raise AssertionError(found)


def begun(pool: Pool) -> Pool:
    for _ in range(100):
        if pool.offers is not None:
            return pool
        pool.wait(LONG)
    raise AssertionError("no worker said what it offers")


def ending(pool: Pool, use: str, seconds: float = LONG) -> Ending:
    pool.start(job(use), seconds)
    (ended,) = told(pool)
    assert ended.key == "C-1/2/0"
    return ended.ending


def test_what_a_plugin_answers_comes_back_as_it_was_said(make: Make, tmp_path: Path) -> None:
    body = """
def made(job): return Delivered("n° 7", (File("a.txt", "text/plain", b"\\x00"),), ("case.id",))
def later(job): return Later("occupé", 5)
def nobody(job): return Unreachable("refusée")
def never(job): return Failed("jamais")
def nothing(job): return None
def missing(job): return Delivered(job.secret("password"))
def unfilled(job): return Delivered(job.render("{{ dossier.nom }}"))
"""
    plugin(tmp_path, "dit", body, "made", "later", "nobody", "never", "nothing", "missing", "unfilled")
    pool = make()

    assert ending(pool, "made") == Delivered("n° 7", (File("a.txt", "text/plain", b"\x00"),), ("case.id",))
    assert ending(pool, "later") == Later("occupé", 5.0)
    assert ending(pool, "nobody") == Unreachable("refusée")
    assert ending(pool, "never") == Failed("jamais")
    assert ending(pool, "nothing") == Raised("TypeError")
    assert ending(pool, "missing") == Failed("Il manque PARCOURS_MISSING_PASSWORD.")
    assert ending(pool, "unfilled") == Failed("« dossier.nom » n'est pas rempli.")
    assert ending(pool, "unknown") == Raised("KeyError")


def test_neither_a_raised_message_nor_a_secret_comes_back(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "jeton"
    kept.write_text("tournesol\n")
    monkeypatch.setenv("PARCOURS_SAYS_PASSWORD", "hunter2")
    monkeypatch.setenv("PARCOURS_SAYS_TOKEN_FILE", str(kept))
    body = """
def raises(job): raise ValueError("hunter2")
def says(job): return Later(f"refusé avec {job.secret('password')} et {job.secret('token')}")
"""
    plugin(tmp_path, "bavard", body, "raises", "says")
    pool = make()

    assert ending(pool, "raises") == Raised("ValueError")
    assert ending(pool, "says") == Later("refusé avec … et …")


def test_a_worker_that_ends_under_its_job_is_told_and_replaced(make: Make, tmp_path: Path) -> None:
    body = """
import os, sys
def leaves(job): sys.exit("hunter2")
def aborts(job): os.abort()
def kills(job): os.kill(os.getpid(), 9)
def works(job): return Delivered("ok")
"""
    plugin(tmp_path, "finit", body, "leaves", "aborts", "kills", "works")
    pool = make()

    assert ending(pool, "leaves") == Raised("SystemExit")
    assert ending(pool, "aborts") == Died(-signal.SIGABRT)
    assert ending(pool, "kills") == Died(-signal.SIGKILL)
    assert ending(pool, "works") == Delivered("ok")


def test_a_job_that_never_ends_is_ended_even_when_it_will_not_hear(make: Make, tmp_path: Path) -> None:
    body = """
import signal, threading
def hangs(job): threading.Event().wait()
def deaf(job):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True: threading.Event().wait(1)
def works(job): return Delivered("ok")
"""
    plugin(tmp_path, "dure", body, "hangs", "deaf", "works")
    pool = make()

    assert ending(pool, "hangs", 0.2) == Overdue(0.2)
    assert ending(pool, "deaf", 0.2) == Overdue(0.2)
    assert ending(pool, "works") == Delivered("ok")


def test_what_a_plugin_started_is_ended_with_it(make: Make, tmp_path: Path) -> None:
    body = f"""
import subprocess
def starts(job):
    started = subprocess.Popen(["sleep", "600"])
    open({str(tmp_path / "pid")!r}, "w").write(str(started.pid))
    started.wait()
"""
    plugin(tmp_path, "lance", body, "starts")

    assert ending(make(), "starts", 1) == Overdue(1)
    assert _ends(int((tmp_path / "pid").read_text()))


def _ends(pid: int) -> bool:
    """Whether it ends, or has ended."""
    try:
        ending = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([ending], [], [], LONG)[0])
    finally:
        os.close(ending)


def test_a_plugin_that_leaks_gets_no_more_than_its_share(make: Make, tmp_path: Path) -> None:
    body = """
import os
kept = []
def leaks(job):
    while True: kept.append(bytearray(2**22))
def grows(job):
    kept.append(bytearray(b"x" * 2**27))
    return Delivered(str(os.getpid()))
"""
    plugin(tmp_path, "fuit", body, "leaks", "grows")
    mib = 2**20
    pool = make(Limits(processes=1, resident=100 * mib, data=400 * mib, grace=0.2))

    assert ending(pool, "leaks") == Raised("MemoryError")
    first, second = ending(pool, "grows"), ending(pool, "grows")
    assert isinstance(first, Delivered)
    assert isinstance(second, Delivered)
    assert first.receipt != second.receipt  # each held 128 MiB once done, and was replaced


def test_a_worker_is_replaced_once_it_has_done_its_share(make: Make, tmp_path: Path) -> None:
    plugin(tmp_path, "qui", "import os\ndef who(job): return Delivered(str(os.getpid()))\n", "who")
    pool = make(Limits(processes=1, jobs=2))

    first, second, third = (ending(pool, "who") for _ in range(3))

    assert first == second != third


def test_what_a_broken_plugin_does_when_it_is_loaded_concerns_it_alone(make: Make, tmp_path: Path) -> None:
    (tmp_path / "leve.py").write_text("\nraise ValueError('hunter2')\n")
    (tmp_path / "sort.py").write_text("import sys\nsys.exit(1)\n")
    (tmp_path / "meurt.py").write_text("import os\nos.abort()\n")
    (tmp_path / "rien.py").write_text(BEGIN + "@hookimpl\ndef parcours_actions():\n    return [7]\n")
    never = 'Action("jamais", "Jamais", {}, None, seconds=0)'
    (tmp_path / "jamais.py").write_text(BEGIN + f"@hookimpl\ndef parcours_actions():\n    return [{never}]\n")
    plugin(tmp_path, "double", "def email(job): return Delivered()\n", "email")
    plugin(tmp_path, "sain", "def works(job): return Delivered('ok')\n", "works")
    pool = begun(make(Limits(processes=1, grace=0.2)))

    assert pool.offers is not None
    broken = {each.plugin: each.why for each in pool.offers.broken}
    assert broken == {
        "site/leve": "ValueError, ligne 2",
        "site/sort": "SystemExit, ligne 2",
        "site/meurt": "exit -6",
        "site/rien": "TypeError",
        "site/jamais": "ValueError",
        "site/double": "« email » : parcours/email",
    }
    assert {"email", "works"} <= pool.offers.actions.keys()
    assert ending(pool, "works") == Delivered("ok")


@pytest.mark.slow
def test_a_plugin_that_never_ends_loading_is_left_out(make: Make, tmp_path: Path) -> None:
    (tmp_path / "dort.py").write_text("import threading\nthreading.Event().wait()\n")
    pool = begun(make(Limits(processes=1, patience=10, grace=0.2)))

    assert pool.offers is not None
    assert [(each.plugin, each.why) for each in pool.offers.broken] == [("site/dort", "exit -15")]


def test_a_worker_loads_neither_a_database_nor_a_page(make: Make, tmp_path: Path) -> None:
    heavy = ("sqlalchemy", "alembic", "cryptography", "cel_expr_python", "yaml", "jsonschema", "transitions", "rich")
    body = f"""
import sys
def held(job): return Delivered(" ".join(each for each in {heavy!r} if each in sys.modules))
"""
    plugin(tmp_path, "poids", body, "held")
    assert ending(make(), "held") == Delivered("")


def test_jobs_run_beside_each_other_and_no_more_than_there_are_processes(make: Make, tmp_path: Path) -> None:
    body = """
import threading
def hangs(job): threading.Event().wait()
def works(job): return Delivered(job.key)
"""
    plugin(tmp_path, "deux", body, "hangs", "works")
    pool = make()
    pool.start(job("hangs", "a"), LONG)
    pool.start(job("works", "b"), LONG)
    assert pool.room() == 0

    assert [each.ending for each in told(pool)] == [Delivered("b")]
    assert pool.room() == 1


def test_stopping_lets_what_runs_end_and_ends_what_will_not(make: Make, tmp_path: Path) -> None:
    body = """
import threading
def short(job): return Delivered("ok")
def hangs(job): threading.Event().wait()
"""
    plugin(tmp_path, "arret", body, "short", "hangs")
    first, second = begun(make()), begun(make())
    first.start(job("short"), LONG)
    second.start(job("hangs"), LONG)

    first.stop(LONG)
    second.stop(0.1)

    assert [each.ending for each in first.ended()] == [Delivered("ok")]
    assert second.ended() == ()  # it is given back by whoever started it


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="n'existe pas"):
        Pool(tmp_path / "ailleurs")
