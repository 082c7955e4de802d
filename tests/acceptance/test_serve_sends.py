"""What the daemon fires leaves the house: a real process, a real mail server, a plugin of the site."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from jobs import free_port
from terminals import Terminal

BOUND = 60  # seconds, on a machine that does ten other things


class Mailbox:
    """Keeps what arrives, and refuses one address for ever."""

    def __init__(self) -> None:
        self.received: list[tuple[str, bytes]] = []

    async def handle_RCPT(self, _s: Any, _ss: Any, envelope: Any, address: str, _o: Any) -> str:  # noqa: N802  aiosmtpd's own name
        if address.startswith("inconnu"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _s: Any, _ss: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's own name
        self.received.append((envelope.rcpt_tos[0], envelope.content))
        return "250 OK"


@pytest.fixture
def mailbox(site: Terminal) -> Iterator[Mailbox]:
    kept = Mailbox()
    controller = Controller(kept, hostname="127.0.0.1", port=free_port())
    controller.start()
    (site.folder / "parcours.toml").write_text(
        f'[silence]\nactif = false\n[email]\nhote = "127.0.0.1"\nport = {controller.port}\nsecurite = "aucune"\n'
        'de = "bonjour@coop.example"\n[textes]\nlms_url = "https://lms.example/"\n'
        '[roles.coop_domi_ouest]\naccueil = "accueil@coop.example"\n'
    )
    yield kept
    controller.stop()


def once(site: Terminal) -> dict[str, Any]:
    said = subprocess.run(
        [sys.executable, "-m", "parcours", "serve", "--once", "--json"],
        cwd=site.folder,
        env={**os.environ, **site.environment("")},
        capture_output=True,
        text=True,
        timeout=BOUND,
        check=False,
    )
    assert said.returncode in {0, 1}, said.stderr
    found: dict[str, Any] = json.loads(said.stdout)
    return found


def effects(site: Terminal, case: str) -> dict[str, str]:
    return {each["action"]: each["status"] for each in site.done("effects", "--case", case, "--json").json}


def enter(site: Terminal, address: str) -> str:
    told = ("--set", "nom=Ada", "--set", f"courriel={address}")
    started = ("start", "coop_domi_ouest", "inscrire_reunion", "--person", "P-1", *told)
    case: str = site.done(*started, *site_required(), "--json").json["case"]
    return case


def site_required() -> tuple[str, ...]:
    return ("--set", "activite_sap=menage", "--set", "antenne=finistere", "--set", "public_fragile=aucun")


def test_a_letter_leaves_by_itself_and_its_proof_is_kept(site: Terminal, mailbox: Mailbox) -> None:
    case = enter(site, "ada@example.org")

    once(site)

    # She registered months before the daemon first ran: her invitation leaves, and what has come due since.
    assert {to for to, _ in mailbox.received} == {"ada@example.org"}
    assert len(mailbox.received) == len({letter for _, letter in mailbox.received})
    assert effects(site, case)["convoquer_reunion"] == "delivered"
    assert site.done("reconcile").code == 0
    assert site.done("verify").code == 0


def test_an_address_refused_becomes_a_task_for_people(site: Terminal, mailbox: Mailbox) -> None:
    case = enter(site, "inconnu@example.org")

    once(site)

    assert "inconnu@example.org" not in {to for to, _ in mailbox.received}
    assert effects(site, case)["convoquer_reunion"] == "skipped"
    tasks = site.done("task", "list", case, "--json").json
    assert {each["role"] for each in tasks if not each["action"]} == {"accueil"}
    assert site.done("incidents", "list", "--json").json == []


def test_what_would_leave_is_told_with_its_address_masked(site: Terminal, mailbox: Mailbox) -> None:
    enter(site, "ada@example.org")
    said = site.done("serve", "--dry-run").out

    assert "Partirait" in said
    assert "ada@example.org" not in said
    assert mailbox.received == []


def test_a_plugin_of_the_site_serves_the_daemon_and_a_stopped_one_gives_back(site: Terminal, tmp_path: Path) -> None:
    folder = site.folder / "extensions"
    folder.mkdir()
    (folder / "cassee.py").write_text("raise RuntimeError('secret')\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "parcours", "serve", "--no-http", "--plugins-dir", str(folder), "--log-format", "json"],
        cwd=site.folder,
        env={**os.environ, **site.environment("")},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    events = []
    for line in process.stderr:
        events.append(json.loads(line)["event"])
        if events[-1] == "reloaded":
            break
    process.send_signal(signal.SIGTERM)
    rest = process.stderr.read()
    assert process.wait(BOUND) == 0
    assert "stopped" in rest
    assert "secret" not in rest
