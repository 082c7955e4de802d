"""What is copied into service: units that systemd understands, and a page that names all there is to watch."""

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


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
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
