"""What may become of one person, and of a whole cooperative, asked at the command line of a real database."""

import csv
import io
from pathlib import Path

import pytest

from simulated import COUNTER
from terminals import Terminal

SCENARIO = """
format: 1
scenario: comptoir
title: Le comptoir, deux ans
workflow: comptoir
from: 2026-01-01
until: 2028-01-01
arrivals:
  venues: {send: venir, listed: {days: [2026-03-01], each: 2}, assumption: true}
dossier: {ventes: {value: 1000.0, assumption: true}}
stages:
  attente:
    conseil: {after: [{fixed: 40 jours}], send: conseiller, assumption: true}
  conseil:
    depart: {after: [{fixed: 20 jours}], send: partir, source: registre}
income:
  part: {label: Part du comptoir, stages: [attente], amount: dossier.ventes * 2.0, assumption: true}
"""
MORE = """
scenario: autre
title: Autre
extends: coop_domi_ouest
format: 1
"""


@pytest.fixture
def counter(terminal: Terminal, tmp_path: Path) -> Terminal:
    """Anne advises two people since 1 January 2026; one more has been waiting since the 5th. All sell 1,000."""
    files = tmp_path / "fichiers"
    (files / "scenarios").mkdir(parents=True)
    (files / "comptoir.yaml").write_text(
        COUNTER.replace("{label: Accueil}", "{label: Accueil, per_case: true}"), "utf-8"
    )
    (files / "scenarios" / "comptoir.yaml").write_text(SCENARIO, "utf-8")
    (files / "scenarios" / "autre.yaml").write_text(MORE, "utf-8")
    terminal.variables["PARCOURS_WORKFLOWS"] = str(files)
    terminal.done("init")
    for person in ("P-1", "P-2"):
        case = opened(terminal, person, "2026-01-01")
        terminal.done("assign", case, "accueil", "anne", now="2026-01-01")
        terminal.done("send", case, "conseiller", now="2026-01-01")
    return terminal


def opened(terminal: Terminal, person: str, day: str) -> str:
    sold = ("--set", "ventes=1000")
    case: str = terminal.done("start", "comptoir", "venir", "--person", person, *sold, "--json", now=day).json["case"]
    return case


def test_a_forecast_says_when_and_what_it_stands_on(counter: Terminal) -> None:
    case = opened(counter, "P-3", "2026-01-05")

    said = " ".join(counter.done("forecast", case, "--replications", "3", now="2026-01-10").out.split())

    # 5 January and 40 days is 14 February; 20 more, 6 March. Four fifths of the forty days are left: 35.
    assert "Conseil : 100 % ; alors le 14 février 2026." in said
    assert "Parti : 100 % ; alors le 6 mars 2026." in said
    assert "avec les autres dossiers ouverts (2) et les personnes qui arriveront" in said
    assert "attente.oubli : jamais atteinte." in said
    assert "Attente, en moyenne 35 j · conseil.after.0 : fixed: 40 jours" in said
    assert "registre" not in said
    assert "Ce n'est pas une promesse" in said
    alone = counter.done("forecast", case, "--alone", "--replications", "3", now="2026-01-10").out
    assert "La personne est simulée seule" in " ".join(alone.split())


def test_a_forecast_for_scripts_says_all(counter: Terminal) -> None:
    case = opened(counter, "P-3", "2026-01-05")

    found = counter.done(
        "forecast", case, "--json", "--replications", "4", "--months", "1", "--at", "2026-01-20", now="2026-02-01"
    ).json

    day = "2026-02-14"
    assert found["stages"] == [{"name": "conseil", "share": 1, "dates": {"p10": day, "p50": day, "p90": day}}]
    assert (found["from"], found["until"], found["margin"]) == ("2026-01-20", "2026-02-20", 0.49)
    assert (found["others"], found["alone"], found["promise"]) == (2, False, False)
    assert found["weights"] == [
        {
            "place": "stages.attente",
            "days": 25.5,
            "assumptions": [{"path": "stages.attente.conseil.after.0", "said": "fixed: 40 jours"}],
        }
    ]


def test_an_outlook_says_the_months_to_come(counter: Terminal, tmp_path: Path) -> None:
    opened(counter, "P-3", "2026-01-05")
    asked = ("outlook", "--replications", "2", "--months", "3", "-o", str(tmp_path / "vue"))

    said = " ".join(counter.done(*asked, now="2026-01-06").out.split())
    found = counter.done(*asked, "--json", now="2026-01-06").json

    assert "Coopérative « comptoir », dossiers ouverts : 3" in said
    assert "Charge, Accueil ; les nouveaux sont partagés également" in said
    figures = {(each["part"], each["about"]): [value["mean"] for value in each["values"]] for each in found["figures"]}
    # Three wait or will wait: 2 euros for each euro sold, for whoever stands there at the end of the month: the third
    # in January, nobody in February (advised on the 14th), the two of March.
    assert figures["flows", "part"] == [2000, 0, 4000, 0]
    assert figures["totals", "part"] == [6000]
    assert figures["arrivals", ""] == [2]
    rows = list(csv.DictReader(io.StringIO((tmp_path / "vue" / "outlook.csv").read_text("utf-8"))))
    money = [(row["month"], float(row["mean"])) for row in rows if row["part"] == "flows"]
    assert money == [("2026-01-06", 2000), ("2026-02-01", 0), ("2026-03-01", 4000), ("2026-04-01", 0)]
    assert '"promise": false' in (tmp_path / "vue" / "outlook.json").read_text("utf-8")


