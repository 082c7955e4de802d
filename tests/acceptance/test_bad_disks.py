"""Disks that are really full, really read-only, or held by another process: told, and nothing is changed or lost.

Nothing is simulated: a file system of 768 KiB where one may be mounted, and everywhere a limit that the
kernel sets on the size of files; a process that owns no more rights than the modes of files give it.
"""

import contextlib
import functools
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from parcours import bootstrap
from terminals import CLAIRE, Said, Terminal

MODES_COUNT: Final = ("setpriv", "--inh-caps=-all", "--bounding-set=-all")  # root itself, without its privileges
LONG: Final = ("--set", f"plan_actions={'x' * 19_000}")
READS: Final = (["list"], ["verify"])
HOLD: Final = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1], isolation_level=None) as driver:
    driver.execute("BEGIN IMMEDIATE")
    print("held", flush=True)
    sys.stdin.read()
    driver.execute("ROLLBACK")
"""


def told(site: Terminal, *command: str, limit: int | None = None) -> Said:
    """What a process of its own answers, for whom the modes of files count, whoever runs the tests."""
    before = list(MODES_COUNT) if os.geteuid() == 0 else []
    done = subprocess.run(
        [*before, sys.executable, "-m", "parcours", *command],
        check=False,
        cwd=site.folder,
        env={**os.environ, **site.environment("2026-01-05")},
        capture_output=True,
        text=True,
        preexec_fn=functools.partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit)) if limit else None,
    )
    return Said(done.returncode, done.stdout, done.stderr)


def content(site: Terminal) -> str:
    """Every row of every table, whatever the files beside the database still hold of an act that was given up."""
    with contextlib.closing(sqlite3.connect(site.database)) as driver:
        return "\n".join(driver.iterdump())


def refused(said: Said, *words: str) -> None:
    assert (said.code, said.out) == (2, ""), said
    assert said.complaint.startswith("Erreur : ")
    assert "→" in said.complaint
    assert "Traceback" not in said.err
    for each in words:
        assert each in said.complaint


@pytest.fixture
def case(site: Terminal) -> str:
    """Somebody at the meeting; nothing is left beside the database."""
    return site.enter("reunion", "2026-01-05")


# --- Full --------------------------------------------------------------------------------------------------------


@pytest.fixture
def small(terminal: Terminal, made: Path) -> Iterator[Terminal]:
    """A site on a disk of 768 KiB, where one may be mounted; on the common one otherwise."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=768k", "tmpfs", str(terminal.folder)]
    mounted = (
        shutil.which("mount") is not None and not subprocess.run(mount, check=False, capture_output=True).returncode
    )
    shutil.copytree(made, terminal.folder, dirs_exist_ok=True)
    yield terminal
    if mounted:
        subprocess.run(["umount", "--lazy", str(terminal.folder)], check=True)


@contextlib.contextmanager
def filled(folder: Path, room: int) -> Iterator[None]:
    """Every byte of a disk but `room` is taken."""
    taken = folder / "taken"
    disk = os.statvfs(folder)
    taken.write_bytes(bytes(disk.f_bavail * disk.f_frsize - room))
    yield
    taken.unlink()


@pytest.mark.parametrize("room", [0, 36_864], ids=["not a byte", "a page of its log"])
def test_a_full_disk_is_told_and_loses_nothing(small: Terminal, room: int) -> None:
    case = small.enter("reunion", "2026-01-05")
    journal, before = small.done("journal", case).out, content(small)
    update = ("update", case, *LONG)
    if small.folder.is_mount():
        with filled(small.folder, room):
            said = told(small, *update)
        words = f"Il n'y a plus de place pour écrire dans la base {small.database}"
    else:  # no disk of our own: the kernel refuses to let any file grow beyond this
        said = told(small, *update, limit=room or 4096)
        words = f"Le disque refuse de lire ou d'écrire la base {small.database}"
    refused(said, words)
    assert content(small) == before
    assert small.done("journal", case).out == journal
    assert told(small, *update).code == 0
    assert told(small, "verify").code == 0


def test_a_file_that_may_not_grow_is_told_and_loses_nothing(site: Terminal, case: str) -> None:
    journal, before = site.done("journal", case).out, content(site)
    said = told(site, "update", case, *LONG, limit=36_864)
    refused(said, f"Le disque refuse de lire ou d'écrire la base {site.database}", "la taille permise aux fichiers")
    assert site.done("journal", case).out == journal
    assert content(site) == before
    assert told(site, "update", case, *LONG).code == 0
    assert told(site, "verify").code == 0


def test_init_without_room_leaves_nothing_that_keeps_the_next_one_from_working(terminal: Terminal) -> None:
    refused(told(terminal, "init", limit=16), f"Le fichier de clé {terminal.folder / 'parcours.key'}")
    assert not list(terminal.folder.iterdir())
    refused(told(terminal, "init", limit=16_384), f"Le disque refuse de lire ou d'écrire la base {terminal.database}")
    assert [each.name for each in terminal.folder.iterdir()] == ["parcours.key"]
    again = told(terminal, "init")
    assert again.code == 0
    assert "Gardez-en une copie hors de cette machine" in " ".join(again.out.split())


