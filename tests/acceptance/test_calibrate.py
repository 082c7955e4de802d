"""What a team has typed of a few people becomes numbers of a scenario."""

import sys
from pathlib import Path

import pytest

from simulated import COUNTER
from terminals import Terminal

NOW = "2026-05-11"
MEASURED = ("calibrate", "comptoir.yaml", "-o", "mesure.yaml")


@pytest.fixture
def lived(site: Terminal) -> Terminal:
    """Four came in January: advised after 7 and 14 days, gone after 21, and one who waits still."""
    (site.folder / "comptoir.yaml").write_text(COUNTER, "utf-8")
    done = ((7, "conseiller"), (14, "conseiller"), (21, "partir"), (0, ""))
    for person, (days, event) in enumerate(done):
        came = f"2026-01-0{person + 1}"
        opened = site.done("start", "comptoir.yaml", "venir", "--person", f"Personne-{person}", "--json", now=came)
        if event:
            site.done("send", opened.json["case"], event, now=f"2026-01-{person + 1 + days:02}")
    return site


def test_a_journal_becomes_a_scenario_that_validates(lived: Terminal) -> None:
    said = lived.done(*MEASURED, now=NOW)
    assert "4 dossiers, du 1er janvier 2026 au 11 mai 2026." in said.out
    assert "stages.attente" in said.out
    assert "moins de 30 fins observées" in " ".join(said.out.split())
    text = (lived.folder / "mesure.yaml").read_text("utf-8")
    assert 'source: "journal, n=4, période 2026-01-01 – 2026-05-11"' in text
    assert "# conseiller : 2 fois ; part 0.5" in text
    assert "Personne" not in text
    # Nobody has been seen to leave the desk: the file says so, and can be run.
    assert "1 avertissement." in lived.done("validate", "mesure.yaml").out
    assert max(map(len, said.out.partition("Écrit")[0].splitlines())) <= 80


def test_scripts_are_told_each_fit(lived: Terminal) -> None:
    said = lived.done(*MEASURED, "--at", "2026-01-10", "--json", now=NOW).json
    (waiting,) = [each for each in said["fits"] if each["path"] == "stages.attente.issue"]
    # On 10 January one was advised, at 7 days; four came at noon, so the rest had waited 8½ - 1, 7½ - 1… days:
    # exponential by all the time spent, 7 + 7.5 + 6.5 + 5.5 = 26.5 days, over one end.
    assert (waiting["spells"], waiting["open"]) == (4, 3)
    (advised,) = waiting["causes"]
    assert (advised["name"], advised["law"]) == ("conseiller", "exponential")
    assert advised["parameters"]["mean"]["value"] == pytest.approx(26.5 * 1440, rel=1e-3)


def test_nothing_is_written_over(lived: Terminal) -> None:
    Path(lived.folder / "mesure.yaml").write_text("à moi\n", "utf-8")
    refused = lived.run(*MEASURED, now=NOW)
    assert refused.code == 2
    assert "--force" in refused.complaint
    assert (lived.folder / "mesure.yaml").read_text("utf-8") == "à moi\n"
    lived.done(*MEASURED, "--force", now=NOW)
    assert "scenario: mesure" in (lived.folder / "mesure.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (("--cae", "comptoar"), "Vouliez-vous dire « comptoir »"),
        (("--at", "2027-01-01"), "à venir"),
        (("--at", "2025-01-01"), "aucun dossier"),
        (("--from", "reference_a"), "joue le parcours « reference »"),
    ],
)
def test_what_cannot_be_calibrated_is_told(lived: Terminal, more: tuple[str, ...], why: str) -> None:
    refused = lived.run(*MEASURED, *more, now=NOW)
    assert refused.code == 2
    assert why in refused.complaint
    assert not (lived.folder / "mesure.yaml").exists()


def test_without_scipy_it_is_asked_for(lived: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in sys.modules if each.startswith(("scipy", "parcours.simulation.calibration"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "parcours.cli.calibrate", raising=False)
    monkeypatch.delitem(sys.modules, "parcours.cli.calibrate_text", raising=False)
    monkeypatch.setitem(sys.modules, "scipy", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    refused = lived.run(*MEASURED, now=NOW)
    assert (refused.code, "[simulation]" in refused.complaint) == (2, True)
    assert not (lived.folder / "mesure.yaml").exists()
