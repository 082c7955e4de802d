"""What is copied into service: units that systemd understands, and a page that names all there is to watch."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from parcours.adapters.metrics import Metrics
from parcours.adapters.status import Application
from parcours.runtime.serving.health import Health
from parcours.runtime.serving.telling import Event

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/exploiter.md").read_text(encoding="utf-8")
UNITS = sorted([*(ROOT / "deploy").glob("*.service"), *(ROOT / "deploy").glob("*.timer")])


# What systemd would still close, and why it stays open; anything else it names is a hole somebody has made.
LEFT_OPEN = {
    "RestrictAddressFamilies=~AF_(INET|INET6)": "letters and calls leave by the network",
    "PrivateNetwork=": "the same",
    "IPAddressDeny=": "where they go is the site's own business, in its parcours.toml",
    "RestrictAddressFamilies=~AF_UNIX": "sd_notify, and a PostgreSQL on the same machine",
    "DeviceAllow=": "ProtectClock itself lists the clock, to be read",
    "SystemCallFilter=~@resources": "LibreOffice, which makes PDFs, sets its own priority",
    "MemoryDenyWriteExecute=": "LibreOffice and the foreign function interface of Python write code",
    "PrivateMounts=": "implied by ProtectSystem, whatever systemd says of it",
    "RootDirectory=/RootImage=": "the application is where its folder is",
    "SystemCallArchitectures=": "native: older versions of systemd do not read it offline",
}
LEAST_EXPOSED = "20"  # of 100: systemd calls "OK" what is below 50

systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")


@systemd
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        text = re.sub(r"^(Exec\w+)=\S+/parcours", r"\1=/bin/true", unit.read_text(encoding="utf-8"), flags=re.MULTILINE)
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    said = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / unit.name) for unit in UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (said.returncode, said.stderr) == (0, "")


@systemd
@pytest.mark.parametrize("unit", sorted((ROOT / "deploy").glob("*.service")), ids=lambda path: path.name)
def test_systemd_finds_no_hole_that_nobody_meant(unit: Path) -> None:
    look = ["systemd-analyze", "security", "--offline=yes", "--no-pager", f"--threshold={LEAST_EXPOSED}"]
    said = subprocess.run([*look, "--json=short", str(unit)], capture_output=True, text=True, check=False)
    if "offline" in said.stderr:
        pytest.skip("this systemd reads no unit that is not installed")
    assert (said.returncode, said.stderr) == (0, "")
    found = {each["name"] for each in json.loads(said.stdout) if each["exposure"] and not each["set"]}
    assert found <= LEFT_OPEN.keys()


def compose() -> list[str]:
    """The command of the compose client that is here; it asks no daemon for what a file says."""
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]):
            said = subprocess.run([*command, "version"], capture_output=True, check=False)
            if said.returncode == 0:
                return command
    pytest.skip("no compose client on this machine")


def test_compose_understands_its_file(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "deploy", tmp_path / "deploy"))
    (folder / "secrets").mkdir()
    for name in ("secrets/base", "secrets/parcours.key", "parcours.env"):  # the page beside says how they are made
        (folder / name).write_text("PARCOURS_DATABASE=postgresql://parcours@base/parcours\n" if "env" in name else "x")
    said = subprocess.run(
        [*compose(), "-f", str(folder / "compose.yaml"), "config"], capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
    services = yaml.safe_load(said.stdout)["services"]
    assert services["parcours"]["read_only"] is True
    assert services["parcours"]["cap_drop"] == ["ALL"]
    assert services["parcours"]["depends_on"]["base"]["condition"] == "service_healthy"
    assert services["parcours"]["environment"]["PARCOURS_DATABASE"] == "postgresql://parcours@base/parcours"
    assert "POSTGRES_PASSWORD" not in services["base"]["environment"]


def test_both_services_are_confined_alike() -> None:
    def confined(name: str) -> list[str]:
        text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
        names = "Protect|Private|Restrict|SystemCall|NoNew|Capability|DynamicUser|UMask"
        return re.findall(rf"^(?:{names}).*$", text, re.MULTILINE)

    assert confined("parcours.service") == confined("parcours-once.service")


def test_the_compose_file_names_nothing_that_is_not_there() -> None:
    compose = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text(encoding="utf-8"))
    build = compose["services"]["parcours"]["build"]
    assert (ROOT / "deploy" / build["context"] / build["dockerfile"]).is_file()
    copied = re.findall(r"^COPY (.+) \S+$", (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    for source in (name for line in copied for name in line.split()):
        assert (ROOT / source).exists(), source


def test_the_page_names_every_event_of_the_log() -> None:
    missing = [event for event in Event if f"`{event}`" not in PAGE]
    assert missing == []


def test_the_page_names_every_metric() -> None:
    metrics = Metrics()
    metrics.tried("x", "x", 0.0)
    page: Application = metrics.page(lambda: Health(0.0, 0.0, {}, (), ()))
    body = b"".join(page({"REQUEST_METHOD": "GET", "PATH_INFO": "/metrics"}, lambda *_: None)).decode()
    named = {line.split()[2] for line in body.splitlines() if line.startswith("# TYPE")}
    families = {name.removesuffix("_created") for name in named}
    assert [name for name in sorted(families) if f"`{name}" not in PAGE] == []
