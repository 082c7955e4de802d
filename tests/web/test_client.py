"""The client that a page shows is what it says: typed, a few lines, and it works."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from docs.reader import blocks
from parcours.web.shielding import shielded
from visiting import OURS, Ground

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "parler-http.md"


def shown() -> str:
    (code,) = [each.text for each in blocks(PAGE) if each.kind == "python"]
    return code


@pytest.fixture
def known() -> dict[str, Any]:
    """The names that the page defines."""
    found: dict[str, Any] = {"__name__": "client"}
    exec(compile(shown(), str(PAGE), "exec"), found)
    return found


class Cut(TestClient):
    """A network that loses one answer out of two, once the server has done its work."""

    asked = 0

    def request(self, *arguments: Any, **options: Any) -> httpx.Response:
        answer = super().request(*arguments, **options)
        self.asked += 1
        if self.asked % 2:
            raise httpx.ReadError("lost")
        return answer


def client(site: Ground, kind: type[TestClient] = TestClient) -> TestClient:
    secret = site.program("accueil").secret
    return kind(shielded(site.app), "https://parcours.example/api/v1/", headers={"Authorization": f"Bearer {secret}"})


def test_it_opens_lists_and_moves_cases(site: Ground, known: dict[str, Any]) -> None:
    parcours = known["Parcours"](client(site))
    fields = {"nom": "Le Goff", "assurance": {"from": "2026-01-01", "until": "2028-12-31"}}
    opened = [parcours.start(OURS, "entrer", f"P-{number}", **fields) for number in range(60)]
    assert sorted(each["case"] for each in parcours.cases()) == sorted(opened)  # of two pages
    assert [each["case"] for each in parcours.cases(person="P-7")] == [opened[7]]
    seen = parcours.send(opened[0], "visiter")
    assert parcours.send(opened[0], "visiter", seen=seen) == seen + 1
    with pytest.raises(known["Refused"]) as refused:
        parcours.send(opened[0], "visiter", seen=seen)
    assert (refused.value.status, refused.value.kind) == (409, "moved")
    with pytest.raises(known["Refused"]) as refused:
        parcours.send(opened[0], "renouveler")
    assert (refused.value.kind, len(refused.value.reasons)) == ("refused-stage", 1)


def test_an_answer_that_was_lost_is_asked_again_and_done_once(site: Ground, known: dict[str, Any]) -> None:
    case = site.opens()
    parcours = known["Parcours"](client(site, Cut))
    seq = parcours.send(case, "visiter")
    assert client(site).get(f"cases/{case}").json()["seq"] == seq


@pytest.mark.slow
def test_it_is_typed(tmp_path: Path) -> None:
    (tmp_path / "client.py").write_text(shown(), "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), "client.py"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout
