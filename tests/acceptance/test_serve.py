"""The daemon as a real process: it fires on time, stops when told, and loses nothing when it is killed."""

import datetime
import json
import signal
import socket
import sqlite3
import urllib.request
from pathlib import Path

import pytest

from daemons import VEILLE, Daemon, enters, journal, names, serving, shifted, watched
from parcours.adapters.clock import SystemClock
from parcours.runtime.serving.telling import Event
from terminals import Terminal


@pytest.fixture
def site(site: Terminal) -> Terminal:
    """A site with a file of its own."""
    return watched(site)


def test_what_the_command_line_commits_while_it_waits_is_fired(site: Terminal) -> None:
    with serving(site, "--no-http") as daemon:
        case = enters(site, "P-1")
        daemon.until(Event.FIRED, case=case, name="ici.fin")
        assert daemon.ends() == 0
    assert names(site, case)[-1] == "ici.fin"


def test_what_falls_due_while_it_waits_is_fired_then_and_not_before(site: Terminal) -> None:
    now = SystemClock().now()
    case = enters(site, "P-1", now)
    due = now + datetime.timedelta(hours=1)
    clock = site.folder / "clock"
    clock.write_text("3595")  # five seconds before it is due
    with shifted(site, clock) as daemon:
        fired = daemon.until(Event.FIRED, case=case)
    assert fired["name"] == "ici.heure"
    assert datetime.datetime.fromisoformat(fired["at"]) >= due


def test_after_a_week_of_downtime_all_is_fired_in_the_order_it_was_due_each_on_its_own_day(site: Terminal) -> None:
    # Entered on 1 and 2 March 2026. 60 days end on 30 April and 1 May: the reminders, 30 and 28 days before, are on
    # 31 March and 2 April for the first, 1 and 3 April for the second.
    first = enters(site, "P-1", datetime.datetime(2026, 3, 1, 10, tzinfo=datetime.UTC))
    second = enters(site, "P-2", datetime.datetime(2026, 3, 2, 10, tzinfo=datetime.UTC))
    site.done("serve", "--once", now="2026-03-30")
    back = site.done("serve", "--once", "--log-format", "json", now="2026-04-06")  # a week later
    lines = [json.loads(line) for line in back.err.splitlines()]
    assert [line["case"] for line in lines if line["event"] == "fired"] == [first, second, first, second]
    for case, days in ((first, ["2026-03-31", "2026-04-02"]), (second, ["2026-04-01", "2026-04-03"])):
        reminders = [fact for fact in journal(site, case) if fact["name"] == "ici.un"]
        assert [fact["on"] for fact in reminders] == days
        assert {fact["at"][:10] for fact in reminders} == {"2026-04-06"}
        opened = [task for task in site.done("task", "list", "--json").json if task["case"] == case]
        # Of the two that were missed the last alone is said (late_reminders: once); « dire » is of the first hour.
        assert sorted(task["action"] for task in opened) == ["dire", "rappeler"]


def test_told_to_stop_it_leaves_within_ten_seconds_and_is_not_missed(site: Terminal) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        with serving(site, "--no-http") as daemon:
            assert daemon.ends(number) == 0
            assert daemon.events()[-2:] == [Event.STOPPING, Event.STOPPED]
    assert "Tout va bien." in site.done("health", now="").out


def test_a_second_daemon_is_refused_and_told_of_the_first(site: Terminal) -> None:
    with serving(site, "--no-http") as daemon:
        second = site.run("serve", "--no-http", "--node", "n2", now="")
        assert second.code == 1
        assert f"nœud n1 (processus {daemon.process.pid}" in second.complaint
        once = site.run("serve", "--once", now="")
        assert once.code == 1


def test_killed_and_started_again_it_loses_nothing_and_does_nothing_twice(site: Terminal) -> None:
    cases = [enters(site, f"P-{number}") for number in range(8)]
    with serving(site, "--no-http") as daemon:
        daemon.until(Event.FIRED)
        daemon.process.kill()
        daemon.process.wait()
    # Its node is still written down; the file it held is free.
    with serving(site, "--no-http") as daemon:
        last = enters(site, "P-last")
        daemon.until(Event.FIRED, case=last, name="ici.fin")
        assert daemon.ends() == 0
    whole = names(site, last)
    assert [names(site, case) for case in cases] == [whole] * 8
    site.done("verify")


def test_the_files_of_the_site_are_read_again_when_it_is_told(site: Terminal) -> None:
    enters(site, "P-1", SystemClock().now())
    file = site.folder / "workflows" / "veille.yaml"
    with serving(site, "--no-http") as daemon:
        file.write_text(VEILLE.replace("entry: {entrer", "entree: {entrer"), encoding="utf-8")
        daemon.process.send_signal(signal.SIGHUP)
        broken = daemon.until(Event.FILE_BROKEN)
        assert "veille.yaml:" in broken["why"]
        health = site.run("health", now="")
        assert health.code == 1
        assert "veille.yaml:" in health.out
        file.write_text(VEILLE.replace("label: Alerter", "label: Prévenir"), encoding="utf-8")
        daemon.process.send_signal(signal.SIGHUP)
        daemon.until(Event.FILE_MENDED)
        site.done("health", now="")