# --- Read-only ---------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def closed(path: Path) -> Iterator[None]:
    """Nobody may write it."""
    mode = path.stat().st_mode
    path.chmod(mode & ~0o222)
    yield
    path.chmod(mode)


def test_a_read_only_database_is_read_and_not_written(site: Terminal, case: str) -> None:
    journal, before = site.done("journal", case).out, content(site)
    renounce = ("send", case, "renoncer")
    with closed(site.database):
        refused(told(site, *renounce), f"{site.database} peut être lue, mais pas écrite", f"écrire : {site.database}")
        for command in READS:
            assert told(site, *command).code == 0
    # SQLite has given the index it keeps beside a database the mode of it: the next hindrance is named in its turn.
    index = site.database.with_name("parcours.db-shm")
    refused(told(site, *renounce), f"{site.database} peut être lue, mais pas écrite", f"écrire : {index}")
    index.chmod(0o644)
    assert content(site) == before
    assert site.done("journal", case).out == journal
    assert told(site, *renounce).code == 0
    assert told(site, "verify").code == 0


@pytest.mark.parametrize("command", [["send", "CASE", "renoncer"], ["tick"], ["init"], *READS], ids=" ".join)
def test_a_folder_where_nothing_can_be_written_is_named(site: Terminal, case: str, command: list[str]) -> None:
    journal, before = site.done("journal", case).out, content(site)
    said = [word.replace("CASE", case) for word in command]
    with closed(site.folder):
        refused(told(site, *said), f"{site.database} est dans un dossier où rien ne peut s'écrire", f"{site.folder},")
    assert content(site) == before
    assert site.done("journal", case).out == journal
    assert told(site, *said).code == 0


def test_a_folder_that_cannot_be_looked_into_is_told(site: Terminal, case: str) -> None:
    site.folder.chmod(0)
    try:
        refused(told_from_outside(site, "list"), f"{site.database} ne peut pas être ouverte")
    finally:
        site.folder.chmod(0o700)
    assert told(site, "list").code == 0


def told_from_outside(site: Terminal, *command: str) -> Said:
    return told(Terminal(site.folder.parent, {"PARCOURS_DATABASE": f"sqlite:///{site.database}"}), *command)


# --- The witness -------------------------------------------------------------------------------------------------


@pytest.fixture
def apart(site: Terminal) -> Terminal:
    """The key on a disk of its own, that may only be read."""
    keys = site.folder / "keys"
    keys.mkdir()
    (site.folder / "parcours.key").rename(keys / "parcours.key")
    site.variables["PARCOURS_KEY_FILE"] = str(keys / "parcours.key")
    return site


def test_an_act_that_is_done_is_not_told_as_failed(apart: Terminal) -> None:
    keys = apart.folder / "keys"
    known = (part for pair in CLAIRE.items() for part in ("--set", "=".join(pair)))
    place = ("--at", "reunion", "--since", "2026-01-05")
    start = ("start", "coop_domi_ouest", "--person", "P-1", *place, *known, "--json")
    with closed(keys):
        said = told(apart, *start)
    assert said.code == 0
    warned = json.loads(said.err)
    assert "Les points de contrôle ne peuvent pas être copiés" in warned["warning"]
    assert "ne le recommencez pas" in warned["done"]
    assert [each["case"] for each in apart.done("list", "--json").json] == [said.json["case"]]
    with closed(keys):
        told_again = told(apart, "tick")
    assert (told_again.code, told_again.out) == (0, "Rien n'était échu.\n")
    assert told_again.complaint.startswith("Attention : Les points de contrôle")
    assert "→" in told_again.complaint
    assert told(apart, "tick").err == ""  # taken up again, as said
    assert apart.done("verify").code == 0


def test_checkpoints_that_cannot_be_read_are_told(site: Terminal, case: str) -> None:
    (copy,) = site.folder.glob("*.checkpoints")
    copy.chmod(0)
    refused(told(site, "verify"), f"Les points de contrôle {copy} ne peuvent pas être lus")
    copy.chmod(0o600)
    assert told(site, "verify").code == 0


# --- Locked ------------------------------------------------------------------------------------------------------


@pytest.fixture
def held(site: Terminal, case: str) -> Iterator[Callable[[], None]]:
    """Another process holds the write lock, until told to let go."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(site.database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    yield holder.communicate
    holder.communicate()


def test_a_locked_database_is_waited_for_then_told(
    site: Terminal, case: str, held: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "open_store", functools.partial(bootstrap.open_store, patience=0.05))
    before = content(site)
    for command in (["send", case, "renoncer"], ["update", case, "--set", "nom=A"]):
        refused(site.run(*command), f"{site.database} est occupée par un autre programme", "puis recommencez")
    assert site.run("status", case).code == 0  # who only reads is not kept waiting
    assert content(site) == before
    held()
    assert content(site) == before
    assert site.done("send", case, "renoncer").code == 0
    assert site.done("verify").code == 0