def test_an_outlook_says_whether_as_many_came_as_its_scenario_expects(counter: Terminal) -> None:
    asked = ("outlook", "--replications", "1", "--months", "3")
    assert counter.done(*asked, "--json", now="2026-01-10").json["came"] is None

    # Two people began the journal a hundred days before; the scenario sees two come on 1 March, and nobody after it.
    for number in range(7):
        opened(counter, f"Q-{number}", "2026-02-01")
    found = counter.done(*asked, "--json", now="2026-04-11").json["came"]
    assert found == {"people": 2 + 7, "days": 100, "expected": 0, "fits": False}
    said = " ".join(counter.done(*asked, now="2026-04-11").out.split())
    assert "Arrivées des 100 derniers jours : 9 ; le scénario en attend 0 en autant de temps." in said
    assert "Le hasard n'explique pas cet écart : corrigez « arrivals » dans le scénario." in said


def test_what_cannot_be_forecast_is_said(counter: Terminal) -> None:
    case = opened(counter, "P-3", "2026-01-05")
    counter.done("send", case, "partir", now="2026-01-07")

    for arguments, complaint in (
        (("forecast", case), "n'était pas ouvert le 10 janvier 2026"),
        (("forecast", "inconnu"), "Aucun dossier ne porte l'identifiant « inconnu »."),
        (("forecast", case, "--scenario", "comtoir"), "Aucun scénario « comtoir ». → Vouliez-vous dire « comptoir » ?"),
        (("forecast", case, "--scenario", "autre"), "joue le parcours « coop_domi_ouest », et non « comptoir »."),
        (("forecast", case, "--at", "2026-03-01"), "Le 1er mars 2026 est à venir."),
        (("outlook", "--cae", "comptoire"), "Aucun dossier de la coopérative « comptoire »"),
        (("outlook", "--engine", "tables"), "Ce moteur ne sait pas simuler : un départ de dossiers réels (comptoir)"),
        (("outlook", "--engine", "compiled"), "un départ de dossiers réels"),
        (("outlook", "--engine", "vapeur"), "Le moteur « vapeur » n'existe pas"),
        (("outlook", "--scenario", "autre"), "Aucun dossier du parcours « coop_domi_ouest » n'était ouvert"),
    ):
        said = counter.run(*arguments, now="2026-01-10")
        assert (said.code, complaint in said.complaint) == (2, True), said.err


def test_nothing_is_written_and_no_key_is_needed(counter: Terminal) -> None:
    before = counter.fingerprint()
    (counter.folder / "parcours.key").unlink()

    counter.done("outlook", "--replications", "1", "--months", "1", now="2026-01-10")

    assert counter.fingerprint() == before


def test_a_simulation_starts_from_a_database(counter: Terminal, tmp_path: Path) -> None:
    opened(counter, "P-3", "2026-01-05")
    url = f"sqlite:///{counter.database}"
    asked = ("simulate", "comptoir", "--from-database", url, "--replications", "2")

    said = " ".join(counter.done(*asked, now="2026-01-10").out.split())
    kept = ("-o", str(tmp_path / "run"), "--log", "csv", "--json")
    found = counter.done(*asked, "--at", "2026-01-06", *kept, now="2026-01-10").json

    figures = {each["id"]: each["mean"] for each in found["kpis"]}
    assert "Depuis les dossiers ouverts de la base : 3." in said
    assert found["start"] == {
        "at": "2026-01-06T00:00:00+00:00",
        "people": 3,
        "sealed_assumed": [],
        "sealed_unknown": [],
        "siblings": 0,
    }
    # The two of March arrive in the window; of the others, all that is to come happens in it.
    assert (figures["run.arrivals"], figures["outcomes.parti.share"]) == (2, 1)
    assert found["events"]["left"] == {"parti": 5}
    log = (tmp_path / "run" / "log.csv").read_text("utf-8")
    assert "dossiers_reels" in log
    assert "P-3" not in log
    for more, complaint in (
        (("simulate", "comptoir", "--at", "2026-01-06"), "Nommez-la par --from-database."),
        ((*asked, "--engine", "tables"), "Ce moteur ne sait pas simuler : un départ de dossiers réels (comptoir)"),
        ((*asked, "--at", "2025-12-31"), "Aucun dossier du parcours « comptoir » n'était ouvert"),
    ):
        refused = counter.run(*more, now="2026-01-10")
        assert (refused.code, complaint in refused.complaint) == (2, True), refused.err
    late = counter.run(*asked, now="2028-02-01")
    assert "Le scénario « comptoir » finit le 1er janvier 2028." in late.complaint