def test_a_clock_that_jumps_stops_it_until_it_is_right_again(site: Terminal) -> None:
    clock = site.folder / "clock"
    clock.write_text("0")
    with shifted(site, clock) as daemon:
        daemon.until(Event.RELOADED)
        clock.write_text("86400")
        case = enters(site, "P-1")
        assert daemon.until(Event.PAUSED)["skew"] > 86_000
        health = site.run("health", now="")
        assert health.code == 1
        assert "a avancé d'un coup de 1440 min" in " ".join(health.out.split())
        assert names(site, case) == ["entrer"]
        clock.write_text("0")
        other = enters(site, "P-2")  # a commit wakes it
        daemon.until(Event.RESUMED)
        daemon.until(Event.FIRED, case=case)
        daemon.until(Event.FIRED, case=other, name="ici.fin")
        assert daemon.ends() == 0
    site.done("health", now="")
    between = daemon.events()[daemon.events().index("paused") : daemon.events().index("resumed")]
    assert Event.FIRED not in between


def test_a_dry_run_says_what_would_happen_and_changes_no_byte(site: Terminal) -> None:
    case = enters(site, "P-1")
    files = {path.name for path in site.folder.iterdir()}
    before = site.fingerprint()
    told = site.done("serve", "--dry-run", now="")
    assert f"Dossier {case}" in told.out
    assert "échéance « ici.fin »" in told.out
    # What each would change, not only that it would fire.
    assert "· entre à l'étape « Fini »" in told.out
    assert site.done("serve", "--dry-run", "--json", now="").json["cases"][0]["case"] == case
    assert site.fingerprint() == before
    assert {path.name for path in site.folder.iterdir()} == files


def test_once_does_all_that_is_due_and_ends(site: Terminal) -> None:
    case = enters(site, "P-1")
    done = site.done("serve", "--once", "--json", now="").json
    assert (done["stuck"], done["paused"]) == (0, False)
    assert done["facts"] == len(names(site, case)) - 1
    assert site.done("serve", "--once", "--json", now="").json["facts"] == 0


def test_monitors_and_systemd_are_answered(site: Terminal) -> None:
    alive, address = site.folder / "alive", str(site.folder / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(address)
        channel.settimeout(60)
        options = ("--http", "127.0.0.1:0", "--port", "0", "--heartbeat-file", str(alive))
        daemon = Daemon(site, "-m", "parcours", "serve", "--log-format", "json", *options, NOTIFY_SOCKET=address)
        port = daemon.until(Event.LISTENING)["port"]
        heard = b""
        for state in (b"READY=1", b"STATUS=at work"):
            while state not in heard:
                heard = channel.recv(1000)
        assert alive.exists()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=60) as answer:
            assert json.loads(answer.read())["well"] is True
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
            assert b"parcours_healthy 1.0" in answer.read()
        assert daemon.ends() == 0
        while b"STOPPING=1" not in heard:
            heard = channel.recv(1000)


def test_no_table_of_a_scheduler_is_in_the_database(site: Terminal) -> None:
    """What must not be lost is in tables of ours."""
    with serving(site, "--no-http") as daemon:
        case = enters(site, "P-1")
        daemon.until(Event.FIRED, case=case)
    with sqlite3.connect(site.database) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert not {name for name in tables if "apscheduler" in name}


def test_what_it_logs_holds_no_personal_word(site: Terminal) -> None:
    site.enter("reunion", "2026-01-05")
    done = site.done("serve", "--once", "--log-format", "text", now="2026-08-01")
    assert "fired" in done.err
    assert "Claire" not in done.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--http", "8765"), "n'est pas une adresse où écouter"),
        (("--http", "localhost:http"), "n'est pas une adresse où écouter"),
        (("--port", "65536"), "Un port va de 0 à 65535"),
        (("--host", "nulle.part.invalid", "--port", "0", "--http", "127.0.0.1:0"), "On ne peut pas écouter sur nulle"),
        (("--heartbeat-url", "file:///etc/passwd"), "attend une adresse http ou https"),
        (("--log-format", "xml"), "attend l'un de : text, json"),
    ],
)
def test_options_that_cannot_be_meant_are_told(site: Terminal, options: tuple[str, ...], said: str) -> None:
    refused = site.run("serve", *options)
    assert refused.code == 2
    assert said in refused.complaint


def test_a_database_that_is_not_there_is_told_and_nothing_is_left(terminal: Terminal) -> None:
    assert terminal.run("serve").code == 2
    assert list(Path(terminal.folder).iterdir()) == []
